/**
 * How findings are counted and put together: by how they stand, and by the control that found them. The interface and
 * the report both ask here, so that their numbers agree.
 */
import { z } from 'zod';
import type { FindingRow } from './finding.ts';

/** `closed`: a person set a status. `passed`: nothing fails, by the evidence or by an override. */
export const FindingStanding = z.enum(['open', 'unknown', 'closed', 'passed']);
export type FindingStanding = z.infer<typeof FindingStanding>;

/**
 * Exactly one for each finding. Unknown is not pass, but it is no fact either: what nobody could see stops no deal. It
 * is counted among the checks, and stands apart. An accepted object changes nothing: its finding stays open.
 */
export function standingOf({ verdict, status }: Pick<FindingRow, 'verdict' | 'status'>): FindingStanding {
  if (verdict === 'pass' || verdict === 'not-applicable') return 'passed';
  if (status !== 'open') return 'closed';
  return verdict === 'fail' ? 'open' : 'unknown';
}

type Grouped = Pick<FindingRow, 'id' | 'origin' | 'controlIds' | 'clusterName'>;

/**
 * What one control found, cluster by cluster, in the order in which each group comes first. Two findings of one cluster
 * stay two groups. What a person wrote, or another tool found, stands alone.
 */
export function groupFindings<Finding extends Grouped>(
  findings: readonly Finding[],
): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  const nth = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(finding, nth);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function keyOf({ id, origin, controlIds, clusterName }: Grouped, nth: Map<string, number>): string {
  const control = origin === 'automated' ? controlIds[0] : undefined;
  if (control === undefined) return `alone ${id}`;
  const here = JSON.stringify([control, clusterName]);
  const before = nth.get(here) ?? 0;
  nth.set(here, before + 1);
  return JSON.stringify([control, before]);
}
