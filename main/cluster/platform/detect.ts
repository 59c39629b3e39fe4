/** Provider, distribution and version support, weighed from several signs and never guessed. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { str, stringMap } from '../../snapshot/read.ts';
import { type Cni, detectCni } from './cni.ts';
import { DISTRIBUTIONS, type DistributionRule } from './distributions.ts';
import { type Sign, type SignKind, signsOf } from './signs.ts';
import {
  minorOfVersion,
  type SupportLine,
  type SupportWindow,
  supportWindow,
  VERSIONS_AS_OF,
} from './versions.ts';

export type { Cni } from './cni.ts';

export interface Platform {
  /** `aws`, `gcp`, `azure`, …, `local`; `self-hosted` when nodes were seen and name no cloud; null when not known. */
  readonly provider: string | null;
  /** `EKS`, `GKE`, `kubeadm`, …; null when there is no sign or the signs contradict each other evenly. */
  readonly distribution: string | null;
  /** How the provider runs the nodes too, when it runs all of them. */
  readonly mode: 'Auto Mode' | 'Fargate' | 'Autopilot' | null;
  /** The distribution with its mode, such as `GKE Autopilot`. */
  readonly name: string | null;
  readonly managedControlPlane: boolean | null;
  /** True also where no distribution is named but some signs speak for one whose control plane the provider runs. */
  readonly mayBeManaged: boolean;
  /** A tool of another maker that administers the cluster from outside. */
  readonly managers: readonly { readonly name: string; readonly evidence: EvidenceRef }[];
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
  /** What speaks for the distribution, the weightiest first. */
  readonly signs: readonly Sign[];
  /** What speaks for another one. */
  readonly contradictions: readonly Sign[];
  /** The signs that lie in objects. */
  readonly evidence: readonly EvidenceRef[];
}

/** Weighs the platform's signs. One that anybody can write, alone on few nodes, decides nothing. */
export function detectPlatform(index: SnapshotIndex): Platform {
  const nodes = index.all('/nodes');
  const decision = withoutNodes(decide(signsOf(index)), index);
  const { rule, signs } = decision;
  const cloud = providerOf(index);
  const mode = rule === null ? null : modeOf(rule.distribution, nodes);
  const line = supportLine(rule?.distribution ?? null);
  // What was asked for is no news of the server: support and skew are judged by what it said.
  const minor = index.collectedMinor;
  // Some providers show only on their nodes, and each supports a minor for another time.
  const lineKnown = rule !== null || nodesRead(index);
  const support = minor === null || !lineKnown ? null : supportWindow(line, minor);
  const shown = signs.flatMap(({ object, path, value }) =>
    object === null ? [] : [{ object, path, value }],
  );
  return {
    provider: rule?.provider ?? cloud?.provider ?? (rule !== null && nodes.length > 0 ? 'self-hosted' : null),
    distribution: rule?.distribution ?? null,
    mode,
    name: rule === null ? null : mode === null ? rule.distribution : `${rule.distribution} ${mode}`,
    managedControlPlane: rule?.managed ?? null,
    mayBeManaged:
      rule === null
        ? decision.contradictions.some(({ distribution }) => isManaged(distribution))
        : rule.managed,
    managers: managersOf(index),
    serverVersion: index.manifest.apiFacts.serverVersion?.gitVersion ?? null,
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
    signs,
    contradictions: decision.contradictions,
    evidence: cloud === null ? shown : [...shown, cloud.evidence],
  };
}

/** Without all nodes, what several distributions have in common tells none of them apart. */
function withoutNodes(decision: Decision, index: SnapshotIndex): Decision {
  const { rule, signs, contradictions } = decision;
  if (rule === null || rule.provider !== null || nodesRead(index)) return decision;
  return signs.some(({ kind }) => !SHARED_SIGNS.has(kind))
    ? decision
    : { rule: null, signs: [], contradictions: [...contradictions, ...signs] };
}

const SHARED_SIGNS: ReadonlySet<SignKind> = new Set<SignKind>([
  'static-pod',
  'settings',
  'workload',
  'namespace',
]);

function isManaged(distribution: string): boolean {
  return DISTRIBUTIONS.some((rule) => rule.distribution === distribution && rule.managed);
}

interface Decision {
  readonly rule: DistributionRule | null;
  readonly signs: readonly Sign[];
  readonly contradictions: readonly Sign[];
}

/** Enough for a workload or settings of the distribution, not for a namespace or a label on a few nodes. */
const ENOUGH = 2;

