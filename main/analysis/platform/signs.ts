/**
 * What tells distributions of Kubernetes apart, as data: for each one its signs by kind. A sign carries its place as
 * evidence. Sources: the providers' documentation of node labels, provider ids of their cloud controllers, and the
 * version suffixes of their releases.
 */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { list, str, stringMap } from '../../snapshot/read.ts';

/** Where a sign was seen, the surest first. */
export type SignKind =
  | 'version'
  | 'api'
  | 'provider-id'
  | 'node-label'
  | 'node-system'
  | 'static-pod'
  | 'settings'
  | 'workload'
  | 'namespace';

export interface DistributionRule {
  readonly distribution: string;
  /** null: taken from the provider ids of the nodes. */
  readonly provider: string | null;
  /** Whether the provider runs the control plane. */
  readonly managed: boolean;
  /** Other rules whose signs belong to this one as well, such as OpenShift's to ROSA. */
  readonly includes?: readonly string[];
  /** Counts only where this one has signs too. */
  readonly requires?: string;
  readonly version?: RegExp;
  /** `resource.group` of a CustomResourceDefinition. */
  readonly api?: RegExp;
  readonly providerId?: RegExp;
  /** `key=value` of a node label. */
  readonly label?: RegExp;
  /** Operating system of a node, as its kubelet says. */
  readonly system?: RegExp;
  readonly nodeName?: RegExp;
  /** `Kind/name` in kube-system. */
  readonly workload?: RegExp;
  /** Name of a static pod in kube-system. */
  readonly staticPod?: RegExp;
  /** `namespace/name` of a ConfigMap. */
  readonly settings?: RegExp;
  readonly namespace?: RegExp;
  /** `key=value` of the resource tags in OpenShift's Infrastructure. */
  readonly tag?: RegExp;
}

