/**
 * Answers as the RBAC authorizer of Kubernetes does (plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation),
 * and the reverse: who may do something. Only RBAC is known here; webhooks, access entries of a cloud and the node
 * authorizer are not in a snapshot.
 */
import { compare } from '../../../shared/compare.ts';
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Bound } from './bindings.ts';
import type { Role } from './roles.ts';
import type { PlacedRule } from './rules.ts';
import { type Request, ruleAllows } from './rules.ts';
import {
  ALL_ACCOUNTS,
  AUTHENTICATED,
  accountOf,
  accountUser,
  type Identity,
  identityOf,
  MASTERS,
  type Subject,
} from './subjects.ts';

/** A reason why something is allowed. */
export interface Via {
  readonly binding: ObjectRef;
  /** Where the binding holds; null for the whole cluster. */
  readonly namespace: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  /** The role that the binding means; null when it is missing. */
  readonly held: ObjectRef | null;
  /** The first rule of the role that allows it. */
  readonly rule: PlacedRule;
  /** The subject of the binding that the asker is, or is covered by. */
  readonly as: Subject;
}

export interface Decision {
  readonly allowed: boolean;
  /** Every binding that allows it; empty also when a member of `system:masters` asks, who needs none. */
  readonly via: readonly Via[];
}

export interface Holder {
  readonly subject: Subject;
  readonly via: readonly Via[];
}

/** What a binding gives to a subject. */
export interface HeldRole {
  readonly via: Omit<Via, 'rule'>;
  /** null when the role is missing. */
  readonly rules: readonly PlacedRule[] | null;
}

export interface Authorizer<T extends Bound = Bound> {
  /** The subjects of bindings that an identity is, or that cover it. */
  boundTo(identity: Identity): readonly T[];
  /** The same for a subject with the groups that it surely has. */
  boundToSubject(subject: Subject): readonly T[];
  can(identity: Identity, request: Request): Decision;
  /**
   * The subjects of bindings that may do it, as the bindings name them, in order of kind, namespace and name. A group
   * stays a group. The accounts that are known and that a group of accounts, `system:authenticated` or a user name
   * covers are listed too, and an account that some binding names by its user name is listed by both. Members of other groups are not in a cluster, and `system:masters` is listed only where a
   * binding names it, though it may always.
   */
  whoCan(request: Request): readonly Holder[];
  /** What the bindings give to an identity. */
  whatCan(identity: Identity): readonly HeldRole[];
}

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** An account; `alias` is its user name, when a binding names it so. */
type Known = Account & { readonly alias?: string };

