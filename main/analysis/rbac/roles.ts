/** Roles with the rules that they have in effect. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { fields, list, stringMap } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';
import {
  AGGREGATION,
  defaultAggregationLabels,
  defaultClusterRoleNames,
  defaultRole,
} from './defaults/defaults.ts';
import { type Rule, readRules } from './rules.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** A rule with the place where it is written: of an aggregated role read from files, that is another role. */
export interface PlacedRule {
  readonly rule: Rule;
  readonly role: ObjectRef;
  /** `rules[i]` of that role; null for a role that the API server makes itself and that files do not show. */
  readonly path: string | null;
}

export interface Role {
  readonly ref: ObjectRef;
  readonly rules: readonly PlacedRule[];
  /** Another cluster role takes its rules in. */
  readonly feeds: boolean;
  /** Known from the API server's own table and not from the snapshot. */
  readonly assumed: boolean;
}

export interface Roles {
  /** The roles of the snapshot. */
  readonly all: readonly Role[];
  /**
   * What a role reference of a binding means: `namespace` is that of the binding, null for a ClusterRoleBinding. Empty
   * when there is no such role, as for a ClusterRoleBinding that names a Role; several when files hold it in variants that
   * are equally near to the binding, of which any may be the one in force.
   */
  resolve(binding: KubernetesObject, kind: string, namespace: string | null, name: string): readonly Role[];
}

/**
 * Reads all roles. A live server keeps the result of aggregation in the role; in manifests it is resolved here, and
 * the roles that every API server makes itself are taken from their table when a binding names them. When files hold
 * a role in variants, each is a role of its own; only what aggregation makes of them draws from all.
 */
export function readRoles(index: SnapshotIndex): Roles {
  const objects = byName(index.all(`${RBAC_GROUP}/clusterroles`));
  const manifests = index.manifest.origin === 'manifests';
  const clusterRoles = new Map<string, Role>();
  for (const [name, copies] of objects) clusterRoles.set(name, plainRole(copies));
  if (manifests)
    for (const name of [...defaultClusterRoleNames(), ...Object.keys(AGGREGATION)])
      if (!clusterRoles.has(name)) clusterRoles.set(name, assumedRole('ClusterRole', null, name));
  const parts = aggregationParts(objects, [...clusterRoles.keys()].sort());
  const feeding = new Set([...parts.values()].flat());
  for (const [name, role] of clusterRoles) clusterRoles.set(name, { ...role, feeds: feeding.has(name) });
  if (manifests) resolveAggregation(clusterRoles, parts);
  const roles = byName(index.all(`${RBAC_GROUP}/roles`));
  const variants = new Map<KubernetesObject, Role>();
  for (const copies of roles.values()) for (const copy of copies) variants.set(copy, plainRole([copy]));
  for (const [name, copies] of objects) {
    const whole = clusterRoles.get(name);
    if (copies.length < 2 || whole === undefined || (manifests && parts.has(name))) continue;
    for (const copy of copies) variants.set(copy, { ...plainRole([copy]), feeds: whole.feeds });
    clusterRoles.delete(name);
  }
  const assumedIn = new Map<string, Role | null>();
  const near = (binding: KubernetesObject, key: string, namespace: string | null, name: string) =>
    index.near(binding, `${RBAC_GROUP}/${key}`, namespace, name).flatMap((one) => variants.get(one) ?? []);
  return {
    all: [...clusterRoles.values(), ...variants.values()].filter(({ assumed }) => !assumed),
    resolve(binding, kind, namespace, name) {
      if (kind === 'ClusterRole') {
        const whole = clusterRoles.get(name);
        return whole === undefined ? near(binding, 'clusterroles', null, name) : [whole];
      }
      if (kind !== 'Role' || namespace === null) return [];
      const found = near(binding, 'roles', namespace, name);
      if (found.length > 0 || !manifests) return found;
      const key = `${namespace}/${name}`;
      const assumed = assumedIn.has(key) ? assumedIn.get(key) : assumedNamespaced(namespace, name);
      assumedIn.set(key, assumed ?? null);
      return assumed === null || assumed === undefined ? [] : [assumed];
    },
  };
}

/** By name, with the namespace before it where there is one; an object without one is in `default`. */
function byName(objects: readonly KubernetesObject[]): ReadonlyMap<string, readonly KubernetesObject[]> {
  return Map.groupBy(objects, (object) => {
    const { kind, namespace, name } = refOf(object);
    return kind === 'Role' ? `${namespace ?? 'default'}/${name}` : name;
  });
}

function plainRole(objects: readonly KubernetesObject[]): Role {
  const [first] = objects;
  return {
    ref:
      first === undefined
        ? { apiVersion: `${RBAC_GROUP}/v1`, kind: '', namespace: null, name: '' }
        : refOf(first),
    rules: objects.flatMap((object) => placed(readRules(object), refOf(object))),
    feeds: false,
    assumed: false,
  };
}

