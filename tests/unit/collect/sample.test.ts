import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectCluster } from '../../../main/collect/collect.ts';
import { preflight } from '../../../main/collect/preflight.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { inspectKubeconfig } from '../../../main/kubeconfig/inspect.ts';
import { SAMPLE_CANARIES } from '../../../main/sample/canaries.ts';
import { type SampleServer, startSampleServer } from '../../../main/sample/server.ts';
import { MemorySink } from '../../../main/snapshot/memory.ts';
import type { CollectProgress } from '../../../shared/collect.ts';
import { resourceKey } from '../../../shared/evidence.ts';

let sample: SampleServer;
beforeEach(async () => {
  sample = await startSampleServer();
});
afterEach(() => sample.close());

const consentKey = new Uint8Array(32);

type Authentication = Parameters<SampleServer['kubeconfig']>[0];

async function connect(authentication: Authentication = 'token') {
  const kubeconfig = { path: null, name: 'sample', text: sample.kubeconfig(authentication) };
  const [context] = inspectKubeconfig([kubeconfig], { consentKey }).contexts;
  const allowExec = context?.exec ? [context.exec.fingerprint] : [];
  return openConnection({ kubeconfigs: [kubeconfig], context: 'halcyon-prod', allowExec, consentKey });
}

async function collect(
  authentication: Authentication = 'token',
  signal = new AbortController().signal,
  onProgress: (progress: CollectProgress) => void = () => {},
  namespaces: readonly string[] = [],
) {
  const sink = new MemorySink();
  const connection = await connect(authentication);
  const manifest = await collectCluster({
    connection,
    sink,
    clusterName: 'halcyon',
    context: 'halcyon-prod',
    now: () => '2026-11-24T00:00:00.000Z',
    toolVersion: '0.0.0',
    onProgress,
    signal,
    namespaces,
  });
  return { sink, manifest, connection };
}

test('collects the sample cluster, names what was refused, and only ever reads', async () => {
  const { sink, manifest } = await collect();
  const statusOf = (key: string) => manifest.kinds.find(({ resource }) => resourceKey(resource) === key);
  expect([...sink.objects()].length).toBeGreaterThan(300);
  expect(statusOf('/pods')?.status).toBe('collected');
  expect(statusOf('/persistentvolumes')?.status).toBe('forbidden');
  expect(statusOf('certificates.k8s.io/certificatesigningrequests')?.status).toBe('forbidden');
  expect(statusOf('/secrets')).toMatchObject({ status: 'partial', refusedNamespaces: ['vault'] });
  expect(manifest.completeness).toBe('partial');
  expect(manifest.identity.username).toContain('drydock-collector');
  expect(manifest.apiFacts).toMatchObject({
    publicAddress: false,
    tlsVerified: true,
    jwksReachable: true,
    anonymous: [
      { path: '/version', status: 200 },
      { path: '/healthz', status: 200 },
      { path: '/api', status: 403 },
    ],
  });
  expect(manifest.apiFacts.certificates?.length).toBeGreaterThan(0);
  const writes = sample.requestLog.filter(
    ({ method, path }) =>
      method !== 'GET' &&
      !/^\/apis\/authorization\.k8s\.io\/v1\/selfsubject(access|rules)reviews$/.test(path),
  );
  expect(writes).toEqual([]);
  for (const { path, accept } of sample.requestLog.filter(({ path }) => path.includes('/secrets'))) {
    expect(path).toMatch(/includeObject=None/);
    expect(accept).toMatch(/as=Table/);
  }
  expect(JSON.stringify(sink.log)).not.toContain('sample-collector-token');
});

test('lets none of the planted words through, neither to the objects nor to the log', async () => {
  const { sink, manifest } = await collect();
  const everything = JSON.stringify([[...sink.objects()], sink.log, manifest]);
  expect(SAMPLE_CANARIES.filter((canary) => everything.includes(canary))).toEqual([]);
  expect(everything).not.toContain('CANARY');
});

test.each(['client-certificate', 'exec', 'token'] as const)('signs in by %s', async (authentication) => {
  const { manifest } = await collect(authentication);
  expect(manifest.identity.username).toContain('drydock-collector');
});

test('collects what nearly nothing allows', async () => {
  const { manifest } = await collect('nearly-nothing');
  const withObjects = manifest.kinds
    .filter(({ objects }) => objects > 0)
    .map(({ resource }) => resourceKey(resource));
  expect(withObjects).toEqual(['/pods']);
  // Other namespaces may exist, so what was listed in one is not the whole.
  expect(manifest.kinds.filter(({ status }) => status === 'collected')).toEqual([]);
});

test('never counts chosen namespaces as the whole', async () => {
  const { manifest } = await collect('token', undefined, undefined, ['labels', 'not-there']);
  expect(manifest.completeness).toBe('partial');
  expect(manifest.scope).toEqual({ namespaces: ['labels', 'not-there'] });
  const ofNamespaces = manifest.kinds.filter(({ resource }) => resource.namespaced);
  expect(ofNamespaces.filter(({ objects }) => objects > 0).length).toBeGreaterThan(3);
  expect(ofNamespaces.filter(({ status }) => status === 'collected')).toEqual([]);
  expect(ofNamespaces.find(({ resource }) => resourceKey(resource) === '/pods')).toMatchObject({
    status: 'partial',
    message: 'Listed only in labels, not-there, as requested.',
  });
  // What lies in no namespace is whole all the same.
  const nodes = manifest.kinds.find(({ resource }) => resourceKey(resource) === '/nodes');
  expect(nodes?.status).toBe('collected');
  const lists = sample.requestLog.map(({ path }) => path).filter((path) => /\/pods(\?|$)/.test(path));
  expect(lists.length).toBeGreaterThan(0);
  expect(lists.filter((path) => !/\/namespaces\/(labels|not-there)\/pods/.test(path))).toEqual([]);
});

test('gives the same evidence hash for the same cluster', async () => {
  const [first, second] = [await collect(), await collect()];
  expect(first.manifest.evidenceSha256).toBe(second.manifest.evidenceSha256);
});

test('ends a cancelled collection as a valid, partial snapshot', async () => {
  const abort = new AbortController();
  const { manifest } = await collect('token', abort.signal, ({ kindsDone }) => {
    if (kindsDone === 6) abort.abort();
  });
  expect(manifest.completeness).toBe('partial');
  expect(manifest.kinds.some(({ status }) => status === 'not-collected')).toBe(true);
  expect(manifest.kinds.some(({ status }) => status === 'collected')).toBe(true);
});

test('says before the first list what will be missing', async () => {
  const { rows, serverVersion, identity } = await preflight({
    connection: await connect(),
    signal: new AbortController().signal,
  });
  const accessTo = (key: string) => rows.find(({ resource }) => resourceKey(resource) === key)?.access;
  expect(accessTo('/pods')).toBe('everywhere');
  expect(accessTo('/persistentvolumes')).toBe('nowhere');
  expect(accessTo('/secrets')).toBe('some-namespaces');
  expect([serverVersion, identity]).toEqual([
    expect.stringMatching(/^v1\./),
    expect.stringContaining('collector'),
  ]);
});

test('runs no sign-in program without consent', async () => {
  const kubeconfig = { path: null, name: 'sample', text: sample.kubeconfig('exec') };
  await expect(
    openConnection({ kubeconfigs: [kubeconfig], context: 'halcyon-prod', allowExec: [] }),
  ).rejects.toMatchObject({
    code: 'EXEC_CONSENT_REQUIRED',
  });
});
