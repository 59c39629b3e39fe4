/** The access that was given for this assessment: never the target's fault, as long as it only reads. */
import type { SnapshotManifest } from '../../../shared/evidence.ts';
import type { Bound } from '../../kubernetes/rbac/bindings.ts';
import { accountUser, type Subject } from '../../kubernetes/rbac/subjects.ts';
import type { Power, Powers } from './powers.ts';
import { EVERYBODY } from './system.ts';

/** The role that `drydock collect --role` prints, and its binding. */
export const COLLECTOR_ROLE = 'drydock-read-only';

/**
 * Whether a grant is the collector's own: held by the account that collected, or by the role that Drydock asks for, and
 * giving nothing but to read. Anything beyond reading is judged like any other grant.
 */
export function isCollectorsOwn(
  { subject, role, binding, held }: Bound,
  powers: Powers | null,
  identity: SnapshotManifest['identity'],
): boolean {
  const ours =
    isCollector(subject, identity) || (role.name === COLLECTOR_ROLE && binding.name === COLLECTOR_ROLE);
  return (
    ours &&
    held !== null &&
    powers !== null &&
    held.rules.every(({ rule }) => rule.verbs.every((verb) => READING.has(verb))) &&
    [...powers.keys()].every((power) => READING_POWERS.has(power))
  );
}

function isCollector(
  { kind, namespace, name }: Subject,
  { username, groups }: SnapshotManifest['identity'],
): boolean {
  if (EVERYBODY.has(name)) return false;
  if (kind === 'Group') return groups.includes(name);
  return (kind === 'ServiceAccount' ? accountUser(namespace ?? '', name) : name) === username;
}

const READING: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
const READING_POWERS: ReadonlySet<Power> = new Set<Power>([
  'wildcard',
  'beyond-discovery',
  'read-secrets',
  'read-named-secrets',
]);
