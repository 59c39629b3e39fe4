/** Facts about who may do what. */

import { type Grant, isAdmin, subjectText } from '../../cluster/permissions/grants.ts';
import { membersText } from '../../cluster/permissions/group-members.ts';
import { isHuman, isMachineName } from '../../cluster/permissions/machines.ts';
import { outsideAuthorisation, outsideSentence } from '../../cluster/permissions/outside.ts';
import {
  identityMaps,
  identityText,
  type MappedIdentity,
  mappedIdentities,
  mappingObjects,
  severalMaps,
} from '../../cluster/platform/aws-auth.ts';
import { RBAC_KINDS, WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import {
  type FactFamily,
  type FactRule,
  ifSeen,
  ifSeenOrMore,
  known,
  listFailing,
  notKnown,
  sentenceOf,
} from './define.ts';

type Id =
  | 'rbac.clusterAdmins'
  | 'rbac.humanClusterAdmins'
  | 'rbac.secretReaders'
  | 'rbac.podCreators'
  | 'rbac.mountedPowerfulAccounts'
  | 'rbac.outsideAuthorisation'
  | 'tenancy.developersAdmin';

export const rbacFacts: FactFamily<Id> = {
  'rbac.clusterAdmins': administrators(
    () => true,
    () => true,
    'subject has cluster-admin or the same rules',
    'subjects have cluster-admin or the same rules',
  ),
  'rbac.humanClusterAdmins': administrators(
    isHuman,
    ({ name }) => !isMachineName(name),
    'person or group of people has cluster-admin',
    'people or groups of people have cluster-admin',
  ),
  'rbac.secretReaders': subjects(
    (grant) => grant.namespace === null && grant.judged.has('read-secrets'),
    'subject can read every Secret',
    'subjects can read every Secret',
  ),
  'rbac.podCreators': subjects(
    (grant) => grant.subject.kind === 'ServiceAccount' && grant.judged.has('create-workloads'),
    'service account can create pods or controllers',
    'service accounts can create pods or controllers',
  ),
  'rbac.mountedPowerfulAccounts': listFailing(
    'rbac/pod-mounts-powerful-account',
    'workload mounts an account that can take over a namespace or the cluster',
    'workloads mount an account that can take over a namespace or the cluster',
  ),
  'rbac.outsideAuthorisation': ({ cluster }) => {
    const { distribution, name: platform, managedControlPlane, managers } = cluster.platform;
    if (distribution === null)
      return notKnown(
        'needs-interview',
        'The platform was not recognised, so authorisation outside the cluster may exist.',
      );
    const name = outsideAuthorisation(cluster.platform);
    if (name !== null)
      return known(
        name,
        outsideSentence(name),
        managers.map(({ evidence }) => evidence),
      );
    return managedControlPlane === false
      ? known('none', `${platform} has no known authorisation outside the cluster’s own.`)
      : notKnown('needs-interview', `Whether ${platform} authorises outside the cluster is not known.`);
  },
  'tenancy.developersAdmin': ifSeen([...RBAC_KINDS, ...WORKLOAD_KINDS.slice(0, 1)], ({ cluster }) => {
    const hits = cluster.grants.all.filter(
      (grant) =>
        !grant.system &&
        grant.namespace !== null &&
        grant.subject.kind === 'Group' &&
        isHuman(grant) &&
        (grant.role.name === 'admin' || grant.powers?.has('everything') === true),
    );
    const names = [...new Set(hits.map((grant) => grant.namespace ?? ''))].sort();
    return known(
      names,
      sentenceOf(
        names,
        'namespace has a group of people as admin',
        'namespaces have a group of people as admin',
      ),
      hits.map(evidence),
    );
  }),
};

/** Who may do everything: subjects of bindings, and identities that a map of the cloud puts beyond every check. */
function administrators(
  bound: (grant: Grant) => boolean,
  mapped: (identity: MappedIdentity) => boolean,
  one: string,
  many: string,
): FactRule {
  const rule: FactRule = ({ cluster }) => {
    const grants = cluster.grants.all.filter(
      (grant) => !grant.system && grant.namespace === null && isAdmin(grant) && bound(grant),
    );
    const maps = identityMaps(cluster.index);
    const masters = [...maps.flatMap(mappedIdentities), ...mappingObjects(cluster.index)].filter(
      (identity) => identity.masters && mapped(identity),
    );
    const several = masters.length === 0 ? null : severalMaps(maps);
    const names = [
      ...new Set([...grants.map(({ subject }) => subjectText(subject)), ...masters.map(identityText)]),
    ].sort();
    const groups = grants.flatMap(({ subject }) => (subject.kind === 'Group' ? [subject.name] : []));
    const told = [sentenceOf(names, one, many), several, ...membersText(cluster.index, groups)];
    return known(names, told.filter((sentence) => sentence !== null).join(' '), [
      ...grants.map(evidence),
      ...masters.map(({ map, path, arn }) => ({ object: map, path, value: arn })),
    ]);
  };
  return (sources) =>
    ifSeenOrMore(
      sources.cluster.platform.distribution === 'EKS' ? [...RBAC_KINDS, '/configmaps'] : RBAC_KINDS,
      rule,
    )(sources);
}

function subjects(matches: (grant: Grant) => boolean, one: string, many: string) {
  return ifSeenOrMore(RBAC_KINDS, ({ cluster }) => {
    const hits = cluster.grants.all.filter((grant) => !grant.system && matches(grant));
    const names = [...new Set(hits.map(({ subject }) => subjectText(subject)))].sort();
    return known(names, sentenceOf(names, one, many), hits.map(evidence));
  });
}

function evidence({ binding, path, subject }: Grant) {
  return { object: binding, path, value: subjectText(subject) };
}
