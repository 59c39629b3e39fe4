/**
 * Readers for hostile objects: every step may be missing or of another type, and only own properties count,
 * so neither `__proto__` nor a number where a list belongs can surprise a control.
 */

/** One step into a value: a field of an object, or an index of a list. */
export type Step = string | number;

/** The value at a path, or undefined. */
export function at(value: unknown, ...path: readonly Step[]): unknown {
  return walk(value, path);
}

/** The same with the steps in a list. Most of an analysis is spent here, so the commonest end, a missing field, comes first. */
function walk(value: unknown, path: readonly Step[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    const next = (here as Readonly<Record<Step, unknown>>)[step];
    if (next === undefined || !Object.hasOwn(here, step)) return undefined;
    here = next;
  }
  return here;
}

/** The string at a path, or undefined. */
export function str(value: unknown, ...path: readonly Step[]): string | undefined {
  const found = walk(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** The finite number at a path, or undefined. */
export function num(value: unknown, ...path: readonly Step[]): number | undefined {
  const found = walk(value, path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The boolean at a path, or undefined. */
export function bool(value: unknown, ...path: readonly Step[]): boolean | undefined {
  const found = walk(value, path);
  return typeof found === 'boolean' ? found : undefined;
}

/** The list at a path; empty when it is missing or not a list. */
export function list(value: unknown, ...path: readonly Step[]): readonly unknown[] {
  const found = walk(value, path);
  return Array.isArray(found) ? found : [];
}

/** The strings of the list at a path; other entries are left out. */
export function strings(value: unknown, ...path: readonly Step[]): readonly string[] {
  const found = walk(value, path);
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'string') : [];
}

/** Fields of the object at a path; empty when it is missing or a list. */
export function fields(value: unknown, ...path: readonly Step[]): readonly (readonly [string, unknown])[] {
  const found = walk(value, path);
  return isObject(found) ? Object.entries(found) : [];
}

/** The string fields of the object at a path. Safe to ask for any key, for it is a Map. */
export function stringMap(value: unknown, ...path: readonly Step[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  const found = walk(value, path);
  if (!isObject(found)) return map;
  for (const key of Object.keys(found)) {
    const entry = walk(found, [key]);
    if (typeof entry === 'string') map.set(key, entry);
  }
  return map;
}

/** True for a JSON object, false for lists, null and scalars. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when the path holds anything but undefined and null. */
export function has(value: unknown, ...path: readonly Step[]): boolean {
  return (walk(value, path) ?? null) !== null;
}

/**
 * The value at a path in the notation of evidence. A text on the way is the answer: what stands in a patch that is
 * written as one.
 */
export function atPath(value: unknown, path: string): unknown {
  let here = value;
  for (const [, name, index, quoted] of path.matchAll(
    /(?:^|\.)([A-Za-z_$][\w$-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g,
  )) {
    if (typeof here === 'string') return here;
    here = walk(here, [index === undefined ? (name ?? quoted ?? '') : Number(index)]);
  }
  return here;
}

/** The JSON path in the notation of evidence: `spec.containers[0].image`. */
export function jsonPath(...path: readonly Step[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
