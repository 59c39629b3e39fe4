/** Pods and pod templates, resolved to the object that owns them, once. */
import type { ObjectRef } from '../../shared/evidence.ts';
import type { KubernetesObject } from './model.ts';
import { at, bool, isObject, jsonPath, list, num, type Step, str, stringMap } from './read.ts';

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

/** Built-in kinds that hold a pod template, with its place. */
const TEMPLATES: ReadonlyMap<string, readonly Step[]> = new Map<string, readonly Step[]>([
  ['apps/Deployment', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['/ReplicationController', ['spec', 'template']],
  ['batch/Job', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/**
 * Every workload of the snapshot in a stable order, with its live pods.
 * Custom resources count when they embed a template at `spec.template.spec.containers`.
 */
export function resolveWorkloads(objects: readonly KubernetesObject[]): readonly Workload[] {
  const owners = new Map<string, { readonly object: KubernetesObject; readonly template: readonly Step[] }>();
  const pods: KubernetesObject[] = [];
  for (const object of objects) {
    if (isPod(object)) pods.push(object);
    else {
      const template = templateOf(object);
      if (template !== null) owners.set(ownerKey(object), { object, template });
    }
  }
  const podsByOwner = new Map<string, KubernetesObject[]>();
  const roots: Workload[] = [];
  const orphans = new Map<string, KubernetesObject[]>();
  for (const pod of pods) {
    const root = rootOf(pod, owners);
    if (root !== null) push(podsByOwner, root, pod);
    else push(orphans, orphanKey(pod), pod);
  }
  for (const [key, { object, template }] of owners) {
    if (isOwned(object, owners)) continue;
    roots.push(make(object, template, (podsByOwner.get(key) ?? []).sort(byName)));
  }
  for (const group of orphans.values()) {
    const sorted = group.sort(byName);
    const first = sorted[0];
    if (first !== undefined) roots.push(make(first, [], sorted));
  }
  return roots.sort(byPlace);
}

/** Where an object holds its pod: `[]` for a Pod, `spec.template` for most others; null when it holds none. */
export function podPlaceOf(object: KubernetesObject): readonly Step[] | null {
  if (isPod(object)) return [];
  // Nothing runs a PodTemplate, so it is no workload; it holds a pod all the same.
  if (groupOf(object) === '' && str(object, 'kind') === 'PodTemplate') return ['template'];
  return templateOf(object);
}

/** A reference to an object, as evidence names it. */
export function refOf(object: KubernetesObject): ObjectRef {
  const namespace = str(object, 'metadata', 'namespace');
  const source = str(object, '$drydock', 'source');
  return {
    apiVersion: str(object, 'apiVersion') ?? '',
    kind: str(object, 'kind') ?? '',
    namespace: namespace ?? null,
    name: str(object, 'metadata', 'name') ?? '',
    ...(source === undefined ? {} : { source }),
  };
}

/** The API group of an object: '' for the core group. */
export function groupOf(object: unknown): string {
  const apiVersion = str(object, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

function make(
  object: KubernetesObject,
  template: readonly Step[],
  pods: readonly KubernetesObject[],
): Workload {
  const specSteps = [...template, 'spec'];
  const podSpec = at(object, ...specSteps);
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
    specPath: jsonPath(...specSteps),
    podSpec,
    podLabels: stringMap(object, ...template, 'metadata', 'labels'),
    podAnnotations: at(object, ...template, 'metadata', 'annotations'),
    serviceAccount: account === '' ? 'default' : account,
    containers: containersOf(podSpec, specSteps),
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

function containersOf(podSpec: unknown, specSteps: readonly Step[]): readonly Container[] {
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
              path: jsonPath(...specSteps, field, index),
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

function templateOf(object: KubernetesObject): readonly Step[] | null {
  const group = groupOf(object);
  const builtIn = TEMPLATES.get(`${group}/${str(object, 'kind') ?? ''}`);
  if (builtIn !== undefined) return builtIn;
  const custom = group.includes('.') && Array.isArray(at(object, 'spec', 'template', 'spec', 'containers'));
  return custom ? ['spec', 'template'] : null;
}

function rootOf(
  pod: KubernetesObject,
  owners: ReadonlyMap<string, { readonly object: KubernetesObject }>,
): string | null {
  let here = controllerIn(pod, owners);
  // Chains are Pod, ReplicaSet, Deployment; the bound stops a hostile cycle.
  for (let hops = 0; here !== null && hops < 5; hops += 1) {
    const owner = owners.get(here);
    const next: string | null = owner === undefined ? null : controllerIn(owner.object, owners);
    if (next === null || next === here) return here;
    here = next;
  }
  return here;
}

/** False for a circle of owners as well: nothing may hide by pointing at itself. */
function isOwned(
  object: KubernetesObject,
  owners: ReadonlyMap<string, { readonly object: KubernetesObject }>,
): boolean {
  const first = controllerIn(object, owners);
  let here = first;
  for (let hops = 0; hops < 5; hops += 1) {
    const owner = here === null ? undefined : owners.get(here);
    if (owner === undefined) return first !== null;
    here = controllerIn(owner.object, owners);
  }
  return false;
}

/** The key of the controller, when it is a workload of this snapshot. */
function controllerIn(object: KubernetesObject, owners: ReadonlyMap<string, unknown>): string | null {
  const owner = controllerOf(object);
  if (owner === null || isPretended(object, owner)) return null;
  const key = `${groupOf(owner)}|${owner.kind}|${str(object, 'metadata', 'namespace') ?? ''}|${owner.name}`;
  return owners.has(key) && key !== ownerKey(object) ? key : null;
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
    : `owned|${ref.namespace ?? ''}|${owner.apiVersion}|${owner.kind}|${owner.name}`;
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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byName(a: KubernetesObject, b: KubernetesObject): number {
  return compare(str(a, 'metadata', 'name') ?? '', str(b, 'metadata', 'name') ?? '');
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
