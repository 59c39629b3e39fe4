/** Effective grants: every subject of every binding, with the powers that its role gives. */

import { type Authorizer, buildAuthorizer } from '../../kubernetes/rbac/authorizer.ts';
import { type Bound, readBindings } from '../../kubernetes/rbac/bindings.ts';
import { defaultRole } from '../../kubernetes/rbac/defaults/defaults.ts';
import { type Role, type Roles, readRoles } from '../../kubernetes/rbac/roles.ts';
import { type PlacedRule } from '../../kubernetes/rbac/rules.ts';
import type { SnapshotIndex } from '../../snapshot/index.ts';
import { refOf } from '../../snapshot/index.ts';
import { isCollectorsOwn } from './collector.ts';
import { type Power, type Powers, powersOf } from './powers.ts';
import { needOf } from './system.ts';

export { type Subject, subjectText } from '../../kubernetes/rbac/subjects.ts';

export interface Grant extends Bound {
  /** null when the role is not in the snapshot. */
  readonly powers: Powers | null;
  /** What is left of the powers once those that the platform needs are taken out. */
  readonly judged: Powers;
  /** One that Kubernetes, a provider or an add-on installs, or the collector's, in its own role and with nothing beyond its need. */
  readonly system: boolean;
}

export interface Grants {
  readonly all: readonly Grant[];
  readonly roles: Roles;
  readonly authorizer: Authorizer<Grant>;
  /** As the platform was recognised. */
  readonly distribution: string | null;
  /** Grants of a service account, those through its groups included. */
  ofAccount(namespace: string, name: string): readonly Grant[];
  /** The powers of a rule list where it holds. */
  powersOf(rules: readonly PlacedRule[], inNamespace: boolean): Powers;
}

/** Resolves all bindings. */
export function buildGrants(index: SnapshotIndex, distribution: string | null): Grants {
  const roles = readRoles(index);
  const powersIn = (rules: readonly PlacedRule[], inNamespace: boolean): Powers =>
    powersOf(rules, { inNamespace, serverMinor: index.serverMinor });
  const known = new Map<Role, Map<boolean, Powers>>();
  const powersOfRole = (role: Role, inNamespace: boolean): Powers => {
    const scopes = known.get(role) ?? new Map<boolean, Powers>();
    known.set(role, scopes);
    const powers = scopes.get(inNamespace) ?? powersIn(role.rules, inNamespace);
    scopes.set(inNamespace, powers);
    return powers;
  };
  const all = readBindings(index, roles).map((bound): Grant => {
    const inNamespace = bound.namespace !== null;
    const powers = bound.held === null ? null : powersOfRole(bound.held, inNamespace);
    const need = needOf(bound, distribution);
    const own = isCollectorsOwn(bound, powers, index.manifest.identity);
    const held = powers ?? NO_POWERS;
    const judged =
      need === null
        ? held
        : need === 'all'
          ? NO_POWERS
          : without(held, new Set([...need, ...ALWAYS_EXCUSED, ...ofDefault(bound, inNamespace, powersIn)]));
    return { ...bound, powers, judged, system: own || (need !== null && judged.size === 0) };
  });
  const authorizer = buildAuthorizer(
    all,
    index.all('/serviceaccounts').map((account) => {
      const { namespace, name } = refOf(account);
      return { namespace: namespace ?? 'default', name };
    }),
  );
  return {
    all,
    roles,
    authorizer,
    distribution,
    ofAccount: (namespace, name) => authorizer.boundToSubject({ kind: 'ServiceAccount', namespace, name }),
    powersOf: powersIn,
  };
}

/** `cluster-admin`, or rules that amount to it, where the grant holds. */
export function isAdmin(grant: Grant): boolean {
  return (
    grant.powers?.has('everything') === true ||
    (grant.role.kind === 'ClusterRole' && grant.role.name === 'cluster-admin')
  );
}

/** Cluster-wide administrators that the platform does not bring along. */
export function administrators({ all }: Grants): readonly Grant[] {
  return all.filter((grant) => !grant.system && grant.namespace === null && isAdmin(grant));
}

const NO_POWERS: Powers = new Map();
/** Of a component in its own role these tell nothing by themselves. */
const ALWAYS_EXCUSED: readonly Power[] = ['wildcard', 'beyond-discovery'];

/** What the role gives by Kubernetes' own table, when it is one of those. */
function ofDefault(
  { role, namespace }: Bound,
  inNamespace: boolean,
  powersIn: Grants['powersOf'],
): Iterable<Power> {
  const known = defaultRole(role.kind, role.kind === 'Role' ? namespace : null, role.name);
  const ref = { apiVersion: '', kind: role.kind, namespace: null, name: role.name };
  return known === null
    ? []
    : powersIn(
        known.widest.map((rule) => ({ rule, role: ref, path: null })),
        inNamespace,
      ).keys();
}

function without(powers: Powers, excused: ReadonlySet<Power>): Powers {
  return new Map([...powers].filter(([power]) => !excused.has(power)));
}
