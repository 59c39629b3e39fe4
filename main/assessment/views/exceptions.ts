/** Exceptions with what they mean now: names, titles, and how many fails they mark. */
import type { ExceptionRevision, ExceptionView } from '../../../shared/exception.ts';

export interface ExceptionSources {
  readonly exceptions: readonly ExceptionRevision[];
  readonly counts: Readonly<Record<string, { readonly accepts: number; readonly expiredFor: number }>>;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  /** The title of a control; null for a family, or for a control that is gone. */
  readonly titleOf: (control: string) => string | null;
  /** ISO 8601. */
  readonly now: string;
}

export function exceptionViews({
  exceptions,
  counts,
  clusters,
  titleOf,
  now,
}: ExceptionSources): ExceptionView[] {
  return exceptions.map((exception) => ({
    ...exception,
    state: stateOf(exception, now),
    clusterName: clusters.find(({ id }) => id === exception.clusterId)?.name ?? null,
    controlTitle: titleOf(exception.control),
    accepts: counts[exception.id]?.accepts ?? 0,
    expiredFor: counts[exception.id]?.expiredFor ?? 0,
  }));
}

function stateOf({ withdrawn, expires }: ExceptionRevision, now: string): ExceptionView['state'] {
  if (withdrawn !== null) return 'withdrawn';
  return expires < now.slice(0, 10) ? 'expired' : 'stands';
}
