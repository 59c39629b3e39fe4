/** The building blocks of `prefill` and `contradicts`. All are silent when a fact is unknown. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import type { EvidenceView } from '../../../shared/evidence-view.ts';
import { seenOf } from '../../../shared/fact-values.ts';
import type { FactId } from '../../../shared/facts.ts';
import type { AnswerValue, Suggestion } from '../../../shared/interview.ts';
import type { Dispute } from './define.ts';

/** Suggests `value`, read from one known fact. Null when there is no value or the fact is unknown. */
export function suggest(
  evidence: EvidenceView,
  source: FactId,
  value: AnswerValue | null,
): Suggestion | null {
  const fact = evidence.fact(source);
  if (value === null || fact.state === 'unknown') return null;
  return { value, sentence: fact.sentence, evidence: fact.evidence, source };
}

/**
 * A dispute, with the evidence of the facts named.
 *
 * @param claim what was said, as a clause: "all namespaces are isolated"
 * @param seen what the evidence shows, as a full sentence
 */
export function dispute(
  evidence: EvidenceView,
  facts: readonly FactId[],
  claim: string,
  seen: string,
): Dispute {
  return {
    interviewSays: `Interview: ${claim}.`,
    evidenceSays: `Evidence: ${seen}`,
    evidence: facts.flatMap((id) => evidenceOf(evidence, id)),
  };
}

/** True when an estimate is so far off that it tells something: by more than a quarter and by more than two. */
export function farOff(said: number, seen: number): boolean {
  return Math.abs(said - seen) > Math.max(2, seen / 4);
}

function evidenceOf(evidence: EvidenceView, id: FactId): readonly EvidenceRef[] {
  return seenOf(evidence.fact(id))?.evidence ?? [];
}
