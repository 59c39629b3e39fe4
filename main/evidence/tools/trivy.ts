/**
 * Results of trivy as JSON: `trivy k8s --report all` (`Resources`, in 2022 `Vulnerabilities` and `Misconfigurations`) and `--report summary` (`Findings`), and
 * `trivy config|fs|image` (`Results`), schema version 2 and what came before it, which was a bare list.
 *
 * An image that was scanned by itself is named by its digest, so that it is joined to all workloads that run it.
 * Severity: trivy's own word. `UNKNOWN` means that nobody has rated it and is taken as medium, for info would hide it.
 * Not findings: Status PASS. Kept as exceptions: Status EXCEPTION, and what `--show-suppressed` lists as modified.
 * Never read: `Match`, `Code`, `Layer`, `ImageConfig`, which quote secrets and environments.
 */
import type { Severity } from '../../../shared/verdict.ts';
import { digestOf } from '../../snapshot/image-digest.ts';
import { at, list, num, str, strings } from '../../snapshot/read.ts';
import type { JsonPart } from '../json-split.ts';
import { domainOfKind, type RuleBook, type RuleWords } from './rule-book.ts';

/** `trivy k8s` of 2022 (0.24 to 0.30) had a list of resources for each scanner. */
export const TRIVY_LISTS = ['Resources', 'Findings', 'Results', 'Vulnerabilities', 'Misconfigurations'];

const SEVERITIES: Readonly<Record<string, Severity>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
};

const severityOf = (value: unknown): Severity => SEVERITIES[String(value).toUpperCase()] ?? 'medium';

interface Place {
  readonly kind: unknown;
  readonly namespace: unknown;
  readonly name: unknown;
}

/** Version of trivy, where a newer file tells it. */
export const trivyVersion = (members: unknown): unknown => at(members, 'Trivy', 'Version');

/** What the members beside the lists say about the scan as a whole, as far as they have been read. */
export interface TrivyScan {
  /** The scanned image as `repository@sha256:…`; null when something else was scanned. */
  image: string | null;
  /** Failures that the summaries count. */
  reported: number;
}

/** `Metadata` of `trivy image`, which stands before the results. */
export function noteTrivy({ key, element, value }: JsonPart, scan: TrivyScan): void {
  if (!element && key === 'Metadata')
    scan.image = strings(value, 'RepoDigests').find((one) => digestOf(one) !== null) ?? null;
}

export function readTrivy(part: JsonPart, book: RuleBook, scan: TrivyScan): void {
  if (!part.element) return;
  const { key, value } = part;
  const counted = key === 'Results' || key === null ? [value] : list(value, 'Results');
  for (const each of counted) scan.reported += num(each, 'MisconfSummary', 'Failures') ?? 0;
  if (key === 'Results' || key === null)
    result(value, scan.image === null ? null : { kind: 'Image', namespace: null, name: scan.image }, book);
  else {
    const place = {
      kind: kindOf(at(value, 'Kind')),
      namespace: at(value, 'Namespace'),
      name: at(value, 'Name'),
    };
    for (const each of list(value, 'Results')) result(each, place, book);
  }
}

/** trivy calls the node's own checks NodeInfo; the thing is the node. */
const kindOf = (kind: unknown): unknown => (kind === 'NodeInfo' ? 'Node' : kind);

function result(value: unknown, resource: Place | null, book: RuleBook): void {
  const target = str(value, 'Target') ?? '';
  const place = resource ?? { kind: '', namespace: null, name: target };
  if (list(value, 'Misconfigurations').length > 0 || at(value, 'MisconfSummary') !== undefined)
    book.looked('misconfiguration');
  if (['os-pkgs', 'lang-pkgs'].includes(str(value, 'Class') ?? '')) book.looked('vulnerability');
  if (str(value, 'Class') === 'secret') book.looked('secret');
  for (const each of list(value, 'Misconfigurations')) misconfiguration(each, place, target, book);
  for (const each of list(value, 'Vulnerabilities')) vulnerability(each, place, target, book);
  for (const each of list(value, 'Secrets')) secret(each, place, target, book);
  for (const each of list(value, 'Licenses')) license(each, place, target, book);
  for (const each of list(value, 'ExperimentalModifiedFindings')) modified(each, place, target, book);
}

/** What was suppressed, with the statement of who did it. */
function modified(value: unknown, place: Place, target: string, book: RuleBook): void {
  const finding = at(value, 'Finding');
  const statement = str(value, 'Statement') || str(value, 'Status') || 'suppressed';
  switch (str(value, 'Type')) {
    case 'misconfiguration':
      return misconfiguration(finding, place, target, book, statement);
    case 'vulnerability':
      return vulnerability(finding, place, target, book, statement);
    case 'secret':
      return secret(finding, place, target, book, statement);
    case 'license':
      return license(finding, place, target, book, statement);
    default:
  }
}

