/** Effective grants: every subject of every binding, with the powers that its role gives. */
import type { ObjectRef, SnapshotOrigin } from '../../../shared/evidence.ts';
import { groupOf, type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { list, str, stringMap, strings } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';
import { type Power, powersOf, type Rule } from './powers.ts';
import { isSystemBinding, isSystemSubject } from './system.ts';

export interface Subject {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

export interface Grant {
  readonly subject: Subject;
  readonly binding: ObjectRef;
  /** `subjects[i]` of the binding. */
  readonly path: string;
  /** Where it holds: a namespace, or null for the whole cluster. */
  readonly namespace: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  /** null when the role is not in the snapshot. */
  readonly powers: ReadonlySet<Power> | null;
  /** A component of Kubernetes or of the provider, or a binding that they install. */
  readonly system: boolean;
}

export interface Grants {
  readonly all: readonly Grant[];
  /** Grants of a service account, those through its groups included. */
  ofAccount(namespace: string, name: string): readonly Grant[];
  /** Powers of every role that some rule list gives, by role reference. */
  readonly roles: readonly {
    readonly ref: ObjectRef;
    readonly powers: ReadonlySet<Power>;
    readonly system: boolean;
  }[];
}

/** A subject in one line: `User anna`, `ServiceAccount ci/runner`. */
export function subjectText({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

/** Resolves all bindings. Aggregated roles are resolved for manifests; a live server already holds the result. */
export function buildGrants(index: SnapshotIndex): Grants {
  const group = 'rbac.authorization.k8s.io';
  const clusterRoles = index.all(`${group}/clusterroles`);
  const rules = new Map<string, readonly Rule[]>();
  for (const role of clusterRoles) {
    rules.set(
      `ClusterRole||${str(role, 'metadata', 'name') ?? ''}`,
      rulesOf(role, clusterRoles, index.manifest.origin),
    );
  }
  for (const role of index.all(`${group}/roles`)) {
    const { namespace, name } = refOf(role);
    rules.set(`Role|${namespace ?? ''}|${name}`, readRules(role));
  }
  const powers = new Map([...rules].map(([key, value]) => [key, powersOf(value)]));
  const all = [
    ...index.all(`${group}/clusterrolebindings`).flatMap((binding) => grantsOf(binding, null, powers)),
    ...index
      .all(`${group}/rolebindings`)
      .flatMap((binding) => grantsOf(binding, refOf(binding).namespace ?? 'default', powers)),
  ];
  const bySubject = Map.groupBy(all, ({ subject }) => subjectText(subject));
  return {
    all,
    roles: [...clusterRoles, ...index.all(`${group}/roles`)].map((role) => {
      const ref = refOf(role);
      return {
        ref,
        powers: powers.get(`${ref.kind}|${ref.namespace ?? ''}|${ref.name}`) ?? new Set<Power>(),
        system: isSystemBinding(ref.name),
      };
    }),
    ofAccount: (namespace, name) => [
      ...(bySubject.get(`ServiceAccount ${namespace}/${name}`) ?? []),
      ...(bySubject.get(`User system:serviceaccount:${namespace}:${name}`) ?? []),
      ...(bySubject.get(`Group system:serviceaccounts:${namespace}`) ?? []),
      ...(bySubject.get('Group system:serviceaccounts') ?? []),
      ...(bySubject.get('Group system:authenticated') ?? []),
    ],
  };
}

function grantsOf(
  binding: KubernetesObject,
  namespace: string | null,
  powers: ReadonlyMap<string, ReadonlySet<Power>>,
): readonly Grant[] {
  const ref = refOf(binding);
  const kind = str(binding, 'roleRef', 'kind') ?? '';
  const name = str(binding, 'roleRef', 'name') ?? '';
  const held = powers.get(`${kind}|${kind === 'Role' ? (namespace ?? '') : ''}|${name}`) ?? null;
  return list(binding, 'subjects').flatMap((entry, i) => {
    const subjectName = str(entry, 'name');
    const subjectKind = str(entry, 'kind');
    if (subjectName === undefined || subjectKind === undefined) return [];
    const subject: Subject = {
      kind: subjectKind,
      name: subjectName,
      namespace: subjectKind === 'ServiceAccount' ? (str(entry, 'namespace') ?? namespace) : null,
    };
    return [
      {
        subject,
        binding: ref,
        path: `subjects[${i}]`,
        namespace,
        role: { kind, name },
        powers: namespace === null ? held : inNamespace(held),
        system: isSystemSubject(subject),
      },
    ];
  });
}

/** A role bound in a namespace gives nothing over kinds that have no namespace. */
function inNamespace(powers: ReadonlySet<Power> | null): ReadonlySet<Power> | null {
  return powers === null ? null : new Set([...powers].filter((power) => !CLUSTER_SCOPED.has(power)));
}

const CLUSTER_SCOPED: ReadonlySet<Power> = new Set<Power>([
  'nodes-proxy',
  'write-webhooks',
  'create-volumes',
  'approve-certificates',
]);

function rulesOf(
  role: KubernetesObject,
  all: readonly KubernetesObject[],
  origin: SnapshotOrigin,
): readonly Rule[] {
  const selectors = list(role, 'aggregationRule', 'clusterRoleSelectors');
  if (origin !== 'manifests' || selectors.length === 0) return readRules(role);
  return all
    .filter(
      (other) =>
        other !== role &&
        selectors.some((selector) => matchesSelector(selector, stringMap(other, 'metadata', 'labels'))),
    )
    .flatMap(readRules);
}

function readRules(role: KubernetesObject): readonly Rule[] {
  if (!groupOf(role).endsWith('rbac.authorization.k8s.io')) return [];
  return list(role, 'rules').map((rule) => ({
    verbs: strings(rule, 'verbs'),
    groups: strings(rule, 'apiGroups'),
    resources: strings(rule, 'resources'),
    names: strings(rule, 'resourceNames'),
    urls: strings(rule, 'nonResourceURLs'),
  }));
}
