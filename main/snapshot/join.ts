/**
 * Joins a thing that another tool names to an object of a snapshot, at the object where Drydock's own findings are
 * raised: a pod's or replica set's owner, where the snapshot has it.
 */
import { compare } from '../../shared/compare.ts';
import type { ObjectRef } from '../../shared/evidence.ts';
import { digestOf } from './image-digest.ts';
import type { NamedObject } from './tool-results.ts';

export interface FoundObject {
  readonly ref: ObjectRef;
  readonly owner: { readonly kind: string; readonly name: string } | null;
}

/** Looks into one snapshot. */
export interface ObjectLookup {
  /** `namespace` of null asks in all namespaces and for objects of none. */
  find(kind: string, namespace: string | null, name: string): readonly FoundObject[];
  /** Pods and workloads with an image of this digest, in a stable order. */
  running(digest: string): readonly FoundObject[];
}

export interface Joined {
  /** As the snapshot has it; in the tool's own words when it has none. */
  readonly object: ObjectRef;
  readonly matched: boolean;
}

const MAX_OWNERS = 5;
const MAX_RUNNING = 1_000;

/** Every object that a tool's name stands for: all workloads that run an image, else one object. Never empty. */
export function joinObjects(named: NamedObject, lookup: ObjectLookup | null): readonly Joined[] {
  const digest = isImage(named) ? digestOf(named.name) : null;
  if (digest === null || lookup === null) return [joinObject(named, lookup)];
  const owners = new Map<string, ObjectRef>();
  for (const found of lookup.running(digest)) {
    const { ref } = ownerOf(found, lookup);
    owners.set(`${ref.namespace ?? ''}\u0000${ref.kind}\u0000${ref.name}`, ref);
  }
  const joined = [...owners]
    .sort(([a], [b]) => compare(a, b))
    .slice(0, MAX_RUNNING)
    .map(([, object]) => ({ object, matched: true }));
  return joined.length > 0 ? joined : [joinObject(named, null)];
}

/** An image scanned by itself: its name is a repository with a digest. */
export const isImage = ({ apiVersion, kind }: NamedObject): boolean => apiVersion === '' && kind === 'Image';

export function joinObject(named: NamedObject, lookup: ObjectLookup | null): Joined {
  const found = lookup === null || named.name === '' ? null : find(named, lookup);
  if (found !== null && lookup !== null) return { object: ownerOf(found, lookup).ref, matched: true };
  return {
    object: {
      apiVersion: named.apiVersion,
      kind: named.kind,
      namespace: named.namespace,
      name: named.name,
    },
    matched: false,
  };
}

function find(named: NamedObject, lookup: ObjectLookup): FoundObject | null {
  if (named.kind === '') return null;
  const here = lookup.find(named.kind, named.namespace, named.name);
  const right = here.filter(({ ref }) => named.apiVersion === '' || groupOf(ref) === groupOf(named));
  // Without a namespace the name may stand in several; then it is not known which is meant.
  const only = right.length > 0 ? right : here;
  if (only.length === 1) return only[0] ?? null;
  if (only.length > 1) return named.namespace === null ? null : (only[0] ?? null);
  return vanished(named, lookup);
}

/** The alphabet of Kubernetes' random suffixes: no vowels, and no digits that look like letters. */
const SUFFIX = '[bcdfghjklmnpqrstvwxz2456789]';
const POD_OF_DEPLOYMENT = new RegExp(`^(.+)-${SUFFIX}{8,10}-${SUFFIX}{5}$`);
const REPLICA_SET = new RegExp(`^(.+)-${SUFFIX}{8,10}$`);
const POD_OF_SET = new RegExp(`^(.+)-${SUFFIX}{5}$`);

/** A pod or replica set that is gone, by the name that its owner gave it. */
function vanished({ kind, namespace, name }: NamedObject, lookup: ObjectLookup): FoundObject | null {
  const guesses: (readonly [kinds: readonly string[], owner: string | undefined])[] =
    kind === 'ReplicaSet'
      ? [[['Deployment'], REPLICA_SET.exec(name)?.[1]]]
      : kind === 'Pod'
        ? [
            [['Deployment'], POD_OF_DEPLOYMENT.exec(name)?.[1]],
            [['DaemonSet', 'ReplicaSet', 'Job'], POD_OF_SET.exec(name)?.[1]],
            [['StatefulSet'], /^(.+)-\d+$/.exec(name)?.[1]],
          ]
        : [];
  for (const [kinds, owner] of guesses) {
    if (owner === undefined || namespace === null) continue;
    for (const each of kinds) {
      const [found] = lookup.find(each, namespace, owner);
      if (found !== undefined) return found;
    }
  }
  return null;
}

function ownerOf(start: FoundObject, lookup: ObjectLookup): FoundObject {
  let here = start;
  for (let hops = 0; hops < MAX_OWNERS; hops += 1) {
    if (here.owner === null || !OWNED.has(here.ref.kind)) return here;
    const [owner] = lookup.find(here.owner.kind, here.ref.namespace, here.owner.name);
    if (owner === undefined) return here;
    here = owner;
  }
  return here;
}

const OWNED: ReadonlySet<string> = new Set(['Pod', 'ReplicaSet', 'Job', 'ReplicationController']);

const groupOf = ({ apiVersion }: { readonly apiVersion: string }): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
