/** Random worlds of pods and policies, rich enough that every feature decides something in many of them. */
import fc from 'fast-check';
import { parseAddress, partOf } from '../../../../main/kubernetes/reach/addresses.ts';
import { includes } from '../../../../main/kubernetes/reach/connections.ts';
import type { Party } from '../../../../main/kubernetes/reach/match.ts';
import { buildReach, type Reach } from '../../../../main/kubernetes/reach/reach.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import type { End, Probe, World } from './reference.ts';
import type { Node, Peer, Policy, Port, Rule, Selector } from './things.ts';

const NAMESPACES = ['a', 'b', 'c'];

const podSelector = selectorOf({ app: ['web', 'db', 'api'], tier: ['front', 'back'] });
const namespaceSelector = selectorOf({
  team: ['red', 'blue'],
  env: ['prod', 'dev'],
  'kubernetes.io/metadata.name': NAMESPACES,
});
const nodeSelector = selectorOf({ role: ['worker', 'infra'] });

/** Blocks, and holes that lie in them. */
const BLOCKS: Record<string, readonly string[]> = {
  '0.0.0.0/0': ['10.0.0.0/8', '10.1.0.0/16', '203.0.113.0/24'],
  '10.0.0.0/8': ['10.1.0.0/16', '10.1.2.0/24', '10.0.0.0/9'],
  '10.1.0.0/16': ['10.1.2.0/24'],
  '203.0.113.0/24': ['203.0.113.128/25', '203.0.113.0/24'],
  '203.0.113.128/25': [],
  '::/0': ['fd00::/8', '2001:db8::/32'],
  'fd00::/8': ['fd00:1::/32'],
};
const ADDRESSES = [
  '8.8.8.8',
  '10.0.0.9',
  '10.1.0.9',
  '10.1.2.9',
  '203.0.113.5',
  '203.0.113.200',
  '192.0.2.1',
  'fd00:1::9',
  '2001:db8::9',
];

const ipBlock = fc.constantFrom(...Object.keys(BLOCKS)).chain((cidr) =>
  fc.subarray([...(BLOCKS[cidr] ?? [])]).map((except) => ({
    ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) },
  })),
);

const protocol = fc.constantFrom('TCP', 'UDP', 'SCTP');
const number = fc.constantFrom(53, 80, 8080, 9003);
const portName = fc.constantFrom('http', 'dns', 'gone');

const networkPort = fc.oneof(
  { weight: 3, arbitrary: fc.record({ protocol, port: number }, { requiredKeys: ['port'] }) },
  { weight: 2, arbitrary: fc.record({ protocol, port: portName }, { requiredKeys: ['port'] }) },
  { weight: 2, arbitrary: fc.record({ port: fc.constantFrom(53, 80), endPort: fc.constantFrom(81, 8080) }) },
  { weight: 1, arbitrary: fc.record({ protocol }) },
);

const networkPeer = fc.oneof(
  { weight: 3, arbitrary: fc.record({ podSelector }) },
  { weight: 2, arbitrary: fc.record({ namespaceSelector }) },
  { weight: 2, arbitrary: fc.record({ podSelector, namespaceSelector }) },
  { weight: 3, arbitrary: ipBlock },
);

const few = <T>(one: fc.Arbitrary<T>, maxLength = 2) => fc.array(one, { maxLength });
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });

const networkPolicy = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    spec: fc.record(
      {
        podSelector,
        policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress'], []),
        ingress: few(fc.record({ from: few(networkPeer), ports: few(networkPort) }, { requiredKeys: [] })),
        egress: few(fc.record({ to: few(networkPeer), ports: few(networkPort) }, { requiredKeys: [] })),
      },
      { requiredKeys: ['podSelector'] },
    ),
  })
  .map(({ namespace, spec }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { namespace },
    spec,
  }));

const namespacedPods = fc.record({ namespaceSelector, podSelector });
const subject = fc.oneof(
  fc.constant({ namespaces: {} }),
  fc.record({ namespaces: namespaceSelector }),
  fc.record({ pods: namespacedPods }),
);
const podPeer = fc.oneof(fc.record({ namespaces: namespaceSelector }), fc.record({ pods: namespacedPods }));
const labelKeys = fc.constantFrom(['team'], ['team', 'env']);
/** The first release's shapes. */
const oldPeer = fc.oneof(
  fc.record({ namespaces: fc.record({ namespaceSelector }) }),
  fc.record({ namespaces: fc.record({ sameLabels: labelKeys }) }),
  fc.record({ namespaces: fc.record({ notSameLabels: labelKeys }) }),
  fc.record({ pods: fc.record({ namespaces: fc.record({ sameLabels: labelKeys }), podSelector }) }),
);
const outside = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .subarray(Object.keys(BLOCKS), { minLength: 1, maxLength: 2 })
      .map((networks) => ({ networks })),
  },
  { weight: 1, arbitrary: fc.record({ nodes: nodeSelector }) },
  { weight: 1, arbitrary: fc.constant({ domainNames: ['*.example.org'] }) },
);
const ingressPeer = fc.oneof({ weight: 3, arbitrary: podPeer }, { weight: 1, arbitrary: oldPeer });
const egressPeer = fc.oneof({ weight: 3, arbitrary: ingressPeer }, { weight: 2, arbitrary: outside });

