/** Agents are recognised by everything that names them together, and a look-alike is none. */
import { describe, expect, test } from 'vitest';
import { agentsOf } from '../../../../main/cluster/platform/agents.ts';
import { isSystemNamespace } from '../../../../main/cluster/platform/system-namespaces.ts';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../../main/snapshot/model.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { daemonSet, deployment, object, staticPod } from '../../controls/objects.ts';

function agentOf(workload: ReturnType<typeof daemonSet>, distribution: string | null = null): string | null {
  const { workloads } = buildSnapshotIndex(snapshotOf([workload]));
  const agents = agentsOf(workloads, (name) => isSystemNamespace(name, distribution), 'live');
  return workloads[0] === undefined ? null : (agents.of(workloads[0])?.id ?? null);
}
const daemon = (name: string, namespace: string, ...images: readonly string[]) =>
  daemonSet(name, namespace, {}, { containers: images.map((image, i) => ({ name: `c${i}`, image })) });

describe('recognised', () => {
  test.each([
    ['the maker’s repository', daemon('calico-node', 'kube-system', 'quay.io/calico/node:v3.31.2'), 'calico'],
    [
      'a mirror of it',
      daemon('calico-node', 'kube-system', 'registry.example/mirror/calico/node:v3.31.2'),
      'calico',
    ],
    [
      'a helper beside it',
      daemon('falco', 'falco', 'docker.io/falcosecurity/falco:0.42', 'docker.io/library/busybox:1'),
      'runtime-detection',
    ],
    [
      'the name of a release',
      daemon('watch', 'security', 'docker.io/falcosecurity/falco:0.42'),
      'runtime-detection',
    ],
    [
      'another machine',
      daemon('kube-proxy', 'kube-system', 'registry.k8s.io/kube-proxy-arm64:v1.35.0'),
      'kube-proxy',
    ],
    ['the control plane', staticPod('kube-apiserver', []), 'control-plane'],
  ])('by %s', (_, workload, id) => {
    expect(agentOf(workload)).toBe(id);
  });
});

describe('not recognised', () => {
  test.each([
    ['the same name in another repository', daemon('calico-node', 'kube-system', 'docker.io/someone/node:1')],
    ['a repository that ends alike', daemon('falco', 'falco', 'docker.io/evil/falco:1')],
    ['the whole path below a stranger', daemon('falco', 'falco', 'docker.io/evil/falcosecurity/falco:1')],
    [
      'a stranger beside the genuine one',
      daemon('falco', 'falco', 'docker.io/falcosecurity/falco:0.42', 'docker.io/evil/tool:1'),
    ],
    ['another namespace', daemon('kube-proxy', 'shop', 'registry.k8s.io/kube-proxy:v1.35.0')],
    ['another name for the network plugin', daemon('web', 'kube-system', 'quay.io/calico/node:v3.31.2')],
    ['the default namespace', daemon('falco', 'default', 'docker.io/falcosecurity/falco:0.42')],
    [
      'a naked pod',
      object(
        'v1',
        'Pod',
        'falco',
        { spec: { containers: [{ name: 'a', image: 'docker.io/falcosecurity/falco:1' }] } },
        { namespace: 'falco' },
      ),
    ],
    [
      'another kind',
      deployment(
        { image: 'quay.io/calico/node:v3.31.2' },
        {},
        { name: 'calico-node', namespace: 'kube-system' },
      ),
    ],
    ['a general name in a mirror', daemon('calico-node', 'kube-system', 'registry.example/node:1')],
    [
      'an OpenShift component elsewhere',
      daemon('machine-config-daemon', 'shop', 'quay.io/openshift-release-dev/ocp-v4.0-art-dev:1'),
    ],
  ])('by %s', (_, workload) => {
    expect(agentOf(workload)).toBeNull();
  });
});

const runs = (command: readonly string[], args: readonly string[] = []) =>
  daemonSet('falco', 'falco', { image: 'docker.io/falcosecurity/falco:0.42', command, args });

