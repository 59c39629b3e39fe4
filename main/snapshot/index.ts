/** The snapshot index: everything that controls and facts look up, built in one pass over the evidence. */
import { type ObjectRef, resourceKey, type SnapshotManifest } from '../../shared/evidence.ts';
import { type Availability, availabilityOf } from './availability.ts';
import type { KubernetesObject, SnapshotSource } from './model.ts';
import { str, stringMap } from './read.ts';
import { refOf, resolveWorkloads, type Workload } from './workloads.ts';

export type { Availability } from './availability.ts';
export type { KubernetesObject } from './model.ts';
export { type Container, groupOf, podPlaceOf, refOf, type Workload } from './workloads.ts';

export interface NamespaceInfo {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** null when the namespace is only known from the objects in it. */
  readonly object: KubernetesObject | null;
  readonly ref: ObjectRef;
}

export interface SnapshotIndex {
  readonly manifest: SnapshotManifest;
  /** When the evidence was true: the end of the collection. The only clock that analysis knows. */
  readonly now: Date;
  /** Minor of the version to judge by: the one that was asked for, else the server's; null when neither is known. */
  readonly serverMinor: number | null;
  /** Minor of the server's version, null when not known. */
  readonly collectedMinor: number | null;
  /** Objects of a resource key such as `/pods` or `apps/deployments`, in a stable order. */
  all(key: string): readonly KubernetesObject[];
  inNamespace(key: string, namespace: string): readonly KubernetesObject[];
  get(key: string, namespace: string | null, name: string): KubernetesObject | null;
  /** Resource keys that hold at least one object. */
  readonly keys: readonly string[];
  readonly availability: (key: string) => Availability;
  /** Every namespace that exists or holds an object, by name. */
  readonly namespaces: readonly NamespaceInfo[];
  namespace(name: string): NamespaceInfo | null;
  readonly workloads: readonly Workload[];
  workloadsIn(namespace: string): readonly Workload[];
  /** The workload that a live pod belongs to. */
  workloadOf(pod: KubernetesObject): Workload | null;
  /** Workloads that run as a service account. */
  workloadsOfAccount(namespace: string, account: string): readonly Workload[];
}

/**
 * Reads a snapshot once and indexes it. Order of the objects in the source never changes the result.
 * @param askedMinor the minor to judge by in place of the server's
 */
export function buildSnapshotIndex(source: SnapshotSource, askedMinor?: number): SnapshotIndex {
  const { manifest } = source;
  const byKey = new Map<string, KubernetesObject[]>();
  const everything: KubernetesObject[] = [];
  for (const { resource, object } of source.objects()) {
    if (typeof object !== 'object' || object === null) continue;
    const key = resourceKey(resource);
    const there = byKey.get(key);
    if (there === undefined) byKey.set(key, [object]);
    else there.push(object);
    everything.push(object);
  }
  for (const objects of byKey.values()) sortByPlace(objects);
  const byNamespace = new Map<string, Map<string, KubernetesObject[]>>();
  for (const [key, objects] of byKey) {
    const spaces = new Map<string, KubernetesObject[]>();
    byNamespace.set(key, spaces);
    for (const object of objects) {
      const namespace = str(object, 'metadata', 'namespace') ?? '';
      const there = spaces.get(namespace);
      if (there === undefined) spaces.set(namespace, [object]);
      else there.push(object);
    }
  }
  const workloads = resolveWorkloads(everything);
  const namespaces = namespacesOf(byKey.get('/namespaces') ?? [], byNamespace, workloads);
  const namespaceByName = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
  const workloadsByNamespace = Map.groupBy(workloads, (workload) => workload.namespace);
  const workloadsByAccount = Map.groupBy(workloads, (w) => `${w.namespace}|${w.serviceAccount}`);
  const workloadByPod = new Map<KubernetesObject, Workload>();
  for (const workload of workloads) for (const pod of workload.pods) workloadByPod.set(pod, workload);
  const collectedMinor = serverMinorOf(manifest);
  return {
    manifest,
    now: new Date(manifest.finishedAt),
    serverMinor: askedMinor ?? collectedMinor,
    collectedMinor,
    all: (key) => byKey.get(key) ?? [],
    inNamespace: (key, namespace) => byNamespace.get(key)?.get(namespace) ?? [],
    get: (key, namespace, name) => named(byNamespace.get(key)?.get(namespace ?? '') ?? [], name),
    keys: [...byKey.keys()].sort(),
    availability: availabilityOf({
      origin: manifest.origin,
      outcomes: manifest.kinds,
      customResources: customResources(manifest, byKey),
      apiGroups: apiGroups(manifest, byKey),
      serverMinor: collectedMinor,
    }),
    namespaces,
    namespace: (name) => namespaceByName.get(name) ?? null,
    workloads,
    workloadsIn: (namespace) => workloadsByNamespace.get(namespace) ?? [],
    workloadOf: (pod) => workloadByPod.get(pod) ?? null,
    workloadsOfAccount: (namespace, account) => workloadsByAccount.get(`${namespace}|${account}`) ?? [],
  };
}