const adminPort = fc.oneof(
  { weight: 2, arbitrary: fc.record({ portNumber: fc.record({ protocol, port: number }) }) },
  { weight: 1, arbitrary: fc.record({ namedPort: portName }) },
  {
    weight: 1,
    arbitrary: fc.record({
      portRange: fc.record({ protocol, start: fc.constantFrom(53, 80), end: fc.constantFrom(81, 8080) }),
    }),
  },
);
const clusterPort = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('tcp', 'udp', 'sctp'), number).map(([name, port]) => ({
      [name]: { destinationPort: { number: port } },
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('tcp', 'udp', 'sctp'), fc.constantFrom(53, 80), fc.constantFrom(81, 8080))
      .map(([name, start, end]) => ({ [name]: { destinationPort: { range: { start, end } } } })),
  },
  { weight: 1, arbitrary: fc.constantFrom({ tcp: {} }, { udp: {} }) },
  { weight: 1, arbitrary: fc.record({ destinationNamedPort: portName }) },
);

type Action = NonNullable<Rule['action']>;

/** Rules of one direction: their peers under `from` or `to`, their ports under `ports` or `protocols`. */
function rules(
  actions: readonly Action[],
  field: 'from' | 'to',
  peer: fc.Arbitrary<Peer>,
  portField: 'ports' | 'protocols',
  port: fc.Arbitrary<Port>,
): fc.Arbitrary<readonly Rule[]> {
  const rule = fc
    .record({
      action: fc.constantFrom(...actions),
      peers: some(peer),
      ports: fc.option(some(port), { nil: null }),
    })
    .map(
      ({ action, peers, ports }): Rule => ({
        action,
        [field]: peers,
        ...(ports === null ? {} : { [portField]: ports }),
      }),
    );
  return few(rule, 3);
}

const priority = fc.constantFrom(1, 1, 5, 9, 20);

function adminPolicy(kind: string, actions: readonly Action[], prioritised: boolean) {
  return fc
    .record({
      ...(prioritised ? { priority } : {}),
      subject,
      ingress: rules(actions, 'from', ingressPeer, 'ports', adminPort),
      egress: rules(actions, 'to', egressPeer, 'ports', adminPort),
    })
    .map((spec) => ({ apiVersion: 'policy.networking.k8s.io/v1alpha1', kind, metadata: {}, spec }));
}

const clusterPolicy = fc
  .record({
    tier: fc.constantFrom('Admin', 'Baseline'),
    priority,
    subject,
    ingress: rules(['Accept', 'Deny', 'Pass'], 'from', podPeer, 'protocols', clusterPort),
    egress: rules(
      ['Accept', 'Deny', 'Pass'],
      'to',
      fc.oneof({ weight: 3, arbitrary: podPeer }, { weight: 2, arbitrary: outside }),
      'protocols',
      clusterPort,
    ),
  })
  .map((spec) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {},
    spec,
  }));

const containerPort = fc.constantFrom(
  { name: 'http', containerPort: 8080 },
  { name: 'http', containerPort: 80 },
  { name: 'dns', containerPort: 53, protocol: 'UDP' },
  { name: 'http', containerPort: 9003, protocol: 'SCTP' },
);
const pod = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  labels: fc.record(
    { app: fc.constantFrom('web', 'db', 'api'), tier: fc.constantFrom('front', 'back') },
    { requiredKeys: [] },
  ),
  ports: few(containerPort),
  hostNetwork: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  nodeName: fc.constantFrom('node-1', 'node-2', 'node-gone'),
  podIPs: fc.constantFrom([], ['10.1.2.3'], ['10.200.0.3'], ['203.0.113.9'], ['10.1.0.4', 'fd00:1::4']),
});

const NODES: readonly Node[] = ['worker', 'infra'].map((role, i) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `node-${i + 1}`, labels: { role } },
  status: { addresses: [{ type: 'InternalIP', address: i === 0 ? '192.0.2.1' : '192.0.2.2' }] },
}));

