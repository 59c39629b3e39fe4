/** Scenarios as shown: the machine's proposal, the assessor's rating beside it. */
import {
  type Proposal,
  type Rating,
  riskLevel,
  type ScenarioView,
  type StoredRating,
} from '../../../shared/risk.ts';
import { SCENARIOS } from '../risk/catalogue.ts';
import { proposeRating } from '../risk/propose.ts';
import { contradictions, weighedAnswers } from './contradictions.ts';
import { evidenceView } from './evidence.ts';
import type { InterviewState } from './state.ts';

export function scenarioViews(
  state: InterviewState,
  ratings: readonly StoredRating[],
  clusterId: string | null,
): ScenarioView[] {
  const clusters = state.clusters.filter((cluster) => clusterId === null || cluster.clusterId === clusterId);
  const disputes = contradictions(state);
  return clusters.flatMap((cluster) => {
    const answers = weighedAnswers(state, cluster.clusterId, disputes);
    return SCENARIOS.map((scenario) => {
      const proposal = proposeRating(scenario, evidenceView(cluster), answers);
      const rating = ratings.find(
        (candidate) => candidate.scenarioId === scenario.meta.id && candidate.clusterId === cluster.clusterId,
      );
      return viewOf(scenario.meta, cluster, proposal, rating ?? null);
    });
  });
}

function viewOf(
  meta: ScenarioView['meta'],
  cluster: { clusterId: string; clusterName: string },
  proposal: Proposal,
  stored: StoredRating | null,
): ScenarioView {
  const { likelihood, impact } = stored ?? proposal;
  return {
    meta: { ...meta },
    clusterId: cluster.clusterId,
    clusterName: cluster.clusterName,
    proposal,
    rating: stored === null ? null : ratingOf(stored),
    likelihood,
    impact,
    level: riskLevel(likelihood, impact),
    confirmed:
      stored !== null &&
      stored.proposedLikelihood === proposal.likelihood &&
      stored.proposedImpact === proposal.impact,
  };
}

function ratingOf({ proposedLikelihood: _l, proposedImpact: _i, ...rating }: StoredRating): Rating {
  return rating;
}
