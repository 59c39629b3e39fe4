/**
 * What a freshly made cluster of each platform still fails, or leaves unknown. The lists are exact: whatever is added
 * here must be something that a consultant wants to know of a cluster in which nobody has changed anything yet, and
 * never an object of the provider for which the provider is to blame.
 */
import { describe, expect, test } from 'vitest';
import { type Agents, agentsOf } from '../../../main/cluster/platform/agents.ts';
import { isSystemNamespace } from '../../../main/cluster/platform/system-namespaces.ts';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
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
/** How the control plane is started, where no pod shows its arguments: one question to ask. */
const ARGUMENTS: Counts = Object.fromEntries(
  [
    'audit/no-audit-log',
    'audit/no-policy-file',
    'audit/policy-content',
    'audit/short-retention',
    'control-plane/admission-disabled',
    'control-plane/always-admit',
    'control-plane/anonymous-auth',
    'control-plane/authorization-mode',
    'control-plane/client-ca',
    'control-plane/component-bind-address',
    'control-plane/controller-credentials',
    'control-plane/etcd-client-auth',
    'control-plane/etcd-connection',
    'control-plane/etcd-own-ca',
    'control-plane/etcd-peer-auth',
    'control-plane/extended-token-expiration',
    'control-plane/external-ips-allowed',
    'control-plane/insecure-port',
    'control-plane/kubelet-client',
    'control-plane/node-restriction',
    'control-plane/profiling',
    'control-plane/service-account-key',
    'control-plane/service-account-lookup',
    'control-plane/static-credentials',
    'control-plane/weak-tls',
  ].map((control) => [control, 1]),
);
const ENCRYPTION: Counts = { 'secrets/no-encryption-at-rest': 1 };
/** What the provider runs besides: on which machines, and with which fixes in its own builds. */
const PROVIDERS: Counts = {
  ...ARGUMENTS,
  ...ENCRYPTION,
  'availability/single-control-plane-node': 1,
  'control-plane/user-workload': 1,
  'version/known-cve': 1,
};
/** Settings of the kubelet that no config map of these platforms holds. */
const NODES: Counts = {
  'control-plane/kubelet-anonymous': 1,
  'control-plane/kubelet-authorization': 1,
  'control-plane/kubelet-certificate-rotation': 1,
  'control-plane/kubelet-client-ca': 1,
  'control-plane/kubelet-read-only-port': 1,
  'control-plane/kubelet-weak-tls': 1,
};
/** Its work is done inside of another program, or by settings that only an operator knows. */
const PROXY: Counts = { 'control-plane/kube-proxy-metrics': 1 };
/** Bindings of accounts to cloud identities that only the cloud lists. */
const IDENTITIES: Counts = { 'cloud/workload-identity': 1 };
/** Nodes that name no cloud may be rented ones all the same. */
const RENTED: Counts = { 'cloud/metadata-reachable': 1 };
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
        // The class that comes with the cluster does not ask for encryption.
        'cloud/unencrypted-storage-class': 1,
        // Amazon's plugin ships with its policy agent switched off.
        'network/cni-does-not-enforce': 1,
      },
      unknown: { ...NOT_SHOWN, ...PROVIDERS, ...NODES, ...IDENTITIES },
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
      unknown: { ...NOT_SHOWN, ...PROVIDERS, ...NODES, ...PLUGIN, ...IDENTITIES },
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
        // Volumes of local-path are folders of the nodes, encrypted or not.
        'cloud/unencrypted-storage-class': 1,

        ...NOT_SHOWN,
        ...NODES,
        ...PLUGIN,
        ...PROXY,
        // One program holds the whole control plane, so none of its arguments shows.
        ...ARGUMENTS,
        ...ENCRYPTION,
        ...RENTED,
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
        ...PROXY,
        // The servers read files of the node.
        ...ARGUMENTS,
        ...RENTED,
        // Red Hat mends faults in its own builds.
        'version/known-cve': 1,
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
        'audit/no-policy-file': 1,
        'audit/short-retention': 1,
        'secrets/no-encryption-at-rest': 1,
        'availability/single-control-plane-node': 1,
        // Its defaults: health checks without a login, kubelets that sign for themselves, profiling in three components.
        'control-plane/extended-token-expiration': 1,
        'control-plane/external-ips-allowed': 1,
        'control-plane/anonymous-auth': 1,
        'control-plane/kubelet-client': 1,
        'control-plane/profiling': 3,
      },
      unknown: { ...NOT_SHOWN, ...RENTED, 'availability/single-zone': 1 },
    },
  ],
];

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
    test('holds nothing against the permissions of its own parts', () => {
      expect(
        counted(
          verdicts.filter(({ control }) => control.startsWith('rbac/')),
          'fail',
        ),
      ).toEqual({});
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
  return { workloads, agents: agentsOf(workloads, (name) => isSystemNamespace(name, world.name), 'live') };
}
