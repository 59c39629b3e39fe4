/** The decision page, the executive summary's counts, and the red flags. */
import type {
  ReportFinding,
  ReportModel,
  ReportScenario,
  ReportScenarioLine,
} from '../../../shared/report-model.ts';
import { severityRank } from '../../../shared/verdict.ts';
import { compare, type ReportInput } from '../input.ts';
import { count, number } from '../words.ts';

type Parts = Pick<
  ReportModel,
  | 'scope'
  | 'limitations'
  | 'scenarios'
  | 'findings'
  | 'contradictions'
  | 'strengths'
  | 'unanswered'
  | 'environment'
>;

const WORDS = { go: 'Go', conditional: 'Conditional go', 'no-go': 'No go' } as const;

/** The verdict, its conditions, three figures, and how far to trust them. */
export function decisionOf(input: ReportInput, parts: Parts): ReportModel['decision'] {
  const { profile } = input.engagement;
  const open = openFindings(parts.findings);
  const serious = open.filter((finding) => severityRank(finding.severity) <= 1);
  const critical = serious.filter((finding) => finding.severity === 'critical').length;
  const high = parts.scenarios.filter(isHigh);
  const { coverage } = parts.scope;
  const { level, reasons } = confidenceOf(input, parts);
  return {
    verdict: profile.decision,
    word: profile.decision === null ? 'Not decided' : WORDS[profile.decision],
    reasonMarkdown: profile.decisionReason,
    conditions: [...profile.conditions],
    numbers: [
      {
        value: number(high.length),
        label: 'high or very high risks',
        note: `of ${count(parts.scenarios.length, 'scenario')} rated over 12 months`,
      },
      {
        value: number(serious.length),
        label: 'critical or high findings open',
        note: `${number(critical)} critical, ${number(serious.length - critical)} high, of ${count(open.length, 'finding')}`,
      },
      {
        value: `${coverage.collected} of ${coverage.heardOf}`,
        label: 'clusters and schedulers examined',
        note: 'of those heard of; the others are not covered',
      },
    ],
    confidence: level,
    confidenceReasons: reasons,
  };
}

/** Confidence is separate from risk: it says how much of the ground was seen, never how bad it is. */
function confidenceOf(
  input: ReportInput,
  parts: Parts,
): { level: 'low' | 'medium' | 'high'; reasons: string[] } {
  const reasons: string[] = [];
  const verdicts = totalVerdicts(parts);
  const judged = verdicts.fail + verdicts.pass + verdicts.unknown;
  const unknownShare = judged === 0 ? 1 : verdicts.unknown / judged;
  if (input.snapshots.length === 0) {
    reasons.push(
      'No evidence was collected: every statement rests on the interview alone, and confidence is capped at low.',
    );
  } else if (judged === 0) {
    reasons.push('The evidence holds nothing that the checks could judge.');
  } else {
    reasons.push(
      `${Math.round((1 - unknownShare) * 100)} % of the checks that apply could be judged; ${count(verdicts.unknown, 'check')} stayed unknown.`,
    );
  }
  const { coverage } = parts.scope;
  const missing = coverage.heardOf - coverage.collected;
  if (missing > 0)
    reasons.push(
      `${count(missing, 'cluster or scheduler was', 'clusters or schedulers were')} heard of but not examined.`,
    );
  const unanswered = parts.unanswered.filter((question) => question.mandatory).length;
  if (unanswered > 0)
    reasons.push(
      `${count(unanswered, 'mandatory question')} of the interview ${unanswered === 1 ? 'has' : 'have'} no answer.`,
    );
  const disputed = parts.contradictions.filter((each) => each.resolution?.current !== true).length;
  if (disputed > 0)
    reasons.push(
      `${count(disputed, 'contradiction')} between interview and evidence ${disputed === 1 ? 'is' : 'are'} not resolved.`,
    );
  const partial = parts.scope.access.filter((each) => each.completeness === 'partial').length;
  if (partial > 0) reasons.push(`${count(partial, 'cluster was', 'clusters were')} collected only in part.`);
  const weak = [missing > 0, unanswered > 0, disputed > 0, partial > 0, unknownShare > 0.25].filter(
    Boolean,
  ).length;
  if (input.snapshots.length === 0 || judged === 0 || unknownShare > 0.5) return { level: 'low', reasons };
  return { level: weak === 0 ? 'high' : weak <= 3 ? 'medium' : 'low', reasons };
}

