/**
 * What every API server brings with it: roles with their rules, and bindings with their subjects. Anyone can give an
 * object such a name or the label `kubernetes.io/bootstrapping`, so names and contents are compared, never labels.
 */
import type { Rule } from '../rules.ts';
import {
  ALSO_IN_CLUSTER_ROLES,
  ALSO_IN_NAMESPACED_ROLES,
  CLUSTER_ROLES,
  NAMESPACED_ROLES,
} from './cluster-roles.ts';
import { CONTROLLER_ROLES } from './controller-roles.ts';

export interface DefaultRole {
  /** What the newest known version gives it. */
  readonly rules: readonly Rule[];
  /** What it holds in any supported version or behind a feature gate. */
  readonly widest: readonly Rule[];
}

/** Labels by which the default roles are aggregated; source: bootstrappolicy/policy.go. */
export const AGGREGATION: Readonly<Record<string, string>> = {
  admin: 'rbac.authorization.k8s.io/aggregate-to-admin',
  edit: 'rbac.authorization.k8s.io/aggregate-to-edit',
  view: 'rbac.authorization.k8s.io/aggregate-to-view',
};

/** What is aggregated into which by default: `view` and the parts of `edit` are in `edit`, and so on. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  admin: ['edit', 'system:aggregate-to-admin'],
  edit: ['system:aggregate-to-edit', 'view'],
  view: ['system:aggregate-to-view'],
};

/** The default role of this kind, namespace and name, or null. */
export function defaultRole(kind: string, namespace: string | null, name: string): DefaultRole | null {
  if (kind === 'Role') {
    const key = `${namespace ?? ''}/${name}`;
    return fromData(NAMESPACED_ROLES, ALSO_IN_NAMESPACED_ROLES, key);
  }
  if (kind !== 'ClusterRole') return null;
  const parts = own(PARTS, name);
  if (parts === undefined) {
    return fromData(
      Object.hasOwn(CONTROLLER_ROLES, name) ? CONTROLLER_ROLES : CLUSTER_ROLES,
      ALSO_IN_CLUSTER_ROLES,
      name,
    );
  }
  const inner = parts.flatMap((part) => defaultRole(kind, null, part) ?? []);
  return {
    rules: inner.flatMap(({ rules }) => rules),
    widest: inner.flatMap(({ widest }) => widest),
  };
}

/** The labels that put a default role into another one. */
export function defaultAggregationLabels(name: string): readonly string[] {
  return Object.entries(PARTS).flatMap(([whole, parts]) =>
    parts.includes(name) ? [own(AGGREGATION, whole) ?? []].flat() : [],
  );
}

/** Names of the default cluster roles. */
export function defaultClusterRoleNames(): readonly string[] {
  return [...Object.keys(CLUSTER_ROLES), ...Object.keys(CONTROLLER_ROLES)];
}

/**
 * Whether this subject of this binding is one that Kubernetes puts there itself, with the role it puts there.
 * Subjects are written as `KIND NAME` or `ServiceAccount NAMESPACE/NAME`.
 */
export function isDefaultGrant(
  binding: { readonly namespace: string | null; readonly name: string },
  role: { readonly kind: string; readonly name: string },
  subject: string,
): boolean {
  const key = binding.namespace === null ? binding.name : `${binding.namespace}/${binding.name}`;
  const controller = 'system:controller:';
  if (
    binding.namespace === null &&
    key.startsWith(controller) &&
    role.kind === 'ClusterRole' &&
    role.name === key
  ) {
    return (
      Object.hasOwn(CONTROLLER_ROLES, key) &&
      subject === `ServiceAccount kube-system/${key.slice(controller.length)}`
    );
  }
  const known = own(BINDINGS, key);
  return (
    known !== undefined && known.role === `${role.kind} ${role.name}` && known.subjects.includes(subject)
  );
}

