/** What a run comes to, in words. */
import type { Mutant } from './mutants.ts';

export type Fate = 'killed' | 'timed out' | 'survived' | 'no test';

export interface Judged {
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** Killed, by a failing test or a time limit, in percent of all. */
export function scoreOf(judged: readonly Judged[]): number {
  const killed = judged.filter((one) => !isLeft(one)).length;
  return judged.length === 0 ? 0 : Math.floor((killed / judged.length) * 100);
}

/** One line for each file, those with most survivors first, and one for all. */
export function tallyLines(judged: readonly Judged[]): readonly string[] {
  const files = [...Map.groupBy(judged, ({ mutant }) => mutant.file)];
  const left = (of: readonly Judged[]) => of.filter(isLeft).length;
  return files
    .sort(([a, of], [b, others]) => left(others) - left(of) || (a < b ? -1 : 1))
    .map(([file, of]) => tallyLine(file, of))
    .concat(tallyLine('all', judged));
}

function tallyLine(name: string, judged: readonly Judged[]): string {
  const counts = (['killed', 'timed out', 'survived', 'no test'] as const)
    .map((fate) => ({ fate, times: judged.filter((one) => one.fate === fate).length }))
    .filter(({ times }) => times > 0)
    .map(({ fate, times }) => `${times} ${fate}`);
  return `${name}: ${scoreOf(judged)} % of ${judged.length} (${counts.join(', ')})`;
}

export const isLeft = ({ fate }: Judged): boolean => fate === 'survived' || fate === 'no test';

/** Where it is, and what stands there before and after. */
export function mutantLine({ file, line, operator, before, after }: Mutant): string {
  return `${file}:${line} ${operator}: ${oneLine(before)} → ${after === '' ? '(nothing)' : oneLine(after)}`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
