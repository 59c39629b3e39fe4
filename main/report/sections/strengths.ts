/** Strengths: measures that are in place, never checks that found nothing. */

import { compare } from '../../../shared/compare.ts';
import { andList, count, number, some } from '../../../shared/in-words.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { latestSnapshots, type ReportInput, type ReportSnapshot } from '../input.ts';

type Strength = ReportModel['strengths'][number];

/** A control that judges every workload or namespace, and what its pass says in the positive. */
export interface NamespaceMeasure {
  readonly control: string;
  readonly title: string;
  readonly detail: string;
}

/** Measures that hold in whole namespaces, the weightiest first. */
export const NAMESPACE_MEASURES: readonly NamespaceMeasure[] = [
  {
    control: 'supply-chain/no-digest',
    title: 'Images pinned by digest',
    detail: 'Every workload names its images by digest',
  },
  {
    control: 'pod/may-run-as-root',
    title: 'Containers run without root',
    detail: 'No container may run as root',
  },
  {
    control: 'pod/capabilities-not-dropped',
    title: 'Linux capabilities dropped',
    detail: 'Every container drops its capabilities',
  },
  {
    control: 'pod/privilege-escalation',
    title: 'Privilege escalation disabled',
    detail: 'Every container disables privilege escalation',
  },
  {
    control: 'pod/writable-root-filesystem',
    title: 'Read-only root file systems',
    detail: 'Every container has a read-only root file system',
  },
  {
    control: 'availability/no-limits',
    title: 'Memory limits set',
    detail: 'Every workload has a memory limit',
  },
  { control: 'tenancy/no-quota', title: 'Resource quotas set', detail: 'A quota limits the namespace' },
];

/** Measures of a whole cluster, and what their pass says in the positive. */
export const CLUSTER_MEASURES: readonly { readonly control: string; readonly title: string }[] = [
  { control: 'secrets/no-encryption-at-rest', title: 'Secrets encrypted at rest' },
  { control: 'audit/no-audit-log', title: 'API audit log enabled' },
  { control: 'audit/no-runtime-detection', title: 'Runtime detection in place' },
  { control: 'version/server-out-of-support', title: 'Kubernetes version still receives security fixes' },
  { control: 'version/kubelet-skew', title: 'Kubelets run the server version' },
  { control: 'network/cni-does-not-enforce', title: 'Network policies are enforced' },
  { control: 'network/namespace-without-policy', title: 'Network policies in every namespace' },
  { control: 'admission/no-enforce-label', title: 'Pod Security enforced in every namespace' },
  { control: 'control-plane/kubelet-anonymous', title: 'Kubelets reject anonymous requests' },
  { control: 'control-plane/kubelet-authorization', title: 'Kubelets check permissions with the API server' },
  { control: 'control-plane/authorization-mode', title: 'RBAC authorises every request' },
  { control: 'control-plane/etcd-client-auth', title: 'etcd accepts only authenticated clients' },
  { control: 'audit/no-log-shipping', title: 'Logs shipped off the nodes' },
  { control: 'availability/single-control-plane-node', title: 'Control plane runs on several machines' },
];

/**
 * Cluster-wide strengths first, then those of single namespaces, each with the clusters it holds in. One that another
 * examined cluster fails is none: the buyer takes them all.
 */
export function strengthsOf(input: ReportInput): Strength[] {
  const latest = latestSnapshots(input);
  const strengths = latest.flatMap((snapshot, at) =>
    [...ofCluster(snapshot), ...ofNamespaces(snapshot)].filter(
      ({ controlId }) => !latest.some((other, index) => index !== at && fails(other, controlId)),
    ),
  );
  return together(strengths, latest).sort(
    (a, b) =>
      Number(a.namespaces !== null) - Number(b.namespaces !== null) ||
      ORDER.indexOf(a.controlId) - ORDER.indexOf(b.controlId) ||
      compare(a.clusterName, b.clusterName),
  );
}

