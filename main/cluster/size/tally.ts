/** Counts by name. */
import { compare } from '../../../shared/compare.ts';
import type { Tally } from '../../../shared/size.ts';

/** More names than this are folded into one line, so that hostile names cannot swell a report. */
const MOST_NAMES = 200;

/** Most first, then by name. Empty names are left out. */
export function tally(names: Iterable<string>): NonNullable<Tally> {
  const counts = new Map<string, number>();
  for (const name of names) {
    if (name === '') continue;
    const short = name.slice(0, 120);
    counts.set(short, (counts.get(short) ?? 0) + 1);
  }
  const all = [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || compare(a.name, b.name));
  if (all.length <= MOST_NAMES) return all;
  const rest = all.slice(MOST_NAMES).reduce((total, { count }) => total + count, 0);
  return [...all.slice(0, MOST_NAMES), { name: `(${all.length - MOST_NAMES} more)`, count: rest }];
}
