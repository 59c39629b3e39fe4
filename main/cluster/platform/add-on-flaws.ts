/**
 * Serious flaws of add-ons that hold much of a cluster: Argo CD, Grafana and Kyverno. Only entries rated high or
 * critical, with ranges as the records of the CVE programme and the projects' advisories on GitHub publish them. That a
 * version is in no range says nothing good about it.
 */
import type { Severity } from '../../../shared/verdict.ts';
import { repositoryOf, tagOf } from './images.ts';
import {
  type AffectedRange,
  affectedBy,
  fixedVersions,
  readRanges,
  readTagVersion,
} from './version-ranges.ts';

export interface AddOn {
  readonly name: 'Argo CD' | 'Grafana' | 'Kyverno';
  /** The day of its newest entry: nothing that was published later is in the table. */
  readonly asOf: string;
  readonly flaws: readonly Flaw[];
}

/** Settings of add-ons that arguments, variables, config maps or policies show. */
export type FlawSetting =
  | 'argo-cd-anonymous'
  | 'grafana-oauth'
  | 'grafana-azure-ad'
  | 'grafana-scim'
  | 'grafana-sql-expressions'
  | 'kyverno-verify-images'
  | 'kyverno-exceptions';

export interface Flaw {
  readonly id: string;
  /** Of the advisory; one step lower where `onlyIf` names what is not on by default. */
  readonly severity: Severity;
  /** What an attacker gets by it; ends a sentence. */
  readonly gives: string;
  readonly ranges: readonly AffectedRange[];
  /** A setting without which the flaw does nothing; completes "if …". */
  readonly onlyIf: string | null;
  /** Where the evidence may show the setting; null where it never does. */
  readonly setting: FlawSetting | null;
  readonly fixedIn: readonly string[];
}

/** What the table says of an image: null for an image that is none of these add-ons. */
export interface AddOnVerdict {
  readonly addOn: AddOn;
  readonly tag: string | null;
  /** null: the tag names no release, so nothing is known. */
  readonly affected: readonly Flaw[] | null;
  /** Flaws that some of the releases behind the tag have. */
  readonly perhaps: readonly Flaw[];
}

/** Judges one image by its repository, in any registry and mirror, and its tag. */
export function addOnVerdict(image: string): AddOnVerdict | null {
  const repository = repositoryOf(image);
  const rule = RULES.find(({ repositories }) => repositories.test(repository));
  if (rule === undefined) return null;
  const tag = tagOf(image);
  const version = tag === null ? null : readTagVersion(tag);
  if (version === null) return { addOn: rule, tag, affected: null, perhaps: [] };
  const flaws = rule.flaws.filter((flaw) => !ENTERPRISE.has(flaw.id) || repository.endsWith('-enterprise'));
  const judged = flaws.map((flaw) => ({ flaw, is: affectedBy(version, flaw.ranges) }));
  const of = (state: string) => judged.filter(({ is }) => is === state).map(({ flaw }) => flaw);
  return { addOn: rule, tag, affected: of('yes'), perhaps: of('maybe') };
}

/** Flaws of Grafana Enterprise alone. */
const ENTERPRISE: ReadonlySet<string> = new Set(['CVE-2025-41115']);

type Row = readonly [
  id: string,
  severity: Severity,
  gives: string,
  ranges: string,
  onlyIf?: string,
  setting?: FlawSetting,
];

const flawsOf = (rows: readonly Row[]): readonly Flaw[] =>
  rows.map(([id, severity, gives, text, onlyIf = null, setting = null]) => {
    const ranges = readRanges(text);
    return { id, severity, gives, ranges, onlyIf, setting, fixedIn: fixedVersions(ranges) };
  });

interface Rule extends AddOn {
  /** Ends of repositories, also where a mirror writes the maker's name with a dash. */
  readonly repositories: RegExp;
}

