/** What a preflight says, in numbers and words. */
import type { Preflight } from '../../../shared/collect.ts';
import { count } from '../../../shared/in-words.ts';

export type Access = Preflight['rows'][number]['access'];

/** From all to nothing, as the strip shows them. */
export const ACCESS_ORDER: readonly Access[] = ['everywhere', 'some-namespaces', 'nowhere', 'unknown'];

export const ACCESS_WORDS: Record<Access, string> = {
  everywhere: 'Everywhere',
  'some-namespaces': 'Some namespaces',
  nowhere: 'Nowhere',
  unknown: 'Unknown',
};

/** How each is filled: what is unknown is hatched, never full. */
export const ACCESS_FILL: Record<Access, 'whole' | 'part' | 'empty' | 'hatched'> = {
  everywhere: 'whole',
  'some-namespaces': 'part',
  nowhere: 'empty',
  unknown: 'hatched',
};

export function accessCounts({ rows }: Preflight): Readonly<Record<Access, number>> {
  const counts: Record<Access, number> = { everywhere: 0, 'some-namespaces': 0, nowhere: 0, unknown: 0 };
  for (const { access } of rows) counts[access] += 1;
  return counts;
}

/** Whether a collection would leave anything out. */
export const seesAll = ({ rows }: Preflight): boolean => rows.every(({ access }) => access === 'everywhere');

/** In one sentence, for the line of a cluster. */
export function accessSentence(preflight: Preflight): string {
  if (seesAll(preflight)) return `All ${count(preflight.rows.length, 'kind')} can be read.`;
  const counts = accessCounts(preflight);
  const parts = [
    counts['some-namespaces'] > 0 && `${counts['some-namespaces']} only in some namespaces`,
    counts.nowhere > 0 && `${counts.nowhere} nowhere`,
    counts.unknown > 0 && `${counts.unknown} unknown`,
  ].filter((part) => part !== false);
  return `${counts.everywhere} of ${preflight.rows.length} kinds can be read everywhere, ${parts.join(', ')}.`;
}
