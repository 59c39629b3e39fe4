/**
 * Who is in a group, as far as objects of the cluster tell: Groups of OpenShift, and maps from identities of AWS. Most
 * sign-ins bring the groups of a person along from outside, so that a group has further members is never excluded.
 */

import { count, some } from '../../../shared/in-words.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { strings } from '../../snapshot/read.ts';
import {
  identityMaps,
  identityText,
  type MappedIdentity,
  mappedIdentities,
  mappingObjects,
} from '../platform/aws-auth.ts';

const GROUPS = 'user.openshift.io/groups';
const MOST_NAMES = 10;

/** One sentence for each group whose members the cluster tells, in order of their names. */
export function membersText(index: SnapshotIndex, groups: readonly string[]): readonly string[] {
  return [...new Set(groups)].sort().flatMap((group) => {
    const members = membersOf(index, group);
    if (members.length === 0) return [];
    return [
      `Group ${group} has ${count(members.length, 'member')} visible in the cluster: ${some(members, MOST_NAMES)}.`,
    ];
  });
}

/** Users, and identities of AWS, in order of their names. */
export function membersOf(index: SnapshotIndex, group: string): readonly string[] {
  const users = openShiftGroups(index)
    .filter((one) => refOf(one).name === group)
    .flatMap((one) => strings(one, 'users'));
  const identities = identitiesOf(index)
    .filter((one) => one.groups.includes(group))
    .map(identityText);
  return [...new Set([...users, ...identities])].sort();
}

/** Groups that objects of the cluster put a user into, each with the object that tells. */
export function groupsOf(
  index: SnapshotIndex,
  user: string,
): readonly { readonly group: string; readonly source: string }[] {
  const own = openShiftGroups(index)
    .filter((one) => strings(one, 'users').includes(user))
    .map((one) => ({ group: refOf(one).name, source: `Group ${refOf(one).name} of OpenShift` }));
  const mapped = identitiesOf(index)
    .filter((one) => one.username === user)
    .flatMap((one) =>
      one.groups.map((group) => ({
        group,
        source: `${one.map.kind} ${one.map.name} for ${identityText(one)}`,
      })),
    );
  return [...own, ...mapped];
}

const openShiftGroups = (index: SnapshotIndex): readonly KubernetesObject[] => index.all(GROUPS);

const identitiesOf = (index: SnapshotIndex): readonly MappedIdentity[] => [
  ...identityMaps(index).flatMap(mappedIdentities),
  ...mappingObjects(index),
];
