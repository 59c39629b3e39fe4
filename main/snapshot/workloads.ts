/** Pods and pod templates, resolved to the object that owns them, once. */
import { compare } from '../../shared/compare.ts';
import type { ObjectRef, SnapshotOrigin } from '../../shared/evidence.ts';
import { currentGroup } from './current-api.ts';
import type { KubernetesObject } from './model.ts';
import { partAt } from './pods-inside/part.ts';
import { makesPods, mayHoldPods, type PodPart, podsByShape, templatePlace } from './pods-inside.ts';
import { at, bool, isObject, list, num, type Step, str, stringMap, strings } from './read.ts';

export interface Container {
  readonly raw: unknown;
  readonly role: 'container' | 'init' | 'ephemeral';
  readonly name: string;
  readonly image: string;
  /** JSON path in the workload's object. */
  readonly path: string;
}

/** The owner of pods, or a pod that nobody owns. Findings are raised here, once, not on every replica. */
export interface Workload {
  readonly ref: ObjectRef;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: KubernetesObject;
  /** Where the pod spec is: `spec` of a Pod, `spec.template.spec` of most others. */
  readonly specPath: string;
  /** Paths below it that stand elsewhere in the object, as in kinds that write pods otherwise; see `placed`. */
  readonly places: PodPart['places'];
  readonly podSpec: unknown;
  readonly podLabels: ReadonlyMap<string, string>;
  /** Annotations of the pod; a value may be redacted. */
  readonly podAnnotations: unknown;
  readonly serviceAccount: string;
  readonly containers: readonly Container[];
  /** Asked-for replicas; null where the kind has none. */
  readonly replicas: number | null;
  /** Static pods are run by a kubelet from a file; the API shows a mirror. */
  readonly isStatic: boolean;
  /** Set when its owner is not in the snapshot: `Kind/name`. */
  readonly missingOwner: string | null;
  /** Its own kind, or that of the controller it belongs to as far as its owner's name tells: a pod of a ReplicaSet is a Deployment's. */
  readonly controllerKind: string;
  /** The name of that controller. */
  readonly controllerName: string;
  /** Live pods of it, in name order. */
  readonly pods: readonly KubernetesObject[];
}

/**
 * An object that makes pods which cannot be read from it: a custom kind whose operator decides what runs. Only of files;
 * a cluster shows the pods themselves.
 */
export interface PodMaker {
  readonly ref: ObjectRef;
  readonly object: KubernetesObject;
  readonly namespace: string;
  /** What is stated of its pods: containers without their images, a security context. A lack in them tells nothing. */
  readonly stated: readonly Workload[];
}

export interface Resolved {
  /** In a stable order, with their live pods. */
  readonly workloads: readonly Workload[];
  readonly makers: readonly PodMaker[];
}

/**
 * Every workload of the snapshot. Objects of one kind, namespace and name are workloads of their own each: files may
 * hold several variants. A custom resource counts with every pod that it holds whole; of a live cluster only while
 * nothing in the snapshot belongs to it, for what runs is judged as it runs, save where it is a controller with one
 * template at `spec.template`.
 */
