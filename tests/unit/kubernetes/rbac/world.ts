/** Small RBAC worlds: objects in short notation, and an authorizer that has read them. */
import { buildGrants, type Grants } from '../../../../main/cluster/permissions/grants.ts';
import type { Request } from '../../../../main/kubernetes/rbac/rules.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';

const API = 'rbac.authorization.k8s.io/v1';

export interface RuleText {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export function clusterRole(
  name: string,
  rules: readonly RuleText[],
  more: { readonly labels?: Record<string, string>; readonly selects?: readonly object[] } = {},
): KubernetesObject {
  return {
    apiVersion: API,
    kind: 'ClusterRole',
    metadata: { name, labels: more.labels ?? {} },
    rules: rules.map(full),
    ...(more.selects === undefined ? {} : { aggregationRule: { clusterRoleSelectors: more.selects } }),
  };
}

export function role(namespace: string, name: string, rules: readonly RuleText[]): KubernetesObject {
  return { apiVersion: API, kind: 'Role', metadata: { namespace, name }, rules: rules.map(full) };
}

/** `ClusterRole view` or `Role reader`; without a namespace it is a ClusterRoleBinding. */
export function bind(
  namespace: string | null,
  name: string,
  roleRef: string,
  ...subjects: readonly object[]
): KubernetesObject {
  const [kind = '', target = ''] = roleRef.split(' ');
  return {
    apiVersion: API,
    kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: target },
    subjects,
  };
}

export const user = (name: string) => ({ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name });
export const group = (name: string) => ({ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name });
export const account = (namespace: string | undefined, name: string) => ({
  kind: 'ServiceAccount',
  name,
  ...(namespace === undefined ? {} : { namespace }),
});
export const accountObject = (namespace: string, name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { namespace, name },
});

export function grantsOf(
  objects: readonly KubernetesObject[],
  origin: 'live' | 'manifests' = 'manifests',
): Grants {
  return buildGrants(buildSnapshotIndex(snapshotOf(objects, { origin })), null);
}

/** `get pods`, `get apps/deployments/scale`, `create /healthz`; then name and namespace. */
export function ask(text: string, { name = '', namespace = '' } = {}): Request {
  const [verb = '', what = ''] = text.split(' ');
  if (what.startsWith('/')) return { verb, url: what };
  const parts = what.split('/');
  const hasGroup = parts.length > 2 || (parts[0] ?? '').includes('.') || parts[0] === 'apps';
  const [group = '', resource = '', subresource = ''] = hasGroup ? parts : ['', ...parts];
  return { verb, group, resource, subresource, name, namespace };
}

function full(rule: RuleText): RuleText {
  return rule.nonResourceURLs === undefined ? { apiGroups: [''], ...rule } : rule;
}
