/**
 * How a question is written.
 *
 * To add one: put `defineQuestion({...})` into the list of its step in `questions/STEP.ts`. Nothing else has to
 * be registered. Then run `npx vitest run tests/unit/assessment/interview`: the tests ask of every question that its terms
 * are in the glossary, that its worst answer reaches the report and is the worst for each scenario that reads it,
 * and that a `contradicts` has a case in `tests/unit/assessment/interview/contradictions.test.ts`.
 */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import type { AnswerView, EvidenceView } from '../../../shared/evidence-view.ts';
import type { AnswerType, AnswerValue, QuestionMeta, StepId, Suggestion } from '../../../shared/interview.ts';
import type { Spoken } from './spoken.ts';

/** Both sides of a dispute, each a full sentence, with the objects that show it. */
export interface Dispute {
  readonly interviewSays: string;
  readonly evidenceSays: string;
  readonly evidence: readonly EvidenceRef[];
}

export interface QuestionSource {
  readonly id: string;
  readonly step: StepId;
  readonly scope: 'engagement' | 'cluster';
  readonly mandatory?: boolean;
  readonly text: string;
  readonly why: string;
  readonly good: string;
  readonly evidenceWanted: string;
  readonly type: AnswerType;
  readonly terms?: readonly string[];
  /** The circumstance in which it does not apply, as a sentence. Without one, “Not applicable” is not offered. */
  readonly notApplicable?: string;
  /** The answer that would worry the buyer most. Tests use it to show what the question changes. */
  readonly worst: AnswerValue;
  /** The sentences that answers put into the report. */
  readonly report: Spoken;
  /** Empty when the question applies, else why not. An unknown fact never removes a question. */
  readonly appliesWhen?: (evidence: EvidenceView, answers: AnswerView) => string;
  /** What the evidence suggests; null when it is silent. */
  readonly prefill?: (evidence: EvidenceView, answers: AnswerView) => Suggestion | null;
  /** Asked only for answered questions. Must be null whenever a fact it needs is unknown. */
  readonly contradicts?: (value: AnswerValue, evidence: EvidenceView, answers: AnswerView) => Dispute | null;
}

export interface Question extends Pick<QuestionSource, 'appliesWhen' | 'prefill' | 'contradicts'> {
  readonly meta: QuestionMeta;
  readonly worst: AnswerValue;
  readonly report: Spoken;
}

/** Freezes a question and splits its words from its rules. */
export function defineQuestion(source: QuestionSource): Question {
  const { appliesWhen, prefill, contradicts, worst, report, ...words } = source;
  const meta: QuestionMeta = {
    ...words,
    mandatory: words.mandatory ?? false,
    notApplicable: words.notApplicable ?? null,
    // Where “no” is the worst answer a safeguard is asked for, and another one may stand in for it.
    alternative: words.type.kind === 'yes-partly-no' && worst === 'no' && words.step !== 'scope',
    terms: [...(words.terms ?? [])],
  };
  return Object.freeze({
    meta: Object.freeze(meta),
    worst,
    report,
    ...(appliesWhen && { appliesWhen }),
    ...(prefill && { prefill }),
    ...(contradicts && { contradicts }),
  });
}

export const yesPartlyNo: AnswerType = { kind: 'yes-partly-no' };
export const text: AnswerType = { kind: 'text' };
export const list: AnswerType = { kind: 'list' };
export const number = (unit: string): AnswerType => ({ kind: 'number', unit });
/** `choice({ private: 'Only from a private network' })` */
export const choice = (options: Readonly<Record<string, string>>): AnswerType => ({
  kind: 'choice',
  options: Object.entries(options).map(([id, label]) => ({ id, label })),
});
