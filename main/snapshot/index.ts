/** The snapshot index: everything that controls and facts look up, built in one pass over the evidence. */
import { compare } from '../../shared/compare.ts';
import {
  type KindOutcome,
  type ObjectRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import { type Availability, availabilityOf } from './availability.ts';
import { coverageOf } from './coverage.ts';
import { currentKey, currentShape } from './current-api.ts';
import { outcomesWith, undoubled } from './doubled.ts';
import { type Entry, manifestObjects, type NotJudged, type Placed } from './manifest-objects.ts';
import type { KubernetesObject, SnapshotSource } from './model.ts';
import { str, stringMap, strings } from './read.ts';
import { nearest } from './variants.ts';
import { groupOf, type PodMaker, placed, refOf, resolveWorkloads, type Workload } from './workloads.ts';

export type { Availability } from './availability.ts';
export type { KubernetesObject } from './model.ts';
export { type Container, groupOf, type PodMaker, placed, podsOf, refOf, type Workload } from './workloads.ts';

export interface NamespaceInfo {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** null when the namespace is only known from the objects in it. */
  readonly object: KubernetesObject | null;
  /** False where its labels may be others: no object of it was read, or several that disagree. */
  readonly labelsKnown: boolean;
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
  /** The object of a name; of several variants in files the first. */
  get(key: string, namespace: string | null, name: string): KubernetesObject | null;
  /** All of them: in files, documents of the same kind, namespace and name are variants, of which any may be in force. */
  variants(key: string, namespace: string | null, name: string): readonly KubernetesObject[];
  /** The variants of a name that an object means, which is written beside one of them; see `nearest`. */
  near(
    from: KubernetesObject,
    key: string,
    namespace: string | null,
    name: string,
  ): readonly KubernetesObject[];
  /** Resource keys that hold at least one object. */
  readonly keys: readonly string[];
  readonly availability: (key: string) => Availability;
  /** Every namespace that exists or holds an object, by name; of several variants in files the first. */
  readonly namespaces: readonly NamespaceInfo[];
  /** The same with each variant. */
  readonly namespaceVariants: readonly NamespaceInfo[];
  namespace(name: string): NamespaceInfo | null;
  readonly workloads: readonly Workload[];
  /** Objects of files whose pods only a cluster shows. */
  readonly podMakers: readonly PodMaker[];
  /** Documents of files that are no objects by themselves. */
  readonly notJudged: readonly NotJudged[];
  /** A path below the pod of a workload, as the object of this very reference has it. */
  placeIn(ref: ObjectRef, path: string): string;
  workloadsIn(namespace: string): readonly Workload[];
  /** Those of a namespace that an object means: of several variants of one workload the nearest. */
  workloadsNear(from: KubernetesObject, namespace: string): readonly Workload[];
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
  let byKey = new Map<string, KubernetesObject[]>();
  let everything: KubernetesObject[] = [];
  let outcomes: readonly KindOutcome[] = manifest.kinds;
  const { objects, notJudged } =
    manifest.origin === 'manifests'
      ? manifestObjects(source.objects())
      : { objects: clusterObjects(source.objects()), notJudged: [] };
  for (const { key, object } of objects) {
    const there = byKey.get(key);
    if (there === undefined) byKey.set(key, [object]);
    else there.push(object);
    everything.push(object);
  }
  for (const objects of byKey.values()) sortByPlace(objects);
  const apart = manifest.origin === 'manifests' ? null : undoubled(byKey);
  if (apart !== null) {
    byKey = apart.byKey;
    everything = [...byKey.values()].flat();
    outcomes = outcomesWith(outcomes, apart.told);
  }
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
  const { workloads, makers } = resolveWorkloads(everything, manifest.origin);
  const collectedMinor = serverMinorOf(manifest);
  const availability = availabilityOf({
    origin: manifest.origin,
    outcomes,
    customResources: customResources(manifest, byKey),
    apiGroups: apiGroups(manifest, byKey),
    serverMinor: collectedMinor,
    ...(manifest.origin === 'manifests' ? { outside: coverageOf(everything, makers, manifest) } : {}),
  });
  const namespaceVariants = namespacesOf(byKey.get('/namespaces') ?? [], byNamespace, workloads, {
    complete: manifest.origin !== 'manifests' && availability('/namespaces').reason === null,
  });
  const namespaceByName = new Map<string, NamespaceInfo>();
  for (const one of namespaceVariants) if (!namespaceByName.has(one.name)) namespaceByName.set(one.name, one);
  const places = new Map(
    [...workloads, ...makers.flatMap(({ stated }) => stated)].flatMap(({ ref, places }) =>
      places.length === 0 ? [] : [[ref, places] as const],
    ),
  );
  const workloadsByNamespace = Map.groupBy(workloads, (workload) => workload.namespace);
  const workloadsByAccount = Map.groupBy(workloads, (w) => `${w.namespace}|${w.serviceAccount}`);
  const workloadByPod = new Map<KubernetesObject, Workload>();
  for (const workload of workloads) for (const pod of workload.pods) workloadByPod.set(pod, workload);
  return {
    manifest,
    now: new Date(manifest.finishedAt),
    serverMinor: askedMinor ?? collectedMinor,
    collectedMinor,
    all: (key) => byKey.get(key) ?? [],
    inNamespace: (key, namespace) => byNamespace.get(key)?.get(namespace) ?? [],
    get: (key, namespace, name) => named(byNamespace.get(key)?.get(namespace ?? '') ?? [], name)[0] ?? null,
    variants: (key, namespace, name) => named(byNamespace.get(key)?.get(namespace ?? '') ?? [], name),
    near: (from, key, namespace, name) =>
      nearest(placesOf(from), named(byNamespace.get(key)?.get(namespace ?? '') ?? [], name), placesOf),
    keys: [...byKey.keys()].sort(),
    availability,
    namespaces: [...namespaceByName.values()],
    namespaceVariants,
    namespace: (name) => namespaceByName.get(name) ?? null,
    workloads,
    podMakers: makers,
    notJudged,
    workloadsIn: (namespace) => workloadsByNamespace.get(namespace) ?? [],
    workloadsNear: nearWorkloads(workloadsByNamespace),
    workloadOf: (pod) => workloadByPod.get(pod) ?? null,
    placeIn(ref, path) {
      const known = places.get(ref);
      return known === undefined ? path : placed(path, known);
    },
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

/** Where an object stands: its own document and those of its copies. */
function placesOf(object: KubernetesObject): readonly string[] {
  const source = str(object, '$drydock', 'source');
  return source === undefined ? [] : [source, ...strings(object, '$drydock', 'alsoIn')];
}

function nearWorkloads(
  byNamespace: ReadonlyMap<string, readonly Workload[]>,
): SnapshotIndex['workloadsNear'] {
  const variants = new Map<string, readonly (readonly Workload[])[] | null>();
  const variantsIn = (namespace: string): readonly (readonly Workload[])[] | null => {
    let known = variants.get(namespace);
    if (known === undefined) {
      const groups = [
        ...Map.groupBy(
          byNamespace.get(namespace) ?? [],
          ({ object, kind, name }) => `${groupOf(object)}|${kind}|${name}`,
        ).values(),
      ];
      known = groups.every((group) => new Set(group.map(({ object }) => object)).size === 1) ? null : groups;
      variants.set(namespace, known);
    }
    return known;
  };
  return (from, namespace) => {
    const groups = variantsIn(namespace);
    return groups === null
      ? (byNamespace.get(namespace) ?? [])
      : groups.flatMap((group) => nearest(placesOf(from), group, ({ object }) => placesOf(object)));
  };
}

/** The objects of a name among those of one namespace, which are in the order of their names. */
function named(objects: readonly KubernetesObject[], name: string): readonly KubernetesObject[] {
  const isNamed = (object: KubernetesObject | undefined): boolean =>
    object !== undefined && (str(object, 'metadata', 'name') ?? '') === name;
  let from = 0;
  let to = objects.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((str(objects[middle], 'metadata', 'name') ?? '') < name) from = middle + 1;
    else to = middle;
  }
  while (isNamed(objects[to])) to += 1;
  return objects.slice(from, to);
}

/**
 * Objects of a cluster under the keys of today. What it serves in two groups, as old servers do Deployments and OpenShift
 * roles, is one object.
 */
function* clusterObjects(entries: Iterable<Entry>): Iterable<Placed> {
  const old: Placed[] = [];
  const seen = new Set<string>();
  const identity = ({ key, object }: Placed): string =>
    `${key}|${str(object, 'metadata', 'namespace') ?? ''}|${str(object, 'metadata', 'name') ?? ''}`;
  for (const { resource, object } of entries) {
    if (typeof object !== 'object' || object === null) continue;
    const listed = resourceKey(resource);
    const key = currentKey(listed, str(object, 'apiVersion') ?? '', str(object, 'kind') ?? '');
    const placed = { key, object: currentShape(object) };
    if (key !== listed) old.push(placed);
    else {
      if (!key.endsWith('/pods')) seen.add(identity(placed));
      yield placed;
    }
  }
  for (const placed of old) if (!seen.has(identity(placed))) yield placed;
}

function namespacesOf(
  objects: readonly KubernetesObject[],
  byNamespace: ReadonlyMap<string, ReadonlyMap<string, readonly KubernetesObject[]>>,
  workloads: readonly Workload[],
  { complete }: { readonly complete: boolean },
): readonly NamespaceInfo[] {
  const known = new Map<string, readonly (KubernetesObject | null)[]>(
    Map.groupBy(objects, (object) => str(object, 'metadata', 'name') ?? ''),
  );
  for (const spaces of byNamespace.values()) {
    for (const name of spaces.keys()) if (name !== '' && !known.has(name)) known.set(name, [null]);
  }
  for (const { namespace } of workloads) if (!known.has(namespace)) known.set(namespace, [null]);
  return [...known]
    .filter(([name]) => name !== '')
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([name, variants]) => {
      const labels = variants.map((object) => stringMap(object, 'metadata', 'labels'));
      const agreed =
        new Set(labels.map((one) => JSON.stringify([...one].sort(([a], [b]) => compare(a, b))))).size === 1;
      return variants.map((object, i) => ({
        name,
        object,
        labels: labels[i] ?? new Map<string, string>(),
        labelsKnown: agreed && (object !== null || complete),
        ref: object === null ? { apiVersion: 'v1', kind: 'Namespace', namespace: null, name } : refOf(object),
      }));
    });
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
