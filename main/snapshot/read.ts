/**
 * Readers for hostile objects: every step may be missing or of another type, and only own properties count,
 * so neither `__proto__` nor a number where a list belongs can surprise a control.
 */

/** One step into a value: a field of an object, or an index of a list. */
export type Step = string | number;

/** The value at a path, or undefined. */
export function at(value: unknown, ...path: readonly Step[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = Reflect.get(here, step);
  }
  return here;
}

/** The string at a path, or undefined. */
export function str(value: unknown, ...path: readonly Step[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** The finite number at a path, or undefined. */
export function num(value: unknown, ...path: readonly Step[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The boolean at a path, or undefined. */
export function bool(value: unknown, ...path: readonly Step[]): boolean | undefined {
  const found = at(value, ...path);
  return typeof found === 'boolean' ? found : undefined;
}

/** The list at a path; empty when it is missing or not a list. */
export function list(value: unknown, ...path: readonly Step[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The strings of the list at a path; other entries are left out. */
export function strings(value: unknown, ...path: readonly Step[]): readonly string[] {
  return list(value, ...path).filter((entry) => typeof entry === 'string');
}

/** Fields of the object at a path; empty when it is missing or a list. */
export function fields(value: unknown, ...path: readonly Step[]): readonly (readonly [string, unknown])[] {
  const found = at(value, ...path);
  return isObject(found) ? Object.entries(found) : [];
}

/** The string fields of the object at a path. Safe to ask for any key, for it is a Map. */
export function stringMap(value: unknown, ...path: readonly Step[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [key, entry] of fields(value, ...path)) if (typeof entry === 'string') map.set(key, entry);
  return map;
}

/** True for a JSON object, false for lists, null and scalars. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True when the path holds anything but undefined and null. */
export function has(value: unknown, ...path: readonly Step[]): boolean {
  return (at(value, ...path) ?? null) !== null;
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
