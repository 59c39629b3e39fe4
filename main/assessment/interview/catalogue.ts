/** Every question, and what the evidence has to say to each. Pure: same evidence and answers, same result. */

import type { AnswerView, EvidenceView } from '../../../shared/evidence-view.ts';
import type { Contradiction, QuestionMeta, Suggestion } from '../../../shared/interview.ts';
import type { Dispute, Question } from './define.ts';
import { accessQuestions } from './questions/access.ts';
import { componentsQuestions } from './questions/components.ts';
import { dataQuestions } from './questions/data.ts';
import { deploymentQuestions } from './questions/deployment.ts';
import { detectionQuestions } from './questions/detection.ts';
import { neighboursQuestions } from './questions/neighbours.ts';
import { scenariosQuestions } from './questions/scenarios.ts';
import { scopeQuestions } from './questions/scope.ts';
import { sizeQuestions } from './questions/size.ts';
import { whereQuestions } from './questions/where.ts';
import { workloadsQuestions } from './questions/workloads.ts';

/** All questions in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = Object.freeze([
  ...scopeQuestions,
  ...whereQuestions,
  ...sizeQuestions,
  ...deploymentQuestions,
  ...workloadsQuestions,
  ...neighboursQuestions,
  ...componentsQuestions,
  ...accessQuestions,
  ...dataQuestions,
  ...detectionQuestions,
  ...scenariosQuestions,
]);

const BY_ID: ReadonlyMap<string, Question> = new Map(
  QUESTIONS.map((question) => [question.meta.id, question]),
);

/** The question with this id, or null. Ids come from files and requests, so a miss is normal. */
export function findQuestion(id: string): Question | null {
  return BY_ID.get(id) ?? null;
}

/** The words and wiring of a question, or null. */
export function questionMeta(id: string): QuestionMeta | null {
  return findQuestion(id)?.meta ?? null;
}

/** What evidence and earlier answers make of one question. */
export interface QuestionEvaluation {
  readonly applies: boolean;
  /** Why it does not apply; empty when it does. */
  readonly appliesReason: string;
  readonly suggestion: Suggestion | null;
  readonly contradiction: Pick<Contradiction, 'interviewSays' | 'evidenceSays' | 'evidence'> | null;
}

/**
 * Evaluates one question against one cluster.
 *
 * A contradiction needs an answer in state `answered` and known facts; an unknown fact disputes nothing.
 *
 * @example
 * evaluateQuestion('workloads.namespaces-isolated', evidence, answers).contradiction?.evidenceSays
 * // "Evidence: 13 of 16 namespaces with pods have no network policy that selects a pod."
 * @throws RangeError when there is no question with this id
 */
export function evaluateQuestion(
  id: string,
  evidence: EvidenceView,
  answers: AnswerView,
): QuestionEvaluation {
  const question = findQuestion(id);
  if (question === null) throw new RangeError(`There is no question with the id ${id}`);
  const appliesReason = question.appliesWhen?.(evidence, answers) ?? '';
  const applies = appliesReason === '';
  return {
    applies,
    appliesReason,
    suggestion: applies ? (question.prefill?.(evidence, answers) ?? null) : null,
    contradiction: applies ? mutable(disputeOf(question, evidence, answers)) : null,
  };
}

function disputeOf(question: Question, evidence: EvidenceView, answers: AnswerView): Dispute | null {
  const answer = answers.answer(question.meta.id);
  if (question.contradicts === undefined || answer?.state !== 'answered' || answer.value === null)
    return null;
  return question.contradicts(answer.value, evidence, answers);
}

function mutable(dispute: Dispute | null): QuestionEvaluation['contradiction'] {
  return dispute === null ? null : { ...dispute, evidence: [...dispute.evidence] };
}
