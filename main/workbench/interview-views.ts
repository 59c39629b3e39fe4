/** Questions, contradictions and progress as shown: rules of main/assessment/interview joined with stored answers. Pure. */

import type { AnswerView } from '../../shared/evidence-view.ts';
import type { Answer, Contradiction, QuestionView, StepId } from '../../shared/interview.ts';
import { STEPS } from '../../shared/interview.ts';
import { evaluateQuestion, QUESTIONS } from '../assessment/interview/catalogue.ts';
import type { Question } from '../assessment/interview/define.ts';
import type { StoredResolution } from '../store/answers.ts';
import { answerView, type ClusterEvidence, ENGAGEMENT_EVIDENCE, evidenceView } from './evidence-views.ts';

/** All that interview views are made from. */
export interface InterviewState {
  readonly clusters: readonly ClusterEvidence[];
  /** Latest revisions. */
  readonly answers: readonly Answer[];
  readonly resolutions: readonly StoredResolution[];
}

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

export function contradictions(state: InterviewState): Contradiction[] {
  return allQuestionViews(state).flatMap((view) => disputesOf(state, view));
}

/** Whether a dispute still stands against the answer: nobody settled it, or not in the answer's favour. */
export function standsAgainst({ resolution }: Pick<Contradiction, 'resolution'>): boolean {
  return resolution?.current !== true || resolution.inFavourOf !== 'interview';
}

/**
 * Answers as the rules of risk weigh them: with what the evidence says against them. An answer of the whole engagement
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
  };
}

function isOfEngagement(questionId: string): boolean {
  return QUESTIONS.some(({ meta }) => meta.id === questionId && meta.scope === 'engagement');
}

export interface StepProgressView {
  stepId: StepId;
  questions: number;
  answered: number;
  forReview: number;
  contradictions: number;
}

export function interviewProgress(state: InterviewState): StepProgressView[] {
  const views = allQuestionViews(state).filter((view) => view.applies);
  return STEPS.map(({ id }) => {
    const ofStep = views.filter((view) => view.meta.step === id);
    return {
      stepId: id,
      questions: ofStep.length,
      answered: ofStep.filter((view) => view.answer !== null && view.answer.state !== 'not-asked').length,
      forReview: ofStep.filter((view) => view.answer?.markedForReview).length,
      contradictions: ofStep
        .flatMap((view) => disputesOf(state, view))
        .filter(({ resolution }) => resolution?.current !== true).length,
    };
  });
}

/** What a resolution was about. A changed sentence on either side makes it stale. */
export function disputeFingerprint(dispute: { interviewSays: string; evidenceSays: string }): string {
  return `${dispute.interviewSays}\n${dispute.evidenceSays}`;
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
      ? contradictionOf(state, meta.id, disputed.candidate, disputed.result.contradiction)
      : null,
  };
}

function contradictionOf(
  state: InterviewState,
  questionId: string,
  cluster: ClusterEvidence,
  dispute: Pick<Contradiction, 'interviewSays' | 'evidenceSays' | 'evidence'>,
): Contradiction {
  const id = `${questionId}@${cluster.clusterId}`;
  const stored = state.resolutions.find(({ contradictionId }) => contradictionId === id);
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

/** All disputes of one view; an engagement-wide answer may be disputed by several clusters. */
function disputesOf(state: InterviewState, view: QuestionView): Contradiction[] {
  if (view.contradiction === null) return [];
  if (view.meta.scope === 'cluster') return [view.contradiction];
  const answers = answerView(state.answers, null);
  return state.clusters.flatMap((cluster) => {
    const { contradiction } = evaluateQuestion(view.meta.id, evidenceView(cluster), answers);
    return contradiction ? [contradictionOf(state, view.meta.id, cluster, contradiction)] : [];
  });
}
