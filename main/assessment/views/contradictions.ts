/** What evidence holds against answers: the contradictions, and the answers as risk may weigh them. */

import type { AnswerView } from '../../../shared/evidence-view.ts';
import { type Contradiction, type QuestionView, standsAgainst } from '../../../shared/interview.ts';
import { evaluateQuestion, QUESTIONS } from '../interview/catalogue.ts';
import { contradictionOf } from './dispute.ts';
import { answerView, evidenceView } from './evidence.ts';
import { allQuestionViews, questionView } from './questions.ts';
import type { InterviewState } from './state.ts';

export function contradictions(state: InterviewState): Contradiction[] {
  return allQuestionViews(state).flatMap((view) => disputesOf(state, view));
}

/** All disputes of one view; an engagement-wide answer may be disputed by several clusters. */
export function disputesOf(state: InterviewState, view: QuestionView): Contradiction[] {
  if (view.contradiction === null) return [];
  if (view.meta.scope === 'cluster') return [view.contradiction];
  const answers = answerView(state.answers, null);
  return state.clusters.flatMap((cluster) => {
    const { contradiction } = evaluateQuestion(view.meta.id, evidenceView(cluster), answers);
    return contradiction ? [contradictionOf(state.resolutions, view.meta.id, cluster, contradiction)] : [];
  });
}

/**
 * Answers as the rules of risk weigh them: with what the evidence says against them, or in their place. An answer of the whole engagement
 * is disputed wherever one cluster disputes it.
 */
export function weighedAnswers(
  state: InterviewState,
  clusterId: string,
  disputes: readonly Contradiction[],
): AnswerView {
  const standing = new Map(
    disputes
      .filter(standsAgainst)
      .filter((dispute) => dispute.clusterId === clusterId || isOfEngagement(dispute.questionId))
      .map((dispute) => [dispute.questionId, dispute.evidenceSays]),
  );
  return {
    ...answerView(state.answers, clusterId),
    dispute: (questionId) => standing.get(questionId) ?? null,
    suggestion: (questionId) => questionView(state, questionId, clusterId)?.suggestion?.sentence ?? null,
  };
}

function isOfEngagement(questionId: string): boolean {
  return QUESTIONS.some(({ meta }) => meta.id === questionId && meta.scope === 'engagement');
}
