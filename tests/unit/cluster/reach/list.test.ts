/** The list: ingress, the host's network, names, what is not decided. */
import { describe, expect, test } from 'vitest';
import { describeCluster } from '../../../../main/cluster/cluster.ts';
import { limitsOf, notesOf } from '../../../../main/cluster/reach/notes.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { listIndex, listOf, namespace, policy, workload, yaml } from '../../kubernetes/reach/tables.ts';

const SHOP = [
  namespace('shop'),
  namespace('ingress-nginx', { name: 'ingress' }),
  workload('shop/web app=web http:8080 metrics:9090'),
  workload('shop/api app=api'),
];

const service = (name: string, spec: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: yaml(spec)[0],
});
const WEB = service(
  'web',
  'selector: {app: web}\nports: [{name: www, port: 80, targetPort: http}, {port: 9090}]',
);
const ingress = (port: string) =>
  yaml(`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {rules: [{host: shop.example, http: {paths: [{backend: {service: {name: web, port: ${port}}}}]}}]}`);
const fromIngress = (...objects: readonly KubernetesObject[]) =>
  listOf([...SHOP, ...objects], { src: '{ingress-controller}' }).lines;

describe('ingress', () => {
  test.each([
    ['{number: 80}', 'TCP 8080'],
    ['{name: www}', 'TCP 8080'],
    ['{number: 9090}', 'TCP 9090'],
  ])('leads to the target port of %s', (port, connections) => {
    expect(fromIngress(WEB, ...ingress(port))).toEqual([
      `{ingress-controller} => shop/web[Deployment] : ${connections}`,
    ]);
  });

  test('of several routes adds up, alternate backends and UDP included', () => {
    const more = yaml(`apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {host: x.example, to: {kind: Service, name: api}, alternateBackends: [{kind: Service, name: web}], port: {targetPort: 9090}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {listeners: [{name: dns, protocol: UDP, port: 53}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: UDPRoute
metadata: {name: dns, namespace: shop}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: api, port: 53}]}]}`);
    const api = service(
      'api',
      'selector: {app: api}\nports: [{name: web, port: 9090}, {name: dns, port: 53, protocol: UDP}]',
    );
    expect(fromIngress(WEB, api, ...ingress('{number: 80}'), ...more)).toEqual([
      '{ingress-controller} => shop/api[Deployment] : TCP 9090,UDP 53',
      '{ingress-controller} => shop/web[Deployment] : TCP 8080,9090',
    ]);
  });

  const from = (selector: string) =>
    policy(
      'shop/web',
      `podSelector: {matchLabels: {app: web}}\ningress: [{from: [{namespaceSelector: ${selector}}]}]`,
    );

  test('passes a policy that lets every namespace in, not one that lets in a namespace without a controller', () => {
    expect(fromIngress(WEB, ...ingress('{number: 80}'), from('{}'))).toHaveLength(1);
    expect(fromIngress(WEB, ...ingress('{number: 80}'), from('{matchLabels: {name: ingress}}'))).toEqual([]);
  });

  test('passes a policy that lets the controller of the cluster in', () => {
    const controller = workload('ingress-nginx/controller app=nginx', {
      containers: [{ name: 'c', image: 'registry.k8s.io/ingress-nginx/controller:v1.14.0' }],
    });
    expect(
      fromIngress(WEB, controller, ...ingress('{number: 80}'), from('{matchLabels: {name: ingress}}')),
    ).toEqual(['{ingress-controller} => shop/web[Deployment] : TCP 8080']);
  });
});

describe('the network of the node', () => {
  const CLOSED = policy('shop/closed', 'podSelector: {}\npolicyTypes: [Ingress, Egress]');
  const host = (kind: string): KubernetesObject => ({
    ...workload('shop/agent app=agent', { hostNetwork: true }),
    kind,
  });

  test('is not limited by policies, and always reaches the pods of its node', () => {
    const { lines, undecided } = listOf([...SHOP, CLOSED, host('DaemonSet')]);
    expect(undecided).toEqual([]);
    expect(lines).toEqual([
      '0.0.0.0-255.255.255.255[External] => shop/agent[DaemonSet] : All Connections',
      'shop/agent[DaemonSet] => 0.0.0.0-255.255.255.255[External] : All Connections',
      'shop/agent[DaemonSet] => shop/api[Deployment] : All Connections',
      'shop/agent[DaemonSet] => shop/web[Deployment] : All Connections',
    ]);
  });

  test('of an unknown node is undecided towards closed pods', () => {
    const { lines, undecided } = listOf([...SHOP, CLOSED, host('Deployment')], { dst: 'shop/web' });
    expect(lines).toEqual([]);
    expect(undecided).toEqual(['shop/agent[Deployment] => shop/web[Deployment] : All Connections ()']);
  });

  test('is told apart by live pods: one node or two', () => {
    const pod = (name: string, nodeName: string, hostNetwork: boolean): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop' },
      spec: { nodeName, hostNetwork, containers: [] },
    });
    const { lines } = listOf([
      namespace('shop'),
      CLOSED,
      pod('agent', 'node-1', true),
      pod('near', 'node-1', false),
      pod('far', 'node-2', false),
    ]);
    expect(lines.filter((line) => line.startsWith('shop/agent[Pod] => shop/'))).toEqual([
      'shop/agent[Pod] => shop/near[Pod] : All Connections',
    ]);
  });

  test('is not selected as a peer by labels', () => {
    const byLabel = policy(
      'shop/web',
      'podSelector: {matchLabels: {app: web}}\ningress: [{from: [{podSelector: {}}]}]',
    );
    const { lines } = listOf([...SHOP, byLabel, host('Deployment')], { dst: 'shop/web' });
    expect(lines).toEqual(['shop/api[Deployment] => shop/web[Deployment] : All Connections']);
  });
});