export function executiveOf(input: ReportInput, parts: Parts): ReportModel['executive'] {
  const findings = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const open = openFindings(parts.findings);
  for (const finding of open) findings[finding.severity] += 1;
  return {
    noteMarkdown: input.engagement.profile.executiveNote,
    topScenarios: parts.scenarios.slice(0, 5).map(scenarioLine),
    topStrengths: parts.strengths.slice(0, 5),
    findings,
    findingsTotal: open.length,
    verdicts: totalVerdicts(parts),
  };
}

/** What may stop or reprice the deal: open critical findings, signs of a compromise, and very high risks. */
export function redFlagsOf(parts: Parts): ReportModel['redFlags'] {
  const scenarios = parts.scenarios
    .filter((scenario) => scenario.rated.level === 'very-high')
    .map((scenario) => ({
      number: scenario.number,
      title: scenario.title,
      clusterName: scenario.clusterName,
      kind: 'Very high risk',
      fact: scenario.statement,
      ladder: 'Conditional on',
      condition: scenario.mitigations[0] ?? '',
    }));
  const findings = openFindings(parts.findings)
    .filter(
      (finding) =>
        finding.severity === 'critical' || (finding.domain === 'compromise' && finding.severity === 'high'),
    )
    .map((finding) => ({
      number: finding.number,
      title: finding.title,
      clusterName: finding.clusterName,
      kind: finding.severity === 'critical' ? 'Critical finding' : 'Possible compromise',
      fact: firstParagraph(finding.factMarkdown),
      ladder: 'Condition precedent',
      condition: firstParagraph(finding.recommendationMarkdown),
    }));
  return [...findings, ...scenarios];
}

/**
 * Open, and failing after overrides. Those an override cleared stay in the report, but not in the counts. Unknown is not
 * pass, but it is no fact either: what nobody could see stops no deal. It is counted among the checks, and stands apart.
 */
export function openFindings(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  return findings.filter(({ status, verdict }) => status === 'open' && verdict === 'fail');
}

export function scenarioLine(scenario: ReportScenario): ReportScenarioLine {
  const { number: id, title, clusterName, rated, confidence, confirmed } = scenario;
  return { number: id, title, clusterName, rated, confidence, confirmed };
}

function isHigh(scenario: ReportScenario): boolean {
  return scenario.rated.level === 'high' || scenario.rated.level === 'very-high';
}

function totalVerdicts(parts: Parts): ReportModel['executive']['verdicts'] {
  const total = { fail: 0, pass: 0, notApplicable: 0, unknown: 0 };
  for (const { families } of parts.environment)
    for (const { counts } of families) {
      total.fail += counts.fail;
      total.pass += counts.pass;
      total.notApplicable += counts.notApplicable;
      total.unknown += counts.unknown;
    }
  return total;
}

function firstParagraph(text: string): string {
  return (
    text
      .trim()
      .split(/\n\s*\n/, 1)[0]
      ?.replace(/\s+/g, ' ')
      .slice(0, 600) ?? ''
  );
}

/** Worst first; equal ones by number, so that the order never depends on the input's. */
export function bySeverity(a: ReportFinding, b: ReportFinding): number {
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    numeric(a.number) - numeric(b.number) ||
    compare(a.number, b.number)
  );
}

function numeric(id: string): number {
  return Number(/\d+/.exec(id)?.[0] ?? Number.MAX_SAFE_INTEGER);
}
