/** Which cluster and snapshot are looked at. Ids only; the words stay in the workbench. */
import { useQuery } from '@tanstack/react-query';
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
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  const snapshot =
    ofCluster.find((one) => one.id === choice.snapshotId) ??
    ofCluster.find((one) => one.id === cluster?.latestSnapshotId) ??
    ofCluster[0] ??
    null;
  return {
    clusters: all,
    snapshots: snapshots.data ?? [],
    cluster,
    snapshot,
    loading: clusters.isPending || snapshots.isPending,
  };
}

export function selectCluster(clusterId: string, snapshotId: string | null = null): void {
  store.set({ clusterId, snapshotId });
}

const NOTHING: Choice = { clusterId: null, snapshotId: null };
const store = createValue(NOTHING);

export const forgetSelection = (): void => store.set(NOTHING);