describe('an image of an agent', () => {
  test.each([
    ['that only waits', runs(['sleep', 'infinity'])],
    ['that waits in a shell', runs(['/bin/sh', '-c', 'trap : TERM; while true; do sleep 3600; done'])],
    ['that waits by arguments', runs([], ['tail', '-f', '/dev/null'])],
    ['that is a shell', runs(['/bin/bash'])],
    [
      'in the namespace of an application',
      daemonSet('falco', 'shop', { image: 'docker.io/falcosecurity/falco:0.42' }),
    ],
    [
      'under another name as a Deployment',
      deployment({ image: 'docker.io/rook/ceph:v1.14' }, {}, { name: 'shell', namespace: 'storage' }),
    ],
  ])('%s excuses nothing', (_, workload) => {
    expect(agentOf(workload)).toBeNull();
  });
  test.each([
    ['started by a shell', runs(['/bin/sh', '-c', 'sleep 5; exec falco --pidfile /run/falco.pid'])],
    ['with arguments', runs([], ['-pk'])],
    [
      'in a namespace of operations',
      daemonSet('falco', 'security', { image: 'docker.io/falcosecurity/falco:1' }),
    ],
  ])('%s is the agent', (_, workload) => {
    expect(agentOf(workload)).toBe('runtime-detection');
  });
  test('still tells that there is such an agent where it is not excused', () => {
    const { workloads } = buildSnapshotIndex(
      snapshotOf([daemonSet('fluent-bit', 'shop', { image: 'docker.io/fluent/fluent-bit:3.2' })]),
    );
    const agents = agentsOf(workloads, () => false, 'live');
    expect(agents.withRole('log-shipping')).toHaveLength(1);
    expect(workloads.map((one) => agents.of(one))).toEqual([null]);
  });
});

describe('only what an agent needs is excused', () => {
  const driver = (path: string, pod: object = {}) =>
    deployment(
      {
        image: 'registry.k8s.io/sig-storage/csi-provisioner:v5.1.0',
        volumeMounts: [{ name: 'dev' }, { name: 'h' }],
      },
      {
        volumes: [
          { name: 'dev', hostPath: { path: '/dev' } },
          { name: 'h', hostPath: { path } },
        ],
        ...pod,
      },
      { name: 'csi-controller', namespace: 'kube-system' },
    );
  const failsOf = (workload: KubernetesObject) =>
    analyseSnapshot(snapshotOf([workload]), {
      controls: ['pod/host-path', 'pod/sensitive-host-path', 'pod/writable-host-path', 'pod/host-network'],
    })
      .verdicts.filter(({ verdict }) => verdict === 'fail')
      .map(({ control, value }) => [control, value]);
  test('a folder that it works with', () => {
    expect(failsOf(driver('/sys'))).toEqual([]);
  });
  test.each(['/home', '/var/lib/docker', '/root/.aws'])('not %s', (path) => {
    expect(failsOf(driver(path))).toEqual([
      ['pod/host-path', path],
      ['pod/sensitive-host-path', path],
      ['pod/writable-host-path', path],
    ]);
  });
  test('not the network of the node', () => {
    expect(failsOf(driver('/sys', { hostNetwork: true }))).toEqual([['pod/host-network', 'true']]);
  });
});

describe('a namespace of the system', () => {
  test.each([
    ['kube-system', null, true],
    ['kube-node-lease', 'EKS', true],
    ['openshift-etcd', 'OpenShift', true],
    ['openshift-etcd', 'ROSA', true],
    ['gmp-system', 'GKE', true],
    // The name of another platform hides nothing.
    ['openshift-etcd', 'EKS', false],
    ['gmp-system', 'AKS', false],
    ['openshift-etcd', null, false],
    ['default', 'GKE', false],
    ['kube-system-tools', null, false],
  ] as const)('%s on %s: %s', (name, distribution, expected) => {
    expect(isSystemNamespace(name, distribution)).toBe(expected);
  });
});