/** A strength of several whole clusters stands once, with all of them. */
function together(strengths: readonly Strength[], latest: readonly ReportSnapshot[]): Strength[] {
  const groups = Map.groupBy(strengths, ({ controlId, clusterName, namespaces }) =>
    namespaces === null ? controlId : `${controlId} ${clusterName}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        ...first,
        clusterName: group.map(({ clusterName }) => clusterName).join(', '),
        detail: [...new Set(group.map(({ detail }) => detail)), ...notSeenIn(first, group, latest)].join(' '),
      },
    ];
  });
}

/** Where a strength of whole clusters could not be judged, and so is none. */
function notSeenIn(
  { namespaces, controlId }: Strength,
  group: readonly Strength[],
  latest: readonly ReportSnapshot[],
): string[] {
  if (namespaces !== null) return [];
  const names = latest
    .filter(
      ({ summary, controls }) =>
        !group.some(({ clusterName }) => clusterName === summary.clusterName) &&
        controls.some(({ control, verdict }) => control === controlId && verdict === 'unknown'),
    )
    .map(({ summary }) => summary.clusterName);
  return names.length === 0 ? [] : [`Not established in ${named(names)}.`];
}

const ENFORCED = 'admission/no-enforce-label';
const DENIED = 'network/namespace-without-policy';
const ORDER = [
  ENFORCED,
  DENIED,
  'supply-chain/no-signature-verification',
  ...CLUSTER_MEASURES.map(({ control }) => control),
  ...NAMESPACE_MEASURES.map(({ control }) => control),
];

function ofCluster({ summary, controls }: ReportSnapshot): Strength[] {
  return CLUSTER_MEASURES.flatMap(({ control, title }) => {
    const judged = controls.find((one) => one.control === control);
    if (judged?.verdict !== 'pass' || judged.counts.pass === 0) return [];
    return [
      {
        controlId: control,
        title,
        clusterName: summary.clusterName,
        namespaces: null,
        detail: judged.message,
      },
    ];
  });
}

function ofNamespaces(snapshot: ReportSnapshot): Strength[] {
  const { summary, size, facts, failingNamespaces = {} } = snapshot;
  const own = (size?.byNamespace ?? []).filter(
    ({ namespace, workloads }) => !SYSTEM.test(namespace) && workloads !== null && workloads > 0,
  );
  const strength = (
    controlId: string,
    title: string,
    detail: string,
    namespaces: readonly string[],
  ): Strength[] =>
    namespaces.length === 0
      ? []
      : [
          {
            controlId,
            title,
            clusterName: summary.clusterName,
            namespaces: [...namespaces],
            detail: `${detail} in ${named(namespaces)} (${own.length === 1 ? 'the only namespace' : `${number(namespaces.length)} of ${count(own.length, 'namespace')}`} in which the target runs workloads).`,
          },
        ];
  const enforcing = own.filter(({ enforce }) => enforce === 'restricted').map(({ namespace }) => namespace);
  const denied = facts?.['network.defaultDenyNamespaces'];
  const enforced = facts?.['platform.cniEnforcesPolicy'];
  const denying =
    denied?.state === 'known' && enforced?.state === 'known' && enforced.value === true
      ? own
          .map(({ namespace }) => namespace)
          .filter((namespace) =>
            denied.evidence.some(
              ({ object }) =>
                object.namespace === namespace || (object.kind === 'Namespace' && object.name === namespace),
            ),
          )
      : [];
  return [
    ...strength(
      ENFORCED,
      'Pod Security level “restricted” enforced',
      'The API server rejects pods that violate it',
      enforcing,
    ),
    ...strength(DENIED, 'Incoming traffic denied by default', 'Only named connections are allowed', denying),
    ...signed(facts, strength),
    ...NAMESPACE_MEASURES.flatMap(({ control, title, detail }) => {
      const judged = snapshot.controls.find((one) => one.control === control);
      const failing = failingNamespaces[control];
      // What could not be judged as a whole shows no strength of a part either.
      if (judged === undefined || failing === undefined || judged.counts.pass === 0) return [];
      const names = own.map(({ namespace }) => namespace).filter((name) => !failing.includes(name));
      return strength(control, title, detail, names);
    }),
  ];
}

/** Of an engine that looks at every namespace, nothing more is told here: which images it lets pass is its policies'. */
function signed(
  facts: ReportSnapshot['facts'],
  strength: (control: string, title: string, detail: string, namespaces: readonly string[]) => Strength[],
): Strength[] {
  const fact = facts?.['supplyChain.signatureVerification'];
  if (fact?.state !== 'known' || fact.value === 'none') return [];
  const chosen = fact.evidence.flatMap(({ object }) => (object.kind === 'Namespace' ? [object.name] : []));
  return strength(
    'supply-chain/no-signature-verification',
    'Image signatures verified',
    `${String(fact.value)} rejects images without a valid signature`,
    chosen,
  );
}

function fails({ controls }: ReportSnapshot, control: string): boolean {
  return controls.some((one) => one.control === control && one.verdict === 'fail');
}

const SYSTEM = /^kube-/;
const SHOWN = 6;

function named(namespaces: readonly string[]): string {
  return namespaces.length > SHOWN ? some(namespaces, SHOWN) : andList(namespaces);
}
