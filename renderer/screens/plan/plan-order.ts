/** What to fix first: the most severe for the least effort. */
import { byFindingNumber, type FindingRow } from '../../../shared/finding.ts';
import type { ControlMeta, Severity } from '../../../shared/verdict.ts';

export type Effort = ControlMeta['remediation']['effortHours'];

export interface PlanItem {
  readonly finding: FindingRow;
  /** null when nobody estimated it. */
  readonly effort: Effort | null;
  /** What to do, in one line; empty for findings without a control. */
  readonly short: string;
}

export type PlanGroup = 'quick' | 'short' | 'long' | 'unknown';
export const PLAN_GROUPS: readonly PlanGroup[] = ['quick', 'short', 'long', 'unknown'];

const HOURS_A_DAY = 8;

/** Weight of a severity: each step doubles it. Divided by the likely hours it gives the order. */
const WEIGHTS: Record<Severity, number> = { critical: 16, high: 8, medium: 4, low: 2, info: 1 };

/**
 * Groups by the likely effort (up to one working day of 8 hours, up to five, more, not estimated); within a group
 * by weight of the severity over likely hours, highest first, then by number.
 */
export function planOrder(items: readonly PlanItem[]): ReadonlyMap<PlanGroup, readonly PlanItem[]> {
  const groups = Map.groupBy(items, groupOf);
  return new Map(PLAN_GROUPS.map((group) => [group, (groups.get(group) ?? []).toSorted(firstThings)]));
}

function groupOf({ effort }: PlanItem): PlanGroup {
  if (effort === null) return 'unknown';
  if (effort.likely <= HOURS_A_DAY) return 'quick';
  return effort.likely <= 5 * HOURS_A_DAY ? 'short' : 'long';
}

const firstThings = (a: PlanItem, b: PlanItem): number =>
  worth(b) - worth(a) || byFindingNumber(a.finding, b.finding);

/** An effort under a quarter of an hour counts as one. */
const worth = ({ finding, effort }: PlanItem): number =>
  WEIGHTS[finding.severity] / Math.max(effort?.likely ?? 1, 0.25);
