/** The order in which a seed takes mutants: what changes in one file leaves the order of the others as it was. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Mutant } from './mutants.ts';

export function ranked(mutants: readonly Mutant[], seed: number): readonly Mutant[] {
  const seen = new Map<string, number>();
  const ranks = mutants.map((mutant) => {
    // Neither the folder nor the line: a file that moves keeps its mutants.
    const name = [basename(mutant.file), mutant.operator, mutant.before, mutant.after].join('\0');
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return { mutant, rank: createHash('sha256').update(`${seed}\0${name}\0${nth}`).digest('hex') };
  });
  return ranks.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ mutant }) => mutant);
}
