/** Bindings as the subjects that they name, each with the role that it is given and where that holds. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { list, str } from '../../snapshot/read.ts';
import { RBAC_GROUP, type Role, type Roles } from './roles.ts';
import type { Subject } from './subjects.ts';

/** One subject of one binding. */
export interface Bound {
  readonly subject: Subject;
  readonly binding: ObjectRef;
  /** `subjects[i]` of the binding. */
  readonly path: string;
  /** Where it holds: a namespace, or null for the whole cluster. */
  readonly namespace: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  /** null when the role is not in the snapshot. */
  readonly held: Role | null;
  /** True where files hold the role in several variants, of which this is one. */
  readonly isVariant: boolean;
}

/** Every subject of every binding, those of ClusterRoleBindings first, in order of name. */
export function readBindings(index: SnapshotIndex, roles: Roles): readonly Bound[] {
  return [
    ...index.all(`${RBAC_GROUP}/clusterrolebindings`).flatMap((binding) => subjectsOf(binding, null, roles)),
    ...index
      .all(`${RBAC_GROUP}/rolebindings`)
      .flatMap((binding) => subjectsOf(binding, refOf(binding).namespace ?? 'default', roles)),
  ];
}

/**
 * The API group of a subject or of a role reference decides nothing, as in the API server's own evaluation
 * (pkg/registry/rbac/validation/rule.go): what has a wrong one is refused when it is written. An account without a
 * namespace is one of the binding's namespace, and nobody in a ClusterRoleBinding.
 */
function subjectsOf(binding: KubernetesObject, namespace: string | null, roles: Roles): readonly Bound[] {
  const ref = refOf(binding);
  const kind = str(binding, 'roleRef', 'kind') ?? '';
  const name = str(binding, 'roleRef', 'name') ?? '';
  const resolved = roles.resolve(binding, kind, namespace, name);
  const variants = resolved.length > 1;
  const given: readonly (Role | null)[] = resolved.length === 0 ? [null] : resolved;
  return list(binding, 'subjects').flatMap((entry, i) => {
    const subjectName = str(entry, 'name');
    const subjectKind = str(entry, 'kind');
    if (subjectName === undefined || subjectKind === undefined) return [];
    const named = str(entry, 'namespace') ?? '';
    return given.map((held) => ({
      subject: {
        kind: subjectKind,
        name: subjectName,
        namespace: subjectKind !== 'ServiceAccount' ? null : named === '' ? namespace : named,
      },
      binding: ref,
      path: `subjects[${i}]`,
      namespace,
      role: { kind, name },
      held,
      isVariant: variants,
    }));
  });
}
