/** Scenarios as printed, the matrix, and the scales behind them. */

import type { ReportModel, ReportScenario } from '../../../shared/report-model.ts';
import { LIKELIHOOD_BINS, riskLevel, type ScenarioView, worstFirst } from '../../../shared/risk.ts';
import type { ReportInput } from '../input.ts';
import { bandInWords } from '../words.ts';

const RANKS = [1, 2, 3, 4, 5] as const;

/** Worst first, numbered in that order. */
export function scenariosOf(input: ReportInput, findings: ReportModel['findings']): ReportModel['scenarios'] {
  return [...input.scenarios]
    .sort(worstFirst)
    .map((view, index) => printed(input, view, index + 1, findings));
}

function printed(
  input: ReportInput,
  view: ScenarioView,
  position: number,
  findings: ReportModel['findings'],
): ReportScenario {
  const { meta, proposal, rating } = view;
  const rated = (likelihood: number, impact: number): ReportScenario['rated'] => ({
    likelihood,
    impact,
    level: riskLevel(likelihood, impact),
    probability: LIKELIHOOD_BINS[likelihood - 1] ?? '',
    loss: bandInWords(input.engagement.profile, impact),
  });
  const controls = new Set(meta.controls);
  const own = findings.filter(
    (finding) =>
      finding.controlIds.some((id) => controls.has(id)) &&
      (finding.clusterName === view.clusterName || finding.clusterName === ''),
  );
  return {
    number: `S-${String(position).padStart(2, '0')}`,
    id: meta.id,
    title: meta.title,
    clusterName: view.clusterName,
    statement: meta.statement,
    explanation: meta.explanation,
    footholds: [...meta.footholds],
    jewels: [...meta.jewels],
    mitigations: [...meta.mitigations],
    proposal: rated(proposal.likelihood, proposal.impact),
    base: { likelihood: proposal.baseLikelihood, impact: proposal.baseImpact },
    drivers: proposal.drivers.map(({ axis, step, sentence, source }) => ({ axis, step, sentence, source })),
    rating:
      rating === null
        ? null
        : {
            decision: rating.decision,
            rated: rated(rating.likelihood, rating.impact),
            reasonMarkdown: rating.reason,
            businessArea: rating.businessArea,
            author: rating.author,
            at: rating.at,
          },
    rated: rated(view.likelihood, view.impact),
    confirmed: view.confirmed,
    evidencedLevel: proposal.evidencedLevel,
    calledFor: [...proposal.calledFor],
    confidence: proposal.confidence,
    confidenceReason: proposal.confidenceReason,
    findings: own.filter(({ verdict }) => verdict !== 'unknown').map((finding) => finding.number),
    notJudged: own.filter(({ verdict }) => verdict === 'unknown').map((finding) => finding.number),
  };
}

/** 25 cells, likelihood from 5 down to 1, impact from 1 up to 5: the order in which they are drawn. */
export function matrixOf(scenarios: ReportModel['scenarios']): ReportModel['matrix'] {
  return RANKS.toReversed().flatMap((likelihood) =>
    RANKS.map((impact) => ({
      likelihood,
      impact,
      level: riskLevel(likelihood, impact),
      scenarios: scenarios
        .filter(({ rated }) => rated.likelihood === likelihood && rated.impact === impact)
        .map((scenario) => scenario.number),
    })),
  );
}

export function methodOf(input: ReportInput): ReportModel['method'] {
  const { profile } = input.engagement;
  return {
    likelihood: RANKS.map((rank) => ({ rank, probability: LIKELIHOOD_BINS[rank - 1] ?? '' })),
    impact: RANKS.map((rank) => ({ rank, band: bandInWords(profile, rank) })),
    currency: profile.currency,
    levels: RANKS.toReversed().map((likelihood) => RANKS.map((impact) => riskLevel(likelihood, impact))),
  };
}
