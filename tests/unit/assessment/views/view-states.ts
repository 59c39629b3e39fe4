/** Clusters and decisions made of plain values, for tests of views. */

import type { ClusterEvidence } from '../../../../main/assessment/views.ts';
import { FACT_IDS } from '../../../../shared/facts.ts';
import type { StoredResolution } from '../../../../shared/interview.ts';
import type { StoredRating } from '../../../../shared/risk.ts';
import { evidenceOf, type FactValues } from '../interview/views.ts';

/** A cluster `k1`, `k2`, … of which these facts are known, and nothing else. */
export function clusterOf(clusterId: string, values: FactValues = {}): ClusterEvidence {
  const evidence = evidenceOf(values);
  return {
    clusterId,
    clusterName: `cluster ${clusterId}`,
    facts: Object.fromEntries(FACT_IDS.map((id) => [id, evidence.fact(id)])),
    controls: [],
  };
}

export const resolutionOf = (
  contradictionId: string,
  inFavourOf: StoredResolution['inFavourOf'],
  fingerprint: string,
): StoredResolution => ({
  contradictionId,
  inFavourOf,
  reason: 'They showed us.',
  revision: 1,
  author: 'assessor',
  at: '2026-11-24T00:00:00Z',
  fingerprint,
});

export const ratingOf = (
  scenarioId: string,
  clusterId: string,
  change: Partial<StoredRating> = {},
): StoredRating => ({
  scenarioId,
  clusterId,
  decision: 'moved',
  likelihood: 2,
  impact: 2,
  reason: 'Seen in the walk-through.',
  businessArea: '',
  revision: 1,
  author: 'assessor',
  at: '2026-11-24T00:00:00Z',
  proposedLikelihood: 5,
  proposedImpact: 5,
  ...change,
});
