import { describe, expect, test } from 'vitest';
import { detectPlatform } from '../../../../main/cluster/platform/detect.ts';
import { DISTRIBUTIONS } from '../../../../main/cluster/platform/distributions.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import {
  daemonSet,
  deployment,
  namespace,
  object,
  serverVersion,
  staticPod,
} from '../../controls/objects.ts';

type NodeParts = {
  readonly labels?: Readonly<Record<string, string>>;
  readonly providerID?: string;
  readonly osImage?: string;
};

const node = (name: string, { labels = {}, providerID, osImage }: NodeParts = {}) =>
  object(
    'v1',
    'Node',
    name,
    {
      spec: providerID === undefined ? {} : { providerID },
      status: { nodeInfo: osImage === undefined ? {} : { osImage } },
    },
    { labels },
  );
const labelled = (key: string, value = 'x') => node('node-1', { labels: { [key]: value } });
/** What a dump of nodes alone tells: the version of a kubelet. */
const ofKubelet = (kubeletVersion: string) =>
  object('v1', 'Node', 'node-1', { status: { nodeInfo: { kubeletVersion } } });
const crd = (name: string) => object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', name);
const configMap = (name: string) => object('v1', 'ConfigMap', name, {}, { namespace: 'kube-system' });
const API_SERVER = staticPod('kube-apiserver', []);
const NODE = node('node-1');

function detect(objects: readonly KubernetesObject[], suffix?: string) {
  const { manifest } = snapshotOf([]);
  return detectPlatform(
    buildSnapshotIndex(
      snapshotOf(objects, {
        origin: 'live',
        ...(suffix === undefined
          ? {}
          : { manifest: { apiFacts: { ...manifest.apiFacts, ...serverVersion(34, suffix) } } }),
      }),
    ),
  );
}

interface Seen {
  readonly objects: readonly KubernetesObject[];
  readonly suffix?: string;
}
const seen = (...objects: readonly KubernetesObject[]): Seen => ({ objects });
const told = (suffix: string, ...objects: readonly KubernetesObject[]): Seen => ({ objects, suffix });

