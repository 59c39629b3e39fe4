/** From drivers to a proposal that a person accepts or moves. */

import type { AnswerView, EvidenceView } from '../../../shared/evidence-view.ts';
import { agree, count } from '../../../shared/in-words.ts';
import { type Driver, type Proposal, riskLevel } from '../../../shared/risk.ts';
import type { Axis, Scenario } from './define.ts';

/**
 * Proposes likelihood and impact, each 1 to 5: the scenario's base plus the signed steps of its drivers, clamped.
 * Replacing a fact or an answer by unknown never lowers either of them; `define.ts` says why.
 *
 * Confidence says how much of this is evidenced. It is shown beside the level and never multiplied into it.
 */
export function proposeRating(scenario: Scenario, evidence: EvidenceView, answers: AnswerView): Proposal {
  const drivers = scenario.drivers.map((driver) => driver.evaluate(evidence, answers));
  const likelihood = rank(scenario.baseLikelihood, drivers, 'likelihood');
  const impact = rank(scenario.baseImpact, drivers, 'impact');
  const evidenced = drivers.filter(({ source }) => source !== 'unknown');
  return {
    likelihood,
    impact,
    level: riskLevel(likelihood, impact),
    ...confidenceOf(drivers, answers),
    baseLikelihood: scenario.baseLikelihood,
    baseImpact: scenario.baseImpact,
    drivers,
    evidencedLevel: riskLevel(
      rank(scenario.baseLikelihood, evidenced, 'likelihood'),
      rank(scenario.baseImpact, evidenced, 'impact'),
    ),
    calledFor: calledFor(scenario, drivers),
  };
}

/** A mitigation is called for when a driver that it answers is evidenced and no better than it should be. */
function calledFor({ drivers: rules, mitigations }: Scenario, drivers: readonly Driver[]): string[] {
  const bad = new Set(
    drivers.flatMap(({ id, source, step }) => {
      const worst = rules.find((rule) => rule.id === id)?.worst ?? 0;
      return source !== 'unknown' && step >= worst ? [id] : [];
    }),
  );
  return mitigations.filter(({ against }) => against.some((id) => bad.has(id))).map(({ what }) => what);
}

function rank(base: number, drivers: readonly Driver[], axis: Axis): number {
  const sum = drivers.reduce((total, driver) => (driver.axis === axis ? total + driver.step : total), base);
  return Math.min(5, Math.max(1, sum));
}

/**
 * High from four examined drivers in five, medium from half of them. Answers of low confidence do not count; disputed
 * ones do, for evidence that disputes an answer has examined more, not less. It establishes nothing, so they are told
 * apart.
 */
function confidenceOf(
  drivers: readonly Driver[],
  answers: AnswerView,
): Pick<Proposal, 'confidence' | 'confidenceReason'> {
  const facts = drivers.filter(({ source }) => source === 'fact').length;
  const answered = drivers.filter(({ source, disputed }) => source === 'answer' || disputed === true);
  const isShaky = ({ sourceId }: Driver): boolean => answers.answer(sourceId)?.confidence === 'low';
  const shaky = answered.filter(isShaky).length;
  const disputed = answered.filter((driver) => driver.disputed === true && !isShaky(driver)).length;
  const firm = answered.length - shaky;
  const share = drivers.length === 0 ? 0 : (facts + firm) / drivers.length;
  const told = [
    [facts, 'by evidence'],
    [firm - disputed, 'by interview'],
    [disputed, 'by both, which disagree'],
  ] as const;
  const by = told.flatMap(([times, how]) => (times === 0 ? [] : [`${times} ${how}`])).join(', ');
  const counted = `${facts + firm} of ${count(drivers.length, 'driver')} ${agree(facts + firm, 'was', 'were')} examined${by === '' ? '' : `: ${by}`}.`;
  const notCounted = shaky === 0 ? '' : ` Answers of low confidence, not counted: ${shaky}.`;
  if (facts === 0) {
    return {
      confidence: share >= 0.5 ? 'medium' : 'low',
      confidenceReason: `${counted}${notCounted} No fact is evidenced, so confidence is at most medium.`,
    };
  }
  const confidence = share >= 0.8 ? 'high' : share >= 0.5 ? 'medium' : 'low';
  return { confidence, confidenceReason: counted + notCounted };
}
