import { describe, expect, test } from 'vitest';
import { quantity } from '../../../main/cluster/size/quantity.ts';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { WORKLOAD_KINDS } from '../../../main/snapshot/coverage.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { ClusterSize } from '../../../shared/size.ts';
import { sizeDetails } from '../../../shared/size-words.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { deployment, object, service } from '../controls/objects.ts';

const COLLECTED = [
  ...WORKLOAD_KINDS,
  '/nodes',
  '/namespaces',
  '/services',
  '/secrets',
  '/persistentvolumeclaims',
  'networking.k8s.io/ingresses',
  'gateway.networking.k8s.io/gateways',
  'rbac.authorization.k8s.io/rolebindings',
  'rbac.authorization.k8s.io/clusterrolebindings',
  'apiextensions.k8s.io/customresourcedefinitions',
];

/** A live cluster of which every kind above was read, but for the refused ones. */
function sizeOf(objects: readonly KubernetesObject[], forbidden: readonly string[] = []) {
  const base = snapshotOf(objects, { origin: 'live', forbidden });
  const has = new Set(base.manifest.kinds.map(({ resource }) => `${resource.group}/${resource.resource}`));
  const more = snapshotOf([], { forbidden: COLLECTED.filter((key) => !has.has(key)) }).manifest.kinds;
  const kinds = [...base.manifest.kinds, ...more.map((kind) => ({ ...kind, status: 'collected' as const }))];
  return analyseSnapshot({ ...base, manifest: { ...base.manifest, kinds } }).size;
}

const node = (name: string, labels: object, nodeInfo: object = {}) =>
  object(
    'v1',
    'Node',
    name,
    { status: { nodeInfo, capacity: { cpu: '3920m', memory: '16Gi' } } },
    { labels },
  );
const namespace = (name: string, labels: object = {}, creationTimestamp?: string) =>
  object(
    'v1',
    'Namespace',
    name,
    {},
    { labels, ...(creationTimestamp === undefined ? {} : { creationTimestamp }) },
  );

test('nodes are counted by what they tell', () => {
  const size = sizeOf([
    node(
      'a',
      {
        'topology.kubernetes.io/zone': 'a',
        'node.kubernetes.io/instance-type': 'm6i.large',
        'eks.amazonaws.com/nodegroup': 'main',
      },
      { architecture: 'amd64', osImage: 'Amazon Linux 2023' },
    ),
    node(
      'b',
      {
        'topology.kubernetes.io/zone': 'b',
        'topology.kubernetes.io/region': 'eu',
        'eks.amazonaws.com/nodegroup': 'main',
      },
      { architecture: 'arm64' },
    ),
  ]);
  expect(size).toMatchObject({ nodes: 2, vcpu: 7.8, memoryGiB: 32, zones: 2, regions: 1 });
  expect(size.nodesBy).toMatchObject({
    architecture: [
      { name: 'amd64', count: 1 },
      { name: 'arm64', count: 1 },
    ],
    operatingSystem: [
      { name: 'Amazon Linux 2023', count: 1 },
      { name: 'not reported', count: 1 },
    ],
    instanceType: [{ name: 'm6i.large', count: 1 }],
    pool: [{ name: 'main', count: 2 }],
  });
});

test('nodes without a label of a zone have zones that are not known', () => {
  expect(sizeOf([node('a', {})])).toMatchObject({ zones: null, regions: null });
});