/** Each distribution after those that it is not to be mistaken for: of equal signs the first wins only with `includes`. */
export const DISTRIBUTIONS: readonly DistributionRule[] = [
  {
    distribution: 'ROSA',
    provider: 'aws',
    managed: true,
    includes: ['OpenShift'],
    label: /^api\.openshift\.com\/rosa/,
    tag: /^red-hat-clustertype=rosa$/,
  },
  {
    distribution: 'ARO',
    provider: 'azure',
    managed: true,
    includes: ['OpenShift'],
    api: /^clusters\.aro\.openshift\.io$/,
    namespace: /^openshift-azure-operator$/,
  },
  {
    distribution: 'ROKS',
    provider: 'ibm',
    managed: true,
    includes: ['OpenShift', 'IKS'],
    requires: 'OpenShift',
    label: /^ibm-cloud\.kubernetes\.io\//,
  },
  {
    distribution: 'OpenShift',
    provider: null,
    managed: false,
    label: /^node\.openshift\.io\//,
    api: /^clusterversions\.config\.openshift\.io$/,
    system: /^(Red Hat Enterprise Linux CoreOS|CentOS Stream CoreOS)/,
    namespace: /^openshift-(cluster-version|kube-apiserver|machine-config-operator)$/,
  },
  {
    distribution: 'EKS Anywhere',
    provider: null,
    managed: false,
    includes: ['EKS', 'kubeadm'],
    api: /\.anywhere\.eks\.amazonaws\.com$/,
    namespace: /^eksa-system$/,
  },
  {
    distribution: 'EKS',
    provider: 'aws',
    managed: true,
    version: /-eks-/,
    label: /^eks\.amazonaws\.com\//,
    workload: /^DaemonSet\/aws-node$/,
    settings: /^kube-system\/aws-auth$/,
  },
  {
    distribution: 'GKE',
    provider: 'gcp',
    managed: true,
    version: /-gke\./,
    label: /^cloud\.google\.com\/gke-/,
    workload: /^DaemonSet\/(pdcsi-node|gke-metadata-server|gke-metrics-agent|fluentbit-gke)$/,
    namespace: /^(gke-managed-system|gmp-system)$/,
  },
  {
    distribution: 'AKS',
    provider: 'azure',
    managed: true,
    label: /^kubernetes\.azure\.com\/(cluster|agentpool|mode|role)=/,
    workload: /^DaemonSet\/azure-ip-masq-agent$/,
  },
  {
    distribution: 'DOKS',
    provider: 'digitalocean',
    managed: true,
    label: /^doks\.digitalocean\.com\//,
    workload: /^DaemonSet\/do-node-agent$/,
  },
  {
    distribution: 'OKE',
    provider: 'oracle',
    managed: true,
    label: /^(oke|oci)\.oraclecloud\.com\//,
  },
  {
    distribution: 'IKS',
    provider: 'ibm',
    managed: true,
    version: /\+IKS/,
    label: /^ibm-cloud\.kubernetes\.io\//,
    settings: /^kube-system\/ibm-cloud-provider-/,
  },
  {
    distribution: 'LKE',
    provider: 'linode',
    managed: true,
    label: /^lke\.linode\.com\//,
  },
  {
    distribution: 'TKG',
    provider: 'vmware',
    managed: false,
    includes: ['kubeadm'],
    version: /\+vmware/,
    label: /^run\.tanzu\.vmware\.com\//,
    namespace: /^(tkg-system|vmware-system-tkg)$/,
  },
  {
    distribution: 'RKE',
    provider: null,
    managed: false,
    settings: /^kube-system\/full-cluster-state$/,
  },
  {
    distribution: 'RKE2',
    provider: null,
    managed: false,
    includes: ['kubeadm'],
    version: /\+rke2/,
    providerId: /^rke2:/,
    label: /^node\.kubernetes\.io\/instance-type=rke2$/,
  },
  {
    distribution: 'k3s',
    provider: null,
    managed: false,
    version: /\+k3s/,
    providerId: /^k3s:/,
    label: /^node\.kubernetes\.io\/instance-type=k3s$/,
  },
  {
    distribution: 'Talos',
    provider: null,
    managed: false,
    includes: ['kubeadm'],
    version: /-talos/,
    label: /^extensions\.talos\.dev\//,
    system: /^Talos /,
  },
  {
    distribution: 'kops',
    provider: null,
    managed: false,
    includes: ['kubeadm'],
    label: /^kops\.k8s\.io\//,
    workload: /^DaemonSet\/kops-controller$/,
    staticPod: /^etcd-manager-(main|events)-/,
  },
  {
    distribution: 'minikube',
    provider: 'local',
    managed: false,
    includes: ['kubeadm', 'kind'],
    label: /^minikube\.k8s\.io\//,
    nodeName: /^minikube$/,
  },
  {
    distribution: 'Docker Desktop',
    provider: 'local',
    managed: false,
    includes: ['kubeadm', 'kind'],
    nodeName: /^docker-desktop$/,
    system: /^Docker Desktop/,
  },
  {
    distribution: 'MicroK8s',
    provider: null,
    managed: false,
    label: /^(node\.kubernetes\.io\/microk8s-|microk8s\.io\/cluster=)/,
  },
  {
    distribution: 'kind',
    provider: 'local',
    managed: false,
    includes: ['kubeadm'],
    providerId: /^kind:/,
    workload: /^DaemonSet\/kindnet$/,
  },
  {
    distribution: 'kubeadm',
    provider: null,
    managed: false,
    staticPod: /^kube-apiserver-/,
    settings: /^kube-system\/kubeadm-config$/,
  },
];

/** Kinds in which signs lie; without one of them a contradiction may be hidden. */
export const SIGN_SOURCES: readonly string[] = [
  '/nodes',
  '/namespaces',
  '/configmaps',
  '/pods',
  'apps/daemonsets',
  'apiextensions.k8s.io/customresourcedefinitions',
];

export interface Sign {
  readonly distribution: string;
  readonly kind: SignKind;
  /** How much it counts: 1 for what anybody can write or only a few nodes show. */
  readonly weight: number;
  /** null: the snapshot's own record. */
  readonly object: ObjectRef | null;
  readonly path: string;
  readonly value: string;
}

const WEIGHTS: Readonly<Record<SignKind, number>> = {
  version: 5,
  api: 4,
  'provider-id': 4,
  'node-label': 3,
  'node-system': 3,
  // More than a workload that anybody can name alike, less than a label of all nodes: it can be forged with more effort.
  'static-pod': 2.5,
  settings: 2,
  workload: 2,
  namespace: 1,
};

/** Every sign of every distribution, each kind once for each, in the order of the rules. */
export function signsOf(index: SnapshotIndex): readonly Sign[] {
  const seen = sightings(index);
  return DISTRIBUTIONS.flatMap((rule) =>
    seen.flatMap(({ kind, pattern, values }): Sign[] => {
      const test = pattern(rule);
      if (test === undefined) return [];
      const hits = values.filter(({ text }) => test.test(text));
      const first = hits[0];
      if (first === undefined) return [];
      const { object, path, value } = first;
      return [
        { distribution: rule.distribution, kind, weight: weigh(kind, hits, index), object, path, value },
      ];
    }),
  );
}

