/**
 * How a compromise scenario is written.
 *
 * To add one: write `scenarios/NAME.ts` with `defineScenario({...})` and add it to the list in `catalogue.ts`.
 * Then run `npx vitest run tests/unit/assessment`: the tests prove that unknowns never
 * lower it, that each of its drivers can move it, and that its controls and questions exist.
 *
 * **Why unknown never lowers a proposal.** A driver reads either facts or one answer, never both, and declares
 * its `worst` step, zero or more. Whatever it reads, its step is at most `worst`; if anything it reads is
 * unknown, its step is exactly `worst`. A proposal is the clamped sum of its drivers' steps, and sums and clamps
 * keep order: making any input unknown can only raise a proposal or leave it. A driver that let a good answer
 * stand in for a missing fact would break this, for with bad evidence removed the same answer would lower the
 * sum. So where the machine can see, only the machine lowers; answers lower what no machine can see. An answer that
 * the evidence disputes counts as unknown until somebody settles it.
 */

import type { z } from 'zod';
import type { AnswerView, EvidenceView } from '../../../shared/evidence-view.ts';
import { type KnownFact, seenOf } from '../../../shared/fact-values.ts';
import type { FactId } from '../../../shared/facts.ts';
import type { Answer, AnswerValue } from '../../../shared/interview.ts';
import type { Driver, ScenarioMeta } from '../../../shared/risk.ts';
import type { UnknownReason } from '../../../shared/verdict.ts';

export type Axis = Driver['axis'];
/** A signed step and the sentence that justifies it. */
export type Step = readonly [step: number, sentence: string];

export interface DriverRule {
  readonly id: string;
  readonly axis: Axis;
  /** Zero or more: the step when anything that is read is unknown, and the most it can ever be. */
  readonly worst: number;
  readonly reads:
    | { readonly kind: 'facts'; readonly ids: readonly FactId[] }
    | { readonly kind: 'answer'; readonly id: string };
  evaluate(evidence: EvidenceView, answers: AnswerView): Driver;
}

export interface Scenario {
  readonly meta: ScenarioMeta;
  /** 1 to 5, before any driver. */
  readonly baseLikelihood: number;
  readonly baseImpact: number;
  readonly drivers: readonly DriverRule[];
  readonly mitigations: readonly Mitigation[];
}

/** What lowers the risk, and the drivers that call for it when they are evidenced to be bad. */
export interface Mitigation {
  readonly what: string;
  readonly against: readonly string[];
}

export interface ScenarioSource extends Omit<ScenarioMeta, 'questions' | 'mitigations'> {
  readonly mitigations: readonly Mitigation[];
  readonly baseLikelihood: number;
  readonly baseImpact: number;
  readonly drivers: readonly DriverRule[];
}

/** Freezes a scenario; the questions it feeds on are read off its drivers. */
export function defineScenario(source: ScenarioSource): Scenario {
  const { baseLikelihood, baseImpact, drivers, mitigations, ...words } = source;
  const questions = drivers.flatMap(({ reads }) => (reads.kind === 'answer' ? [reads.id] : []));
  const meta = Object.freeze({ ...words, mitigations: mitigations.map(({ what }) => what), questions });
  return Object.freeze({ meta, baseLikelihood, baseImpact, drivers, mitigations });
}

/** What a driver makes of known facts: their values in the order in which they are read. */
type FactRule = (facts: readonly KnownFact[]) => Step | null;

/**
 * A driver that reads facts.
 *
 * @param what what is not evidenced when a fact is unknown, as a clause: "how many namespaces limit traffic"
 * @param rate the step for known facts; null when a value has an unexpected shape, which counts as unknown
 */
