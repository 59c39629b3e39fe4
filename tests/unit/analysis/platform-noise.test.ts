/**
 * What a freshly made cluster of each platform still fails, or leaves unknown. The lists are exact: whatever is added
 * here must be something that a consultant wants to know of a cluster in which nobody has changed anything yet, and
 * never an object of the provider for which the provider is to blame.
 */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/analysis/analyse.ts';
import { type Agents, agentsOf } from '../../../main/analysis/platform/agents.ts';
import { isSystemNamespace } from '../../../main/analysis/platform/system-namespaces.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import { aks } from '../../fixtures/platforms/aks.ts';
import { type PlatformWorld, platformSnapshot } from '../../fixtures/platforms/build.ts';
import { eks } from '../../fixtures/platforms/eks.ts';
import { gke } from '../../fixtures/platforms/gke.ts';
import { k3s } from '../../fixtures/platforms/k3s.ts';
import { kubeadm } from '../../fixtures/platforms/kubeadm.ts';
import { openshift } from '../../fixtures/platforms/openshift.ts';

/** Verdicts by control: how many objects. */
type Counts = Readonly<Record<string, number>>;

interface Noise {
  readonly fail: Counts;
  readonly unknown: Counts;
}

/** Nothing guards the door or looks for an intruder until the company sets something up. */
const NOT_SET_UP: Counts = {
  'supply-chain/no-signature-verification': 1,
  'audit/no-runtime-detection': 1,
};
const NO_LOGS: Counts = { 'audit/no-log-shipping': 1 };
/** `default` has no level, and no engine enforces one. */
const NO_DOOR: Counts = { 'admission/no-enforce-label': 1, 'admission/no-engine': 1 };
/** Every pod can reach every other: kube-system is where a company begins. */
const NO_POLICY: Counts = { 'network/namespace-without-policy': 1 };

/** What no cluster shows: the collector asked nobody from outside in these worlds, and no scanner reports. */
const NOT_SHOWN: Counts = {
  'control-plane/anonymous-access': 1,
  'control-plane/api-server-public': 1,
  'control-plane/certificate-near-expiry': 1,
  'control-plane/server-not-verified': 1,
  'supply-chain/known-vulnerabilities': 1,
};
/** What the provider runs, with the question to ask. */
const PROVIDERS: Counts = {
  'audit/no-audit-log': 1,
  'availability/single-control-plane-node': 1,
  'control-plane/etcd-client-auth': 1,
  'secrets/no-encryption-at-rest': 1,
};
/** Settings of the kubelet that no config map of these platforms holds. */
const NODES: Counts = { 'control-plane/kubelet-anonymous': 1 };
/** Network plugins of which the cluster does not tell whether they enforce. */
const PLUGIN: Counts = { 'network/cni-does-not-enforce': 1 };

const EXPECTED: readonly (readonly [PlatformWorld, Noise])[] = [
  [
    eks,
    {
      fail: {
        ...NOT_SET_UP,
        ...NO_LOGS,
        ...NO_DOOR,
        ...NO_POLICY,
        // Amazon's plugin ships with its policy agent switched off.
        'network/cni-does-not-enforce': 1,
      },
      unknown: { ...NOT_SHOWN, ...PROVIDERS, ...NODES },
    },
  ],
  [
    gke,
    {
      fail: {
        ...NOT_SET_UP,
        ...NO_DOOR,
        ...NO_POLICY,
        // The default backend of Google's load balancers is a port on every node.
        'network/node-port': 1,
      },
      unknown: { ...NOT_SHOWN, ...PROVIDERS, ...NODES, ...PLUGIN },
    },
  ],
  [
    aks,
    {
      fail: { ...NOT_SET_UP, ...NO_LOGS, ...NO_DOOR, ...NO_POLICY },
      unknown: {
        ...NOT_SHOWN,
        ...PROVIDERS,
        ...NODES,
        ...PLUGIN,
        // The dated table does not reach to this minor.
        'version/server-out-of-support': 1,
      },
    },
  ],
  [
    k3s,
    {
      fail: {
        ...NOT_SET_UP,
        ...NO_LOGS,
        ...NO_DOOR,
        ...NO_POLICY,
        // One server, and Traefik on its ports 80 and 443 from the first minute.
        'availability/single-control-plane-node': 1,
        'network/open-load-balancer': 1,
      },
      unknown: {
        ...NOT_SHOWN,
        ...NODES,
        ...PLUGIN,
        // One program holds the whole control plane, so none of its arguments shows.
        'audit/no-audit-log': 1,
        'control-plane/etcd-client-auth': 1,
        'secrets/no-encryption-at-rest': 1,
        'availability/single-zone': 1,
      },
    },
  ],
  [
    openshift,
    {
      fail: {
        ...NOT_SET_UP,
        ...NO_LOGS,
        // Its APIServer object says so: encryption is off until somebody switches it on.
        'secrets/no-encryption-at-rest': 1,
      },
      unknown: {
        ...NOT_SHOWN,
        ...NODES,
        ...PLUGIN,
        // The servers read files of the node.
        'audit/no-audit-log': 1,
        'control-plane/etcd-client-auth': 1,
      },
    },
  ],
  [
    kubeadm,
    {
      fail: {
        ...NOT_SET_UP,
        ...NO_LOGS,
        ...NO_DOOR,
        ...NO_POLICY,
        // What kubeadm leaves to whoever runs it.
        'audit/no-audit-log': 1,
        'secrets/no-encryption-at-rest': 1,
        'availability/single-control-plane-node': 1,
      },
      unknown: { ...NOT_SHOWN, 'availability/single-zone': 1 },
    },
  ],
];

