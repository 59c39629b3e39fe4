/** Users and groups in bindings that are people. */

import type { Grants } from '../permissions/grants.ts';
import { isHuman } from '../permissions/machines.ts';
import { isSystemName } from '../permissions/system.ts';

/** Distinct names; components, logins of programs, service accounts and what belongs to the provider are left out. */
export function peopleOf(grants: Grants): {
  readonly users: readonly string[];
  readonly groups: readonly string[];
} {
  const found = { User: new Set<string>(), Group: new Set<string>() };
  for (const grant of grants.all) {
    const { kind, name } = grant.subject;
    if (!isHuman(grant) || grant.system || isSystemName(name)) continue;
    if (kind === 'User' || kind === 'Group') found[kind].add(name);
  }
  return { users: [...found.User].sort(), groups: [...found.Group].sort() };
}
