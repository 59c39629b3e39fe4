/** Questions as shown: rules of the interview joined with stored answers. */

import type { QuestionView, StepId } from '../../../shared/interview.ts';
import { evaluateQuestion, QUESTIONS } from '../interview/catalogue.ts';
import type { Question } from '../interview/define.ts';
import { contradictionOf } from './dispute.ts';
import { answerView, type ClusterEvidence, ENGAGEMENT_EVIDENCE, evidenceView } from './evidence.ts';
import type { InterviewState } from './state.ts';

/** One question for one cluster (null for engagement scope), or null when there is no such question or cluster. */
export function questionView(
  state: InterviewState,
  questionId: string,
  clusterId: string | null,
): QuestionView | null {
  const question = QUESTIONS.find(({ meta }) => meta.id === questionId);
  if (question === undefined) return null;
  const cluster =
    question.meta.scope === 'engagement'
      ? ENGAGEMENT_EVIDENCE
      : state.clusters.find((candidate) => candidate.clusterId === clusterId);
  return cluster === undefined ? null : viewOf(state, question, cluster);
}

/** The questions of a step: those of engagement scope, and those of the given cluster. */
export function stepQuestions(state: InterviewState, step: StepId, clusterId: string | null): QuestionView[] {
  return QUESTIONS.filter(({ meta }) => meta.step === step).flatMap(({ meta }) => {
    const view = questionView(state, meta.id, meta.scope === 'engagement' ? null : clusterId);
    return view === null ? [] : [view];
  });
}

/** Every question for every cluster it is asked of. */
export function allQuestionViews(state: InterviewState): QuestionView[] {
  return QUESTIONS.flatMap((question) =>
    question.meta.scope === 'engagement'
      ? [viewOf(state, question, ENGAGEMENT_EVIDENCE)]
      : state.clusters.map((cluster) => viewOf(state, question, cluster)),
  );
}

function viewOf(state: InterviewState, question: Question, cluster: ClusterEvidence): QuestionView {
  const { meta } = question;
  const clusterId = meta.scope === 'engagement' ? null : cluster.clusterId;
  const answers = answerView(state.answers, clusterId);
  // An engagement-wide answer is held against every cluster; the first that disputes it is shown.
  const against = meta.scope === 'engagement' && state.clusters.length > 0 ? state.clusters : [cluster];
  const evaluations = against.map((candidate) => ({
    candidate,
    result: evaluateQuestion(meta.id, evidenceView(candidate), answers),
  }));
  const first = evaluations[0];
  if (first === undefined) throw new RangeError('a question is always held against something');
  // What one cluster makes a question of is asked, whatever the others are.
  const asked = evaluations.find(({ result }) => result.applies) ?? first;
  const suggested = evaluations.find(({ result }) => result.suggestion !== null);
  const disputed = evaluations.find(({ result }) => result.contradiction !== null);
  return {
    meta: { ...meta },
    clusterId,
    applies: asked.result.applies,
    appliesReason: asked.result.appliesReason,
    answer: answers.answer(meta.id),
    suggestion: suggested?.result.suggestion ?? null,
    contradiction: disputed?.result.contradiction
      ? contradictionOf(state.resolutions, meta.id, disputed.candidate, disputed.result.contradiction)
      : null,
  };
}