/** @param accounts the service accounts that exist; those that bindings name are known besides */
export function buildAuthorizer<T extends Bound>(
  bound: readonly T[],
  accounts: Iterable<Account>,
): Authorizer<T> {
  const byUser = new Map<string, T[]>();
  const byGroup = new Map<string, T[]>();
  const byRole = new Map<Role, T[]>();
  const known = new Map<string, Known>();
  for (const account of accounts) known.set(accountUser(account.namespace, account.name), account);
  for (const one of bound) {
    const { kind, namespace, name } = one.subject;
    if (kind === 'User') {
      push(byUser, name, one);
      const account = accountOf(name);
      if (account !== null) known.set(name, { ...account, alias: name });
    } else if (kind === 'Group') {
      push(byGroup, name, one);
    } else if (kind === 'ServiceAccount' && namespace !== null) {
      const key = accountUser(namespace, name);
      push(byUser, key, one);
      if (!known.has(key)) known.set(key, { namespace, name });
    } else {
      // Nobody: an account without a namespace, or a kind that does not exist.
      continue;
    }
    if (one.held !== null) push(byRole, one.held, one);
  }
  const rolesByVerb = indexByVerb([...byRole.keys()]);
  const accountsOf = Map.groupBy(known.values(), ({ namespace }) => namespace);

  const boundTo = ({ user, groups }: Identity): readonly T[] => [
    ...(user === null ? [] : (byUser.get(user) ?? [])),
    ...new Set(groups).values().flatMap((group) => byGroup.get(group) ?? []),
  ];

  const covered = ({ kind, namespace, name }: Subject): Iterable<Known> => {
    if (kind !== 'Group') {
      const account = known.get(kind === 'User' ? name : accountUser(namespace ?? '', name));
      return account === undefined ? [] : [account];
    }
    if (name === ALL_ACCOUNTS || name === AUTHENTICATED) return known.values();
    const prefix = `${ALL_ACCOUNTS}:`;
    return name.startsWith(prefix) ? (accountsOf.get(name.slice(prefix.length)) ?? []) : [];
  };

  return {
    boundTo,
    boundToSubject: (subject) => boundTo(identityOf(subject)),
    can(identity, request) {
      const via = boundTo(identity).flatMap((one) => {
        const rule = holdsFor(one, request) ? allowing(one.held, request) : undefined;
        return rule === undefined ? [] : [{ ...reason(one), rule }];
      });
      return { allowed: via.length > 0 || identity.groups.includes(MASTERS), via: via.sort(byBinding) };
    },
    whoCan(request) {
      const holders = new Map<string, { subject: Subject; via: Via[] }>();
      const add = (subject: Subject, via: Via): void => {
        const key = `${subject.kind}\u0000${subject.namespace ?? ''}\u0000${subject.name}`;
        const there = holders.get(key);
        if (there === undefined) holders.set(key, { subject, via: [via] });
        else there.via.push(via);
      };
      for (const role of rolesByVerb(request.verb)) {
        const rule = allowing(role, request);
        if (rule === undefined) continue;
        for (const one of byRole.get(role) ?? []) {
          if (!holdsFor(one, request)) continue;
          const via = { ...reason(one), rule };
          let itself = false;
          for (const { namespace, name, alias } of covered(one.subject)) {
            itself ||= one.subject.kind !== 'Group';
            add({ kind: 'ServiceAccount', namespace, name }, via);
            if (alias !== undefined) add({ kind: 'User', namespace: null, name: alias }, via);
          }
          if (!itself) add(one.subject, via);
        }
      }
      return [...holders.values()]
        .map(({ subject, via }) => ({ subject, via: via.sort(byBinding) }))
        .sort((a, b) => bySubject(a.subject, b.subject));
    },
    whatCan: (identity) =>
      boundTo(identity)
        .map((one) => ({ via: reason(one), rules: one.held?.rules ?? null }))
        .sort((a, b) => byBinding(a.via, b.via)),
  };
}

/** A binding of a namespace answers for requests in it, never for the whole cluster and never for URLs. */
function holdsFor({ namespace }: Bound, request: Request): boolean {
  return namespace === null || (!('url' in request) && request.namespace === namespace);
}

function allowing(role: Role | null, request: Request): PlacedRule | undefined {
  return role?.rules.find(({ rule }) => ruleAllows(rule, request));
}

function reason({ binding, namespace, role, held, subject }: Bound): Omit<Via, 'rule'> {
  return { binding, namespace, role, held: held?.ref ?? null, as: subject };
}

/** The roles that name a verb, or all verbs: most questions meet few of them. */
function indexByVerb(roles: readonly Role[]): (verb: string) => Iterable<Role> {
  const byVerb = new Map<string, Set<Role>>();
  for (const role of roles) {
    for (const { rule } of role.rules) {
      for (const verb of rule.verbs) {
        const there = byVerb.get(verb);
        if (there === undefined) byVerb.set(verb, new Set([role]));
        else there.add(role);
      }
    }
  }
  return (verb) => new Set([...(byVerb.get(verb) ?? []), ...(byVerb.get('*') ?? [])]);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [value]);
  else there.push(value);
}

function bySubject(a: Subject, b: Subject): number {
  return compare(a.kind, b.kind) || compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name);
}

type Placed = Pick<Via, 'binding' | 'namespace' | 'held' | 'as'>;

/** Bindings of the whole cluster first. */
function byBinding(a: Placed, b: Placed): number {
  return (
    compare(a.namespace ?? '', b.namespace ?? '') ||
    compare(a.binding.name, b.binding.name) ||
    compare(a.binding.source ?? '', b.binding.source ?? '') ||
    compare(a.held?.source ?? '', b.held?.source ?? '') ||
    bySubject(a.as, b.as)
  );
}