/** Source: bootstrappolicy/policy.go and namespace_policy.go of 1.37.2; the controllers' own follow a rule. */
const BINDINGS: Readonly<Record<string, { readonly role: string; readonly subjects: readonly string[] }>> = {
  'cluster-admin': { role: 'ClusterRole cluster-admin', subjects: ['Group system:masters'] },
  'system:basic-user': { role: 'ClusterRole system:basic-user', subjects: ['Group system:authenticated'] },
  'system:cluster-trust-bundle-discovery': {
    role: 'ClusterRole system:cluster-trust-bundle-discovery',
    subjects: ['Group system:serviceaccounts'],
  },
  'system:discovery': { role: 'ClusterRole system:discovery', subjects: ['Group system:authenticated'] },
  'system:kube-controller-manager': {
    role: 'ClusterRole system:kube-controller-manager',
    subjects: ['User system:kube-controller-manager'],
  },
  'system:kube-dns': {
    role: 'ClusterRole system:kube-dns',
    subjects: ['ServiceAccount kube-system/kube-dns'],
  },
  'system:kube-scheduler': {
    role: 'ClusterRole system:kube-scheduler',
    subjects: ['User system:kube-scheduler'],
  },
  'system:monitoring': { role: 'ClusterRole system:monitoring', subjects: ['Group system:monitoring'] },
  'system:node-proxier': { role: 'ClusterRole system:node-proxier', subjects: ['User system:kube-proxy'] },
  'system:public-info-viewer': {
    role: 'ClusterRole system:public-info-viewer',
    subjects: ['Group system:authenticated', 'Group system:unauthenticated'],
  },
  'system:service-account-issuer-discovery': {
    role: 'ClusterRole system:service-account-issuer-discovery',
    subjects: ['Group system:serviceaccounts'],
  },
  'system:volume-scheduler': {
    role: 'ClusterRole system:volume-scheduler',
    subjects: ['User system:kube-scheduler'],
  },
  'kube-public/system:controller:bootstrap-signer': {
    role: 'Role system:controller:bootstrap-signer',
    subjects: ['ServiceAccount kube-system/bootstrap-signer'],
  },
  'kube-system/system::extension-apiserver-authentication-reader': {
    role: 'Role extension-apiserver-authentication-reader',
    subjects: ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  },
  'kube-system/system::leader-locking-kube-controller-manager': {
    role: 'Role system::leader-locking-kube-controller-manager',
    subjects: [
      'User system:kube-controller-manager',
      'ServiceAccount kube-system/kube-controller-manager',
      'ServiceAccount kube-system/leader-election-controller',
    ],
  },
  'kube-system/system::leader-locking-kube-scheduler': {
    role: 'Role system::leader-locking-kube-scheduler',
    subjects: ['User system:kube-scheduler', 'ServiceAccount kube-system/kube-scheduler'],
  },
  'kube-system/system:controller:bootstrap-signer': {
    role: 'Role system:controller:bootstrap-signer',
    subjects: ['ServiceAccount kube-system/bootstrap-signer'],
  },
  'kube-system/system:controller:cloud-provider': {
    role: 'Role system:controller:cloud-provider',
    subjects: ['ServiceAccount kube-system/cloud-provider'],
  },
  'kube-system/system:controller:token-cleaner': {
    role: 'Role system:controller:token-cleaner',
    subjects: ['ServiceAccount kube-system/token-cleaner'],
  },
};

type Data = Readonly<Record<string, readonly string[]>>;

function fromData(data: Data, also: Data, key: string): DefaultRole | null {
  const base = own(data, key);
  if (base === undefined) return null;
  const rules = base.map(parse);
  return { rules, widest: [...rules, ...(own(also, key) ?? []).map(parse)] };
}

function parse(text: string): Rule {
  const [verbs = '', urls] = text.split(' @ ');
  if (urls !== undefined)
    return { verbs: verbs.split(' '), groups: [], resources: [], names: [], urls: urls.split(' ') };
  const [held = '', groups = '', resources = '', names] = text.split(' | ');
  return {
    verbs: held.split(' '),
    groups: groups.split(' ').map((group) => (group === 'core' ? '' : group)),
    resources: resources.split(' '),
    names: names === undefined ? [] : names.split(' '),
    urls: [],
  };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
