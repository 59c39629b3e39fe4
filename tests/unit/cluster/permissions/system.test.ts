/** What a provider, a distribution or an add-on installs is no noise; a look-alike profits from nothing. */
import { describe, expect, test } from 'vitest';
import { buildGrants } from '../../../../main/cluster/permissions/grants.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { account, bind, clusterRole, group, type RuleText, role, user } from '../../kubernetes/rbac/world.ts';

const ALL: readonly RuleText[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
const SECRETS: readonly RuleText[] = [{ verbs: ['get'], resources: ['secrets'] }];
const NODES: readonly RuleText[] = [{ verbs: ['patch'], resources: ['nodes', 'nodes/status'] }];
const system = (name: string) => account('kube-system', name);

interface Given {
  readonly subject: object;
  readonly role: string;
  readonly rules?: readonly RuleText[];
  readonly binding?: string;
  readonly namespace?: string;
  readonly on?: string;
}

function grantOf({ subject, role: name, rules, binding = name, namespace, on }: Given) {
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const given =
    rules === undefined
      ? []
      : [kind === 'ClusterRole' ? clusterRole(name, rules) : role(namespace ?? '', name, rules)];
  const index = buildSnapshotIndex(
    snapshotOf([...given, bind(namespace ?? null, binding, `${kind} ${name}`, subject)]),
  );
  return buildGrants(index, on ?? null).all[0];
}

describe('belongs to the platform', () => {
  test.each<[string, Given]>([
    ['the scheduler', { subject: user('system:kube-scheduler'), role: 'system:kube-scheduler' }],
    ['a controller', { subject: system('job-controller'), role: 'system:controller:job-controller' }],
    [
      'the administrators of kubeadm',
      { subject: group('kubeadm:cluster-admins'), role: 'cluster-admin', binding: 'kubeadm:cluster-admins' },
    ],
    [
      'the nodes of kubeadm',
      {
        subject: group('system:nodes'),
        role: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
        binding: 'kubeadm:node-autoapprove-certificate-rotation',
      },
    ],
    [
      'joining nodes',
      {
        subject: group('system:bootstrappers:kubeadm:default-node-token'),
        role: 'system:node-bootstrapper',
        binding: 'kubeadm:kubelet-bootstrap',
      },
    ],
    [
      'the cluster info of kubeadm',
      {
        subject: user('system:anonymous'),
        role: 'kubeadm:bootstrap-signer-clusterinfo',
        namespace: 'kube-public',
        rules: [{ verbs: ['get'], resources: ['configmaps'], resourceNames: ['cluster-info'] }],
      },
    ],
    [
      'kube-proxy',
      { subject: system('kube-proxy'), role: 'system:node-proxier', binding: 'kubeadm:node-proxier' },
    ],
    ['Calico', { subject: account('calico-system', 'calico-node'), role: 'calico-node', rules: NODES }],
    ['Cilium', { subject: system('cilium-operator'), role: 'cilium-operator', rules: NODES }],
    [
      'an EBS driver',
      {
        subject: system('ebs-csi-controller-sa'),
        role: 'ebs-external-provisioner-role',
        rules: [{ verbs: ['create'], resources: ['persistentvolumes'] }],
      },
    ],
    [
      'EKS itself',
      {
        subject: user('eks:addon-manager'),
        role: 'cluster-admin',
        binding: 'eks:addon-cluster-admin',
        on: 'EKS',
      },
    ],
    [
      'a component of GKE',
      { subject: user('system:gke-common-webhooks'), role: 'gke-common-webhooks', rules: SECRETS, on: 'GKE' },
    ],
    [
      'the local administrator of AKS',
      {
        subject: user('clusterAdmin'),
        role: 'cluster-admin',
        binding: 'aks-cluster-admin-binding',
        on: 'AKS',
      },
    ],
    [
      'a driver of AKS',
      {
        subject: system('csi-azurefile-controller-sa'),
        role: 'csi-azurefile-controller-secret-role',
        rules: SECRETS,
        on: 'AKS',
      },
    ],
    [
      'an operator of OpenShift',
      {
        subject: account('openshift-dns-operator', 'dns-operator'),
        role: 'openshift-dns-operator',
        rules: ALL,
        on: 'OpenShift',
      },
    ],
    [
      'self-provisioners of OpenShift',
      {
        subject: group('system:authenticated:oauth'),
        role: 'self-provisioner',
        binding: 'self-provisioners',
        rules: [
          { verbs: ['create'], apiGroups: ['', 'project.openshift.io'], resources: ['projectrequests'] },
        ],
        on: 'ROSA',
      },
    ],
    [
      'Traefik of k3s',
      {
        subject: system('helm-traefik'),
        role: 'cluster-admin',
        binding: 'helm-kube-system-traefik',
        on: 'k3s',
      },
    ],
    [
      'the network of RKE2',
      {
        subject: system('helm-rke2-canal'),
        role: 'cluster-admin',
        binding: 'helm-kube-system-rke2-canal',
        on: 'RKE2',
      },
    ],
  ])('%s', (_, given) => {
    expect(grantOf(given)).toMatchObject({ system: true });
  });
});

describe('is judged', () => {
  test.each<[string, Given, readonly string[]]>([
    [
      'a component in the role of another',
      { subject: user('system:kube-scheduler'), role: 'cluster-admin' },
      ['everything'],
    ],
    [
      'a user of the company in a default binding',
      { subject: user('anna'), role: 'system:controller:job-controller' },
      ['create-workloads'],
    ],
    [
      'a controller in a role of its name with another content',
      { subject: system('cilium-operator'), role: 'cilium-operator', rules: [...NODES, ...SECRETS] },
      ['read-secrets'],
    ],
    [
      'an account of a trusted name elsewhere',
      { subject: account('shop', 'cilium-operator'), role: 'cilium-operator', rules: NODES },
      ['write-nodes'],
    ],
    [
      'a name with more after it',
      { subject: system('cilium-operator-2'), role: 'cilium-operator', rules: NODES },
      ['write-nodes'],
    ],
    [
      'a name of EKS where EKS is not',
      { subject: user('eks:addon-manager'), role: 'cluster-admin', on: 'kubeadm' },
      ['everything'],
    ],
    [
      'Traefik of k3s where k3s is not',
      { subject: system('helm-traefik'), role: 'cluster-admin', binding: 'helm-kube-system-traefik' },
      ['everything'],
    ],
    [
      'an account of AKS as administrator',
      { subject: system('azure-policy'), role: 'cluster-admin', on: 'AKS' },
      ['everything'],
    ],
    [
      'a component of Kubernetes on a managed cluster',
      { subject: user('system:kube-proxy'), role: 'cluster-admin', on: 'GKE' },
      ['everything'],
    ],
    [
      'everybody on a managed cluster',
      { subject: group('system:authenticated'), role: 'cluster-admin', on: 'GKE' },
      ['everything'],
    ],
    [
      'the default account of OpenShift',
      { subject: account('openshift', 'default'), role: 'cluster-admin', on: 'OpenShift' },
      ['everything'],
    ],
  ])('%s', (_, given, powers) => {
    const grant = grantOf(given);
    expect(grant?.system).toBe(false);
    expect([...(grant?.judged.keys() ?? [])]).toEqual(expect.arrayContaining([...powers]));
  });

  test('for what exceeds the need, and for nothing else', () => {
    const grant = grantOf({
      subject: system('cilium-operator'),
      role: 'cilium-operator',
      rules: [...NODES, ...SECRETS],
    });
    expect([...(grant?.judged.keys() ?? [])]).toEqual(['read-secrets']);
  });
});
