/** Scenarios, ratings and the scales of tier 1. */
import { z } from 'zod';
import { compare } from './compare.ts';

export const Level = z.enum(['very-low', 'low', 'moderate', 'high', 'very-high']);
export type Level = z.infer<typeof Level>;
export const LEVELS = Level.options;

/** 1 (very low) to 5 (very high). */
export const Rank = z.int().min(1).max(5);

/** Upper ends of likelihood 1 to 5 as a probability within 12 months. */
export const LIKELIHOOD_BINS = ['under 2 %', '2 to 10 %', '10 to 30 %', '30 to 60 %', 'over 60 %'] as const;

/**
 * Level of risk from likelihood and impact, both 1 to 5.
 * Source: NIST SP 800-30 Rev. 1, table I-2.
 */
export function riskLevel(likelihood: number, impact: number): Level {
  const row = TABLE_I2[likelihood - 1];
  const level = row?.[impact - 1];
  if (level === undefined) throw new RangeError('likelihood and impact are whole numbers from 1 to 5');
  return level;
}

const VL = 'very-low';
const L = 'low';
const M = 'moderate';
const H = 'high';
const VH = 'very-high';
/** Rows by likelihood from very low (1) to very high (5), columns by impact from 1 to 5. */
const TABLE_I2: readonly (readonly Level[])[] = [
  [VL, VL, VL, L, L],
  [VL, L, L, L, M],
  [VL, L, M, M, H],
  [VL, L, M, H, VH],
  [VL, L, M, H, VH],
];

/** One signed step that moved a proposal, with the sentence that justifies it. */
export const Driver = z.strictObject({
  id: z.string(),
  axis: z.enum(['likelihood', 'impact']),
  /** Signed; 0 when the fact is known but does not move anything. An unknown never lowers. */
  step: z.int(),
  sentence: z.string(),
  source: z.enum(['fact', 'answer', 'unknown']),
  /** Fact id or question id. */
  sourceId: z.string(),
  /** The answer is there, and the evidence disputes it: it counts as unknown until that is settled. */
  disputed: z.literal(true).optional(),
});
export type Driver = Readonly<z.infer<typeof Driver>>;

export const Proposal = z.strictObject({
  likelihood: Rank,
  impact: Rank,
  level: Level,
  confidence: z.enum(['low', 'medium', 'high']),
  confidenceReason: z.string(),
  baseLikelihood: Rank,
  baseImpact: Rank,
  drivers: z.array(Driver),
  /** The level from what is evidenced alone: unknowns neither raise nor lower it. */
  evidencedLevel: Level,
  /** Mitigations that something evidenced calls for, in the order of the scenario. */
  calledFor: z.array(z.string()),
});
export type Proposal = Readonly<z.infer<typeof Proposal>>;

/**
 * What the assessor decided. `null` fields keep the proposal.
 * Stored: a new field needs a default (CONTRIBUTING.md).
 */
export const Rating = z.strictObject({
  scenarioId: z.string(),
  clusterId: z.string(),
  decision: z.enum(['accepted', 'moved']),
  likelihood: Rank,
  impact: Rank,
  reason: z.string(),
  businessArea: z.string(),
  /** Counts the decisions on this scenario. */
  revision: z.int().min(1),
  author: z.string(),
  at: z.string(),
});
export type Rating = Readonly<z.infer<typeof Rating>>;

/** A rating with the proposal it was made on: when that changes, it must be confirmed again. */
export const StoredRating = Rating.extend({
  /** One that was stored before decisions were counted is the first. */
  revision: z.int().min(1).default(1),
  proposedLikelihood: z.number(),
  proposedImpact: z.number(),
});
export type StoredRating = Readonly<z.infer<typeof StoredRating>>;

export const ScenarioMeta = z.strictObject({
  id: z.string(),
  title: z.string(),
  /** "Within the next 12 months, …" */
  statement: z.string(),
  /** For someone new to Kubernetes. */
  explanation: z.string(),
  footholds: z.array(z.string()),
  jewels: z.array(z.string()),
  mitigations: z.array(z.string()),
  controls: z.array(z.string()),
  questions: z.array(z.string()),
});
export type ScenarioMeta = Readonly<z.infer<typeof ScenarioMeta>>;

/** A scenario as shown: its meaning, the machine's proposal and the assessor's rating, if any. */
export const ScenarioView = z.strictObject({
  meta: ScenarioMeta,
  clusterId: z.string(),
  clusterName: z.string(),
  proposal: Proposal,
  rating: Rating.nullable(),
  /** Of the rating if there is one, else of the proposal. */
  likelihood: Rank,
  impact: Rank,
  level: Level,
  /** False while nobody has accepted or moved the proposal, or it has changed since. */
  confirmed: z.boolean(),
});
export type ScenarioView = Readonly<z.infer<typeof ScenarioView>>;

/**
 * The order in which a buyer should hear of scenarios: first by the level that a person or the evidence stands for, then
 * by the level shown, then by likelihood and impact.
 */
export function worstFirst(a: ScenarioView, b: ScenarioView): number {
  return (
    standing(b) - standing(a) ||
    b.likelihood + b.impact - (a.likelihood + a.impact) ||
    b.impact - a.impact ||
    compare(a.meta.id, b.meta.id) ||
    compare(a.clusterName, b.clusterName)
  );
}

function standing({ level, confirmed, proposal }: ScenarioView): number {
  return LEVELS.indexOf(firmLevel(level, confirmed, proposal.evidencedLevel)) * 10 + LEVELS.indexOf(level);
}

/** The level that a person stands for; where nobody confirmed it, the one that rests on evidence alone. */
export function firmLevel(level: Level, confirmed: boolean, evidencedLevel: Level): Level {
  return confirmed ? level : evidencedLevel;
}