/** Minor of a server version such as "32", "32+" or, failing that, of "v1.32.9-eks-1234567"; null when not known. */
export function serverMinorOf(manifest: Pick<SnapshotManifest, 'apiFacts'>): number | null {
  const version = manifest.apiFacts.serverVersion;
  if (version === null) return null;
  const text = /^\d+/.exec(version.minor)?.[0] ?? /^v?1\.(\d+)/.exec(version.gitVersion)?.[1];
  return text === undefined ? null : Number(text);
}

/** By namespace, name, version and source. */
function sortByPlace(objects: KubernetesObject[]): void {
  const keyed = objects.map((object) => ({ object, ref: refOf(object) }));
  // Servers list in this order already.
  if (keyed.every(({ ref }, at) => at === 0 || byPlace(keyed[at - 1]?.ref ?? ref, ref) <= 0)) return;
  keyed.sort((a, b) => byPlace(a.ref, b.ref));
  keyed.forEach(({ object }, index) => {
    objects[index] = object;
  });
}

function byPlace(a: ObjectRef, b: ObjectRef): number {
  return (
    compare(a.namespace ?? '', b.namespace ?? '') ||
    compare(a.name, b.name) ||
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.source ?? '', b.source ?? '')
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first object of a name among those of one namespace, which are in the order of their names. */
function named(objects: readonly KubernetesObject[], name: string): KubernetesObject | null {
  let from = 0;
  let to = objects.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((str(objects[middle], 'metadata', 'name') ?? '') < name) from = middle + 1;
    else to = middle;
  }
  const found = objects[from];
  return found !== undefined && (str(found, 'metadata', 'name') ?? '') === name ? found : null;
}

function namespacesOf(
  objects: readonly KubernetesObject[],
  byNamespace: ReadonlyMap<string, ReadonlyMap<string, readonly KubernetesObject[]>>,
  workloads: readonly Workload[],
): readonly NamespaceInfo[] {
  const known = new Map<string, KubernetesObject | null>();
  for (const object of objects) known.set(str(object, 'metadata', 'name') ?? '', object);
  for (const spaces of byNamespace.values()) {
    for (const name of spaces.keys()) if (name !== '' && !known.has(name)) known.set(name, null);
  }
  for (const { namespace } of workloads) if (!known.has(namespace)) known.set(namespace, null);
  return [...known]
    .filter(([name]) => name !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, object]) => ({
      name,
      object,
      labels: stringMap(object, 'metadata', 'labels'),
      ref: object === null ? { apiVersion: 'v1', kind: 'Namespace', namespace: null, name } : refOf(object),
    }));
}

function customResources(
  manifest: SnapshotManifest,
  byKey: ReadonlyMap<string, readonly KubernetesObject[]>,
): ReadonlySet<string> | null {
  const key = 'apiextensions.k8s.io/customresourcedefinitions';
  if (!wasCollected(manifest, key)) return null;
  return new Set(
    (byKey.get(key) ?? []).map(
      (object) => `${str(object, 'spec', 'group') ?? ''}/${str(object, 'spec', 'names', 'plural') ?? ''}`,
    ),
  );
}

function apiGroups(
  manifest: SnapshotManifest,
  byKey: ReadonlyMap<string, readonly KubernetesObject[]>,
): ReadonlySet<string> | null {
  const key = 'apiregistration.k8s.io/apiservices';
  if (!wasCollected(manifest, key)) return null;
  const groups = new Set((byKey.get(key) ?? []).map((object) => str(object, 'spec', 'group') ?? ''));
  // A server always lists its own groups here; a list without them is not to be believed.
  return groups.has('apps') && groups.has('rbac.authorization.k8s.io') ? groups : null;
}

function wasCollected(manifest: SnapshotManifest, key: string): boolean {
  return manifest.kinds.some(
    (outcome) => resourceKey(outcome.resource) === key && outcome.status === 'collected',
  );
}
