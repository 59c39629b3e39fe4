/** The findings as printed, and the strengths: what was checked and held. */
import { asMarkdown } from '../../../shared/as-markdown.ts';
import { compare } from '../../../shared/compare.ts';
import type { FindingDetail } from '../../../shared/finding.ts';
import { frameworkTitle } from '../../../shared/frameworks.ts';
import { count, number } from '../../../shared/in-words.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import { answeredByProvider } from '../../../shared/provider-duties.ts';
import type { ReportFinding, ReportModel } from '../../../shared/report-model.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';
import { latestSnapshots, type ReportInput } from '../input.ts';
import { familyTitle } from '../words.ts';
import { openFindings, worstFindingFirst } from './decision.ts';
import { evidenceLine } from './evidence-line.ts';
import { clusterNames, quotedAnswer, standingDisputes } from './interview.ts';

/** Worst first. A finding merged into another is printed there, not by itself. */
export function findingsOf(input: ReportInput): ReportModel['findings'] {
  const byId = new Map(input.findings.map((finding) => [finding.id, finding]));
  const nameOf = clusterNames(input);
  const answered = new Map(
    latestSnapshots(input).map((snapshot) => [snapshot.summary.clusterId, answeredByProvider(snapshot)]),
  );
  const asked = askedFor(input, nameOf);
  return input.findings
    .filter((finding) => finding.mergedInto === null || !byId.has(finding.mergedInto))
    .filter((finding) => !isProviders(finding, answered))
    .map((finding) => printed(finding, byId, asked, nameOf))
    .sort(worstFindingFirst);
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
  asked: Asked,
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
    factMarkdown: factOf(finding),
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
    mappings: finding.mappings.map(({ framework, id }) => ({ framework: frameworkTitle(framework), id })),
    questions: finding.questions.flatMap((id) => asked(id, finding.clusterId)),
  };
}

type Asked = (questionId: string, clusterId: string | null) => ReportFinding['questions'];

/** A question with what was answered for the finding's cluster; for no one cluster, with each answer and its cluster. */
function askedFor(input: ReportInput, nameOf: (id: string | null) => string): Asked {
  const disputes = standingDisputes(input);
  const views = Map.groupBy(input.questions, ({ meta }) => meta.id);
  return (questionId, clusterId) => {
    const all = (views.get(questionId) ?? []).filter(
      (view) => view.clusterId === null || clusterId === null || view.clusterId === clusterId,
    );
    const [first] = all;
    if (first === undefined) return [];
    const answers = all.map((view) => {
      const disputed = disputes(questionId, view.clusterId).join(', ');
      const name = all.length > 1 ? `${nameOf(view.clusterId)}: ` : '';
      return `${name}${quotedAnswer(view)}${disputed === '' ? '' : ` (disputed by the evidence: ${disputed})`}`;
    });
    return [{ question: first.meta.text, answer: answers.join('; ') }];
  };
}

/** What was said of the first object speaks for the others only where the same was said of them. */
function factOf({ factOfFirst, verdict, fact, evidence, affectedCount }: FindingDetail): string {
  const [first] = evidence;
  if (!factOfFirst || first === undefined || verdict !== 'fail' || affectedCount < 2) return fact;
  const isAlike =
    evidence.length >= affectedCount && evidence.every(({ message }) => message === first.message);
  return isAlike
    ? `${number(affectedCount)} objects: ${fact}`
    : `${number(affectedCount)} objects. The first, ${asMarkdown(objectInWords(first.object))}: ${fact}`;
}

/** Evidence by what kind of object it is and where, with the number of objects; all keep the order they came in. */
function grouped(evidence: FindingDetail['evidence']): ReportFinding['evidence'] {
  const groups = Map.groupBy(evidence, ({ object: { kind, namespace } }) =>
    namespace === null || namespace === '' ? `${kind}, cluster-wide` : `${kind} in ${namespace}`,
  );
  return [...groups].map(([title, refs]) => {
    const first = refs.map(evidenceLine);
    return { title, count: new Set(first.map(({ object }) => object)).size, first };
  });
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
            message: signMessage(control),
          })),
      );
    }),
    findings: openFindings(findings)
      .filter((finding) => finding.domain === 'compromise')
      .map((finding) => finding.number),
  };
}

/** Of a check that looks for signs, passing is seeing none; what was said of the first object is said of each. */
function signMessage({ message, verdict, counts }: ControlSummary): string {
  return verdict === 'pass' && counts.pass > 1
    ? `${count(counts.pass, 'object shows', 'objects show')} no such sign.`
    : message;
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