const SIGNS: Readonly<Record<string, readonly [provider: string | null, managed: boolean, ...Seen[]]>> = {
  EKS: [
    'aws',
    true,
    told('-eks-1'),
    seen(labelled('eks.amazonaws.com/nodegroup')),
    seen(NODE, daemonSet('aws-node', 'kube-system', {})),
    seen(configMap('aws-auth')),
  ],
  'EKS Anywhere': [
    'vmware',
    false,
    told(
      '-eks-1',
      crd('clusters.anywhere.eks.amazonaws.com'),
      API_SERVER,
      node('a', { providerID: 'vsphere://1' }),
    ),
  ],
  GKE: ['gcp', true, told('-gke.1'), seen(labelled('cloud.google.com/gke-nodepool'))],
  AKS: ['azure', true, seen(labelled('kubernetes.azure.com/cluster'))],
  OpenShift: [
    'self-hosted',
    false,
    seen(labelled('node.openshift.io/os_id', 'rhcos')),
    seen(NODE, crd('clusterversions.config.openshift.io')),
  ],
  ROSA: [
    'aws',
    true,
    seen(labelled('api.openshift.com/rosa')),
    seen(
      labelled('node.openshift.io/os_id'),
      crd('clusterversions.config.openshift.io'),
      object('config.openshift.io/v1', 'Infrastructure', 'cluster', {
        status: {
          platformStatus: {
            type: 'AWS',
            aws: { resourceTags: [{ key: 'red-hat-clustertype', value: 'rosa' }] },
          },
        },
      }),
    ),
  ],
  ARO: [
    'azure',
    true,
    seen(
      crd('clusters.aro.openshift.io'),
      crd('clusterversions.config.openshift.io'),
      namespace('openshift-azure-operator'),
      labelled('node.openshift.io/os_id'),
    ),
  ],
  ROKS: [
    'ibm',
    true,
    seen(crd('clusterversions.config.openshift.io'), labelled('ibm-cloud.kubernetes.io/worker-id')),
  ],
  RKE2: [
    'self-hosted',
    false,
    seen(ofKubelet('v1.30.2+rke2r1')),
    told('+rke2r1', API_SERVER, NODE),
    seen(node('a', { providerID: 'rke2://a' })),
  ],
  RKE: ['self-hosted', false, seen(NODE, configMap('full-cluster-state'))],
  k0s: ['self-hosted', false, told('+k0s.0', NODE), seen(ofKubelet('v1.30.2+k0s.0'))],
  k3s: [
    'self-hosted',
    false,
    told('+k3s1', NODE),
    seen(ofKubelet('v1.27.3+k3s1')),
    seen(node('a', { providerID: 'k3s://a' })),
  ],
  kubeadm: ['self-hosted', false, seen(NODE, API_SERVER), seen(NODE, configMap('kubeadm-config'))],
  kops: [
    'aws',
    false,
    seen(
      node('a', { labels: { 'kops.k8s.io/instancegroup': 'a' }, providerID: 'aws:///eu-central-1a/i-1' }),
      API_SERVER,
    ),
  ],
  Talos: ['self-hosted', false, seen(node('a', { osImage: 'Talos (v1.11.2)' }), API_SERVER)],
  DOKS: ['digitalocean', true, seen(labelled('doks.digitalocean.com/node-id'))],
  OKE: ['oracle', true, seen(labelled('oke.oraclecloud.com/pool.name'))],
  IKS: ['ibm', true, told('+IKS'), seen(labelled('ibm-cloud.kubernetes.io/worker-id'))],
  LKE: ['linode', true, seen(labelled('lke.linode.com/pool-id'))],
  TKG: ['vmware', false, told('+vmware.1', API_SERVER), seen(labelled('run.tanzu.vmware.com/tkr'))],
  kind: [
    'local',
    false,
    seen(
      daemonSet('kindnet', 'kube-system', {}),
      API_SERVER,
      configMap('kubeadm-config'),
      node('kind-control-plane', { providerID: 'kind://docker/kind/kind-control-plane' }),
    ),
    seen(daemonSet('kindnet', 'kube-system', {})),
  ],
  minikube: ['local', false, seen(labelled('minikube.k8s.io/name'), API_SERVER, configMap('kubeadm-config'))],
  'Docker Desktop': ['local', false, seen(node('docker-desktop'), API_SERVER)],
  MicroK8s: ['self-hosted', false, seen(labelled('microk8s.io/cluster', 'true'))],
};

describe('the platform', () => {
  test('has signs to try for each distribution', () => {
    expect(Object.keys(SIGNS).sort()).toEqual(DISTRIBUTIONS.map(({ distribution }) => distribution).sort());
  });
  for (const [distribution, [provider, managedControlPlane, ...cases]] of Object.entries(SIGNS))
    test.each(cases)(`${distribution} is recognised by %j`, ({ objects, suffix }) => {
      const platform = detect(objects, suffix);
      const cloud =
        objects.some(({ kind }) => kind === 'Node') || provider !== 'self-hosted' ? provider : null;
      expect(platform).toMatchObject({
        distribution,
        provider: cloud,
        managedControlPlane,
        contradictions: [],
      });
      expect(platform.signs.length).toBeGreaterThan(0);
      for (const sign of platform.signs) {
        expect(sign.path).not.toBe('');
        expect(sign.value).not.toBe('');
      }
    });
  test('without a sign nothing is guessed', () => {
    expect(detect([NODE])).toMatchObject({
      distribution: null,
      name: null,
      provider: null,
      managedControlPlane: null,
      supported: null,
      cni: null,
    });
  });
  test('what several distributions have in common decides nothing where no node was seen', () => {
    expect(detect([API_SERVER])).toMatchObject({ distribution: null, provider: null });
  });
});