/** A world with all APIs together, or with some of them. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    pods: fc.array(pod, { minLength: 2, maxLength: 5 }),
    namespaces: fc.tuple(
      ...NAMESPACES.map((name) =>
        fc
          .record(
            { team: fc.constantFrom('red', 'blue'), env: fc.constantFrom('prod', 'dev') },
            { requiredKeys: [] },
          )
          .map((labels) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })),
      ),
    ),
    networkPolicies: fc.array(networkPolicy, { minLength: 1, maxLength: 5 }),
    adminPolicies: few(adminPolicy('AdminNetworkPolicy', ['Allow', 'Deny', 'Pass'], true), 3),
    baselinePolicies: few(adminPolicy('BaselineAdminNetworkPolicy', ['Allow', 'Deny'], false), 1),
    clusterPolicies: few(clusterPolicy, 2),
    namespacesUnread: fc.oneof(
      { weight: 8, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    ipBlocks: fc.constantFrom('apart' as const, 'plugin-defined' as const),
  })
  .map((world) => ({
    ...world,
    nodes: NODES,
    pods: world.pods.map(({ namespace, labels, ports, hostNetwork, nodeName, podIPs }, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${i}`, namespace, labels },
      spec: { hostNetwork, nodeName, containers: [{ name: 'c', image: 'x', ports }] },
      status: { phase: 'Running', podIPs: podIPs.map((ip) => ({ ip })) },
    })),
    networkPolicies: named(world.networkPolicies, 'np'),
    adminPolicies: named(world.adminPolicies, 'anp'),
    baselinePolicies: named(world.baselinePolicies, 'banp'),
    clusterPolicies: named(world.clusterPolicies, 'cnp'),
  }));

/** Builds the product's answer for a world. */
export function reachOf(world: World): {
  readonly reach: Reach;
  readonly answer: (probe: Probe) => boolean | 'unknown';
} {
  const objects = [
    ...(world.namespacesUnread ? [] : world.namespaces),
    ...world.pods,
    ...world.nodes,
    ...world.networkPolicies,
    ...world.adminPolicies,
    ...world.baselinePolicies,
    ...world.clusterPolicies,
  ] as unknown as KubernetesObject[];
  const index = buildSnapshotIndex(
    snapshotOf(objects, world.namespacesUnread ? { forbidden: ['/namespaces'] } : {}),
  );
  const reach = buildReach(index, { enforces: true }, { ipBlocks: world.ipBlocks });
  return { reach, answer: (probe) => fastAnswer(reach, index, probe) };
}

const PORTS = [1, 53, 79, 80, 81, 8080, 8081, 9003];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** Every pair of ends in both directions, every protocol, ports on both sides of every boundary. */
export function* probesOf(world: World): Generator<Probe> {
  const pods: End[] = world.pods.map((one) => ({ pod: one }));
  const addresses: End[] = ADDRESSES.map((address) => ({ address }));
  const pairs: (readonly [End, End])[] = [];
  for (const one of pods) {
    for (const other of pods) if (one !== other) pairs.push([one, other]);
    for (const address of addresses) pairs.push([one, address], [address, one]);
  }
  for (const [source, destination] of pairs)
    for (const name of PROTOCOLS)
      for (const port of PORTS) yield { source, destination, protocol: name, port };
}

function fastAnswer(
  reach: Reach,
  index: ReturnType<typeof buildSnapshotIndex>,
  { source, destination, protocol: name, port }: Probe,
): boolean | 'unknown' {
  const { allowed, unknown } = reach.between(
    partyOf(reach, index, source, 'sources'),
    partyOf(reach, index, destination, 'destinations'),
  );
  const key = name as 'TCP' | 'UDP' | 'SCTP';
  if (includes(allowed, key, port)) return true;
  return includes(unknown, key, port) ? 'unknown' : false;
}

function partyOf(
  reach: Reach,
  index: ReturnType<typeof buildSnapshotIndex>,
  end: End,
  side: 'sources' | 'destinations',
): Party {
  if ('address' in end) {
    const address = parseAddress(end.address);
    const range = address === null ? null : partOf(reach[side][address.family], address);
    if (range === null) throw new Error(`no part holds ${end.address}`);
    return { kind: 'addresses', range };
  }
  const { name, namespace } = end.pod.metadata;
  const workload = index.workloadsIn(namespace).find((one) => one.name === name);
  const pods = workload === undefined ? undefined : reach.classesOf(workload)[0];
  if (pods === undefined) throw new Error(`no class of ${name}`);
  return { kind: 'pods', pods };
}

function selectorOf(values: Record<string, readonly string[]>): fc.Arbitrary<Selector> {
  const pair = fc
    .constantFrom(...Object.keys(values))
    .chain((key) => fc.tuple(fc.constant(key), fc.constantFrom(...(values[key] ?? []))));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: pair.map(([key, value]) => ({ matchLabels: { [key]: value } })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(pair, fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'))
        .map(([[key, value], operator]) => ({
          matchExpressions: [
            { key, operator, ...(operator === 'In' || operator === 'NotIn' ? { values: [value] } : {}) },
          ],
        })),
    },
  );
}

function named(policies: readonly Policy[], prefix: string): readonly Policy[] {
  return policies.map((policy, i) => ({
    ...policy,
    metadata: { ...policy.metadata, name: `${prefix}-${i}` },
  }));
}
