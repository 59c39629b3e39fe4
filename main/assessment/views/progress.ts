/** How far each step of the interview has come. */
import type { StepProgress } from '../../../shared/contract/contract.ts';
import { isAnswered, isSettled, STEPS } from '../../../shared/interview.ts';
import { disputesOf } from './contradictions.ts';
import { allQuestionViews } from './questions.ts';
import type { InterviewState } from './state.ts';

/** In the order of the steps, over all clusters. Questions that do not apply are left out of every number. */
export function interviewProgress(state: InterviewState): StepProgress[] {
  const views = allQuestionViews(state).filter((view) => view.applies);
  return STEPS.map(({ id }) => {
    const ofStep = views.filter((view) => view.meta.step === id);
    return {
      stepId: id,
      questions: ofStep.length,
      answered: ofStep.filter(isAnswered).length,
      forReview: ofStep.filter((view) => view.answer?.markedForReview).length,
      contradictions: ofStep
        .flatMap((view) => disputesOf(state, view))
        .filter((dispute) => !isSettled(dispute)).length,
    };
  });
}
