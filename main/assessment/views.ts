/**
 * What was judged, as interface and report show it: questions and progress, contradictions, scenarios and ratings, the
 * estate, exceptions, and a finding with how it stands to newer evidence. Pure, so that both are told the same.
 */
export { contradictions, weighedAnswers } from './views/contradictions.ts';
export { disputeFingerprint } from './views/dispute.ts';
export { estateView, noteOfConfirmed } from './views/estate.ts';
export {
  allFacts,
  answerView,
  type ClusterEvidence,
  ENGAGEMENT_EVIDENCE,
  evidenceView,
} from './views/evidence.ts';
export { type ExceptionSources, exceptionViews } from './views/exceptions.ts';
export { type FindingGround, findingView, newerResults } from './views/finding.ts';
export { type NamedObject, newerEvidence, toPreserve } from './views/finding-standing.ts';
export { interviewProgress } from './views/progress.ts';
export { allQuestionViews, questionView, stepQuestions } from './views/questions.ts';
export { scenarioViews } from './views/scenarios.ts';
export type { InterviewState } from './views/state.ts';
