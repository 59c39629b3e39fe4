import { describe, expect, test } from 'vitest';
import { CVES, CVES_AS_OF, cvesOf } from '../../../../main/cluster/platform/cves.ts';
import { detectPlatform } from '../../../../main/cluster/platform/detect.ts';
import { secretEncryption } from '../../../../main/cluster/platform/encryption.ts';
import { analyseSnapshot } from '../../../../main/controls/analyse.ts';
import { buildSnapshotIndex } from '../../../../main/snapshot/index.ts';
import { snapshotOf } from '../../../fixtures/snapshot-builder.ts';
import { deployment, node, object, serverVersion, staticPod } from '../../controls/objects.ts';

type Objects = Parameters<typeof snapshotOf>[0];

function factsOf(objects: Objects, suffix = '') {
  const { manifest } = snapshotOf([]);
  return analyseSnapshot(
    snapshotOf(objects, {
      origin: 'live',
      manifest: { apiFacts: { ...manifest.apiFacts, ...serverVersion(34, suffix) } },
    }),
  ).facts;
}

describe('authorisation outside of the cluster', () => {
  const rancher = deployment({}, {}, { name: 'cattle-cluster-agent', namespace: 'cattle-system' });
  const openshift = object('v1', 'Node', 'a', {}, { labels: { 'node.openshift.io/os_id': 'rhcos' } });
  test.each<readonly [string, Objects, string, string]>([
    ['EKS', [], '-eks-1', 'EKS access entries'],
    ['GKE', [], '-gke.1', 'Google Cloud IAM'],
    ['OpenShift', [openshift], '', 'OpenShift OAuth'],
    ['k3s', [], '+k3s1', 'none'],
    ['k3s under Rancher', [rancher], '+k3s1', 'Rancher'],
    ['EKS under Rancher', [rancher], '-eks-1', 'EKS access entries and Rancher'],
  ])('of %s is named', (_name, objects, suffix, value) => {
    expect(factsOf(objects, suffix)['rbac.outsideAuthorisation']).toMatchObject({ state: 'known', value });
  });
  test('of an unknown platform is not known', () => {
    expect(factsOf([])['rbac.outsideAuthorisation'].state).toBe('unknown');
  });
});

describe('facts of the platform', () => {
  const torn = object('v1', 'Node', 'a', {}, { labels: { 'eks.amazonaws.com/nodegroup': 'main' } });
  test('say what speaks against them', () => {
    expect(factsOf([torn], '+k3s1')['platform.distribution']).toMatchObject({
      value: 'k3s',
      sentence: 'The Kubernetes distribution is k3s. Some signs point to EKS instead.',
    });
  });
  test('are unknown where signs contradict each other evenly, and say which', () => {
    const both = object(
      'v1',
      'Node',
      'a',
      {},
      {
        labels: { 'eks.amazonaws.com/nodegroup': 'x', 'cloud.google.com/gke-nodepool': 'x' },
      },
    );
    const { facts } = analyseSnapshot(snapshotOf([both], { origin: 'live' }));
    expect(facts['platform.distribution']).toMatchObject({
      state: 'unknown',
      sentence: expect.stringMatching(/contradict.*EKS, GKE/),
    });
  });
  test('show the date of the table that they rest on', () => {
    const facts = factsOf([], '-eks-1');
    for (const id of ['platform.serverSupported', 'platform.supportEnds'] as const)
      expect(facts[id].sentence).toMatch(/Table as of \d{1,2} [A-Z][a-z]{2} \d{4}\.$/);
  });
});

describe('encryption of Secrets', () => {
  const seen = (...objects: Objects) => {
    const index = buildSnapshotIndex(snapshotOf(objects, { origin: 'live' }));
    return secretEncryption({ index, platform: detectPlatform(index) });
  };
  const server = (...flags: readonly string[]) => staticPod('kube-apiserver', ['kube-apiserver', ...flags]);
  test('is told by the argument of each API server', () => {
    expect(seen(server('--encryption-provider-config', '/etc/enc.yaml'))).toMatchObject({
      state: 'seen',
      servers: [{ flag: { value: '/etc/enc.yaml', path: 'spec.containers[0].command[1]' } }],
    });
    expect(seen(server())).toMatchObject({ state: 'seen', servers: [{ flag: null }] });
  });
  test('does not show where the provider runs it, or nobody does', () => {
    expect(seen(node('v1.34.1-eks-1', true), server())).toMatchObject({
      state: 'not-shown',
      why: { reason: 'managed-by-provider' },
    });
    expect(seen()).toMatchObject({ state: 'not-shown', why: { reason: 'not-collected' } });
  });
});

describe('the table of vulnerabilities', () => {
  test('is dated, and each entry has its versions in order', () => {
    expect(CVES_AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(new Set(CVES.map(({ id, component }) => `${id} ${component}`)).size).toBe(CVES.length);
    const rank = (version: string) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
    for (const { id, fixedIn } of CVES) {
      expect(id).toMatch(/^CVE-\d{4}-\d{4,7}$/);
      for (const version of fixedIn) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(fixedIn.map(rank)).toEqual(fixedIn.map(rank).toSorted((a, b) => a - b));
    }
  });
  test.each([
    // Last affected and first mended version of each line, an older line, a newer one.
    ['kube-apiserver', 'v1.12.2', 'CVE-2018-1002105', true],
    ['kube-apiserver', 'v1.12.3', 'CVE-2018-1002105', false],
    ['kube-apiserver', 'v1.9.11', 'CVE-2018-1002105', true],
    ['kube-apiserver', 'v1.13.0', 'CVE-2018-1002105', false],
    ['kubelet', 'v1.22.1+k3s1', 'CVE-2021-25741', true],
    ['kubelet', 'v1.22.2', 'CVE-2021-25741', false],
    ['kubelet', 'v1.30.9', 'CVE-2025-0426', true],
    ['kubelet', 'v1.29.1', 'CVE-2025-0426', false],
    ['containerd', '1.6.0', 'CVE-2022-23648', true],
    ['containerd', '1.5.10-ubuntu', 'CVE-2022-23648', false],
    ['cri-o', '1.18.9', 'CVE-2022-0811', false],
    ['cri-o', '1.23.1', 'CVE-2022-0811', true],
    ['cri-o', '1.24.0', 'CVE-2022-0811', false],
    ['ingress-nginx', 'v1.12.0', 'CVE-2025-1974', true],
    ['ingress-nginx', 'v1.11.5', 'CVE-2025-1974', false],
    ['ingress-nginx', '0.50.0', 'CVE-2021-25742', false],
  ] as const)('%s %s and %s: %s', (component, version, id, affected) => {
    expect(cvesOf(component, version)?.some((cve) => cve.id === id)).toBe(affected);
  });
  test('a flaw of Windows nodes is none of others, and no version is no answer', () => {
    expect(cvesOf('kubelet', 'v1.28.3', 'linux')?.map(({ id }) => id)).not.toContain('CVE-2023-5528');
    expect(cvesOf('kubelet', 'v1.28.3', 'windows')?.map(({ id }) => id)).toContain('CVE-2023-5528');
    expect(cvesOf('kubelet', 'stable')).toBeNull();
    const path = 'CVE-2021-25748';
    expect(cvesOf('ingress-nginx', 'v1.2.0')?.some(({ id }) => id === path)).toBe(true);
    expect(cvesOf('ingress-nginx', 'v1.2.0', 'chroot')?.some(({ id }) => id === path)).toBe(false);
  });
});
