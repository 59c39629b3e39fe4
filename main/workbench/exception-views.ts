/** Exceptions with what they mean now: names, titles, and how many fails they mark. */
import type { ExceptionRevision, ExceptionView } from '../../shared/exception.ts';
import { controlMeta } from '../controls/catalogue.ts';
import type { StoredOverview } from '../store/stored-overview.ts';
import { customMetaIn } from './finding-detail.ts';

export interface ExceptionSources {
  readonly exceptions: readonly ExceptionRevision[];
  readonly counts: Readonly<Record<string, { readonly accepts: number; readonly expiredFor: number }>>;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  /** Of the latest snapshots; they know the words of custom controls. */
  readonly overviews: readonly (StoredOverview | null)[];
  /** ISO 8601. */
  readonly now: string;
}

export function exceptionViews({
  exceptions,
  counts,
  clusters,
  overviews,
  now,
}: ExceptionSources): ExceptionView[] {
  const titleOf = (control: string): string | null => {
    const own = overviews.map((overview) => customMetaIn(overview, control)).find((meta) => meta !== null);
    return (controlMeta(control) ?? own)?.title ?? null;
  };
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