const ARGO_CD: readonly Row[] = [
  [
    'CVE-2022-24348',
    'high',
    'files of other applications through a crafted Helm chart',
    '*-2.1.9 2.2.0-2.2.4',
  ],
  [
    'CVE-2022-24768',
    'critical',
    'administrator rights, by anyone who may push to the repository of an application',
    '0.5.0-2.1.14 2.2.0-2.2.8 2.3.0-2.3.2',
  ],
  [
    'CVE-2022-29165',
    'high',
    'any user of Argo CD, without a login',
    '1.4.0-2.1.15 2.2.0-2.2.9 2.3.0-2.3.4',
    'anonymous access is enabled',
    'argo-cd-anonymous',
  ],
  [
    'CVE-2022-31035',
    'critical',
    'the rights of anyone who follows a crafted link in the interface',
    '1.0.0-2.1.16 2.2.0-2.2.10 2.3.0-2.3.5 2.4.0-2.4.1',
  ],
  [
    'CVE-2023-22482',
    'critical',
    'access with a token that the identity provider issued for another service',
    '1.8.2-2.3.13 2.4.0~-2.4.19 2.5.0~-2.5.6',
  ],
  [
    'CVE-2023-23947',
    'critical',
    'credentials of other clusters, by anyone who may update one cluster',
    '2.3.0~-2.3.17 2.4.0-2.4.23 2.5.0-2.5.11 2.6.0-2.6.2',
  ],
  [
    'CVE-2024-28175',
    'critical',
    'the rights of anyone who follows a crafted link in the interface',
    '1.0.0-2.8.12 2.9.0-2.9.8 2.10.0-2.10.3',
  ],
  [
    'CVE-2024-31989',
    'critical',
    'the rights of Argo CD, from any pod that reaches its Redis',
    '*-2.8.19 2.9.0~-2.9.15 2.10.0~-2.10.10 2.11.0~-2.11.1',
  ],
  [
    'CVE-2024-40634',
    'high',
    'an outage of Argo CD, without a login',
    '1.0.0-2.9.20 2.10.0-2.10.15 2.11.0-2.11.6',
  ],
  [
    'CVE-2025-47933',
    'critical',
    'the rights of anyone who opens the page of repositories',
    '1.2.0~-2.13.8 2.14.0~-2.14.13 3.0.0~-3.0.4',
  ],
  [
    'CVE-2025-55190',
    'critical',
    'credentials of repositories, by any token that may read a project',
    '2.13.0-2.13.9 2.14.0-2.14.16 3.0.0-3.0.14 3.1.0~-3.1.2',
  ],
  [
    'CVE-2025-59531',
    'medium',
    'an outage of Argo CD, without a login',
    '1.2.0-2.14.20 3.0.0~-3.0.19 3.1.0~-3.1.8',
    'no webhook secret is set for Bitbucket Server',
  ],
  [
    'CVE-2026-42880',
    'critical',
    'Secrets in plain text, by anyone who may read an application',
    '3.2.0-3.2.11 3.3.0-3.3.9',
  ],
  [
    'CVE-2026-45738',
    'high',
    'the rights of anyone who follows a crafted link in the interface',
    '*-3.2.12 3.3.0-3.3.10 3.4.0-3.4.2',
  ],
];

const GRAFANA: readonly Row[] = [
  ['CVE-2021-39226', 'high', 'snapshots of dashboards, without a login', '*-7.5.11 8.0.0-8.1.6'],
  [
    'CVE-2021-43798',
    'high',
    'files of its container, without a login',
    '8.0.0~-8.0.7 8.1.0-8.1.8 8.2.0-8.2.7 8.3.0-8.3.1',
  ],
  [
    'CVE-2022-31107',
    'medium',
    'the account of another user',
    '5.3.0-8.3.10 8.4.0-8.4.10 8.5.0-8.5.9 9.0.0-9.0.3',
    'users sign in through OAuth',
    'grafana-oauth',
  ],
  ['CVE-2022-39328', 'critical', 'administrative endpoints, without a login', '9.2.0-9.2.4'],
  [
    'CVE-2023-3128',
    'high',
    'the account of another user',
    '6.7.0-8.5.27 9.2.0-9.2.20 9.3.0-9.3.16 9.4.0-9.4.13 9.5.0-9.5.4',
    'users sign in through a multi-tenant application of Azure AD',
    'grafana-azure-ad',
  ],
  [
    'CVE-2024-9264',
    'high',
    'commands in its container, by any viewer',
    '11.0.0-11.0.5+1 11.0.6-11.0.6+1 11.1.0-11.1.6+1 11.1.7-11.1.7+1 11.2.0-11.2.1+1 11.2.2-11.2.2+1',
    'the program duckdb was added to the image',
  ],
  ['CVE-2025-3260', 'high', 'dashboards of others without permission, by any user', '11.6.0-11.6.1'],
  [
    'CVE-2025-41115',
    'high',
    'the account of another user',
    '12.0.0-12.0.6 12.1.0-12.1.3 12.2.0-12.2.1',
    'users are provisioned by SCIM',
    'grafana-scim',
  ],
  [
    'CVE-2026-21721',
    'high',
    'permissions of other dashboards, by anyone who manages one',
    '10.2.0-11.6.9 12.0.0-12.0.8 12.1.0-12.1.5 12.2.0-12.2.3 12.3.0-12.3.1',
  ],
  [
    'CVE-2026-27876',
    'high',
    'commands in its container',
    '11.6.0-11.6.14 12.0.0-12.1.10 12.2.0-12.2.8 12.3.0-12.3.6 12.4.0-12.4.2',
    'the feature toggle sqlExpressions is on',
    'grafana-sql-expressions',
  ],
];

