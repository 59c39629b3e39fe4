/** One contradiction, with what somebody decided about it. */
import type { Contradiction, StoredResolution } from '../../../shared/interview.ts';
import type { ClusterEvidence } from './evidence.ts';

/** A dispute as shown: whose it is, and the resolution, which is outdated once either side has changed. */
export function contradictionOf(
  resolutions: readonly StoredResolution[],
  questionId: string,
  cluster: ClusterEvidence,
  dispute: Pick<Contradiction, 'interviewSays' | 'evidenceSays' | 'evidence'>,
): Contradiction {
  const id = `${questionId}@${cluster.clusterId}`;
  const stored = resolutions.find(({ contradictionId }) => contradictionId === id);
  return {
    id,
    questionId,
    clusterId: cluster.clusterId,
    clusterName: cluster.clusterName,
    ...dispute,
    resolution: stored
      ? {
          inFavourOf: stored.inFavourOf,
          reason: stored.reason,
          revision: stored.revision,
          author: stored.author,
          at: stored.at,
          current: stored.fingerprint === disputeFingerprint(dispute),
        }
      : null,
  };
}

/** What a resolution was about. A changed sentence on either side makes it stale. */
export function disputeFingerprint(dispute: { interviewSays: string; evidenceSays: string }): string {
  return `${dispute.interviewSays}\n${dispute.evidenceSays}`;
}
