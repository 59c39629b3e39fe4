/**
 * Which of several variants a document means. Files may hold an object of one kind, namespace and name many times, such as
 * once for each environment. What stands beside a document belongs to it: its own file first, then its directory, then
 * the nearest one above. Of those that are equally near any may be meant.
 */

/** `places` are `FILE#DOCUMENT`; of identical copies every one counts. */
export function nearest<T>(
  from: readonly string[],
  variants: readonly T[],
  placesOf: (variant: T) => readonly string[],
): readonly T[] {
  if (variants.length < 2 || from.length === 0) return variants;
  let best = -1;
  let chosen: T[] = [];
  for (const variant of variants) {
    let near = 0;
    for (const a of from) for (const b of placesOf(variant)) near = Math.max(near, nearness(a, b));
    if (near > best) {
      best = near;
      chosen = [];
    }
    if (near === best) chosen.push(variant);
  }
  return chosen;
}

function nearness(a: string, b: string): number {
  const [one, other] = [fileOf(a), fileOf(b)];
  if (one === other) return Number.MAX_SAFE_INTEGER;
  const here = one.split('/').slice(0, -1);
  const there = other.split('/').slice(0, -1);
  let shared = 0;
  while (shared < here.length && shared < there.length && here[shared] === there[shared]) shared += 1;
  // Of two as deep in common the one that lies less far away from there: a base beside, not a sibling's overlay.
  return shared * 1000 + Math.max(0, 999 - (there.length - shared));
}

const fileOf = (place: string): string => place.replace(/#[^#]*$/, '');
