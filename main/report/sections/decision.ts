/** The decision page, the executive summary's counts, and the red flags. */

import { byFindingNumber } from '../../../shared/finding.ts';
import { groupFindings, standingOf } from '../../../shared/finding-groups.ts';
import { agree, count, number, some } from '../../../shared/in-words.ts';
import { isAnswered, isSettled } from '../../../shared/interview.ts';
import { keepSentence } from '../../../shared/preserve.ts';
import type {
  ReportFinding,
  ReportModel,
  ReportScenario,
  ReportScenarioLine,
} from '../../../shared/report-model.ts';
import { firmLevel, type Level } from '../../../shared/risk.ts';
import { bySeverity, severityRank } from '../../../shared/verdict.ts';
import type { ReportInput } from '../input.ts';
import { parseMarkdown, wordsOf } from '../markdown.ts';
import { conditionOf } from './conditions.ts';
import { confidenceLevel } from './confidence.ts';

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
  const risks = distinctRisks(parts.scenarios);
  const high = risks.filter(isHigh);
  const { coverage } = parts.scope;
  return {
    verdict: profile.decision,
    word: profile.decision === null ? 'Not decided' : WORDS[profile.decision],
    reasonMarkdown: profile.decisionReason,
    conditions: [...profile.conditions],
    numbers: [
      {
        value: risks.length === 0 ? NOT_KNOWN : number(high.length),
        label: agree(high.length, 'high or very high risk', 'high or very high risks'),
        note: ratedNote(risks.length, parts.scenarios),
      },
      {
        value: input.snapshots.length === 0 && open.length === 0 ? NOT_KNOWN : number(serious.length),
        label: agree(serious.length, 'critical or high finding open', 'critical or high findings open'),
        note: findingsNote(input, { critical, high: serious.length - critical, open: open.length }),
      },
      {
        value:
          coverage.heardOf === 0 ? NOT_KNOWN : `${number(coverage.collected)} of ${number(coverage.heardOf)}`,
        label: agree(coverage.heardOf, 'environment examined', 'environments examined'),
        note: examinedNote(coverage),
      },
    ],
    confidence: confidenceLevel(input),
    confidenceReasons: confidenceReasons(input, parts),
  };
}

/** In place of a figure of which nothing is known: zero would say that somebody looked. */
const NOT_KNOWN = '–';

function findingsNote(
  input: ReportInput,
  { critical, high, open }: { readonly critical: number; readonly high: number; readonly open: number },
): string {
  if (input.snapshots.length > 0 || open > 0)
    return `${number(critical)} critical, ${number(high)} high, of ${count(open, 'finding')}${input.snapshots.length === 0 ? '; no evidence was examined' : ''}`;
  return 'no evidence was examined';
}

function examinedNote({ heardOf, collected }: ReportModel['scope']['coverage']): string {
  if (heardOf === 0) return 'no environment is on record';
  return collected === heardOf
    ? 'every environment on record'
    : 'of those on record; this report does not cover the others';
}

/** Rated is only what a person rated; the rest are proposals of the method. */
function ratedNote(risks: number, scenarios: readonly ReportScenario[]): string {
  if (risks === 0) return 'no scenario is on record';
  const rated = scenarios.filter(({ confirmed }) => confirmed).length;
  const clusters = new Set(scenarios.map(({ clusterName }) => clusterName)).size;
  const proposed = scenarios.length - rated;
  // A scenario has a rating for each cluster, so the ratings are more than the scenarios.
  return clusters > 1
    ? `of ${count(risks, 'scenario')} over 12 months; of ${count(scenarios.length, 'rating')} in ${number(clusters)} clusters, ${number(rated)} by the assessor and ${number(proposed)} proposed`
    : `of ${count(risks, 'scenario')} over 12 months; ${number(rated)} rated by the assessor, ${number(proposed)} proposed`;
}

