/** The findings as printed, and the strengths: what was checked and held. */
import type { FindingDetail } from '../../../shared/finding.ts';
import type { ReportFinding, ReportModel } from '../../../shared/report-model.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';
import { compare, latestSnapshots, type ReportInput } from '../input.ts';
import { answerInWords, familyTitle } from '../words.ts';
import { bySeverity, openFindings } from './decision.ts';
import { evidenceLine } from './evidence-line.ts';
import { clusterNames } from './interview.ts';
import { answeredByProvider } from './provider.ts';

/** Worst first. A finding merged into another is printed there, not by itself. */
export function findingsOf(input: ReportInput): ReportModel['findings'] {
  const byId = new Map(input.findings.map((finding) => [finding.id, finding]));
  const nameOf = clusterNames(input);
  const answered = new Map(
    latestSnapshots(input).map((snapshot) => [snapshot.summary.clusterId, answeredByProvider(snapshot)]),
  );
  const questions = new Map<string, { question: string; answer: string }>();
  for (const { meta, answer } of input.questions) {
    const words =
      answer === null || answer.state === 'not-asked' ? 'Not asked' : answerInWords(answer.value, meta.type);
    questions.set(meta.id, { question: meta.text, answer: words === '' ? 'Not known' : words });
  }
  return input.findings
    .filter((finding) => finding.mergedInto === null || !byId.has(finding.mergedInto))
    .filter((finding) => !isProviders(finding, answered))
    .map((finding) => printed(finding, byId, questions, nameOf))
    .sort(bySeverity);
}

/** A check that the provider answers for, and that no person touched: told in one line for all of them. */
function isProviders(
  { origin, verdict, status, overridden, clusterId, controlIds, members }: FindingDetail,
  answered: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): boolean {
  return (
    origin === 'automated' &&
    verdict === 'unknown' &&
    status === 'open' &&
    !overridden &&
    members.length === 0 &&
    controlIds.some((control) => answered.get(clusterId ?? '')?.has(control) === true)
  );
}

function printed(
  finding: FindingDetail,
  byId: ReadonlyMap<string, FindingDetail>,
  questions: ReadonlyMap<string, { question: string; answer: string }>,
  nameOf: (id: string | null) => string,
): ReportFinding {
  return {
    number: finding.number,
    id: finding.id,
    origin: finding.origin,
    source: finding.source === null ? null : { ...finding.source },
    title: finding.title,
    domain: finding.domain,
    domainTitle: familyTitle(finding.domain),
    clusterName: finding.clusterName === '' ? nameOf(finding.clusterId) : finding.clusterName,
    severity: finding.severity,
    verdict: finding.verdict,
    machine:
      finding.machineSeverity === null && finding.machineVerdict === null
        ? null
        : { severity: finding.machineSeverity, verdict: finding.machineVerdict },
    overrides: finding.overrides.map(({ severity, verdict, reason, author, at }) => ({
      severity,
      verdict,
      reasonMarkdown: reason,
      author,
      at,
    })),
    status: finding.status,
    controlIds: [...finding.controlIds],
    members: finding.members.flatMap((id) => {
      const member = byId.get(id);
      return member === undefined ? [] : [{ number: member.number, title: member.title }];
    }),
    factMarkdown: finding.fact,
    whyMarkdown: finding.whyItMatters,
    affectedCount: finding.affectedCount,
    exceptedCount: finding.exceptedCount,
    expiredCount: finding.expiredCount,
    exceptions: finding.exceptions.map(({ reason, author, expires, expired, objects }) => ({
      reason,
      author,
      expires,
      expired,
      objects,
    })),
    affected: [...finding.affected],
    evidence: grouped(finding.evidence),
    evidenceShown: finding.evidence.length,
    newerEvidence: finding.newerEvidence?.sentence ?? '',
    preserve: [...finding.preserve],
    recommendationMarkdown: finding.recommendation,
    remediationYaml: finding.remediationYaml,
    effortHours: finding.effortHours === null ? null : { ...finding.effortHours },
    references: finding.references.map((each) => ({ ...each })),
    mappings: finding.mappings.map((each) => ({ ...each })),
    questions: finding.questions.flatMap((id) => {
      const question = questions.get(id);
      return question === undefined ? [] : [question];
    }),
  };
}

/** Evidence by what kind of object it is and where; groups and lines keep the order they came in. */
function grouped(evidence: FindingDetail['evidence']): ReportFinding['evidence'] {
  const groups = new Map<string, ReportFinding['evidence'][number]>();
  for (const ref of evidence) {
    const { kind, namespace } = ref.object;
    const title =
      namespace === null || namespace === '' ? `${kind}, cluster-wide` : `${kind} in ${namespace}`;
    const group = groups.get(title) ?? { title, count: 0, first: [] };
    groups.set(title, { title, count: group.count + 1, first: [...group.first, evidenceLine(ref)] });
  }
  return [...groups.values()];
}

/** Everything that was tested without a finding: passed or not applicable. */
export function testedOf(input: ReportInput): ReportModel['tested'] {
  return [...checked(input, 'pass'), ...checked(input, 'not-applicable')]
    .map(({ title, control, clusterName }) => ({
      controlId: control.control,
      title,
      clusterName,
      verdict: control.verdict,
      counts: countsOf(control),
    }))
    .sort((a, b) => compare(a.clusterName, b.clusterName) || compare(a.controlId, b.controlId));
}

function countsOf({ counts: { fail, pass, notApplicable, unknown } }: ControlSummary) {
  return { fail, pass, notApplicable, unknown };
}

/** Checks that looked for signs of an existing compromise, whatever they found. */
export function compromiseOf(
  input: ReportInput,
  findings: ReportModel['findings'],
): ReportModel['compromise'] {
  return {
    lookedFor: (['fail', 'unknown', 'pass', 'not-applicable'] as const).flatMap((verdict) => {
      const signs = checked(input, verdict).filter(({ control }) => control.family === 'compromise');
      return [...Map.groupBy(signs, ({ title, control }) => `${title} ${control.message}`).values()].flatMap(
        (alike) =>
          alike.slice(0, 1).map(({ title, control }) => ({
            title,
            clusterName: alike.map(({ clusterName }) => clusterName).join(', '),
            verdict,
            message: control.message,
          })),
      );
    }),
    findings: openFindings(findings)
      .filter((finding) => finding.domain === 'compromise')
      .map((finding) => finding.number),
  };
}

function checked(input: ReportInput, verdict: 'fail' | 'pass' | 'not-applicable' | 'unknown') {
  return latestSnapshots(input).flatMap(({ summary, controls, controlMetas }) => {
    const titles = new Map(controlMetas.map((meta) => [meta.id, meta.title]));
    return controls
      .filter((control) => control.verdict === verdict)
      .map((control) => ({
        control,
        clusterName: summary.clusterName,
        title: titles.get(control.control) ?? control.control,
      }));
  });
}