function misconfiguration(
  value: unknown,
  place: Place,
  target: string,
  book: RuleBook,
  suppressed?: string,
): void {
  const rule = str(value, 'ID') || str(value, 'AVDID');
  const status = str(value, 'Status') ?? 'FAIL';
  if (status === 'PASS' && suppressed === undefined) return book.pass(rule);
  const exception = suppressed ?? (status === 'EXCEPTION' ? 'excepted by policy' : undefined);
  // Files are scanned object by object; the cause names the one that failed, `Deployment/web`.
  const resource = /^([A-Z]\w+)[/:]([\w.-]+)$/.exec(str(value, 'CauseMetadata', 'Resource') ?? '');
  const named =
    place.kind === '' && resource !== null
      ? { kind: resource[1], namespace: null, name: resource[2] }
      : place;
  const from = num(value, 'CauseMetadata', 'StartLine');
  const ownLine = from === undefined || place.kind !== '' ? '' : `${target}:${from}`;
  book.add(words(value, rule, 'misconfiguration', domainOfRule(rule, named.kind)), {
    named: { apiVersion: '', ...named },
    path: ownLine,
    message: str(value, 'Message'),
    ...(exception === undefined ? {} : { exception }),
  });
}

function words(value: unknown, rule: unknown, area: string, domain: string): RuleWords {
  return {
    rule,
    title: at(value, 'Title'),
    severity: severityOf(at(value, 'Severity')),
    domain,
    area,
    fact: at(value, 'Title'),
    whyItMatters: at(value, 'Description'),
    recommendation: at(value, 'Resolution'),
    references: [at(value, 'PrimaryURL'), ...list(value, 'References')],
  };
}

/** KCV rules are the control plane's, whatever pod they were tried on. */
const domainOfRule = (rule: unknown, kind: unknown): string =>
  typeof rule === 'string' && /KCV/.test(rule) ? 'control-plane' : domainOfKind(kind);

function vulnerability(
  value: unknown,
  place: Place,
  target: string,
  book: RuleBook,
  exception?: string,
): void {
  const installed = `${str(value, 'PkgName') ?? 'a package'} ${str(value, 'InstalledVersion') ?? ''}`.trim();
  const fixed = str(value, 'FixedVersion') ?? '';
  const rule = str(value, 'VulnerabilityID');
  book.add(
    {
      ...words(value, rule, 'vulnerability', 'supply-chain'),
      title: [rule, str(value, 'Title')].filter(Boolean).join(': '),
      recommendation:
        fixed === '' ? 'No fixed version is known.' : `Update ${str(value, 'PkgName') ?? 'it'} to ${fixed}.`,
    },
    {
      named: { apiVersion: '', ...place },
      path: target,
      message: `${installed} is installed; ${fixed === '' ? 'no fixed version is known' : `fixed in ${fixed}`}.`,
      ...(exception === undefined ? {} : { exception }),
    },
  );
}

/** SECURITY: only what kind of secret and where. `Match` and `Code` quote it and are never looked at. */
function secret(value: unknown, place: Place, target: string, book: RuleBook, exception?: string): void {
  const from = num(value, 'StartLine');
  book.add(
    {
      rule: at(value, 'RuleID'),
      title: `Secret in a file: ${str(value, 'Title') ?? str(value, 'RuleID') ?? ''}`,
      severity: severityOf(at(value, 'Severity')),
      domain: 'secrets',
      area: 'secret',
      fact: `A scanner found a secret of the type “${str(value, 'Title') ?? ''}”. Its value was not stored.`,
      recommendation: 'Rotate the secret, then keep the new one out of images and files.',
    },
    {
      named: { apiVersion: '', ...place },
      path: from === undefined ? target : `${target}:${from}`,
      message: `The file contains a secret of the type “${str(value, 'Title') ?? ''}”.`,
      ...(exception === undefined ? {} : { exception }),
    },
  );
}

function license(value: unknown, place: Place, target: string, book: RuleBook, exception?: string): void {
  const name = str(value, 'Name') ?? '';
  book.add(
    {
      rule: `license ${name}`,
      title: `Licence ${name} (${str(value, 'Category') ?? 'not classified'})`,
      severity: severityOf(at(value, 'Severity')),
      domain: 'supply-chain',
      area: 'license',
    },
    {
      named: { apiVersion: '', ...place },
      path: str(value, 'FilePath') || target,
      message: `${str(value, 'PkgName') || 'A file'} is under ${name}.`,
      ...(exception === undefined ? {} : { exception }),
    },
  );
}