/** What the level rests on, and what would raise it. */
function confidenceReasons(input: ReportInput, parts: Parts): string[] {
  const reasons: string[] = [];
  const verdicts = totalVerdicts(parts);
  const judged = verdicts.fail + verdicts.pass + verdicts.unknown;
  if (input.snapshots.length === 0) {
    reasons.push('No evidence was collected, so confidence cannot be more than low.');
  } else if (judged === 0) {
    reasons.push('The evidence contains nothing that the checks apply to.');
  } else {
    reasons.push(
      `${Math.floor(((judged - verdicts.unknown) / judged) * 100)} % of the applicable checks could be judged; ${count(verdicts.unknown, 'check')} remained unknown.`,
    );
  }
  const applying = input.questions.filter(({ applies }) => applies);
  const answered = applying.filter(isAnswered).length;
  reasons.push(
    `${number(answered)} of ${count(applying.length, 'interview question')} ${agree(answered, 'was', 'were')} answered.`,
  );
  const { coverage } = parts.scope;
  const missing = coverage.heardOf - coverage.collected;
  if (missing > 0)
    reasons.push(
      `${count(missing, 'environment on record was', 'environments on record were')} not examined.`,
    );
  const unanswered = parts.unanswered.filter((question) => question.mandatory).length;
  if (unanswered > 0)
    reasons.push(
      `${count(unanswered, 'mandatory question')} of the interview ${agree(unanswered, 'has', 'have')} no answer.`,
    );
  const disputed = input.contradictions.filter((each) => !isSettled(each)).length;
  if (disputed > 0)
    reasons.push(
      `${count(disputed, 'contradiction')} between interview and evidence ${agree(disputed, 'is', 'are')} not resolved.`,
    );
  const files = parts.scope.access.filter(({ origin }) => origin === 'manifests').length;
  if (files > 0)
    reasons.push(
      `${count(files, 'cluster was', 'clusters were')} examined from files, not from the running cluster.`,
    );
  const partial = parts.scope.access.filter(
    ({ origin, completeness }) => origin !== 'manifests' && completeness === 'partial',
  ).length;
  if (partial > 0) reasons.push(`${count(partial, 'cluster was', 'clusters were')} collected only partly.`);
  return reasons;
}

export function executiveOf(input: ReportInput, parts: Parts): ReportModel['executive'] {
  const findings = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const open = openFindings(parts.findings);
  for (const finding of open) findings[finding.severity] += 1;
  return {
    noteMarkdown: input.engagement.profile.executiveNote,
    topScenarios: distinctRisks(parts.scenarios).slice(0, 5),
    topStrengths: parts.strengths.slice(0, 5).map((each) => ({ ...each })),
    findings,
    findingsTotal: open.length,
    verdicts: totalVerdicts(parts),
    sentence: checksSentence(input, parts, open.length),
  };
}

/** What the counts of findings and checks say; without evidence, that there were no checks. */
function checksSentence(input: ReportInput, parts: Parts, open: number): string {
  const findings = `${count(open, 'finding is', 'findings are')} open.`;
  if (input.snapshots.length === 0)
    return `No evidence was collected, so no check was made. ${open === 0 ? 'No finding is on record.' : findings}`;
  const { fail, pass, unknown, notApplicable } = totalVerdicts(parts);
  const checks = fail + pass + unknown + notApplicable;
  const theirs = parts.limitations.byProvider.reduce((sum, line) => sum + line.checks, 0);
  const rest =
    theirs === 0
      ? ''
      : ` ${count(theirs, 'further check concerns', 'further checks concern')} components for which the provider is responsible by contract.`;
  return `${findings} Of ${count(checks, 'check')}, ${number(fail)} failed, ${number(pass)} passed, ${number(unknown)} could not be made and ${number(notApplicable)} did not apply. A check that could not be made does not count as passed.${rest}`;
}

/**
 * What may stop or reprice the deal: open critical findings, signs of a compromise, and very high risks, each once with
 * the clusters it is in. A scenario counts by what is evidenced, or by the rating of a person who moved it there; an
 * unknown makes neither a red flag nor a condition.
 */
export function redFlagsOf(parts: Parts): ReportModel['redFlags'] {
  const scenarios = parts.scenarios.filter(isRedScenario);
  const findings = openFindings(parts.findings).filter(
    (finding) =>
      finding.severity === 'critical' || (finding.domain === 'compromise' && finding.severity === 'high'),
  );
  return [
    ...groupFindings(findings).map(findingFlag),
    ...grouped(scenarios, ({ id }) => id).map(scenarioFlag),
  ];
}

function isRedScenario({ rated, evidencedLevel, confirmed, rating }: ReportScenario): boolean {
  return (
    (evidencedLevel === 'very-high' ||
      (confirmed && rating?.decision === 'moved' && rated.level === 'very-high')) &&
    rated.level === 'very-high'
  );
}

function findingFlag(group: readonly ReportFinding[]): ReportModel['redFlags'][number] {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group of findings holds at least one');
  const stale = group.find(({ newerEvidence }) => newerEvidence !== '');
  const preserve = [...new Set(group.flatMap((finding) => finding.preserve))];
  return {
    number: group.map((finding) => finding.number).join(', '),
    title: first.title,
    clusterName: clusterList(group),
    kind: first.severity === 'critical' ? 'Critical finding' : 'Possible compromise',
    fact: [factOf(group), stale?.newerEvidence ?? ''].filter((part) => part !== '').join(' '),
    ladder: stale === undefined ? 'Condition precedent' : '',
    // What may already be met is no condition until somebody has looked.
    condition:
      stale === undefined
        ? [findingCondition(first), keepSentence(preserve)].filter((part) => part !== '').join(' ')
        : '',
  };
}