/** The distribution whose signs weigh most; none when two that exclude each other weigh the same. */
export function decide(seen: readonly Sign[]): Decision {
  const has = (distribution: string): boolean => seen.some((sign) => sign.distribution === distribution);
  const rules = DISTRIBUTIONS.filter(
    ({ distribution, requires }) => has(distribution) && (requires === undefined || has(requires)),
  );
  const all = seen.filter((sign) => rules.some(({ distribution }) => distribution === sign.distribution));
  const candidates = rules.map((rule) => {
    const own = explained(rule);
    const signs = all.filter(({ distribution }) => own.has(distribution)).sort((a, b) => b.weight - a.weight);
    return { rule, own, signs, weight: signs.reduce((sum, { weight }) => sum + weight, 0) };
  });
  const best = candidates.reduce<(typeof candidates)[number] | null>(
    (most, one) => (most === null || one.weight > most.weight ? one : most),
    null,
  );
  if (best === null) return { rule: null, signs: [], contradictions: [] };
  const contradictions = all.filter(({ distribution }) => !best.own.has(distribution));
  const rival = candidates.some(
    ({ rule, weight }) => !best.own.has(rule.distribution) && weight === best.weight,
  );
  if (rival || best.weight < ENOUGH) return { rule: null, signs: [], contradictions: all };
  return { rule: best.rule, signs: best.signs, contradictions };
}

/** Distributions whose signs the rule accounts for: its own and what it is built from. */
function explained(rule: DistributionRule): ReadonlySet<string> {
  return new Set([rule.distribution, ...(rule.includes ?? [])]);
}

const PROVIDER_IDS: readonly (readonly [RegExp, string])[] = [
  [/^aws:/, 'aws'],
  [/^gce:/, 'gcp'],
  [/^azure:/, 'azure'],
  [/^digitalocean:/, 'digitalocean'],
  [/^(oci:|ocid1\.)/, 'oracle'],
  [/^ibm:/, 'ibm'],
  [/^linode:/, 'linode'],
  [/^vsphere:/, 'vmware'],
  [/^openstack:/, 'openstack'],
  [/^hcloud:/, 'hetzner'],
  [/^kind:/, 'local'],
];

/** Platform types of OpenShift's Infrastructure object that name a provider. */
const INFRASTRUCTURE: ReadonlyMap<string, string> = new Map([
  ['AWS', 'aws'],
  ['Azure', 'azure'],
  ['GCP', 'gcp'],
  ['VSphere', 'vmware'],
  ['OpenStack', 'openstack'],
  ['IBMCloud', 'ibm'],
]);

/** The provider that most nodes name in their provider id; null when none does. */
function providerOf(
  index: SnapshotIndex,
): { readonly provider: string; readonly evidence: EvidenceRef } | null {
  const found = new Map<string, { count: number; readonly evidence: EvidenceRef }>();
  for (const node of index.all('/nodes')) {
    const id = str(node, 'spec', 'providerID') ?? '';
    const provider = PROVIDER_IDS.find(([pattern]) => pattern.test(id))?.[1];
    if (provider === undefined) continue;
    const there = found.get(provider);
    if (there !== undefined) there.count += 1;
    else
      found.set(provider, {
        count: 1,
        evidence: { object: refOf(node), path: 'spec.providerID', value: id.slice(0, 500) },
      });
  }
  const [most] = [...found].sort(([, a], [, b]) => b.count - a.count);
  if (most !== undefined) return { provider: most[0], evidence: most[1].evidence };
  for (const object of index.all('config.openshift.io/infrastructures')) {
    const type = str(object, 'status', 'platformStatus', 'type') ?? '';
    const provider = INFRASTRUCTURE.get(type);
    if (provider !== undefined)
      return {
        provider,
        evidence: { object: refOf(object), path: 'status.platformStatus.type', value: type },
      };
  }
  return null;
}

/** Only when every node shows it: one node of a company's own makes the nodes the company's task. */
function modeOf(distribution: string, nodes: readonly KubernetesObject[]): Platform['mode'] {
  if (nodes.length === 0) return null;
  const computes = (type: string): boolean =>
    nodes.every(
      (node) => stringMap(node, 'metadata', 'labels').get('eks.amazonaws.com/compute-type') === type,
    );
  if (distribution === 'EKS') return computes('auto') ? 'Auto Mode' : computes('fargate') ? 'Fargate' : null;
  // Nodes of Autopilot are named gk3-CLUSTER-…, those of Standard clusters gke-CLUSTER-….
  if (
    distribution === 'GKE' &&
    nodes.every((node) => (str(node, 'metadata', 'name') ?? '').startsWith('gk3-'))
  )
    return 'Autopilot';
  return null;
}

function managersOf(index: SnapshotIndex): Platform['managers'] {
  const agent = index
    .workloadsIn('cattle-system')
    .find(({ kind, name }) => kind === 'Deployment' && /^(cattle-cluster-agent|rancher)$/.test(name));
  return agent === undefined
    ? []
    : [{ name: 'Rancher', evidence: { object: agent.ref, path: 'metadata.name', value: agent.name } }];
}

/** Files have no nodes, and no server of which they could tell. */
function nodesRead(index: SnapshotIndex): boolean {
  return index.manifest.origin === 'manifests' || index.availability('/nodes').reason === null;
}

function supportLine(distribution: string | null): SupportLine {
  switch (distribution) {
    case 'EKS':
      return 'eks';
    case 'GKE':
      return 'gke';
    case 'AKS':
      return 'aks';
    case 'OpenShift':
    case 'ROSA':
    case 'ARO':
    case 'ROKS':
      return 'openshift';
    default:
      return 'upstream';
  }
}
