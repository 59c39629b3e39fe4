/** What the interview and the risk rules may see: facts and control summaries of one cluster, and the answers. */
import type { Fact, FactId } from './facts.ts';
import type { Answer } from './interview.ts';
import type { ControlSummary } from './verdict.ts';

export interface EvidenceView {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Without any snapshot every fact is unknown with reason `not-collected`. */
  fact(id: FactId): Fact;
  /** null when the control was not evaluated. */
  control(id: string): ControlSummary | null;
}

export interface AnswerView {
  /** The latest answer to a question: of this cluster, or of the engagement for questions of that scope. */
  answer(questionId: string): Answer | null;
  /**
   * What the evidence says against the answer, in a sentence, while that is not settled in the answer's favour: until
   * then the answer counts as unknown. Null, or no such function, when nothing does.
   */
  dispute?(questionId: string): string | null;
  /** What the evidence says of the question, in a sentence. It replaces no answer. Null, or no such function, for nothing. */
  suggestion?(questionId: string): string | null;
}
