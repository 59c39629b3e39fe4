/** How the admission plugin writes: its quotes, its plurals, its order. */
import type { Place } from './define.ts';

/** `"a", "b"`; names are not escaped. */
export const quoted = (items: readonly string[]): string =>
  items.length === 0 ? '' : `"${items.join('", "')}"`;

export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);

/** Without repetitions, in the order of UTF-8 bytes. */
export function sortedSet(items: Iterable<string>): string[] {
  return [...new Set(items)].sort(byBytes);
}

/** `container "a"`, `containers "a", "b"`: each container of the places once, in the order of the pod. */
export function containersOf(places: readonly Place[]): string {
  const names = containerNames(places);
  return `${plural('container', 'containers', names.length)} ${quoted(names)}`;
}

/** `pod and containers "a", "b"`: who set what is forbidden. */
export function settersOf(places: readonly Place[]): string {
  const inContainers = places.some(({ container }) => container !== undefined);
  return [
    ...(places.some(({ container }) => container === undefined) ? ['pod'] : []),
    ...(inContainers ? [containersOf(places)] : []),
  ].join(' and ');
}

/** Two containers of one name count as two. */
export function containerNames(places: readonly Place[]): string[] {
  const containers = new Set(places.flatMap(({ container }) => container ?? []));
  return [...containers].map(({ name }) => name);
}

/** A string as Go's `%q` writes it. */
export function goQuoted(text: string): string {
  let escaped = '';
  for (const character of text)
    escaped += PRINTED.test(character) && !SHORT.has(character) ? character : escape(character);
  return `"${escaped}"`;
}

const PRINTED = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

function escape(character: string): string {
  const short = SHORT.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number): string => code.toString(16).padStart(digits, '0');
  if (code < 0x80) return `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** UTF-8 bytes sort as code points do; UTF-16 units, which `<` compares, do not. */
function byBytes(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
