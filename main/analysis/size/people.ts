/** Users and groups in bindings that are people. */
import type { SnapshotIndex } from '../../snapshot/index.ts';
import { list, str } from '../../snapshot/read.ts';
import { EVERYBODY, isSystemSubject } from '../rbac/system.ts';

/** Distinct names; components, service accounts and what belongs to the provider are left out. */
export function peopleOf(index: SnapshotIndex): {
  readonly users: readonly string[];
  readonly groups: readonly string[];
} {
  const found = { User: new Set<string>(), Group: new Set<string>() };
  for (const key of ['clusterrolebindings', 'rolebindings']) {
    for (const binding of index.all(`rbac.authorization.k8s.io/${key}`)) {
      for (const subject of list(binding, 'subjects')) {
        const kind = str(subject, 'kind');
        const name = str(subject, 'name') ?? '';
        if ((kind !== 'User' && kind !== 'Group') || name === '') continue;
        if (name.startsWith('system:') || EVERYBODY.has(name)) continue;
        if (!isSystemSubject({ kind, namespace: null, name })) found[kind].add(name);
      }
    }
  }
  return { users: [...found.User].sort(), groups: [...found.Group].sort() };
}