describe('names', () => {
  test('pods of a missing owner go by its name, and things of one name are one', () => {
    const pod = (name: string): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-5d', controller: true }],
      },
      spec: { containers: [] },
    });
    const { lines } = listOf(
      [pod('cart-5d-a'), pod('cart-5d-b'), workload('shop/web'), workload('shop/web')],
      {
        src: 'cart-5d',
      },
    );
    expect(lines).toEqual([
      'shop/cart-5d[ReplicaSet] => 0.0.0.0-255.255.255.255[External] : All Connections',
      'shop/cart-5d[ReplicaSet] => shop/web[Deployment] : All Connections',
    ]);
  });

  test.each(['web', 'shop/web', 'shop/web[Deployment]'])('a workload is found as %s', (dst) => {
    expect(listOf(SHOP, { src: 'api', dst }).lines).toEqual([
      'shop/api[Deployment] => shop/web[Deployment] : All Connections',
    ]);
  });

  test.each(['0.0.0.0-255.255.255.255', '0.0.0.0-255.255.255.255[External]', '198.51.100.7'])(
    'addresses are found as %s',
    (src) => expect(listOf(SHOP, { src, dst: 'web' }).lines).toHaveLength(1),
  );
});

describe('what is not decided', () => {
  const admin = (rule: string) =>
    yaml(`apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: guard}
spec:
  priority: 10
  subject: {namespaces: {}}
  egress: [${rule}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]`);

  test('a domain name may be any address outside', () => {
    const { lines, undecided } = listOf(
      [
        ...SHOP,
        ...admin(
          '{action: Allow, ports: [{portNumber: {protocol: TCP, port: 443}}], to: [{domainNames: [pypi.org]}]}',
        ),
      ],
      { src: 'shop/web' },
    );
    expect(lines).toEqual([]);
    expect(undecided).toEqual([
      'shop/web[Deployment] => 0.0.0.0-255.255.255.255[External] : TCP 443 (AdminNetworkPolicy guard)',
    ]);
  });

  test('networks of an admin policy also cover pods', () => {
    const { lines, undecided } = listOf(
      [...SHOP, ...admin('{action: Allow, to: [{networks: [10.0.0.0/8]}]}')],
      {
        src: 'shop/web',
      },
    );
    expect(lines).toEqual(['shop/web[Deployment] => 10.0.0.0-10.255.255.255[External] : All Connections']);
    expect(undecided).toEqual([
      'shop/web[Deployment] => shop/api[Deployment] : All Connections (AdminNetworkPolicy guard)',
    ]);
  });

  test.each([
    ['cilium.io/v2', 'CiliumNetworkPolicy', true],
    ['crd.projectcalico.org/v1', 'GlobalNetworkPolicy', false],
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', false],
  ])('a policy of the plugin, %s %s, hides what it could touch', (apiVersion, kind, inNamespace) => {
    const foreign: KubernetesObject = {
      apiVersion,
      kind,
      metadata: { name: 'x', ...(inNamespace ? { namespace: 'shop' } : {}) },
    };
    const objects = [...SHOP, workload('other/far app=far'), workload('third/farther app=far'), foreign];
    expect(listOf(objects, { src: 'shop/web' }).lines).toEqual([]);
    expect(listOf(objects, { src: 'far', dst: 'farther' }).lines).toHaveLength(inNamespace ? 1 : 0);
    const index = buildSnapshotIndex(snapshotOf(objects));
    const { reach, exposed } = describeCluster(index, { allowedRegistries: [] });
    expect(limitsOf(index, reach, exposed).join()).toContain(
      `1 ${kind === 'CiliumNetworkPolicy' ? kind : kind.startsWith('G') ? 'Calico GlobalNetworkPolicy' : 'Antrea ClusterNetworkPolicy'} object may allow or deny`,
    );
  });

  test('an egress firewall hides what goes out, not what comes in', () => {
    const firewall: KubernetesObject = {
      apiVersion: 'k8s.ovn.org/v1',
      kind: 'EgressFirewall',
      metadata: { name: 'default', namespace: 'shop' },
    };
    const objects = [...SHOP, workload('other/far app=far'), firewall];
    expect(listOf(objects, { src: 'far', dst: 'shop/web' }).lines).toHaveLength(1);
    expect(listOf(objects, { src: 'shop/web', dst: 'far' }).lines).toEqual([]);
  });

  test('policies that could not be read hide everything', () => {
    const index = buildSnapshotIndex(snapshotOf(SHOP, { forbidden: ['networking.k8s.io/networkpolicies'] }));
    const { lines, undecided } = listIndex(index, { src: 'web', dst: 'api' }, { ipBlocks: 'apart' });
    expect([lines.length, undecided.length]).toEqual([0, 1]);
  });
});

test('notes tell how the list is to be read', () => {
  const blocks = policy(
    'shop/web',
    'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: "2001:db8::/32"}}]}]',
  );
  const flannel = {
    ...workload('kube-system/flannel', {
      containers: [{ name: 'c', image: 'ghcr.io/flannel-io/flannel:v1' }],
    }),
    kind: 'DaemonSet',
  };
  const notes = (...objects: readonly KubernetesObject[]) => {
    const index = buildSnapshotIndex(snapshotOf(objects));
    const { reach, platform } = describeCluster(index, { allowedRegistries: [] });
    return notesOf(index, reach, platform.cni).join(' ');
  };
  expect(notes(...SHOP)).toBe('');
  expect(notes(...SHOP, blocks)).toMatch(/network plugin is not known.*outside the cluster.*IPv6/);
  expect(notes(...SHOP, flannel, blocks)).toContain('does not enforce NetworkPolicy');
});
