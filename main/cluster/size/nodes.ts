/** Nodes by what their labels and kubelets tell. */
import type { ClusterSize } from '../../../shared/size.ts';
import type { KubernetesObject, SnapshotIndex } from '../../snapshot/index.ts';
import { str, stringMap } from '../../snapshot/read.ts';
import { tally } from './tally.ts';

/** Labels that name a zone, the newest first. */
const ZONE = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'];
const REGION = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];
const INSTANCE = ['node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type'];
/** Labels with which providers and autoscalers name the pool of a node. */
const POOL = [
  'karpenter.sh/nodepool',
  'karpenter.sh/provisioner-name',
  'eks.amazonaws.com/nodegroup',
  'alpha.eksctl.io/nodegroup-name',
  'cloud.google.com/gke-nodepool',
  'kubernetes.azure.com/agentpool',
  'agentpool',
  'doks.digitalocean.com/node-pool',
  'oke.oraclecloud.com/pool.name',
  'ibm-cloud.kubernetes.io/worker-pool-name',
  'lke.linode.com/pool-id',
  'hypershift.openshift.io/nodePool',
  'kops.k8s.io/instancegroup',
];

export function nodesBy(index: SnapshotIndex): NonNullable<ClusterSize['nodesBy']> {
  const nodes = index.all('/nodes');
  const info = (field: string) =>
    tally(nodes.map((node) => str(node, 'status', 'nodeInfo', field) ?? 'not reported'));
  const labelled = (keys: readonly string[]) => tally(nodes.map((node) => labelOf(node, keys) ?? ''));
  return {
    architecture: info('architecture'),
    operatingSystem: info('osImage'),
    runtime: info('containerRuntimeVersion'),
    kubelet: info('kubeletVersion'),
    instanceType: labelled(INSTANCE),
    pool: labelled(POOL),
    zone: labelled(ZONE),
    region: labelled(REGION),
  };
}

/** Zones of the nodes, sorted. */
export function zonesOf(index: SnapshotIndex): readonly string[] {
  return distinct(index, ZONE);
}

/** Regions of the nodes, sorted. */
export function regionsOf(index: SnapshotIndex): readonly string[] {
  return distinct(index, REGION);
}

function distinct(index: SnapshotIndex, keys: readonly string[]): readonly string[] {
  return [...new Set(index.all('/nodes').flatMap((node) => labelOf(node, keys) ?? []))].sort();
}

function labelOf(node: KubernetesObject, keys: readonly string[]): string | undefined {
  const labels = stringMap(node, 'metadata', 'labels');
  const key = keys.find((one) => (labels.get(one) ?? '') !== '');
  return key === undefined ? undefined : labels.get(key);
}
