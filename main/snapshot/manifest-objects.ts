/**
 * Objects of files as a cluster would have them: kinds of old API groups as what they became, `default` where no namespace
 * is written, identical copies as one object, and without what is no object by itself. Kustomize and Helm are not rendered:
 * a namespace, a name or a label that a transformation would add is not known here.
 */
import { compare } from '../../shared/compare.ts';
import type { ResourceRef } from '../../shared/evidence.ts';
import { resourceKey } from '../../shared/evidence.ts';
import { currentGroup, currentKey, currentShape } from './current-api.ts';
import type { KubernetesObject } from './model.ts';
import { templatePlace } from './pods-inside.ts';
import { at, fields, has, isObject, list, str } from './read.ts';
import { type Scope, scopeOf } from './scope.ts';

export interface Entry {
  readonly resource: ResourceRef;
  readonly object: KubernetesObject;
}

/** An object under the resource key of today. */
export interface Placed {
  readonly key: string;
  readonly object: KubernetesObject;
}

/** A document that is no object of its own, or an object whose values are encrypted. */
export interface NotJudged {
  readonly object: KubernetesObject;
  readonly reason: 'patch' | 'encrypted';
}

export interface ManifestObjects {
  readonly objects: readonly Placed[];
  readonly notJudged: readonly NotJudged[];
}

/** In any order of the files the same objects, in the same order. */
export function manifestObjects(entries: Iterable<Entry>): ManifestObjects {
  const all = [...entries];
  const scopes = definedScopes(all.map(({ object }) => object));
  const variants = new Map<string, Placed[]>();
  for (const { resource, object } of all) {
    const { apiVersion, kind, metadata } = object;
    const key = currentKey(resourceKey(resource), apiVersion, kind);
    const placed = { key, object: currentShape(inNamespace(object, scopes)) };
    const identity = `${key}|${placed.object.metadata.namespace ?? ''}|${metadata.name}`;
    const there = variants.get(identity);
    if (there === undefined) variants.set(identity, [placed]);
    else there.push(placed);
  }
  const objects: Placed[] = [];
  const notJudged: NotJudged[] = [];
  for (const group of variants.values()) {
    if (group.length > 1) group.sort(bySource);
    const [wholes, patches] = partition(group, isPatch(group));
    notJudged.push(...patches.map(({ object }) => ({ object, reason: 'patch' as const })));
    objects.push(...distinct(wholes));
  }
  for (const { object } of objects)
    if (at(object, '$drydock', 'encrypted') === true) notJudged.push({ object, reason: 'encrypted' });
  return { objects, notJudged };
}

/** The object with the namespace that it gets where none is written, and without one that its kind has not. */
export function inNamespace(object: KubernetesObject, scopes: ReadonlyMap<string, Scope>): KubernetesObject {
  const scope = scopeOf(currentGroup(object.apiVersion, object.kind), object.kind, scopes);
  const { namespace, ...metadata } = object.metadata;
  const written = typeof namespace === 'string' && namespace !== '';
  if (scope === 'cluster' && namespace !== undefined) return { ...object, metadata };
  if (scope === 'namespaced' && !written)
    return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
  return object;
}

/** Scopes by `group/Kind`, as the definitions among the objects give them. */
export function definedScopes(objects: Iterable<Pick<KubernetesObject, 'kind'>>): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const kind = str(object, 'spec', 'names', 'kind');
    const group = str(object, 'spec', 'group');
    const scope = str(object, 'spec', 'scope');
    // Definitions that disagree tell nothing.
    const key = `${group ?? ''}/${kind ?? ''}`;
    const told = scope === 'Cluster' ? 'cluster' : 'namespaced';
    scopes.set(key, scopes.has(key) && scopes.get(key) !== told ? 'unknown' : told);
  }
  return scopes;
}

/** Objects of one identity, copies as one; what is made anew under every name is never a copy. */
function distinct(group: readonly Placed[]): readonly Placed[] {
  const [first] = group;
  if (first === undefined || group.length === 1) return group;
  const groups = Map.groupBy(group, ({ object }) =>
    has(object, 'metadata', 'generateName') ? sourceOf(object) : contentOf(object),
  );
  const kept = [...groups.values()].flatMap((copies): readonly Placed[] => {
    const [one, ...others] = copies;
    if (one === undefined) return [];
    if (has(one.object, 'metadata', 'generateName')) return copies;
    const alsoIn = [...new Set(others.map(({ object }) => sourceOf(object)))].filter(
      (source) => source !== '' && source !== sourceOf(one.object),
    );
    return alsoIn.length === 0 ? [one] : [{ ...one, object: noted(one.object, { alsoIn }) }];
  });
  return withSources(kept);
}