interface Sighting extends Pick<Sign, 'object' | 'path' | 'value'> {
  readonly text: string;
}

/** A label on fewer than half of the nodes counts little: anybody may have put it there. */
function weigh(kind: SignKind, hits: readonly Sighting[], index: SnapshotIndex): number {
  if (kind !== 'node-label' && kind !== 'node-system' && kind !== 'provider-id') return WEIGHTS[kind];
  const nodes = new Set(hits.map(({ object }) => object?.name)).size;
  return nodes * 2 >= index.all('/nodes').length ? WEIGHTS[kind] : 1;
}

function sightings(index: SnapshotIndex): readonly {
  readonly kind: SignKind;
  readonly pattern: (rule: DistributionRule) => RegExp | undefined;
  readonly values: readonly Sighting[];
}[] {
  const nodes = index.all('/nodes');
  const system = index.workloadsIn('kube-system');
  const named = (object: KubernetesObject, name: string) => sighting(object, 'metadata.name', name);
  const version = index.manifest.apiFacts.serverVersion?.gitVersion;
  const ofNodes = (path: string, read: (node: KubernetesObject) => string | undefined): readonly Sighting[] =>
    nodes.flatMap((node) => {
      const text = read(node);
      return text === undefined ? [] : [sighting(node, path, text)];
    });
  return [
    {
      kind: 'version',
      pattern: (rule) => rule.version,
      values:
        version === undefined
          ? []
          : [
              {
                text: version,
                object: null,
                path: 'apiFacts.serverVersion.gitVersion',
                value: cut(version),
              },
            ],
    },
    {
      kind: 'api',
      pattern: (rule) => rule.api,
      values: index
        .all('apiextensions.k8s.io/customresourcedefinitions')
        .map((crd) => sighting(crd, 'metadata.name', str(crd, 'metadata', 'name') ?? '')),
    },
    { kind: 'api', pattern: (rule) => rule.tag, values: resourceTags(index) },
    {
      kind: 'provider-id',
      pattern: (rule) => rule.providerId,
      values: ofNodes('spec.providerID', (node) => str(node, 'spec', 'providerID')),
    },
    {
      kind: 'node-label',
      pattern: (rule) => rule.label,
      values: nodes.flatMap((node) =>
        [...stringMap(node, 'metadata', 'labels')].map(([key, value]) => ({
          text: `${key}=${value}`,
          object: refOf(node),
          path: `metadata.labels["${cut(key)}"]`,
          value: cut(value),
        })),
      ),
    },
    {
      kind: 'node-system',
      pattern: (rule) => rule.system,
      values: ofNodes('status.nodeInfo.osImage', (node) => str(node, 'status', 'nodeInfo', 'osImage')),
    },
    {
      kind: 'node-system',
      pattern: (rule) => rule.nodeName,
      values: ofNodes('metadata.name', (node) => str(node, 'metadata', 'name')),
    },
    {
      kind: 'static-pod',
      pattern: (rule) => rule.staticPod,
      values: system.filter(({ isStatic }) => isStatic).map(({ object, name }) => named(object, name)),
    },
    {
      kind: 'workload',
      pattern: (rule) => rule.workload,
      values: system
        .filter(({ kind }) => kind !== 'Pod')
        .map(({ object, kind, name }) => ({ ...named(object, name), text: `${kind}/${name}` })),
    },
    {
      kind: 'settings',
      pattern: (rule) => rule.settings,
      values: index
        .inNamespace('/configmaps', 'kube-system')
        .map((map) => sighting(map, 'metadata.name', `kube-system/${str(map, 'metadata', 'name') ?? ''}`)),
    },
    {
      kind: 'namespace',
      pattern: (rule) => rule.namespace,
      values: index.namespaces.map(({ name, ref }) => ({
        text: name,
        object: ref,
        path: 'metadata.name',
        value: cut(name),
      })),
    },
  ];
}

/** Tags that OpenShift's installer gave to what it made in AWS. */
function resourceTags(index: SnapshotIndex): readonly Sighting[] {
  return index
    .all('config.openshift.io/infrastructures')
    .flatMap((one) =>
      list(one, 'status', 'platformStatus', 'aws', 'resourceTags').map((tag, i) =>
        sighting(
          one,
          `status.platformStatus.aws.resourceTags[${i}]`,
          `${str(tag, 'key') ?? ''}=${str(tag, 'value') ?? ''}`,
        ),
      ),
    );
}

function sighting(object: KubernetesObject, path: string, text: string): Sighting {
  return { text, object: refOf(object), path, value: cut(text) };
}

const cut = (text: string): string => text.slice(0, 500);