const KYVERNO: readonly Row[] = [
  [
    'CVE-2022-47633',
    'medium',
    'admission of unsigned images despite signature verification',
    '1.8.3-1.8.5',
    'policies verify images',
    'kyverno-verify-images',
  ],
  ['CVE-2025-46342', 'high', 'requests that bypass policies selecting namespaces', '*-1.13.5'],
  ['CVE-2025-47281', 'high', 'an outage of admission, by anyone who may write a policy', '*-1.14.2'],
  [
    'CVE-2026-22039',
    'critical',
    'the rights of Kyverno, by anyone who may write a policy in one namespace',
    '*-1.15.3 1.16.0-1.16.3',
  ],
  ['CVE-2026-4789', 'critical', 'requests to any address in the name of Kyverno', '1.16.0-1.17.2'],
  [
    'CVE-2026-41323',
    'critical',
    'the token of Kyverno, by anyone who may write a cluster policy',
    '*-1.16.4 1.17.0-1.17.2',
  ],
  ['CVE-2026-41068', 'high', 'ConfigMaps of other namespaces, by anyone who may write a policy', '*-1.17.2'],
  [
    'CVE-2026-41485',
    'high',
    'an outage of admission, by anyone who may write a policy',
    '*-1.16.4 1.17.0-1.17.2',
  ],
  [
    'CVE-2026-54523',
    'critical',
    'role bindings in other namespaces, by anyone who may write a policy in one',
    '1.18.0-1.18.2',
  ],
  [
    'CVE-2026-84200',
    'high',
    'pods that bypass a policy with several exceptions',
    '1.9.0-1.13.0',
    'a policy has several exceptions',
    'kyverno-exceptions',
  ],
  [
    'CVE-2026-100703',
    'high',
    'cached objects of other namespaces, by anyone who may write a policy in one',
    '1.16.0-1.19.1',
  ],
  ['CVE-2026-100704', 'high', 'unsigned images beside one that is exempted', '1.14.0-1.19.1'],
  ['CVE-2026-100705', 'high', 'requests to any address in the name of Kyverno', '*-1.19.1'],
  [
    'CVE-2026-100706',
    'critical',
    'the rights of Kyverno, by anyone who may write a policy in one namespace',
    '*-1.19.1',
  ],
  [
    'CVE-2026-100707',
    'high',
    'objects of other namespaces, by anyone who may write a policy in one',
    '*-1.19.1',
  ],
];

const RULES: readonly Rule[] = [
  {
    name: 'Argo CD',
    asOf: '2026-07-21',
    repositories: /(^|\/)argo-?cd$|(^|[/-])argoproj[/-]argo-?cd$/,
    flaws: flawsOf(ARGO_CD),
  },
  {
    name: 'Grafana',
    asOf: '2026-03-27',
    repositories: /(^|\/)grafana(-oss|-enterprise)?$|(^|[/-])grafana[/-]grafana(-oss|-enterprise)?$/,
    flaws: flawsOf(GRAFANA),
  },
  {
    name: 'Kyverno',
    asOf: '2026-10-01',
    repositories:
      /(^|\/)kyverno$|(^|[/-])kyverno[/-](kyverno|kyvernopre|background-controller|cleanup-controller|reports-controller)$/,
    flaws: flawsOf(KYVERNO),
  },
];

export const ADD_ONS: readonly AddOn[] = RULES;
