/**
 * Well-known vulnerabilities of what runs a cluster, with the versions that mend them. Few and right: only entries whose
 * ranges the project itself published. Sources: the official CVE feed of Kubernetes, and the security advisories of
 * containerd, CRI-O and ingress-nginx on GitHub. That a version is not named here says nothing good about it.
 */
import type { Severity } from '../../../shared/verdict.ts';

/** The day of the newest entry, shown wherever the table is used: nothing that was published later is in it. */
export const CVES_AS_OF = '2026-02-06';

export type CveComponent = 'kube-apiserver' | 'kubelet' | 'containerd' | 'cri-o' | 'ingress-nginx';

export interface Cve {
  readonly id: string;
  readonly component: CveComponent;
  readonly severity: Severity;
  /** What an attacker gets by it; ends a sentence. */
  readonly gives: string;
  /** First version with the fix, one for each minor that got it. Older minors got none. */
  readonly fixedIn: readonly string[];
  /** First version that is affected; every older one when left out. */
  readonly since?: string;
  /** Only nodes of this operating system. */
  readonly system?: 'windows';
  /** Builds that are not affected: ingress-nginx in its own chroot. */
  readonly exempt?: 'chroot';
  /** Only where the admission webhook of the controller is on. */
  readonly needsAdmissionWebhook?: true;
}

const TABLE: readonly (readonly [
  component: CveComponent,
  id: string,
  severity: Severity,
  gives: string,
  fixedIn: string,
  more?: Pick<Cve, 'since' | 'system' | 'exempt' | 'needsAdmissionWebhook'>,
])[] = [
  [
    'kube-apiserver',
    'CVE-2018-1002105',
    'critical',
    'any rights through a proxied connection, often without a login',
    '1.10.11 1.11.5 1.12.3',
  ],
  [
    'kube-apiserver',
    'CVE-2019-11247',
    'medium',
    'cluster-wide custom resources with rights in one namespace',
    '1.13.9 1.14.5 1.15.2',
  ],
  [
    'kube-apiserver',
    'CVE-2019-11253',
    'high',
    'an outage of the API server through one small YAML file',
    '1.13.12 1.14.8 1.15.5 1.16.2',
  ],
  [
    'kube-apiserver',
    'CVE-2020-8559',
    'medium',
    'other nodes from one compromised node',
    '1.16.13 1.17.9 1.18.6',
  ],
  [
    'kube-apiserver',
    'CVE-2021-25735',
    'medium',
    'changes to nodes that bypass an admission webhook',
    '1.18.18 1.19.10 1.20.6',
  ],
  [
    'kube-apiserver',
    'CVE-2022-3162',
    'medium',
    'custom resources of another kind of the same group',
    '1.22.16 1.23.14 1.24.8 1.25.4',
  ],
  [
    'kube-apiserver',
    'CVE-2022-3294',
    'medium',
    'addresses in the network of the API server through its node proxy',
    '1.22.16 1.23.14 1.24.8 1.25.4',
  ],
  [
    'kube-apiserver',
    'CVE-2023-2727',
    'medium',
    'images that bypass ImagePolicyWebhook through ephemeral containers',
    '1.24.15 1.25.11 1.26.6 1.27.3',
  ],
  [
    'kube-apiserver',
    'CVE-2023-2728',
    'medium',
    'Secrets outside the mountable list through ephemeral containers',
    '1.24.15 1.25.11 1.26.6 1.27.3',
  ],
  [
    'kube-apiserver',
    'CVE-2024-3177',
    'low',
    'Secrets outside the mountable list through envFrom',
    '1.27.13 1.28.9 1.29.4',
  ],
  [
    'kube-apiserver',
    'CVE-2025-5187',
    'medium',
    'a node that deletes itself and returns with other labels',
    '1.31.12 1.32.8 1.33.4',
  ],
  ['kubelet', 'CVE-2017-1002101', 'high', 'files of the node through a subPath volume', '1.7.14 1.8.9 1.9.4'],
  [
    'kubelet',
    'CVE-2020-8558',
    'medium',
    'services of the node that listen on 127.0.0.1, from its network',
    '1.16.11 1.17.7 1.18.4',
  ],
  [
    'kubelet',
    'CVE-2021-25741',
    'high',
    'files of the node through a subPath volume',
    '1.19.15 1.20.11 1.21.5 1.22.2',
  ],
  [
    'kubelet',
    'CVE-2023-2431',
    'low',
    'pods without their configured seccomp profile',
    '1.24.14 1.25.10 1.26.5 1.27.2',
  ],
  [
    'kubelet',
    'CVE-2023-3676',
    'high',
    'the node, by anyone who may create pods on it',
    '1.24.17 1.25.13 1.26.8 1.27.5 1.28.1',
    { system: 'windows' },
  ],
  [
    'kubelet',
    'CVE-2023-5528',
    'high',
    'the node, by anyone who may create pods and volumes on it',
    '1.25.16 1.26.11 1.27.8 1.28.4',
    { system: 'windows' },
  ],
  [
    'kubelet',
    'CVE-2024-10220',
    'high',
    'commands on the node through a gitRepo volume',
    '1.28.12 1.29.7 1.30.3',
  ],
  [
    'kubelet',
    'CVE-2025-0426',
    'medium',
    'a node filled up with checkpoints through the read-only port',
    '1.30.10 1.31.6 1.32.2',
    { since: '1.30.0' },
  ],
  [
    'containerd',
    'CVE-2020-15257',
    'medium',
    'the node, from a container that runs as root in the host network',
    '1.3.9 1.4.3',
  ],
  ['containerd', 'CVE-2021-41103', 'medium', 'files of containers, by users of the node', '1.4.11 1.5.7'],
  [
    'containerd',
    'CVE-2022-23648',
    'high',
    'files of the node through a crafted image',
    '1.4.13 1.5.10 1.6.1',
  ],
  [
    'containerd',
    'CVE-2024-40635',
    'medium',
    'root in a container that must not run as root',
    '1.6.38 1.7.27 2.0.4',
  ],
  [
    'cri-o',
    'CVE-2022-0811',
    'high',
    'root on the node through a crafted sysctl',
    '1.19.6 1.20.7 1.21.6 1.22.3 1.23.2',
    { since: '1.19.0' },
  ],
  [
    'ingress-nginx',
    'CVE-2021-25742',
    'high',
    'every Secret it may read, by anyone who may write an Ingress with a snippet',
    '0.49.1 1.0.1',
  ],
  [
    'ingress-nginx',
    'CVE-2021-25745',
    'high',
    'the credentials of the controller, by anyone who may write an Ingress',
    '1.2.0',
  ],
  [
    'ingress-nginx',
    'CVE-2021-25746',
    'high',
    'the credentials of the controller, through annotations',
    '1.2.0',
  ],
  [
    'ingress-nginx',
    'CVE-2021-25748',
    'high',
    'the credentials of the controller, through a line break in a path',
    '1.2.1',
    { exempt: 'chroot' },
  ],
  [
    'ingress-nginx',
    'CVE-2022-4886',
    'high',
    'the credentials of the controller, by bypassing the path check',
    '1.8.0',
  ],
  ['ingress-nginx', 'CVE-2023-5043', 'high', 'commands in the controller, through annotations', '1.9.0'],
  [
    'ingress-nginx',
    'CVE-2023-5044',
    'high',
    'commands in the controller, through the permanent-redirect annotation',
    '1.9.0',
  ],
  [
    'ingress-nginx',
    'CVE-2024-7646',
    'high',
    'commands in the controller, by bypassing the annotation check',
    '1.10.4 1.11.2',
  ],
  [
    'ingress-nginx',
    'CVE-2025-1097',
    'high',
    'commands in the controller, through the auth-tls-match-cn annotation',
    '1.11.5 1.12.1',
  ],
  [
    'ingress-nginx',
    'CVE-2025-1098',
    'high',
    'commands in the controller, through the mirror annotations',
    '1.11.5 1.12.1',
  ],
  [
    'ingress-nginx',
    'CVE-2025-1974',
    'critical',
    'commands in the controller without a login, from any pod that reaches its admission port',
    '1.11.5 1.12.1',
    { needsAdmissionWebhook: true },
  ],
  [
    'ingress-nginx',
    'CVE-2025-24514',
    'high',
    'commands in the controller, through the auth-url annotation',
    '1.11.5 1.12.1',
  ],
  [
    'ingress-nginx',
    'CVE-2025-15566',
    'high',
    'commands in the controller, through the auth-proxy-set-headers annotation',
    '1.12.5 1.13.1',
  ],
  ['ingress-nginx', 'CVE-2026-24512', 'high', 'commands in the controller, through a path', '1.13.7 1.14.3'],
];

