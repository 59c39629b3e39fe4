import { useNavigate } from '@tanstack/react-router';
import type { SnapshotManifest } from '../../../shared/evidence.ts';
import { collectDraft } from './draft.ts';

/** Whether a snapshot can be completed: it was collected live and something is missing. */
export const canComplete = (snapshot: Pick<SnapshotManifest, 'origin' | 'completeness'>): boolean =>
  snapshot.origin === 'live' && snapshot.completeness === 'partial';

/** Takes a partial snapshot to the collect screen, where the same kubeconfig completes it. */
export function useComplete() {
  const navigate = useNavigate();
  return (snapshotId: string, clusterId: string, manifest: SnapshotManifest) => {
    const { clusterName, context, server, startedAt } = manifest;
    collectDraft.change((draft) => ({
      ...draft,
      resume: { snapshotId, clusterId, clusterName, context, server, startedAt },
      namespaces: [...(manifest.scope?.namespaces ?? [])],
    }));
    void navigate({ to: '/collect', search: {} });
  };
}