function findingCondition({ domain, recommendationMarkdown }: ReportFinding): string {
  return domain === 'compromise'
    ? 'Before closing, a forensic analyst examines it and explains it in writing. Until then nobody changes or deletes it.'
    : conditionOf(firstParagraph(recommendationMarkdown));
}

/** What was found in each cluster; where several are told of, each under its name. */
function factOf(group: readonly ReportFinding[]): string {
  if (group.length === 1) return group.map(factIn).join('');
  const told = grouped(group, factIn).map((alike) => ({
    names: clusterList(alike),
    fact: alike.map(factIn)[0],
  }));
  return told.map(({ names, fact = '' }) => (names === '' ? fact : `In ${names}: ${fact}`)).join(' ');
}

/** Each object with what was said of it; objects of which the same was said stand together. */
function factIn({ origin, evidence, affectedCount, factMarkdown }: ReportFinding): string {
  const lines = evidence.flatMap(({ first }) => first);
  if (lines.length === 0 || origin !== 'automated') return firstParagraph(factMarkdown);
  const said = [...Map.groupBy(lines, ({ message }) => message)].slice(0, SHOWN_MESSAGES);
  const told = said.map(([message, objects]) => {
    const names = [...new Set(objects.map(({ object }) => object))];
    return `${some(names, SHOWN_OBJECTS)}: ${message}`;
  });
  const shown = new Set(said.flatMap(([, objects]) => objects.map(({ object }) => object))).size;
  const left = affectedCount - shown;
  return [...told, left > 0 ? `${count(left, 'further object')} in the findings.` : '']
    .filter((part) => part !== '')
    .join(' ');
}

const SHOWN_OBJECTS = 4;
const SHOWN_MESSAGES = 3;

function scenarioFlag(group: readonly ReportScenario[]): ReportModel['redFlags'][number] {
  const [first] = group;
  if (first === undefined) throw new RangeError('a group of scenarios holds at least one');
  const condition = conditionOf(group.flatMap(({ calledFor }) => calledFor)[0] ?? '');
  return {
    number: group.map((scenario) => scenario.number).join(', '),
    title: first.title,
    clusterName: clusterList(group),
    kind: 'Very high risk',
    fact: first.statement,
    ladder: condition === '' ? '' : 'Conditional on',
    condition,
  };
}

/** In the order in which each key comes first. */
function grouped<T>(items: readonly T[], key: (item: T) => string): (readonly T[])[] {
  return [...Map.groupBy(items, key).values()];
}

function clusterList(items: readonly { readonly clusterName: string }[]): string {
  return [...new Set(items.map(({ clusterName }) => clusterName))].filter((name) => name !== '').join(', ');
}

/**
 * One line for each scenario, whatever the number of clusters: as bad as it is in the worst of them, with the clusters
 * in which it is that bad. `scenarios` come worst first.
 */
export function distinctRisks(scenarios: readonly ReportScenario[]): ReportScenarioLine[] {
  return grouped(scenarios, ({ id }) => id).flatMap((group) => {
    const [worst] = group;
    if (worst === undefined) return [];
    const alike = group.filter(
      (each) => firm(each) === firm(worst) && each.rated.level === worst.rated.level,
    );
    return [
      {
        ...scenarioLine(worst),
        number: alike.map((each) => each.number).join(', '),
        clusterName: clusterList(alike),
        confirmed: alike.every(({ confirmed }) => confirmed),
      },
    ];
  });
}

const firm = ({ rated, confirmed, evidencedLevel }: ReportScenario): Level =>
  firmLevel(rated.level, confirmed, evidencedLevel);

/** Open, and failing after overrides. The rest stays in the report, but not in the counts. */
export function openFindings(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  return findings.filter((finding) => standingOf(finding) === 'open');
}

export function scenarioLine(scenario: ReportScenario): ReportScenarioLine {
  const { number: id, title, clusterName, rated, confidence, confirmed } = scenario;
  return { number: id, title, clusterName, rated, confidence, confirmed };
}

function isHigh({ rated }: ReportScenarioLine): boolean {
  return rated.level === 'high' || rated.level === 'very-high';
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

/** The words of the first paragraph, without the marks of Markdown; a cut shows. */
function firstParagraph(markdown: string): string {
  const first = parseMarkdown(markdown).find(({ t }) => t === 'p');
  const words = first?.t === 'p' ? wordsOf(first.c) : markdown;
  const text = words.trim().replace(/\s+/g, ' ');
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS).trimEnd()}…`;
}

const MOST_CHARACTERS = 600;

/** Equal ones by number, so that the order never depends on the input's. */
export function worstFindingFirst(a: ReportFinding, b: ReportFinding): number {
  return bySeverity(a, b) || byFindingNumber(a, b);
}