describe('signs against each other', () => {
  const eksLabel = { 'eks.amazonaws.com/nodegroup': 'main' };
  test('a look-alike label on one node does not decide against the version', () => {
    const platform = detect([node('a', { labels: eksLabel }), node('b'), node('c')], '+k3s1');
    expect(platform).toMatchObject({ distribution: 'k3s', managedControlPlane: false });
    expect(platform.contradictions).toMatchObject([
      { distribution: 'EKS', path: 'metadata.labels["eks.amazonaws.com/nodegroup"]', value: 'main' },
    ]);
  });
  test('nor against the pods of the control plane, and alone it decides nothing', () => {
    const nodes = [node('a', { labels: eksLabel }), node('b'), node('c')];
    expect(detect([...nodes, API_SERVER]).distribution).toBe('kubeadm');
    expect(detect(nodes)).toMatchObject({ distribution: null, contradictions: [{ distribution: 'EKS' }] });
  });
  test('of two that weigh the same none is named', () => {
    const platform = detect([
      node('a', { labels: { 'eks.amazonaws.com/nodegroup': 'x', 'cloud.google.com/gke-nodepool': 'x' } }),
    ]);
    expect(platform.distribution).toBeNull();
    expect(platform.contradictions.map(({ distribution }) => distribution).sort()).toEqual(['EKS', 'GKE']);
  });
  test('a pod that anybody may name like the API server is no sign', () => {
    const pod = { ...API_SERVER, metadata: { name: 'kube-apiserver-x', namespace: 'kube-system' } };
    expect(detect([NODE, pod]).distribution).toBeNull();
  });
  test('the provider is the one that most nodes name', () => {
    const ids = ['aws:///a/i-1', 'gce://shop/a/1', 'gce://shop/a/2'];
    const nodes = ids.map((providerID, i) => node(`n${i}`, { providerID }));
    expect(detect([...nodes, API_SERVER]).provider).toBe('gcp');
  });
  test('the order of objects changes nothing', () => {
    const objects = [node('a', { labels: eksLabel }), node('b'), API_SERVER, configMap('aws-auth')];
    expect(detect(objects.toReversed(), '-gke.1').signs).toEqual(detect(objects, '-gke.1').signs);
  });
});

describe('who runs the nodes', () => {
  const compute = (name: string, type?: string) =>
    node(name, { labels: type === undefined ? {} : { 'eks.amazonaws.com/compute-type': type } });
  test.each([
    ['EKS Auto Mode', 'Auto Mode', [compute('a', 'auto')], '-eks-1'],
    ['EKS Fargate', 'Fargate', [compute('a', 'fargate'), compute('b', 'fargate')], '-eks-1'],
    ['EKS', null, [compute('a', 'fargate'), compute('b')], '-eks-1'],
    ['GKE Autopilot', 'Autopilot', [node('gk3-shop-a'), node('gk3-shop-b')], '-gke.1'],
    ['GKE', null, [node('gk3-shop-a'), node('gke-shop-b')], '-gke.1'],
    ['GKE', null, [], '-gke.1'],
  ])('%s', (name, mode, nodes, suffix) => {
    expect(detect(nodes, suffix)).toMatchObject({ name, mode });
  });
  test('Rancher administers from outside, whatever the distribution', () => {
    const agent = deployment({}, {}, { name: 'cattle-cluster-agent', namespace: 'cattle-system' });
    expect(detect([agent], '-eks-1')).toMatchObject({
      distribution: 'EKS',
      managers: [{ name: 'Rancher', evidence: { object: { name: 'cattle-cluster-agent' } } }],
    });
  });
});

describe('support', () => {
  test('of OpenShift follows its own life cycle', () => {
    const platform = detect([labelled('node.openshift.io/os_id')], '');
    expect(platform.support).toMatchObject({ line: 'openshift', minor: 34, endsOn: '2027-08-03' });
    expect(platform.supportAsOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