export const CVES: readonly Cve[] = TABLE.map(([component, id, severity, gives, fixedIn, more]) => ({
  component,
  id,
  severity,
  gives,
  fixedIn: fixedIn.split(' '),
  ...more,
}));

/**
 * Entries of the table that a version is affected by, in the order of the table; null for what is no version.
 * `variant` is the operating system of a node, or `chroot` for such a build of ingress-nginx.
 */
export function cvesOf(component: CveComponent, version: string, variant = ''): readonly Cve[] | null {
  const own = numbers(version);
  if (own === null) return null;
  return CVES.filter(
    (cve) =>
      cve.component === component &&
      (cve.system === undefined || cve.system === variant) &&
      (cve.exempt === undefined || cve.exempt !== variant) &&
      (cve.since === undefined || compare(own, numbers(cve.since) ?? own) >= 0) &&
      isBeforeFix(own, cve.fixedIn),
  );
}

type Numbers = readonly [major: number, minor: number, patch: number];

/** Of its own minor the fix counts; a minor older than every fixed one never got it, a newer one was born with it. */
function isBeforeFix(own: Numbers, fixedIn: readonly string[]): boolean {
  const fixes = fixedIn.flatMap((text) => {
    const fix = numbers(text);
    return fix === null ? [] : [fix];
  });
  const same = fixes.find(([major, minor]) => major === own[0] && minor === own[1]);
  const first = fixes[0];
  return same === undefined ? first !== undefined && compare(own, first) < 0 : compare(own, same) < 0;
}

function numbers(version: string): Numbers | null {
  const match = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[+~.-]|$)/.exec(version);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

function compare(a: Numbers, b: Numbers): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
