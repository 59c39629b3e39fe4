/** Who asks: a subject of a binding, and the identity as which it appears before the API server. */

export interface Subject {
  readonly kind: string;
  /** null but for a service account. */
  readonly namespace: string | null;
  readonly name: string;
}

/** A user name and groups, as the API server's authentication gives them; null for a member of groups alone. */
export interface Identity {
  readonly user: string | null;
  readonly groups: readonly string[];
}

export const AUTHENTICATED = 'system:authenticated';
export const UNAUTHENTICATED = 'system:unauthenticated';
export const ANONYMOUS = 'system:anonymous';
export const ALL_ACCOUNTS = 'system:serviceaccounts';
/** Passes every check before RBAC is asked (`--authorization-mode` cannot change it). */
export const MASTERS = 'system:masters';

/** A subject in one line: `User anna`, `ServiceAccount ci/runner`. */
export function subjectText({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

export function accountUser(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

/** The account that a user name stands for, or null. Source: apiserver, authentication/serviceaccount. */
export function accountOf(user: string): { readonly namespace: string; readonly name: string } | null {
  const parts = user.split(':');
  const [system, what, namespace = '', name = ''] = parts;
  const is = parts.length === 4 && system === 'system' && what === 'serviceaccount';
  return is && namespace !== '' && name !== '' ? { namespace, name } : null;
}

/**
 * The identity of a subject with the groups that it surely has: an account those of all accounts and of its namespace,
 * everybody who signed in `system:authenticated`, and the anonymous user `system:unauthenticated`. Further groups of a
 * person are known to the sign-in alone and are given.
 */
export function identityOf(subject: Subject, groups: readonly string[] = []): Identity {
  const { kind, namespace, name } = subject;
  if (kind === 'ServiceAccount') return accountIdentity(namespace ?? '', name, groups);
  if (kind === 'Group') {
    const implied = name === UNAUTHENTICATED || name === AUTHENTICATED ? [] : [AUTHENTICATED];
    const accounts = name.startsWith(`${ALL_ACCOUNTS}:`) ? [ALL_ACCOUNTS] : [];
    return { user: null, groups: unique([name, ...groups, ...accounts, ...implied]) };
  }
  const account = accountOf(name);
  if (account !== null) return accountIdentity(account.namespace, account.name, groups);
  return {
    user: name,
    groups: unique([...groups, name === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED]),
  };
}

function accountIdentity(namespace: string, name: string, groups: readonly string[]): Identity {
  return {
    user: accountUser(namespace, name),
    groups: unique([...groups, ALL_ACCOUNTS, `${ALL_ACCOUNTS}:${namespace}`, AUTHENTICATED]),
  };
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
