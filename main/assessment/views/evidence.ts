/** What interview and risk may see of each cluster, from the results of its latest analysed snapshot. */

import type { AnswerView, EvidenceView } from '../../../shared/evidence-view.ts';
import { FACT_IDS, type Fact, type FactId } from '../../../shared/facts.ts';
import type { Answer } from '../../../shared/interview.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';

/** A cluster with what is known of it. `facts` is null while nothing was collected or analysed. */
export interface ClusterEvidence {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly facts: Readonly<Record<string, Fact>> | null;
  readonly controls: readonly ControlSummary[];
}

export function evidenceView(cluster: ClusterEvidence): EvidenceView {
  const controls = new Map(cluster.controls.map((summary) => [summary.control, summary]));
  return {
    clusterId: cluster.clusterId,
    clusterName: cluster.clusterName,
    fact: (id) => factOf(cluster.facts, id),
    control: (id) => controls.get(id) ?? null,
  };
}

/** Questions of engagement scope see no single cluster: nothing is evidenced for all of them together. */
export const ENGAGEMENT_EVIDENCE: ClusterEvidence = {
  clusterId: '',
  clusterName: 'the engagement',
  facts: null,
  controls: [],
};

/** Latest answers by question, of one cluster and of the engagement. */
export function answerView(answers: readonly Answer[], clusterId: string | null): AnswerView {
  const byQuestion = new Map<string, Answer>();
  for (const answer of answers) {
    if (answer.clusterId === null || answer.clusterId === clusterId)
      byQuestion.set(answer.questionId, answer);
  }
  return { answer: (questionId) => byQuestion.get(questionId) ?? null };
}

function factOf(facts: ClusterEvidence['facts'], id: FactId): Fact {
  return (
    facts?.[id] ?? {
      state: 'unknown',
      reason: 'not-collected',
      sentence: 'Nothing was collected from this cluster, so this is not established.',
    }
  );
}

/** Every fact of a cluster, the unknown ones included. */
export function allFacts(cluster: ClusterEvidence): Record<FactId, Fact> {
  return Object.fromEntries(FACT_IDS.map((id) => [id, factOf(cluster.facts, id)])) as Record<FactId, Fact>;
}
