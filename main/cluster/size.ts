/** The size of a cluster in numbers. What was refused is null, never zero. */
import { compare } from '../../shared/compare.ts';
import type { ClusterSize } from '../../shared/size.ts';
import { RBAC_KINDS, WORKLOAD_KINDS } from '../snapshot/coverage.ts';
import type { SnapshotIndex } from '../snapshot/index.ts';
import { list, str } from '../snapshot/read.ts';
import type { Cluster } from './cluster.ts';
import { isPlaceholder, registriesOf } from './platform/images.ts';
import { agesOf } from './size/ages.ts';
import { nodesBy, regionsOf, zonesOf } from './size/nodes.ts';
import { operatorsOf } from './size/operators.ts';
import { peopleOf } from './size/people.ts';
import { quantity, round, sum } from './size/quantity.ts';
import { ADDRESSED_KINDS, publicAddresses, servicesByExposure } from './size/services.ts';
import { tally } from './size/tally.ts';
import { byTeam } from './size/teams.ts';

const CRDS = 'apiextensions.k8s.io/customresourcedefinitions';
const CLAIMS = '/persistentvolumeclaims';
/** Bindings alone: what a role allows does not matter for who is named. */
const BINDINGS = RBAC_KINDS.filter((key) => key.endsWith('bindings'));

/** Counts everything once. A kind that was collected only in part gives null for its total. */
export function clusterSize({ index, grants }: Cluster): ClusterSize {
  const known = (key: string): boolean => index.availability(key).reason === null;
  const countOf = (key: string): number | null => (known(key) ? index.all(key).length : null);
  const when = <T>(seen: boolean, value: () => T): T | null => (seen ? value() : null);
  const live = index.manifest.origin !== 'manifests';
  // The API server fills in the type of a Secret whose file names none.
  const untyped = live ? 'not reported' : 'Opaque';
  const nodes = index.all('/nodes');
  const haveNodes = known('/nodes');
  const capacity = (field: string): number =>
    sum(nodes.map((node) => quantity(str(node, 'status', 'capacity', field))));
  const workloadsKnown = WORKLOAD_KINDS.every(known);
  const podsKnown = known('/pods') && live;
  const namespacesKnown = !live || known('/namespaces');
  const images = imagesOf(index);
  const people = when(BINDINGS.every(known), () => peopleOf(grants));
  const claims = index.all(CLAIMS);
  return {
    nodes: countOf('/nodes'),
    vcpu: when(haveNodes, () => round(capacity('cpu'))),
    memoryGiB: when(haveNodes, () => round(capacity('memory') / 2 ** 30)),
    zones: when(haveNodes, () => told(zonesOf(index).length, nodes.length)),
    regions: when(haveNodes, () => told(regionsOf(index).length, nodes.length)),
    namespaces: live ? countOf('/namespaces') : index.namespaces.length,
    workloads: when(workloadsKnown, () => index.workloads.length),
    pods: when(podsKnown, () => index.all('/pods').length),
    containers: when(podsKnown, () =>
      sum(
        index
          .all('/pods')
          .map((pod) => list(pod, 'spec', 'containers').length + list(pod, 'spec', 'initContainers').length),
      ),
    ),
    images: when(workloadsKnown, () => images.length),
    registries: when(workloadsKnown && !images.some(isPlaceholder), () => registriesOf(images).length),
    services: countOf('/services'),
    publicAddresses: when(live && ADDRESSED_KINDS.every(known), () => publicAddresses(index).length),
    secrets: countOf('/secrets'),
    configMaps: countOf('/configmaps'),
    serviceAccounts: countOf('/serviceaccounts'),
    humanUsers: people?.users.length ?? null,
    humanGroups: people?.groups.length ?? null,
    crds: countOf(CRDS),
    persistentVolumeClaims: countOf(CLAIMS),
    claimedGiB: when(known(CLAIMS), () =>
      round(
        sum(claims.map((one) => quantity(str(one, 'spec', 'resources', 'requests', 'storage')))) / 2 ** 30,
      ),
    ),
    workloadsByKind: [...Map.groupBy(index.workloads, ({ kind }) => kind)]
      .map(([kind, all]) => ({ kind, count: all.length }))
      .sort((a, b) => b.count - a.count || compare(a.kind, b.kind)),
    nodesBy: when(haveNodes, () => nodesBy(index)),
    servicesByExposure: when(known('/services'), () => servicesByExposure(index)),
    secretsByType: when(known('/secrets'), () =>
      tally(index.all('/secrets').map((secret) => str(secret, 'type') ?? untyped)),
    ),
    operators: when(known(CRDS), () => operatorsOf(index)),
    claimsByClass: when(known(CLAIMS), () =>
      tally(claims.map((one) => classOf(str(one, 'spec', 'storageClassName')))),
    ),
    ages: when(live, () => agesOf(index, { namespaces: namespacesKnown, workloads: workloadsKnown })),
    byTeam: when(workloadsKnown, () =>
      byTeam(index, { namespaces: namespacesKnown, pods: podsKnown, services: known('/services') }),
    ),
    byNamespace: index.namespaces.map(({ name, labels }) => ({
      namespace: name,
      workloads: WORKLOAD_KINDS.every((key) => isKnownIn(index, key, name))
        ? index.workloadsIn(name).length
        : null,
      pods: live ? countIn(index, '/pods', name) : null,
      services: countIn(index, '/services', name),
      secrets: countIn(index, '/secrets', name),
      policies: countIn(index, 'networking.k8s.io/networkpolicies', name),
      enforce: labels.get('pod-security.kubernetes.io/enforce') ?? '',
    })),
  };
}

/** A claim with an empty class asks for a volume that somebody made, and no claim is left out of the count. */
const classOf = (name: string | undefined): string =>
  name === undefined ? '(default class)' : name === '' ? '(no class)' : name;

/** No zone on any of several nodes is a label that nobody set, not a cluster without a place. */
const told = (places: number, nodes: number): number | null => (places === 0 && nodes > 0 ? null : places);

/** Distinct images of all workloads, sorted. */
export function imagesOf(index: SnapshotIndex): readonly string[] {
  const images = new Set<string>();
  for (const { containers } of index.workloads)
    for (const { image } of containers) if (image !== '') images.add(image);
  return [...images].sort();
}

/** Whether every object of a kind in a namespace was seen. */
function isKnownIn(index: SnapshotIndex, key: string, namespace: string): boolean {
  const { reason, status, refusedNamespaces } = index.availability(key);
  return (
    reason === null ||
    (status === 'partial' && refusedNamespaces.length > 0 && !refusedNamespaces.includes(namespace))
  );
}

function countIn(index: SnapshotIndex, key: string, namespace: string): number | null {
  return isKnownIn(index, key, namespace) ? index.inNamespace(key, namespace).length : null;
}
