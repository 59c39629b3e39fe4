/** Who is in a group: Groups of OpenShift and maps from identities of AWS, as a collection keeps them. */
import { expect, test } from 'vitest';
import { groupsOf, membersOf, membersText } from '../../../../main/cluster/permissions/group-members.ts';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import { redactObject } from '../../../../main/snapshot/redaction/redact.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';

const ACCOUNT = '111122223333';
const OBJECTS = [
  {
    apiVersion: 'user.openshift.io/v1',
    kind: 'Group',
    metadata: { name: 'admins' },
    users: ['bert@example.com', 'anna'],
  },
  {
    apiVersion: 'iamauthenticator.k8s.aws/v1alpha1',
    kind: 'IAMIdentityMapping',
    metadata: { name: 'support' },
    spec: {
      arn: `arn:aws:iam::${ACCOUNT}:user/support`,
      username: 'support',
      groups: ['system:masters', 'admins'],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'aws-auth', namespace: 'kube-system' },
    data: {
      mapRoles: `- rolearn: arn:aws:iam::${ACCOUNT}:role/dev\n  username: dev:{{SessionName}}\n  groups:\n  - developers\n  - "admins"\n- groups: [readers, 'auditors']\n  rolearn: arn:aws:iam::${ACCOUNT}:role/audit\n  username: audit\n`,
    },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'admins' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'Group', name: 'admins', apiGroup: 'rbac.authorization.k8s.io' }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'cluster-admin' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  },
].flatMap((raw) => redactObject(raw) ?? []);
const source = snapshotOf(OBJECTS, {
  origin: 'live',
  collected: ['roles', 'rolebindings'].map((resource) => `rbac.authorization.k8s.io/${resource}`),
});
const index = buildSnapshotIndex(source);

test('users of a Group and mapped identities are its members', () => {
  expect(membersOf(index, 'admins')).toEqual([
    'AWS role dev',
    'AWS user support',
    'anna',
    'bert@example.com',
  ]);
  expect(membersOf(index, 'auditors')).toEqual(['AWS role audit']);
  expect(membersText(index, ['none', 'readers'])).toEqual([
    'Group readers has 1 member visible in the cluster: AWS role audit.',
  ]);
});

test('a user is in the groups that objects put it into', () => {
  expect(groupsOf(index, 'anna')).toEqual([{ group: 'admins', source: 'Group admins of OpenShift' }]);
  expect(groupsOf(index, 'support').map(({ group }) => group)).toEqual(['system:masters', 'admins']);
  expect(groupsOf(index, 'audit').map(({ group }) => group)).toEqual(['readers', 'auditors']);
  expect(groupsOf(index, 'eve')).toEqual([]);
});

test('administrators name the identity and the members of their groups', () => {
  const { facts, verdicts } = analyseSnapshot(source);
  const admins = facts['rbac.clusterAdmins'];
  expect(admins).toMatchObject({ state: 'known', value: ['AWS user support', 'Group admins'] });
  expect(admins.state === 'known' ? admins.sentence : '').toContain(
    'Group admins has 4 members visible in the cluster: AWS role dev, AWS user support, anna, bert@example.com.',
  );
  expect(
    verdicts.filter(({ control, verdict }) => control === 'cloud/aws-auth-masters' && verdict === 'fail'),
  ).toMatchObject([
    {
      object: { kind: 'IAMIdentityMapping', name: 'support' },
      path: 'spec.groups',
      message: `IAMIdentityMapping support maps arn:aws:iam::${ACCOUNT}:user/support to system:masters.`,
    },
  ]);
});