export function resolveWorkloads(objects: readonly KubernetesObject[], origin: SnapshotOrigin): Resolved {
  const owners = new Map<string, Owner[]>();
  const pods: KubernetesObject[] = [];
  const makers: PodMaker[] = [];
  const deep: Owner[] = [];
  for (const object of objects) {
    if (isPod(object)) {
      pods.push(object);
      continue;
    }
    const template = controllerTemplate(object, origin);
    if (template !== null) {
      push(owners, ownerKey(object), { object, parts: [partAt(object, [...template, 'spec'], true)] });
      continue;
    }
    const parts = podsByShape(object);
    const whole = parts.filter((part) => part.whole);
    if (whole.length > 0)
      if (origin === 'manifests') push(owners, ownerKey(object), { object, parts: whole });
      else deep.push({ object, parts: whole });
    if (origin === 'manifests' && (parts.length > whole.length || (whole.length === 0 && makesPods(object))))
      makers.push(
        maker(
          object,
          parts.filter((part) => !part.whole),
        ),
      );
  }
  if (deep.length > 0) {
    const owning = new Set(objects.flatMap((object) => controllerKey(object) ?? []));
    for (const one of deep) if (!owning.has(ownerKey(one.object))) push(owners, ownerKey(one.object), one);
  }
  const podsByOwner = new Map<Owner, KubernetesObject[]>();
  const orphans = new Map<string, KubernetesObject[]>();
  for (const pod of pods) {
    const root = rootOf(pod, owners);
    if (root !== null) push(podsByOwner, root, pod);
    else push(orphans, orphanKey(pod), pod);
  }
  const roots: Workload[] = [];
  for (const owner of [...owners.values()].flat()) {
    if (isOwned(owner.object, owners)) continue;
    const own = (podsByOwner.get(owner) ?? []).sort(byName);
    // Of an object with several templates no pod tells from which it comes; it is never judged by its pods.
    owner.parts.forEach((part, i) => {
      roots.push(make(owner.object, part, i === 0 ? own : []));
    });
  }
  for (const group of orphans.values()) {
    const sorted = group.sort(byName);
    const first = sorted[0];
    if (first !== undefined) roots.push(make(first, podPart(first), sorted));
  }
  return { workloads: roots.sort(byPlace), makers: makers.sort(makersByPlace) };
}

interface Owner {
  readonly object: KubernetesObject;
  readonly parts: readonly PodPart[];
}

/** Where a controller has its one template: by table, and `spec.template` of a custom kind that is live. */
function controllerTemplate(object: KubernetesObject, origin: SnapshotOrigin): readonly Step[] | null {
  const builtIn = templatePlace(object);
  if (builtIn !== null || origin === 'manifests' || !mayHoldPods(object)) return builtIn;
  return Array.isArray(at(object, 'spec', 'template', 'spec', 'containers')) ? ['spec', 'template'] : null;
}

function maker(object: KubernetesObject, parts: readonly PodPart[]): PodMaker {
  const ref = refOf(object);
  return {
    ref,
    object,
    namespace: ref.namespace ?? 'default',
    stated: parts.map((part) => make(object, part, [])),
  };
}

function podPart(pod: KubernetesObject): PodPart {
  return {
    ...partAt(pod, ['spec'], true),
    labels: stringMap(pod, 'metadata', 'labels'),
    annotations: at(pod, 'metadata', 'annotations'),
  };
}

/** Every pod that an object holds whole, be it a Pod, a template or a custom kind. */
export function podsOf(object: KubernetesObject): readonly PodPart[] {
  if (isPod(object)) return [podPart(object)];
  // Nothing runs a PodTemplate, so it is no workload; it holds a pod all the same.
  if (groupOf(object) === '' && str(object, 'kind') === 'PodTemplate')
    return [partAt(object, ['template', 'spec'], true)];
  const template = templatePlace(object);
  if (template !== null) return [partAt(object, [...template, 'spec'], true)];
  return podsByShape(object).filter(({ whole }) => whole);
}

