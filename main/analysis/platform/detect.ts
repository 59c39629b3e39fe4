/** Provider, distribution, version support and network plugin, read from several signs and never guessed. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { str, stringMap } from '../../snapshot/read.ts';
import { repositoryOf } from './agents.ts';
import {
  minorOfVersion,
  type SupportLine,
  type SupportWindow,
  supportWindow,
  VERSIONS_AS_OF,
} from './versions.ts';

export interface Platform {
  /** `aws`, `gcp`, `azure`, …, `self-hosted`; null when there is no sign. */
  readonly provider: string | null;
  readonly distribution: string | null;
  readonly managedControlPlane: boolean | null;
  readonly serverVersion: string | null;
  readonly serverMinor: number | null;
  readonly support: SupportWindow | null;
  /** Whether the server minor still gets fixes at the time of collection; null when not known. */
  readonly supported: boolean | null;
  /** The day on which the table of support windows was last compared with its source. */
  readonly supportAsOf: string;
  readonly cni: Cni | null;
  readonly kubelets: readonly {
    readonly version: string;
    readonly minor: number;
    readonly node: KubernetesObject;
  }[];
  readonly evidence: readonly EvidenceRef[];
}

export interface Cni {
  readonly name: string;
  /** null: depends on a setting that is not seen. */
  readonly enforces: boolean | null;
  readonly sentence: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Reads the platform's signs: node provider ids, node labels, version suffixes, kube-system workloads. */
export function detectPlatform(index: SnapshotIndex): Platform {
  const nodes = index.all('/nodes');
  const version = index.manifest.apiFacts.serverVersion?.gitVersion ?? null;
  const signs = signsOf(nodes, version, index);
  const line = supportLine(signs.distribution);
  // What was asked for is no news of the server: support and skew are judged by what it said.
  const minor = index.collectedMinor;
  // Some providers show only on their nodes, and each supports a minor for another time.
  const lineKnown = signs.distribution !== null || nodesRead(index);
  const support = minor === null || !lineKnown ? null : supportWindow(line, minor);
  return {
    ...signs,
    serverVersion: version,
    serverMinor: minor,
    support,
    supported: support === null ? null : index.manifest.finishedAt.slice(0, 10) <= support.endsOn,
    supportAsOf: VERSIONS_AS_OF[line],
    cni: detectCni(index),
    kubelets: nodes.flatMap((node) => {
      const kubelet = str(node, 'status', 'nodeInfo', 'kubeletVersion');
      const kubeletMinor = kubelet === undefined ? null : minorOfVersion(kubelet);
      return kubelet === undefined || kubeletMinor === null
        ? []
        : [{ version: kubelet, minor: kubeletMinor, node }];
    }),
  };
}

interface Signs {
  readonly provider: string | null;
  readonly distribution: string | null;
  readonly managedControlPlane: boolean | null;
  readonly evidence: readonly EvidenceRef[];
}

interface Rule {
  readonly provider: string | null;
  readonly distribution: string;
  readonly managed: boolean;
  readonly version?: RegExp;
  readonly label?: RegExp;
  readonly workload?: RegExp;
}

/** In order: the first that matches names the distribution. A null provider is taken from the nodes. */
const DISTRIBUTIONS: readonly Rule[] = [
  { provider: 'aws', distribution: 'ROSA', managed: true, label: /^api\.openshift\.com\/rosa/ },
  { provider: null, distribution: 'OpenShift', managed: false, label: /^node\.openshift\.io\// },
  {
    provider: 'aws',
    distribution: 'EKS',
    managed: true,
    version: /-eks-/,
    label: /^eks\.amazonaws\.com\//,
    workload: /^DaemonSet\/aws-node$/,
  },
  {
    provider: 'gcp',
    distribution: 'GKE',
    managed: true,
    version: /-gke\./,
    label: /^cloud\.google\.com\/gke-/,
  },
  { provider: 'azure', distribution: 'AKS', managed: true, label: /^kubernetes\.azure\.com\// },
  { provider: 'digitalocean', distribution: 'DOKS', managed: true, label: /^doks\.digitalocean\.com\// },
  { provider: 'oracle', distribution: 'OKE', managed: true, label: /^oke\.oraclecloud\.com\// },
  {
    provider: 'ibm',
    distribution: 'IKS',
    managed: true,
    version: /\+IKS/,
    label: /^ibm-cloud\.kubernetes\.io\//,
  },
  { provider: 'linode', distribution: 'LKE', managed: true, label: /^lke\.linode\.com\// },
  {
    provider: 'vmware',
    distribution: 'TKG',
    managed: false,
    version: /\+vmware/,
    label: /^run\.tanzu\.vmware\.com\//,
  },
  { provider: null, distribution: 'RKE2', managed: false, version: /\+rke2/ },
  { provider: null, distribution: 'k3s', managed: false, version: /\+k3s/ },
  {
    provider: null,
    distribution: 'Talos',
    managed: false,
    label: /^extensions\.talos\.dev\//,
    version: /-talos/,
  },
  { provider: null, distribution: 'kops', managed: false, label: /^kops\.k8s\.io\// },
  { provider: 'local', distribution: 'minikube', managed: false, label: /^minikube\.k8s\.io\// },
  { provider: 'local', distribution: 'kind', managed: false, workload: /^DaemonSet\/kindnet$/ },
  { provider: null, distribution: 'kubeadm', managed: false, workload: /^Pod\/kube-apiserver-/ },
];

const PROVIDER_IDS: readonly (readonly [RegExp, string])[] = [
  [/^aws:/, 'aws'],
  [/^gce:/, 'gcp'],
  [/^azure:/, 'azure'],
  [/^digitalocean:/, 'digitalocean'],
  [/^(oci|ocid1\.)/, 'oracle'],
  [/^ibm:/, 'ibm'],
  [/^linode:/, 'linode'],
  [/^vsphere:/, 'vmware'],
  [/^openstack:/, 'openstack'],
  [/^hcloud:/, 'hetzner'],
  [/^kind:/, 'local'],
  [/^k3s:/, 'self-hosted'],
];

function signsOf(nodes: readonly KubernetesObject[], version: string | null, index: SnapshotIndex): Signs {
  const evidence: EvidenceRef[] = [];
  let provider: string | null = null;
  for (const node of nodes) {
    const id = str(node, 'spec', 'providerID') ?? '';
    const match = PROVIDER_IDS.find(([pattern]) => pattern.test(id));
    if (match !== undefined) {
      provider = match[1];
      evidence.push({ object: refOf(node), path: 'spec.providerID', value: id.slice(0, 500) });
      break;
    }
  }
  const labels = new Set<string>();
  for (const node of nodes) for (const key of stringMap(node, 'metadata', 'labels').keys()) labels.add(key);
  const system = index.workloadsIn('kube-system');
  // Nodes tell most. Without all of them, what several platforms have in common tells none of them apart.
  const whole = nodesRead(index);
  const rule = DISTRIBUTIONS.find(
    (one) =>
      (one.version !== undefined && version !== null && one.version.test(version)) ||
      (one.label !== undefined && labels.values().some((label) => one.label?.test(label) === true)) ||
      (one.workload !== undefined &&
        (whole || one.provider !== null) &&
        system.some((w) => one.workload?.test(`${w.kind}/${w.name}`) === true)),
  );
  if (rule !== undefined && evidence.length === 0 && nodes[0] !== undefined) {
    evidence.push({ object: refOf(nodes[0]), path: 'metadata.labels' });
  }
  return {
    provider: rule?.provider ?? provider ?? (rule === undefined || !whole ? null : 'self-hosted'),
    distribution: rule?.distribution ?? null,
    managedControlPlane: rule?.managed ?? null,
    evidence,
  };
}

/** Files have no nodes, and no server of which they could tell. */
function nodesRead(index: SnapshotIndex): boolean {
  return index.manifest.origin === 'manifests' || index.availability('/nodes').reason === null;
}

function supportLine(distribution: string | null): SupportLine {
  if (distribution === 'EKS') return 'eks';
  if (distribution === 'GKE') return 'gke';
  return distribution === 'AKS' ? 'aks' : 'upstream';
}

const CNIS: readonly { readonly image: RegExp; readonly name: string; readonly enforces: boolean }[] = [
  { image: /(^|\/)cilium\/cilium$/, name: 'Cilium', enforces: true },
  { image: /(^|\/)(calico\/node|calico-node)$/, name: 'Calico', enforces: true },
  { image: /(^|\/)antrea-/, name: 'Antrea', enforces: true },
  { image: /(^|\/)kube-router$/, name: 'kube-router', enforces: true },
  { image: /(^|\/)weave-(kube|npc)$/, name: 'Weave Net', enforces: true },
  { image: /(^|\/)(ovn-kubernetes|kube-ovn)$/, name: 'OVN-Kubernetes', enforces: true },
  { image: /(^|\/)azure-npm$/, name: 'Azure CNI with network policy manager', enforces: true },
  { image: /(^|\/)kindnetd/, name: 'kindnet', enforces: true },
  { image: /(^|\/)flannel$/, name: 'Flannel', enforces: false },
];

function detectCni(index: SnapshotIndex): Cni | null {
  const agents = index.workloads.filter((workload) => workload.kind === 'DaemonSet');
  const hit = (image: RegExp): Workload | undefined =>
    agents.find((workload) => workload.containers.some((one) => image.test(repositoryOf(one.image))));
  for (const { image, name, enforces } of CNIS) {
    const workload = hit(image);
    if (workload === undefined) continue;
    return {
      name,
      enforces,
      sentence: enforces
        ? `${name} is the network plugin and enforces NetworkPolicy.`
        : `${name} is the network plugin and does not enforce NetworkPolicy: policies have no effect.`,
      evidence: [{ object: workload.ref }],
    };
  }
  return vpcCni(hit(/(^|\/)amazon-k8s-cni$/));
}

/** The Amazon VPC CNI enforces only with its policy agent switched on by `--enable-network-policy=true`. */
function vpcCni(workload: Workload | undefined): Cni | null {
  if (workload === undefined) return null;
  const agent = workload.containers.find((one) =>
    repositoryOf(one.image).endsWith('aws-network-policy-agent'),
  );
  const text = JSON.stringify(agent?.raw ?? null);
  const on = /--enable-network-policy=true/.test(text);
  const off = agent === undefined || /--enable-network-policy=false/.test(text);
  const name = 'Amazon VPC CNI';
  return {
    name,
    enforces: on ? true : off ? false : null,
    sentence: on
      ? `${name} runs with its policy agent switched on and enforces NetworkPolicy.`
      : off
        ? `${name} runs without its policy agent: NetworkPolicy objects have no effect.`
        : `${name} carries a policy agent, but whether it is switched on is not visible.`,
    evidence: [
      { object: workload.ref, ...(agent === undefined ? {} : { path: agent.path, value: agent.image }) },
    ],
  };
}