/** Variants of one document, as a List may hold them, are told apart by their number. */
function withSources(group: readonly Placed[]): readonly Placed[] {
  const seen = new Map<string, number>();
  return group.map((placed) => {
    const source = sourceOf(placed.object);
    const before = seen.get(source) ?? 0;
    seen.set(source, before + 1);
    return before === 0 || source === ''
      ? placed
      : { ...placed, object: noted(placed.object, { source: `${source}[${before + 1}]` }) };
  });
}

function noted(object: KubernetesObject, notes: object): KubernetesObject {
  return { ...object, $drydock: { ...object.$drydock, ...notes } };
}

/** Everything but where it was read, whatever the order of its fields. */
export function contentOf({ $drydock: _notes, ...object }: KubernetesObject): string {
  return JSON.stringify(ordered(object));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, entry]) => [key, ordered(entry)]),
  );
}

/**
 * Whether a document only changes another one: one that a kustomization lists among its patches, one with a directive of a
 * strategic merge, a workload without containers, wherever its base is, and one that lacks what its kind cannot be without
 * where another document of its group has it.
 */
function isPatch(group: readonly Placed[]): (placed: Placed) => boolean {
  const whole = group.some(({ object }) => !isListed(object) && !hasDirective(object) && lacks(object) === 0);
  return ({ object }) =>
    isListed(object) || hasDirective(object) || runsNothing(object) || (whole && lacks(object) > 0);
}

const isListed = (object: KubernetesObject): boolean => at(object, '$drydock', 'patch') === true;

const hasDirective = (object: KubernetesObject): boolean =>
  has(object, '$patch') || has(object, 'spec', '$patch') || has(object, 'metadata', '$patch');

/** A kind that makes pods, with a spec and without a container to make them of: no server takes it. */
function runsNothing(object: KubernetesObject): boolean {
  const template = templatePlace(object);
  if (template === null || !has(object, 'spec')) return false;
  const spec = at(object, ...template, 'spec');
  return list(spec, 'containers').length === 0 && list(spec, 'initContainers').length === 0;
}

/** The spec of the pod that a built-in kind runs, undefined where none is written; null for every other kind. */
function podSpec(object: KubernetesObject): unknown {
  const template = templatePlace(object);
  if (template !== null) return at(object, ...template, 'spec');
  return object.kind === 'Pod' && object.apiVersion === 'v1' ? at(object, 'spec') : null;
}

/** How many of the things are missing without which no server takes an object of the kind. */
function lacks(object: KubernetesObject): number {
  const spec = podSpec(object);
  if (spec !== null) {
    const containers = list(spec, 'containers');
    const imageless = containers.filter((one) => (str(one, 'image') ?? '') === '').length;
    const selector =
      object.kind !== 'Pod' && object.apiVersion.startsWith('apps/v1') && !/beta/.test(object.apiVersion)
        ? Number(!has(object, 'spec', 'selector'))
        : 0;
    return (containers.length === 0 ? 1 : imageless) + selector;
  }
  const needed = NEEDED.get(object.kind);
  return needed === undefined ? bare(object) : Number(!needed.some((path) => has(object, ...path)));
}

/** Nothing but a name, labels and annotations. */
const bare = (object: KubernetesObject): number =>
  Number(
    fields(object).every(([key]) => ['apiVersion', 'kind', 'metadata', '$drydock'].includes(key)) &&
      !BARE_KINDS.has(object.kind),
  );

const BARE_KINDS: ReadonlySet<string> = new Set([
  'Namespace',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'Node',
]);

/** Of these one field at least must be there. */
const NEEDED: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  [
    'Service',
    [
      ['spec', 'ports'],
      ['spec', 'externalName'],
      ['spec', 'selector'],
    ],
  ],
  [
    'Ingress',
    [
      ['spec', 'rules'],
      ['spec', 'defaultBackend'],
    ],
  ],
  ['Role', [['rules']]],
  ['ClusterRole', [['rules'], ['aggregationRule']]],
  ['RoleBinding', [['roleRef']]],
  ['ClusterRoleBinding', [['roleRef']]],
  ['HorizontalPodAutoscaler', [['spec', 'scaleTargetRef']]],
  [
    'PersistentVolumeClaim',
    [
      ['spec', 'resources'],
      ['spec', 'accessModes'],
    ],
  ],
  ['CustomResourceDefinition', [['spec', 'names']]],
]);

function partition(
  group: readonly Placed[],
  leftOut: (placed: Placed) => boolean,
): readonly [readonly Placed[], readonly Placed[]] {
  return [group.filter((one) => !leftOut(one)), group.filter(leftOut)];
}

function bySource(a: Placed, b: Placed): number {
  return compare(sourceOf(a.object), sourceOf(b.object)) || compare(contentOf(a.object), contentOf(b.object));
}

const sourceOf = (object: KubernetesObject): string => str(object, '$drydock', 'source') ?? '';
