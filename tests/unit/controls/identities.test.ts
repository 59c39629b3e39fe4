/** Who is who: the collector's own access, logins of programs, identities of the cloud, and addresses of a tunnel. */
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { apiServerReach } from '../../../main/cluster/exposure/api-server.ts';
import { isMachineName } from '../../../main/cluster/permissions/machines.ts';
import { readOnlyClusterRoleYaml } from '../../../main/collect/cluster-role.ts';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

type Given = Parameters<typeof snapshotOf>[0][number];
const RBAC = 'rbac.authorization.k8s.io/v1';
const analysed = (objects: readonly Given[], manifest: object = {}) =>
  analyseSnapshot(snapshotOf(objects, { origin: 'live', collected: ALL_RBAC, manifest: { ...manifest } }));
const ALL_RBAC = ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'].map(
  (resource) => `rbac.authorization.k8s.io/${resource}`,
);

const ourRole = (): Given[] =>
  parseAllDocuments(readOnlyClusterRoleYaml()).map((document) => document.toJS() as Given);
const blamed = (objects: readonly Given[], manifest: object = {}) =>
  analysed(objects, manifest).verdicts.filter(
    ({ verdict, object, subject }) =>
      verdict === 'fail' && (object?.name === 'drydock-read-only' || subject?.name === 'drydock'),
  );

describe('the access that was given for the collection', () => {
  const identity = { username: 'system:serviceaccount:default:drydock', groups: [] };

  test('is no finding, Secrets that it lists included, whether the account or only the role tells', () => {
    expect(blamed(ourRole(), { identity })).toEqual([]);
    expect(blamed(ourRole())).toEqual([]);
    expect(analysed(ourRole()).facts['rbac.secretReaders']).toMatchObject({ value: [] });
  });

  test('is judged as soon as it can do more than read', () => {
    const wider = ourRole().map((object) =>
      object.kind === 'ClusterRole'
        ? { ...object, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list', 'create'] }] }
        : object,
    );
    expect(blamed(wider, { identity }).length).toBeGreaterThan(0);
  });
});

test.each([
  ['gitlab-ci', true],
  ['jenkins', true],
  ['deploy-bot@example.com', true],
  ['svc.backup@example.com', true],
  ['runner@project.iam.gserviceaccount.com', true],
  ['anna@example.com', false],
  ['marten.contractor@halcyon.example', false],
  ['halcyon:platform-team', false],
  ['customer-service', false],
])('%s is a login of a program: %s', (name, machine) => {
  expect(isMachineName(name)).toBe(machine);
});

describe('administrators', () => {
  const admin = (kind: string, name: string): Given => ({
    apiVersion: RBAC,
    kind: 'ClusterRoleBinding',
    metadata: { name: `admin-${name}` },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind, name, apiGroup: 'rbac.authorization.k8s.io' }],
  });
  const clusterAdmin: Given = {
    apiVersion: RBAC,
    kind: 'ClusterRole',
    metadata: { name: 'cluster-admin' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  };
  const awsAuth: Given = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'aws-auth', namespace: 'kube-system' },
    data: {
      mapRoles:
        '- rolearn: arn:aws:iam::111122223333:role/nodes\n  username: system:node:{{EC2PrivateDNSName}}\n  groups: [system:bootstrappers, system:nodes]\n- groups:\n    - system:masters\n  rolearn: arn:aws:iam::111122223333:role/platform\n  username: platform\n',
      mapUsers:
        '- userarn: arn:aws:iam::111122223333:user/ida\n  username: ida\n  groups: ["system:masters"]\n- userarn: arn:aws:iam::111122223333:user/jenkins\n  username: jenkins\n  groups: ["system:masters"]\n',
    },
  };

  test('are also those whom aws-auth puts beyond every check; programs are no people', () => {
    const { facts } = analysed([clusterAdmin, admin('User', 'gitlab-ci'), admin('User', 'anna'), awsAuth]);
    expect(facts['rbac.clusterAdmins']).toMatchObject({
      value: ['AWS role platform', 'AWS user ida', 'AWS user jenkins', 'User anna', 'User gitlab-ci'],
    });
    expect(facts['rbac.humanClusterAdmins']).toMatchObject({
      value: ['AWS role platform', 'AWS user ida', 'User anna'],
    });
  });

  test('are nobody of aws-auth that is mapped to other groups', () => {
    const { facts } = analysed([
      clusterAdmin,
      { ...awsAuth, data: { mapRoles: '- rolearn: arn:aws:iam::1:role/view\n  groups: [readers]\n' } },
    ]);
    expect(facts['rbac.clusterAdmins']).toMatchObject({ value: [] });
  });
});

test.each([
  ['https://127.0.0.1:6443', false, 'unknown'],
  ['https://localhost:8443', false, 'unknown'],
  ['https://[::1]:6443', false, 'unknown'],
  ['https://cluster.localhost', false, 'unknown'],
  ['https://kubernetes.docker.internal:6443', false, 'unknown'],
  ['https://10.0.0.1:6443', false, 'private'],
  ['https://api.example:6443', true, 'public'],
])('an API server read through %s is %s', (server, publicAddress, state) => {
  const { manifest } = snapshotOf([]);
  const given = { ...manifest, server, apiFacts: { ...manifest.apiFacts, publicAddress } };
  expect(apiServerReach(given).state).toBe(state);
  const { facts, summaries } = analysed([], { server, apiFacts: given.apiFacts });
  expect(facts['exposure.apiServerPublic'].state).toBe(state === 'unknown' ? 'unknown' : 'known');
  expect(summaries.find(({ control }) => control === 'control-plane/api-server-public')?.verdict).toBe(
    { unknown: 'unknown', private: 'pass', public: 'fail' }[state],
  );
});
