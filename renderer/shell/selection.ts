/** Which cluster and snapshot are looked at. Ids only; the words stay in the workbench. */

import { useQuery } from '@tanstack/react-query';
import { compare } from '../../shared/compare.ts';
import type { Cluster, SnapshotSummary } from '../../shared/engagement.ts';
import { orpc } from '../client/workbench.ts';
import { createValue, useValue } from './value.ts';

interface Choice {
  readonly clusterId: string | null;
  readonly snapshotId: string | null;
}

export interface Selection {
  readonly clusters: readonly Cluster[];
  /** Newest first. */
  readonly snapshots: readonly SnapshotSummary[];
  /** null while the engagement has no cluster. */
  readonly cluster: Cluster | null;
  readonly snapshot: SnapshotSummary | null;
  /** The newest analysed snapshot of the cluster, which is shown until someone chooses another. */
  readonly newest: SnapshotSummary | null;
  readonly loading: boolean;
}

/** The chosen cluster and snapshot; the first cluster's newest one until someone chooses. */
export function useSelection(): Selection {
  const choice = useValue(store);
  const clusters = useQuery(orpc.clusters.list.queryOptions());
  const snapshots = useQuery(orpc.snapshots.list.queryOptions());
  const all = clusters.data ?? [];
  const cluster =
    all.find((one) => one.id === choice.clusterId) ??
    all.find((one) => one.latestSnapshotId !== null) ??
    all[0] ??
    null;
  const ofCluster = (snapshots.data ?? [])
    .filter((one) => one.clusterId === cluster?.id)
    .toSorted((a, b) => compare(b.startedAt, a.startedAt));
  const newest = ofCluster.find((one) => one.id === cluster?.latestSnapshotId) ?? ofCluster[0] ?? null;
  const snapshot = ofCluster.find((one) => one.id === choice.snapshotId) ?? newest;
  return {
    clusters: all,
    snapshots: snapshots.data ?? [],
    cluster,
    snapshot,
    newest,
    loading: clusters.isPending || snapshots.isPending,
  };
}

export function selectCluster(clusterId: string, snapshotId: string | null = null): void {
  choose({ clusterId, snapshotId });
}

/** Stays with a cluster that nobody chose, once somebody works on it: evidence of another one moves nobody. */
export function pinCluster(clusterId: string): void {
  if (store.get().clusterId === null) selectCluster(clusterId);
}

const NOTHING: Choice = { clusterId: null, snapshotId: null };
/** Two random ids, for a reload of this tab. Nothing of the engagement is readable from them. */
const KEPT = 'drydock-selection';
const store = createValue(kept());

export const forgetSelection = (): void => choose(NOTHING);

function choose(choice: Choice): void {
  store.set(choice);
  if (choice.clusterId === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, [choice.clusterId, choice.snapshotId ?? ''].join(' '));
}

function kept(): Choice {
  const [clusterId = '', snapshotId = ''] = (sessionStorage.getItem(KEPT) ?? '').split(' ');
  return clusterId === '' ? NOTHING : { clusterId, snapshotId: snapshotId === '' ? null : snapshotId };
}