export function factDriver(
  source: { id: string; axis: Axis; worst: number; facts: readonly [FactId, ...FactId[]]; what: string },
  rate: FactRule,
): DriverRule {
  const { id, axis, worst, facts: ids, what } = source;
  return {
    id,
    axis,
    worst,
    reads: { kind: 'facts', ids },
    evaluate(evidence) {
      const facts = ids.map((fact) => ({ id: fact, fact: evidence.fact(fact) }));
      const missing = facts.find(({ fact }) => fact.state === 'unknown');
      const known = facts.flatMap(({ fact }) => seenOf(fact) ?? []);
      const rated = known.length === facts.length ? rate(known) : null;
      // A part can show that it is as bad as it gets; that the rest is good, only the whole can.
      if (rated !== null && (missing === undefined || rated[0] >= worst)) {
        return {
          id,
          axis,
          step: Math.min(rated[0], worst),
          sentence: rated[1],
          source: 'fact',
          sourceId: ids[0],
        };
      }
      const reason =
        missing?.fact.state === 'unknown' ? REASON_IN_WORDS[missing.fact.reason] : 'not readable';
      return notEvidenced({ id, axis, worst, sourceId: missing?.id ?? ids[0] }, what, reason);
    },
  };
}

/**
 * A driver that reads one answer.
 *
 * @param rate the step for a value; null for a value that says nothing, which counts as unknown
 */
export function answerDriver(
  source: { id: string; axis: Axis; worst: number; question: string; what: string },
  rate: (value: AnswerValue) => Step | null,
): DriverRule {
  const { id, axis, worst, question, what } = source;
  return {
    id,
    axis,
    worst,
    reads: { kind: 'answer', id: question },
    evaluate(_evidence, answers) {
      const answer = answers.answer(question);
      const dispute = answers.dispute?.(question) ?? null;
      const rated = answer?.state === 'answered' && answer.value !== null ? rate(answer.value) : null;
      if (rated !== null && dispute !== null)
        return {
          ...notEvidenced(
            { id, axis, worst, sourceId: question },
            what,
            `the answer is disputed; ${decapitalised(dispute)}`,
          ),
          disputed: true,
        };
      if (rated !== null) {
        return {
          id,
          axis,
          step: Math.min(rated[0], worst),
          sentence: rated[1],
          source: 'answer',
          sourceId: question,
        };
      }
      const unanswered = notEvidenced({ id, axis, worst, sourceId: question }, what, stateInWords(answer));
      const seen = answers.suggestion?.(question) ?? null;
      return seen === null
        ? unanswered
        : { ...unanswered, sentence: `${unanswered.sentence} Evidence: ${seen}` };
    },
  };
}

/** The rule for a question with a fixed set of values. */
export function byValue(steps: Readonly<Record<string, Step>>): (value: AnswerValue) => Step | null {
  const byId = new Map(Object.entries(steps));
  return (value) => (typeof value === 'string' ? (byId.get(value) ?? null) : null);
}

function notEvidenced(
  { id, axis, worst, sourceId }: { id: string; axis: Axis; worst: number; sourceId: string },
  what: string,
  reason: string,
): Driver {
  const effect = worst > 0 ? 'rated at the worst plausible case' : 'no credit given';
  return {
    id,
    axis,
    step: worst,
    sentence: `Not established: ${what} (${reason}; ${effect}).`,
    source: 'unknown',
    sourceId,
  };
}

/** "Evidence: 3 nodes." as the end of a sentence: "evidence: 3 nodes". */
function decapitalised(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}

const REASON_IN_WORDS: Readonly<Record<z.infer<typeof UnknownReason>, string>> = {
  forbidden: 'the collection account had no permission',
  'not-collected': 'not collected',
  partial: 'collected only partly',
  'managed-by-provider': 'run by the provider and not visible',
  'needs-interview': 'only an interview can tell',
  'not-in-manifests': 'not in the files that were given',
  'evaluation-error': 'an expression failed',
  redacted: 'the value was redacted during collection',
};

function stateInWords(answer: Answer | null): string {
  switch (answer?.state) {
    case undefined:
    case 'not-asked':
      return 'not asked';
    case 'unknown':
      return 'nobody asked could tell';
    case 'not-applicable':
      return 'marked as not applicable';
    case 'alternative-control':
      return 'another measure is said to replace it; move the rating if it holds';
    case 'answered':
      return 'the answer cannot be rated';
  }
}