/**
 * Permissions that the platform gives to its own parts: an upper bound, as every one that is classified leaves it.
 * What remains is wide enough to be worth a look all the same.
 */
const PERMISSIONS: Readonly<Record<string, Counts>> = {
  EKS: { 'rbac/write-status': 1 },
  GKE: { 'rbac/nodes-proxy': 1, 'rbac/wildcard': 1, 'rbac/write-status': 1 },
  AKS: { 'rbac/cluster-admin-holder': 1 },
  k3s: { 'rbac/nodes-proxy': 1, 'rbac/read-secrets': 1, 'rbac/wildcard': 1 },
  OpenShift: {
    'rbac/cluster-admin-holder': 1,
    'rbac/create-workloads': 2,
    'rbac/default-account-bound': 1,
    'rbac/everybody-bound': 1,
  },
  kubeadm: { 'rbac/anonymous-bound': 1, 'rbac/cluster-admin-holder': 1 },
};

describe.each(EXPECTED.map(([world, expected]) => ({ name: world.name, world, expected })))(
  'a fresh cluster of $name',
  ({ world, expected }) => {
    const { verdicts, platform } = analyseSnapshot(platformSnapshot(world));
    const others = verdicts.filter(({ control }) => !control.startsWith('rbac/'));

    test('is recognised', () => {
      expect(platform.distribution).toBe(world.name);
    });
    test('fails exactly what a consultant wants to know', () => {
      expect(counted(others, 'fail')).toEqual(expected.fail);
    });
    test('leaves exactly that unknown of which somebody is to be asked', () => {
      expect(counted(others, 'unknown')).toEqual(expected.unknown);
    });
    test('holds little against the permissions of its own parts', () => {
      const held = counted(
        verdicts.filter(({ control }) => control.startsWith('rbac/')),
        'fail',
      );
      for (const [control, objects] of Object.entries(held))
        expect([control, objects <= (PERMISSIONS[world.name]?.[control] ?? 0)]).toEqual([control, true]);
    });
    test('shows no sign of a guest', () => {
      const signs = verdicts.filter(
        ({ control, verdict }) => control.startsWith('compromise/') && verdict === 'fail',
      );
      expect(signs).toEqual([]);
    });
    test('has no workload that is not recognised', () => {
      const { workloads, agents } = agentsIn(world);
      expect(
        workloads
          .filter((one) => agents.of(one) === null)
          .map(({ namespace, name }) => `${namespace}/${name}`),
      ).toEqual([]);
    });
  },
);

function counted(
  verdicts: ReturnType<typeof analyseSnapshot>['verdicts'],
  state: 'fail' | 'unknown',
): Counts {
  const objects = new Map<string, Set<string>>();
  for (const { control, verdict, object } of verdicts) {
    if (verdict !== state) continue;
    const there = objects.get(control) ?? new Set();
    objects.set(control, there.add(`${object?.kind}|${object?.namespace}|${object?.name}`));
  }
  return Object.fromEntries([...objects].map(([control, one]) => [control, one.size]));
}

function agentsIn(world: PlatformWorld): {
  readonly workloads: ReturnType<typeof buildSnapshotIndex>['workloads'];
  readonly agents: Agents;
} {
  const { workloads } = buildSnapshotIndex(platformSnapshot(world));
  return { workloads, agents: agentsOf(workloads, (name) => isSystemNamespace(name, world.name)) };
}
