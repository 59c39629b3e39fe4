/** From drivers to a proposal that a person accepts or moves. */
import { type Driver, type Proposal, riskLevel } from '../../../shared/risk.ts';
import type { AnswerView, EvidenceView } from '../../snapshot/evidence-view.ts';
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
  return {
    likelihood,
    impact,
    level: riskLevel(likelihood, impact),
    ...confidenceOf(drivers, answers),
    baseLikelihood: scenario.baseLikelihood,
    baseImpact: scenario.baseImpact,
    drivers,
  };
}

function rank(base: number, drivers: readonly Driver[], axis: Axis): number {
  const sum = drivers.reduce((total, driver) => (driver.axis === axis ? total + driver.step : total), base);
  return Math.min(5, Math.max(1, sum));
}

/** High from four evidenced drivers in five, medium from half of them. Answers of low confidence do not count. */
function confidenceOf(
  drivers: readonly Driver[],
  answers: AnswerView,
): Pick<Proposal, 'confidence' | 'confidenceReason'> {
  const facts = drivers.filter(({ source }) => source === 'fact').length;
  const answered = drivers.filter(({ source }) => source === 'answer');
  const shaky = answered.filter(({ sourceId }) => answers.answer(sourceId)?.confidence === 'low').length;
  const firm = answered.length - shaky;
  const share = drivers.length === 0 ? 0 : (facts + firm) / drivers.length;
  const counted = `${facts + firm} of ${drivers.length} drivers are evidenced: ${facts} by facts, ${firm} by answers.`;
  const notCounted = shaky === 0 ? '' : ` Answers of low confidence, not counted: ${shaky}.`;
  if (facts === 0) {
    return {
      confidence: share >= 0.5 ? 'medium' : 'low',
      confidenceReason: `${counted}${notCounted} Every fact is marked not evidenced, so confidence is capped at medium.`,
    };
  }
  const confidence = share >= 0.8 ? 'high' : share >= 0.5 ? 'medium' : 'low';
  return { confidence, confidenceReason: counted + notCounted };
}