/** A path below a workload's pod spec as the object has it. */
export function placed(path: string, places: PodPart['places']): string {
  let best: readonly [string, string] | null = null;
  for (const place of places) {
    const [from] = place;
    const fits = path.startsWith(from) && /^$|^[.[]/.test(path.slice(from.length));
    if (fits && from.length > (best?.[0].length ?? -1)) best = place;
  }
  const found = best === null ? path : best[1] + path.slice(best[0].length);
  // A patch is one text; what it says has no path of its own.
  return places.length === 0 ? found : found.replace(/(\.podSpecPatch)\b.*$/, '$1');
}

/** A reference to an object, as evidence names it. */
export function refOf(object: KubernetesObject): ObjectRef {
  const namespace = str(object, 'metadata', 'namespace');
  const source = str(object, '$drydock', 'source');
  const alsoIn = strings(object, '$drydock', 'alsoIn');
  return {
    apiVersion: str(object, 'apiVersion') ?? '',
    kind: str(object, 'kind') ?? '',
    namespace: namespace ?? null,
    name: str(object, 'metadata', 'name') ?? '',
    ...(source === undefined ? {} : { source }),
    ...(alsoIn.length === 0 ? {} : { alsoIn }),
  };
}

/** The API group that an object's kind is in today: '' for the core group, `apps` also for `extensions/v1beta1`. */
export function groupOf(object: unknown): string {
  return currentGroup(str(object, 'apiVersion') ?? '', str(object, 'kind') ?? '');
}

function make(object: KubernetesObject, part: PodPart, pods: readonly KubernetesObject[]): Workload {
  const { specPath, spec: podSpec } = part;
  const ref = refOf(object);
  const pod = isPod(object);
  const owner = controllerOf(object);
  const isStatic = pod && (owner?.kind === 'Node' || has(object, 'kubernetes.io/config.mirror'));
  const account = str(podSpec, 'serviceAccountName') ?? str(podSpec, 'serviceAccount') ?? '';
  return {
    ref,
    kind: ref.kind,
    namespace: ref.namespace ?? 'default',
    name: ref.name,
    object,
    specPath,
    places: part.places,
    podSpec,
    podLabels: part.labels,
    podAnnotations: part.annotations,
    serviceAccount: account === '' ? 'default' : account,
    containers: containersOf(part),
    replicas: replicasOf(object, ref.kind),
    isStatic,
    missingOwner: owner === null || isStatic ? null : `${owner.kind}/${owner.name}`,
    controllerKind: isStatic ? ref.kind : controllerKind(ref.kind, owner?.kind ?? ''),
    controllerName: isStatic ? ref.name : controllerName(ref, owner),
    pods,
  };
}

/** The server deletes whatever names an owner that does not exist, so that an owner is missing only where it was not read. */
function controllerKind(kind: string, owner: string): string {
  if (kind === 'ReplicaSet' && owner === 'Deployment') return owner;
  if (kind === 'Job' && owner === 'CronJob') return owner;
  if (kind !== 'Pod') return kind;
  if (owner === 'ReplicaSet') return 'Deployment';
  return OWNS_PODS.has(owner) ? owner : kind;
}

function controllerName(
  ref: ObjectRef,
  owner: { readonly kind: string; readonly name: string } | null,
): string {
  if (owner === null || controllerKind(ref.kind, owner.kind) === ref.kind) return ref.name;
  // A Deployment names its ReplicaSets after itself and the hash of their template.
  return ref.kind === 'Pod' && owner.kind === 'ReplicaSet' ? owner.name.replace(/-[^-]*$/, '') : owner.name;
}

const OWNS_PODS: ReadonlySet<string> = new Set(['DaemonSet', 'StatefulSet', 'Job', 'ReplicationController']);

function containersOf({ spec: podSpec, specPath, places }: PodPart): readonly Container[] {
  const roles = [
    ['initContainers', 'init'],
    ['containers', 'container'],
    ['ephemeralContainers', 'ephemeral'],
  ] as const;
  return roles.flatMap(([field, role]) =>
    list(podSpec, field).flatMap((raw, index) =>
      isObject(raw)
        ? [
            {
              raw,
              role,
              name: str(raw, 'name') ?? `${field}[${index}]`,
              image: str(raw, 'image') ?? '',
              path: placed(`${specPath}.${field}[${index}]`, places),
            },
          ]
        : [],
    ),
  );
}

function replicasOf(object: KubernetesObject, kind: string): number | null {
  if (kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet') {
    return num(object, 'spec', 'replicas') ?? 1;
  }
  return num(object, 'spec', 'replicas') ?? null;
}

function rootOf(pod: KubernetesObject, owners: Owners): Owner | null {
  let here = controllerIn(pod, owners);
  // Chains are Pod, ReplicaSet, Deployment; the bound stops a hostile cycle.
  for (let hops = 0; here !== null && hops < 5; hops += 1) {
    const next: Owner | null = controllerIn(here.object, owners);
    if (next === null || next === here) return here;
    here = next;
  }
  return here;
}

/** False for a circle of owners as well: nothing may hide by pointing at itself. */
function isOwned(object: KubernetesObject, owners: Owners): boolean {
  const first = controllerIn(object, owners);
  let here = first;
  for (let hops = 0; hops < 5; hops += 1) {
    if (here === null) return first !== null;
    here = controllerIn(here.object, owners);
  }
  return false;
}

type Owners = ReadonlyMap<string, readonly Owner[]>;

/** The controller, when it is a workload of this snapshot; of several variants that of the same file, else the first. */
function controllerIn(object: KubernetesObject, owners: Owners): Owner | null {
  const key = controllerKey(object);
  if (key === null || key === ownerKey(object)) return null;
  const variants = owners.get(key) ?? [];
  const file = fileOf(object);
  return variants.find((one) => fileOf(one.object) === file) ?? variants[0] ?? null;
}

function controllerKey(object: KubernetesObject): string | null {
  const owner = controllerOf(object);
  if (owner === null || isPretended(object, owner)) return null;
  const group = currentGroup(owner.apiVersion, owner.kind);
  return `${group}|${owner.kind}|${str(object, 'metadata', 'namespace') ?? ''}|${owner.name}`;
}

function fileOf(object: KubernetesObject): string | undefined {
  return str(object, '$drydock', 'source')?.replace(/#[^#]*$/, '');
}

/** Deployments and CronJobs never own pods themselves; a pod that says so is judged by its own spec. */
function isPretended(object: KubernetesObject, owner: { readonly kind: string }): boolean {
  return isPod(object) && (owner.kind === 'Deployment' || owner.kind === 'CronJob');
}

function controllerOf(
  object: KubernetesObject,
): { readonly apiVersion: string; readonly kind: string; readonly name: string } | null {
  const references = list(object, 'metadata', 'ownerReferences');
  const controller = references.find((reference) => bool(reference, 'controller') === true) ?? references[0];
  const name = str(controller, 'name');
  if (name === undefined) return null;
  return { apiVersion: str(controller, 'apiVersion') ?? '', kind: str(controller, 'kind') ?? '', name };
}

function ownerKey(object: KubernetesObject): string {
  const ref = refOf(object);
  return `${groupOf(object)}|${ref.kind}|${ref.namespace ?? ''}|${ref.name}`;
}

function orphanKey(pod: KubernetesObject): string {
  const ref = refOf(pod);
  const owner = controllerOf(pod);
  return owner === null || owner.kind === 'Node' || isPretended(pod, owner)
    ? `pod|${ref.namespace ?? ''}|${ref.name}|${ref.source ?? ''}`
    : `owned|${ref.namespace ?? ''}|${owner.apiVersion}|${owner.kind}|${owner.name}|${OWNS_PODS.has(owner.kind) || owner.kind === 'ReplicaSet' ? '' : sortOf(pod)}`;
}

/** Custom kinds own pods of several sorts: head and workers, brokers and controllers. */
function sortOf(pod: KubernetesObject): string {
  const spec = at(pod, 'spec');
  return JSON.stringify([
    ['hostNetwork', 'hostPID', 'hostIPC', 'serviceAccountName', 'securityContext'].map((key) =>
      at(spec, key),
    ),
    ['initContainers', 'containers'].map((field) =>
      list(spec, field).map((one) => ['name', 'image', 'securityContext'].map((key) => at(one, key))),
    ),
    list(spec, 'volumes').flatMap((volume) => str(volume, 'hostPath', 'path') ?? []),
  ]);
}

function isPod(object: KubernetesObject): boolean {
  return str(object, 'kind') === 'Pod' && groupOf(object) === '';
}

function has(object: KubernetesObject, annotation: string): boolean {
  return at(object, 'metadata', 'annotations', annotation) !== undefined;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}

function byName(a: KubernetesObject, b: KubernetesObject): number {
  return compare(str(a, 'metadata', 'name') ?? '', str(b, 'metadata', 'name') ?? '');
}

function makersByPlace(a: PodMaker, b: PodMaker): number {
  return (
    compare(a.namespace, b.namespace) ||
    compare(a.ref.kind, b.ref.kind) ||
    compare(a.ref.name, b.ref.name) ||
    compare(a.ref.source ?? '', b.ref.source ?? '')
  );
}

function byPlace(a: Workload, b: Workload): number {
  return (
    compare(a.namespace, b.namespace) ||
    compare(a.kind, b.kind) ||
    compare(a.name, b.name) ||
    compare(a.ref.apiVersion, b.ref.apiVersion) ||
    compare(a.ref.source ?? '', b.ref.source ?? '')
  );
}
