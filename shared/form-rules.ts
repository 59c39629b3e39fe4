/**
 * What a form refuses, as the sentence that stands beside the field. The interface asks while somebody types, the
 * contract asks again before anything is stored, so that both say the same.
 */
import { type AnswerInput, type AnswerType, type QuestionView, statesOffered } from './interview.ts';

/** `null` where nothing is wrong; otherwise one sentence. */
export type Fault = string | null;

/** Words that must not be missing; `sentence` asks for them. */
export function requiredFault(text: string, sentence: string): Fault {
  return text.trim() === '' ? sentence : null;
}

/** The same where an untouched field is marked as required and not as wrong: blanks alone are no words. */
export function blankFault(text: string, sentence: string): Fault {
  return text === '' ? null : requiredFault(text, sentence);
}

/** A window of time, both ends inclusive. Ends are ISO 8601 days or times. */
export function windowFault(window: { readonly from: string; readonly until: string }): {
  readonly from: Fault;
  readonly until: Fault;
} {
  const from = Date.parse(window.from);
  const until = Date.parse(window.until);
  return {
    from: Number.isNaN(from) ? 'Enter the first day.' : null,
    until: Number.isNaN(until)
      ? 'Enter the last day.'
      : !Number.isNaN(from) && until < from
        ? 'The window ends before it begins. Choose a later last day.'
        : null,
  };
}

/** The last day of an accepted risk, against today; both `YYYY-MM-DD` in UTC. */
export function expiryFault(expires: string, today: string): Fault {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires))) return 'Enter the last day.';
  return expires < today ? 'This day has passed. Choose today or a later day.' : null;
}

export interface BandEnds {
  readonly from: number;
  readonly to: number | null;
}

/** Impact bands must rise without a gap or an overlap; only the last one is open. One pair of faults a band. */
export function bandFaults(bands: readonly BandEnds[]): { readonly from: Fault; readonly to: Fault }[] {
  return bands.map((band, index) => {
    const before = bands[index - 1];
    const last = index === bands.length - 1;
    const from =
      before !== undefined && before.to !== null && band.from !== before.to
        ? 'Enter the value at which the previous band ends.'
        : null;
    if (band.to === null) return { from, to: last ? null : 'Only the highest band may have no upper end.' };
    return { from, to: band.to <= band.from ? 'The upper end must exceed the lower end.' : null };
  });
}

/** A number as the answer to a question, judged by its unit. */
export function numberFault(type: AnswerType & { kind: 'number' }, value: number): Fault {
  if (!Number.isFinite(value)) return 'Enter a number.';
  if (value < 0) return 'Enter 0 or more.';
  if (/^(%|percent)/.test(type.unit) && value > 100) return 'A share is at most 100 %.';
  return null;
}

/**
 * What is wrong with a change of an answer. A state that the question does not offer may stay where it stands, so that
 * no note beside it is refused.
 */
export function answerFault(before: QuestionView, next: AnswerInput): Fault {
  const { meta, answer } = before;
  if (next.state !== 'answered' && next.state !== answer?.state && !statesOffered(meta).includes(next.state))
    return next.state === 'not-applicable'
      ? 'This question always applies. Answer it, or mark it as unknown.'
      : 'No other measure can replace what this question asks about.';
  if (meta.type.kind === 'number' && next.state === 'answered' && typeof next.value === 'number')
    return next.value === answer?.value ? null : numberFault(meta.type, next.value);
  return null;
}

/** The first fault of a record of them. */
export function firstFault(faults: Readonly<Record<string, Fault>>): Fault {
  return Object.values(faults).find((fault) => fault !== null) ?? null;
}