test('services are counted by who can address them', () => {
  const internal = { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' };
  const size = sizeOf([
    service({ clusterIP: '10.0.0.1' }, 'a'),
    service({ clusterIP: 'None' }, 'b'),
    service({ type: 'NodePort' }, 'c'),
    {
      ...service({ type: 'LoadBalancer' }, 'd'),
      metadata: { name: 'd', namespace: 'shop', annotations: internal },
      status: { loadBalancer: { ingress: [{ ip: '10.1.1.1' }] } },
    },
    {
      ...service({ type: 'LoadBalancer' }, 'e'),
      status: { loadBalancer: { ingress: [{ hostname: 'x.elb.example' }, { ip: '192.168.1.2' }] } },
    },
    service({ type: 'ExternalName' }, 'f'),
    service({ externalIPs: ['203.0.113.9'] }, 'g'),
    {
      ...object('networking.k8s.io/v1', 'Ingress', 'i', {}, { namespace: 'shop' }),
      status: { loadBalancer: { ingress: [{ hostname: 'x.elb.example' }] } },
    },
  ]);
  expect(size.servicesByExposure).toEqual([
    { name: 'ClusterIP', count: 1 },
    { name: 'ClusterIP, headless', count: 1 },
    { name: 'NodePort', count: 1 },
    { name: 'LoadBalancer, internal', count: 1 },
    { name: 'LoadBalancer, addressable', count: 1 },
    { name: 'external IP', count: 1 },
    { name: 'ExternalName', count: 1 },
  ]);
  expect(size.publicAddresses).toBe(2);
});

test('people in bindings are those that are no component, account or provider', () => {
  const binding = (name: string, ...subjects: readonly object[]) =>
    object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', name, { subjects });
  const user = (name: string) => ({ kind: 'User', name });
  const size = sizeOf([
    binding('a', user('anna'), user('system:kube-scheduler'), { kind: 'Group', name: 'ops' }),
    binding('b', user('anna'), user('ben'), { kind: 'ServiceAccount', name: 'x', namespace: 'y' }),
    binding('c', { kind: 'Group', name: 'system:masters' }, user('eks:node-manager'), 'no subject' as never),
  ]);
  expect(size).toMatchObject({ humanUsers: 2, humanGroups: 1 });
  expect(sizeDetails(size, (at) => at)).toContainEqual({
    label: 'Named in role bindings',
    value: '2 users and 1 group',
  });
});

test('zones, regions, pools and types that no node is labelled with are not known, and not none', () => {
  const told = (objects: Parameters<typeof sizeOf>[0]) =>
    sizeDetails(sizeOf(objects), (at) => at)
      .filter(({ label }) => ['Zones', 'Regions', 'Node pools', 'Instance types'].includes(label))
      .map(({ value }) => value);
  const node = (labels: Readonly<Record<string, string>>) => object('v1', 'Node', 'n1', {}, { labels });
  expect(told([node({})])).toEqual([null, null, null, null]);
  expect(told([node({ 'topology.kubernetes.io/zone': 'a' })])).toEqual([null, null, 'a (1)', null]);
});

test('a Secret whose file names no type is of the type that the API server gives it', () => {
  const secret = object('v1', 'Secret', 'a', {}, { namespace: 'shop' });
  const { size } = analyseSnapshot(snapshotOf([secret], { origin: 'manifests' }));
  expect(size.secretsByType).toEqual([{ name: 'Opaque', count: 1 }]);
});

test('storage, Secrets, operators and ages', () => {
  const claim = (name: string, storage: string, storageClassName?: string) =>
    object(
      'v1',
      'PersistentVolumeClaim',
      name,
      { spec: { resources: { requests: { storage } }, storageClassName } },
      { namespace: 'shop' },
    );
  const crd = (plural: string, group: string) =>
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `${plural}.${group}`, { spec: { group } });
  const size = sizeOf([
    claim('a', '100Gi', 'gp3'),
    claim('b', '512Mi'),
    object('v1', 'Secret', 's', { type: 'Opaque' }, { namespace: 'shop' }),
    crd('issuers', 'cert-manager.io'),
    crd('challenges', 'acme.cert-manager.io'),
    crd('things', 'shop.example'),
    namespace('kube-system', {}, '2021-03-04T08:00:00Z'),
    namespace('shop', {}, '2024-01-01T00:00:00Z'),
    namespace('odd', {}, 'yesterday'),
  ]);
  expect(size).toMatchObject({
    claimedGiB: 100.5,
    claimsByClass: [
      { name: '(default class)', count: 1 },
      { name: 'gp3', count: 1 },
    ],
    secretsByType: [{ name: 'Opaque', count: 1 }],
    operators: [{ name: 'cert-manager', count: 2 }],
    ages: {
      cluster: '2021-03-04T08:00:00Z',
      oldestNamespace: { name: 'kube-system' },
      newestNamespace: { name: 'shop', at: '2024-01-01T00:00:00Z' },
      oldestWorkload: null,
    },
  });
});

describe('teams', () => {
  const owned = (name: string, labels: object, inNamespace = 'shop') => {
    const web = deployment({}, {}, { name, namespace: inNamespace });
    return { ...web, metadata: { ...web.metadata, labels } } as KubernetesObject;
  };
  test('are told by the label that most workloads carry, themselves or through their namespace', () => {
    const size = sizeOf([
      namespace('shop', { owner: 'sales' }),
      namespace('mail', {}),
      owned('a', { team: 'one' }),
      owned('b', { owner: 'press' }),
      owned('c', {}),
      owned('d', {}, 'mail'),
      service({}, 'a'),
    ]);
    expect(size.byTeam).toEqual({
      label: 'owner',
      labelled: 3,
      teams: [
        { team: 'sales', namespaces: 1, workloads: 2, pods: 0, services: 1 },
        { team: 'press', namespaces: 0, workloads: 1, pods: 0, services: 0 },
        { team: null, namespaces: 1, workloads: 1, pods: 0, services: 0 },
      ],
    });
  });
  test('without such a label there are none', () => {
    expect(sizeOf([deployment()]).byTeam).toEqual({ label: null, labelled: 0, teams: [] });
  });
});

describe('what was refused', () => {
  test('is null and never zero', () => {
    const size = sizeOf(
      [namespace('shop'), deployment()],
      COLLECTED.filter((key) => key !== '/namespaces'),
    );
    for (const [key, value] of Object.entries(size))
      if (!['namespaces', 'workloadsByKind', 'ages', 'byNamespace'].includes(key))
        expect([key, value]).toEqual([key, null]);
    expect(size.ages?.oldestWorkload).toBeNull();
    expect(size.byNamespace).toEqual([
      {
        namespace: 'shop',
        workloads: null,
        pods: null,
        services: null,
        secrets: null,
        policies: null,
        enforce: '',
      },
    ]);
    expect(sizeDetails(size, (at) => at).filter(({ value }) => value !== null)).toEqual([]);
  });
  test('numbers that an older version did not keep read as not known', () => {
    const { nodesBy, byTeam, publicAddresses, ...older } = sizeOf([deployment()]);
    expect([nodesBy, byTeam, publicAddresses]).not.toContain(undefined);
    expect(ClusterSize.parse(older)).toMatchObject({ nodesBy: null, byTeam: null, publicAddresses: null });
  });
});

test.each([
  ['250m', 0.25],
  ['4', 4],
  ['16Gi', 16 * 2 ** 30],
  ['1e3', 1000],
  ['2Ei', 2 * 2 ** 60],
  ['much', 0],
  [undefined, 0],
])('the quantity %s is %d', (text, value) => {
  expect(quantity(text)).toBe(value);
});
