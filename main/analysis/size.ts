/** The size of a cluster in numbers. What was refused is null, never zero. */
import type { ClusterSize } from '../../shared/size.ts';
import type { SnapshotIndex } from '../snapshot/index.ts';
import { list, str, stringMap } from '../snapshot/read.ts';
import type { Cluster } from './cluster.ts';
import { WORKLOAD_KINDS } from './controls/define.ts';

/** Counts everything once. A kind that was collected only in part gives null for its total. */
export function clusterSize(cluster: Cluster): ClusterSize {
  const { index } = cluster;
  const known = (key: string): boolean => index.availability(key).reason === null;
  const count = (key: string): number | null => (known(key) ? index.all(key).length : null);
  const live = index.manifest.origin !== 'manifests';
  const nodes = index.all('/nodes');
  const haveNodes = known('/nodes');
  const workloadsKnown = WORKLOAD_KINDS.every(known);
  const podsKnown = known('/pods') && live;
  const images = imagesOf(index);
  return {
    nodes: count('/nodes'),
    vcpu: haveNodes
      ? round(sum(nodes.map((node) => quantity(str(node, 'status', 'capacity', 'cpu')))))
      : null,
    memoryGiB: haveNodes
      ? round(sum(nodes.map((node) => quantity(str(node, 'status', 'capacity', 'memory')))) / 2 ** 30)
      : null,
    zones: haveNodes ? zonesOf(index).length : null,
    namespaces: live ? count('/namespaces') : index.namespaces.length,
    workloads: workloadsKnown ? index.workloads.length : null,
    pods: podsKnown ? index.all('/pods').length : null,
    containers: podsKnown
      ? sum(
          index
            .all('/pods')
            .map(
              (pod) => list(pod, 'spec', 'containers').length + list(pod, 'spec', 'initContainers').length,
            ),
        )
      : null,
    images: workloadsKnown ? images.length : null,
    registries: workloadsKnown ? registriesOf(images).length : null,
    services: count('/services'),
    secrets: count('/secrets'),
    configMaps: count('/configmaps'),
    serviceAccounts: count('/serviceaccounts'),
    crds: count('apiextensions.k8s.io/customresourcedefinitions'),
    persistentVolumeClaims: count('/persistentvolumeclaims'),
    workloadsByKind: [...Map.groupBy(index.workloads, ({ kind }) => kind)]
      .map(([kind, all]) => ({ kind, count: all.length }))
      .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1)),
    byNamespace: index.namespaces.map(({ name, labels }) => ({
      namespace: name,
      workloads: index.workloadsIn(name).length,
      pods: index.inNamespace('/pods', name).length,
      services: index.inNamespace('/services', name).length,
      secrets: countIn(index, '/secrets', name),
      policies: countIn(index, 'networking.k8s.io/networkpolicies', name),
      enforce: labels.get('pod-security.kubernetes.io/enforce') ?? '',
    })),
  };
}

/** Distinct images of all workloads, sorted. */
export function imagesOf(index: SnapshotIndex): readonly string[] {
  const images = new Set<string>();
  for (const { containers } of index.workloads)
    for (const { image } of containers) if (image !== '') images.add(image);
  return [...images].sort();
}

/** The registry of an image; Docker Hub when it names none. */
export function registryOf(image: string): string {
  const first = image.split('/')[0] ?? '';
  const named = image.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  return named ? first.toLowerCase() : 'docker.io';
}

/** Distinct registries, sorted. */
export function registriesOf(images: readonly string[]): readonly string[] {
  return [...new Set(images.map(registryOf))].sort();
}

/** Zones of the nodes, sorted. */
export function zonesOf(index: SnapshotIndex): readonly string[] {
  const zones = new Set<string>();
  for (const node of index.all('/nodes')) {
    const labels = stringMap(node, 'metadata', 'labels');
    const zone =
      labels.get('topology.kubernetes.io/zone') ?? labels.get('failure-domain.beta.kubernetes.io/zone');
    if (zone !== undefined) zones.add(zone);
  }
  return [...zones].sort();
}

/** A Kubernetes quantity such as `250m`, `4`, `16Gi` or `1e3` in its base unit; 0 when it cannot be read. */
export function quantity(text: string | undefined): number {
  const match = /^(\d+(?:\.\d+)?(?:e[+-]?\d{1,2})?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/.exec(text ?? '');
  if (match === null) return 0;
  const factor: Readonly<Record<string, number>> = {
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    P: 1e15,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
    Pi: 2 ** 50,
  };
  return Number(match[1]) * (match[2] === undefined ? 1 : (factor[match[2]] ?? 1));
}

function countIn(index: SnapshotIndex, key: string, namespace: string): number | null {
  const { reason, refusedNamespaces } = index.availability(key);
  if (reason !== null && (refusedNamespaces.length === 0 || refusedNamespaces.includes(namespace)))
    return null;
  return index.inNamespace(key, namespace).length;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const round = (value: number): number => Math.round(value * 10) / 10;
