/**
 * Results in SARIF 2.1.0, of any tool; several runs of one file are taken as one when their driver is the same.
 *
 * Severity: the rule's `security-severity` (a score as of CVSS: 9 critical, 7 high, 4 medium, above 0 low), else the
 * level: error high, warning medium, note low, none info; a result without a level has that of its rule, else warning.
 * Not findings: kind pass, notApplicable, informational, and baselineState absent. Kinds review and open are unknown.
 * Kept as exceptions: results with suppressions that were not rejected.
 * Never read: snippets, contents of artifacts, fixes, web requests and stacks, which quote what was scanned.
 */
import type { Severity } from '../../../shared/verdict.ts';
import { at, list, num, str } from '../../snapshot/read.ts';
import { domainOfKind, type Hit, type RuleBook } from './rule-book.ts';

export const SARIF_LISTS = ['runs'];

/** Name and version of the tool of a run. */
export function sarifDriver(run: unknown): { readonly name: string; readonly version: unknown } {
  const driver = at(run, 'tool', 'driver');
  return {
    name: str(driver, 'name') ?? '',
    version: at(driver, 'semanticVersion') ?? at(driver, 'version') ?? '',
  };
}

/**
 * Why a run's results are not in the file; null when they are. A run may leave them to other files, with their number,
 * or give no list at all, which is not the same as an empty one (SARIF 2.1.0, 3.14.2 and 3.14.23).
 */
export function resultsElsewhere(run: unknown): string | null {
  const files = list(run, 'externalPropertyFileReferences', 'results');
  if (files.length > 0) {
    const count = files.reduce((sum: number, one) => sum + Math.max(0, num(one, 'itemCount') ?? 0), 0);
    const what = count === 0 ? 'its results' : `${count} of its results`;
    return `${what} are in other files; provide one file that contains them`;
  }
  return Array.isArray(at(run, 'results')) ? null : 'a run contains no list of results';
}

export function readSarifRun(run: unknown, book: RuleBook): void {
  const rules = [
    ...list(run, 'tool', 'driver', 'rules'),
    ...list(run, 'tool', 'extensions').flatMap((extension) => list(extension, 'rules')),
  ];
  const byId = new Map<string, unknown>();
  for (const rule of rules) {
    const id = str(rule, 'id');
    if (id !== undefined && !byId.has(id)) byId.set(id, rule);
  }
  book.looked('sarif');
  const passed = new Set<string>();
  for (const result of list(run, 'results')) {
    const id = ruleIdOf(result, rules);
    const kind = str(result, 'kind') ?? 'fail';
    if (kind === 'pass') passed.add(id);
    if (['pass', 'notApplicable', 'informational'].includes(kind)) continue;
    if (str(result, 'baselineState') === 'absent') continue;
    const rule = byId.get(id);
    const title = str(rule, 'shortDescription', 'text') || str(rule, 'name') || id;
    const message = messageOf(at(result, 'message'), rule);
    const exception = suppressionOf(result);
    const hits = placesOf(result);
    for (const { named, path } of hits) {
      book.add(
        {
          rule: id,
          title,
          severity: severityOf(result, rule),
          domain: domainOfKind(named.kind),
          area: 'sarif',
          fact: title,
          whyItMatters: str(rule, 'fullDescription', 'text'),
          recommendation: str(rule, 'help', 'text'),
          references: [at(rule, 'helpUri')],
        },
        {
          state: kind === 'review' || kind === 'open' ? 'unknown' : 'fail',
          named,
          path,
          message,
          ...(exception === null ? {} : { exception }),
        },
      );
    }
  }
  for (const id of passed) book.pass(id);
}

function ruleIdOf(result: unknown, rules: readonly unknown[]): string {
  const index = num(result, 'ruleIndex') ?? num(result, 'rule', 'index') ?? -1;
  return (
    str(result, 'ruleId') ?? str(result, 'rule', 'id') ?? str(rules[index], 'id') ?? 'a rule without an id'
  );
}

/** `{0}` and its like stand for arguments; a message may be named and stand with the rule. */
function messageOf(message: unknown, rule: unknown): string {
  const id = str(message, 'id');
  const pattern =
    str(message, 'text') ?? (id === undefined ? undefined : str(rule, 'messageStrings', id, 'text')) ?? '';
  const values = list(message, 'arguments');
  return pattern.replace(/\{(\d{1,3})\}/g, (all, index: string) => {
    const value = values[Number(index)];
    return typeof value === 'string' ? value : all;
  });
}

function severityOf(result: unknown, rule: unknown): Severity {
  const text = at(result, 'properties', 'security-severity') ?? at(rule, 'properties', 'security-severity');
  const score = typeof text === 'string' || typeof text === 'number' ? Number(text) : Number.NaN;
  if (score > 0) return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
  switch (str(result, 'level') ?? str(rule, 'defaultConfiguration', 'level') ?? 'warning') {
    case 'error':
      return 'high';
    case 'note':
      return 'low';
    case 'none':
      return 'info';
    default:
      return 'medium';
  }
}

function suppressionOf(result: unknown): string | null {
  const standing = list(result, 'suppressions').filter((each) => str(each, 'status') !== 'rejected');
  const [first] = standing;
  if (first === undefined) return null;
  return str(first, 'justification') || `suppressed (${str(first, 'kind') ?? 'external'})`;
}

const MAX_LOCATIONS = 100;

/** Logical locations name things, physical ones files; either may be missing. */
function placesOf(result: unknown): { readonly named: Hit['named']; readonly path: string }[] {
  const places = list(result, 'locations')
    .slice(0, MAX_LOCATIONS)
    .map((location) => {
      const uri = str(location, 'physicalLocation', 'artifactLocation', 'uri') ?? '';
      const from = num(location, 'physicalLocation', 'region', 'startLine');
      const file = from === undefined || uri === '' ? uri : `${uri}:${from}`;
      const logical = list(location, 'logicalLocations')
        .map((each) => str(each, 'fullyQualifiedName') ?? str(each, 'name') ?? '')
        .find((each) => each !== '');
      return { named: namedBy(logical ?? '', uri), path: file };
    });
  return places.length > 0 ? places : [{ named: namedBy('', ''), path: '' }];
}

/** `namespace/Kind/name`, `Kind/name` and the like, as tools for Kubernetes write them; else the file. */
function namedBy(logical: string, uri: string): Hit['named'] {
  for (const text of [logical, uri]) {
    const match = /^(?:([a-z0-9][a-z0-9.-]*)[/.:])?([A-Z][A-Za-z]+)[/.:]([a-z0-9][\w.:-]*)$/.exec(text);
    if (match !== null)
      return { apiVersion: '', kind: match[2], namespace: match[1] ?? null, name: match[3] };
  }
  return { apiVersion: '', kind: '', namespace: null, name: logical || uri };
}
