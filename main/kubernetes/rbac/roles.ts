/** Roles with the rules that they have in effect. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import {
  aggregationParts,
  type Drawing,
  drawnRules,
  type Objects,
  reachability,
  togetherOf,
} from './aggregation.ts';
import { AGGREGATION, defaultClusterRoleNames, defaultRole } from './defaults/defaults.ts';
import type { PlacedRule } from './rules.ts';
import { type Rule, readRules } from './rules.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

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
 * a role in variants, each is a role of its own, and so is what aggregation makes of each choice among them.
 */
export function readRoles(index: SnapshotIndex): Roles {
  const objects = byName(index.all(CLUSTER_ROLES));
  const manifests = index.manifest.origin === 'manifests';
  const names = new Set(objects.keys());
  if (manifests)
    for (const name of [...defaultClusterRoleNames(), ...Object.keys(AGGREGATION)]) names.add(name);
  const parts = aggregationParts(objects, [...names].sort());
  const feeding = new Set([...parts.values()].flat());
  const reach = reachability(parts);
  const isRepeated = (name: string): boolean => (objects.get(name)?.length ?? 0) > 1;
  // What aggregation gives depends on where one stands as soon as something of it is there in variants.
  const isChosen = (name: string): boolean =>
    manifests && parts.has(name) && [name, ...reach(name)].some(isRepeated);
  const assumedBy = new Map<string, Role>();
  const assume = (name: string): Role => {
    const role = assumedBy.get(name) ?? assumedRole('ClusterRole', null, name);
    assumedBy.set(name, role);
    return role;
  };
  const plainBy = new Map<KubernetesObject, Role>();
  const plain = (copy: KubernetesObject): Role => {
    const role = plainBy.get(copy) ?? plainRole(copy);
    plainBy.set(copy, role);
    return role;
  };
  const drawingFrom = (from: KubernetesObject | null): Drawing => ({
    objects,
    parts,
    reach,
    written: (name, copy) => (copy === null ? assume(name) : plain(copy)).rules,
    near: (part) => (from === null ? (objects.get(part) ?? []) : index.near(from, CLUSTER_ROLES, null, part)),
  });
  const together = drawingFrom(null);

  const wholes = new Map<string, Role>();
  const variants = new Map<KubernetesObject, readonly Role[]>();
  for (const name of names) {
    const copies = objects.get(name) ?? [];
    const feeds = feeding.has(name);
    if (isChosen(name)) {
      for (const copy of copies)
        variants.set(
          copy,
          drawnRules(name, copy, drawingFrom(copy)).map((rules) => ({ ...plain(copy), rules, feeds })),
        );
      continue;
    }
    const [only, ...more] = copies;
    const role = only === undefined ? assume(name) : plain(only);
    const rules = manifests && parts.has(name) ? togetherOf(name, only ?? null, together) : role.rules;
    if (more.length === 0) wholes.set(name, { ...role, rules, feeds });
    else for (const copy of copies) variants.set(copy, [{ ...plain(copy), feeds }]);
  }
  for (const copy of index.all(`${RBAC_GROUP}/roles`)) variants.set(copy, [plainRole(copy)]);

  const assumedIn = new Map<string, Role | null>();
  const assumedFrom = new Map<string, readonly Role[]>();
  const near = (binding: KubernetesObject, key: string, namespace: string | null, name: string) =>
    index.near(binding, key, namespace, name).flatMap((one) => variants.get(one) ?? []);
  /** A role that the API server makes, of parts that the files hold in variants: those that the binding is nearest to. */
  const assumedNear = (binding: KubernetesObject, name: string): readonly Role[] => {
    const key = `${name} ${refOf(binding).source ?? ''}`;
    const known =
      assumedFrom.get(key) ??
      drawnRules(name, null, drawingFrom(binding)).map((rules) => ({ ...assume(name), rules }));
    assumedFrom.set(key, known);
    return known;
  };
  return {
    all: [...wholes.values(), ...[...variants.values()].flat()].filter(({ assumed }) => !assumed),
    resolve(binding, kind, namespace, name) {
      if (kind === 'ClusterRole') {
        const whole = wholes.get(name);
        if (whole !== undefined) return [whole];
        return names.has(name) && !objects.has(name)
          ? assumedNear(binding, name)
          : near(binding, CLUSTER_ROLES, null, name);
      }
      if (kind !== 'Role' || namespace === null) return [];
      const found = near(binding, `${RBAC_GROUP}/roles`, namespace, name);
      if (found.length > 0 || !manifests) return found;
      const key = `${namespace}/${name}`;
      const assumed = assumedIn.has(key) ? assumedIn.get(key) : assumedNamespaced(namespace, name);
      assumedIn.set(key, assumed ?? null);
      return assumed === null || assumed === undefined ? [] : [assumed];
    },
  };
}

const CLUSTER_ROLES = `${RBAC_GROUP}/clusterroles`;

/** By name. */
function byName(objects: readonly KubernetesObject[]): Objects {
  return Map.groupBy(objects, (object) => refOf(object).name);
}

function plainRole(object: KubernetesObject): Role {
  const ref = refOf(object);
  return { ref, rules: placed(readRules(object), ref), feeds: false, assumed: false };
}

function placed(rules: readonly Rule[], role: ObjectRef): readonly PlacedRule[] {
  return rules.map((rule, i) => ({ rule, role, path: `rules[${i}]` }));
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