function placed(rules: readonly Rule[], role: ObjectRef): readonly PlacedRule[] {
  return rules.map((rule, i) => ({ rule, role, path: `rules[${i}]` }));
}

const selectorsOf = (role: KubernetesObject): readonly unknown[] =>
  list(role, 'aggregationRule', 'clusterRoleSelectors');

type Parts = ReadonlyMap<string, readonly string[]>;

/** For each aggregated role the roles that its selectors match, in order of name. */
function aggregationParts(objects: Objects, names: readonly string[]): Parts {
  const labels = new Map(names.map((name) => [name, labelsByName(objects, name)]));
  const byLabel = new Map<string, string[]>();
  for (const [name, own] of labels)
    for (const label of own) {
      const key = JSON.stringify(label);
      const there = byLabel.get(key);
      if (there === undefined) byLabel.set(key, [name]);
      else there.push(name);
    }
  const matched = (selector: unknown): readonly string[] => {
    // Most selectors name a label: only the roles that carry it can match.
    const [label] = fields(selector, 'matchLabels');
    const candidates = label === undefined ? names : (byLabel.get(JSON.stringify(label)) ?? []);
    return candidates.filter((name) => matchesSelector(selector, labels.get(name) ?? new Map()));
  };
  const parts = new Map<string, readonly string[]>();
  for (const name of names) {
    const selectors = selectorsByName(objects, name);
    if (selectors.length === 0) continue;
    const found = new Set(selectors.flatMap(matched));
    found.delete(name);
    parts.set(name, [...found].sort());
  }
  return parts;
}

/**
 * What the aggregation controller makes of the roles (pkg/controller/clusterroleaggregation): an aggregated role holds
 * the rules of all that its selectors match, through other aggregated roles too, and loses what was written into it.
 * In a circle of aggregated roles what was written into one can live on through the others, so there it counts.
 */
function resolveAggregation(roles: Map<string, Role>, parts: Parts): void {
  const reach = reachability(parts);
  const lasts = (name: string): boolean => !parts.has(name) || reach(name).has(name);
  const resolved = [...parts.keys()].flatMap((name) => {
    const role = roles.get(name);
    const rules = [...reach(name)].filter(lasts).flatMap((part) => roles.get(part)?.rules ?? []);
    return role === undefined ? [] : [{ ...role, rules }];
  });
  for (const role of resolved) roles.set(role.ref.name, role);
}

type Objects = ReadonlyMap<string, readonly KubernetesObject[]>;

function selectorsByName(objects: Objects, name: string): readonly unknown[] {
  const copies = objects.get(name);
  if (copies !== undefined) return copies.flatMap(selectorsOf);
  const label = Object.hasOwn(AGGREGATION, name) ? AGGREGATION[name] : undefined;
  return label === undefined ? [] : [{ matchLabels: { [label]: 'true' } }];
}

function labelsByName(objects: Objects, name: string): ReadonlyMap<string, string> {
  const copies = objects.get(name);
  if (copies !== undefined)
    return new Map(copies.flatMap((copy) => [...stringMap(copy, 'metadata', 'labels')]));
  return new Map([
    ['kubernetes.io/bootstrapping', 'rbac-defaults'],
    ...defaultAggregationLabels(name).map((label): [string, string] => [label, 'true']),
  ]);
}

/** For each role all that it draws from, itself too when it stands in a circle; each answer is kept. */
function reachability(parts: ReadonlyMap<string, readonly string[]>): (name: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const seen = new Set<string>();
    const queue = [...(parts.get(name) ?? [])];
    for (let i = 0; i < queue.length; i += 1) {
      const here = queue[i] ?? '';
      if (seen.has(here)) continue;
      seen.add(here);
      for (const next of parts.get(here) ?? []) if (!seen.has(next)) queue.push(next);
    }
    known.set(name, seen);
    return seen;
  };
}

function assumedNamespaced(namespace: string, name: string): Role | null {
  return defaultRole('Role', namespace, name) === null ? null : assumedRole('Role', namespace, name);
}

function assumedRole(kind: string, namespace: string | null, name: string): Role {
  const ref = { apiVersion: `${RBAC_GROUP}/v1`, kind, namespace, name };
  // What is aggregated into `view` and its like comes with their parts.
  const aggregated = Object.hasOwn(AGGREGATION, name);
  const rules = aggregated ? [] : (defaultRole(kind, namespace, name)?.rules ?? []);
  return {
    ref,
    rules: rules.map((rule) => ({ rule, role: ref, path: null })),
    feeds: false,
    assumed: true,
  };
}
