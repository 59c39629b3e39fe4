/**
 * Typed reading of facts. Each reader returns null when the fact is unknown or has another shape, so a rule
 * that starts with a null check can never conclude anything from what was not collected.
 */

import type { EvidenceView } from './evidence-view.ts';
import type { Fact, FactId } from './facts.ts';

export type KnownFact = Extract<Fact, { state: 'known' }>;

/** A known fact, or what the part that could be read shows already. */
export function seenOf(fact: Fact): KnownFact | null {
  if (fact.state === 'known') return fact;
  return fact.seen === undefined ? null : { state: 'known', ...fact.seen };
}

/** The number of a known fact; of a list, its length. */
export function countOf(evidence: EvidenceView, id: FactId): number | null {
  const value = knownValue(evidence, id);
  if (typeof value === 'number') return value;
  return Array.isArray(value) ? value.length : null;
}

/** The list of a known fact. */
export function listOf(evidence: EvidenceView, id: FactId): readonly string[] | null {
  const value = knownValue(evidence, id);
  return Array.isArray(value) ? value : null;
}

/** The list of a known fact, or what the part that could be read shows of it: the whole can only be longer. */
export function shownListOf(evidence: EvidenceView, id: FactId): readonly string[] | null {
  const value = seenOf(evidence.fact(id))?.value;
  return Array.isArray(value) ? value : null;
}

/** The yes or no of a known fact. */
export function flagOf(evidence: EvidenceView, id: FactId): boolean | null {
  const value = knownValue(evidence, id);
  return typeof value === 'boolean' ? value : null;
}

/** The word of a known fact. "none" stays "none": it is a known absence. */
export function wordOf(evidence: EvidenceView, id: FactId): string | null {
  const value = knownValue(evidence, id);
  if (typeof value !== 'string') return null;
  return value === '' ? 'none' : value;
}

function knownValue(evidence: EvidenceView, id: FactId) {
  const fact = evidence.fact(id);
  return fact.state === 'known' ? fact.value : null;
}
