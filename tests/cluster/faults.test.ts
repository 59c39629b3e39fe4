/**
 * A real API server behind a proxy that breaks things. Each collection ends, in a snapshot that is whole or that says
 * what is missing and why; resuming completes it; never are objects missing without a word.
 */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CarriedOver } from '../../main/collect/carry-over.ts';
import type { CollectOptions } from '../../main/collect/collect.ts';
import { collectCluster } from '../../main/collect/collect.ts';
import { openConnection } from '../../main/kubeconfig/connection.ts';
import { MemorySink } from '../../main/snapshot/memory.ts';
import { type KindOutcome, resourceKey } from '../../shared/evidence.ts';
import { countInEtcd, openApi } from './api.ts';
import { type Collected, collectAs } from './collect-real.ts';
import { type Exchange, type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { seedCluster } from './seed.ts';
import { type ControlPlane, startControlPlane } from './start-control-plane.ts';

const PODS = '/api/v1/pods';
/** Short, so that a test need not wait a minute for a deadline. */
const LIMITS = { requestDeadlineMs: 3_000 };

let plane: ControlPlane;
let proxy: FaultProxy;
/** What an undisturbed collection finds: the measure of all others. */
let whole: Collected;

beforeAll(async () => {
  // Lists come from etcd itself, not from a copy in the server's memory, so that they can really expire.
  plane = await startControlPlane('newest', ['--feature-gates=ListFromCacheSnapshot=false']);
  const api = openApi(plane.address.kubeconfigs['admin'] ?? '');
  await seedCluster(api, { seed: 11, pods: 1_300, namespaces: 6 });
  await api.close();
  whole = await collectAs(plane.address, 'auditor');
});
afterAll(() => plane.close());
beforeEach(async () => {
  proxy = await startFaultProxy(plane.address);
});
afterEach(() => proxy.close());

const collect = (options: Partial<CollectOptions> = {}) =>
  collectAs(plane.address, 'collector', {
    server: proxy.server,
    ca: proxy.ca,
    limits: LIMITS,
    patienceMs: 15_000,
    ...options,
  });

const isPodPage = ({ path }: Exchange, nth: number) =>
  path.startsWith(`${PODS}?`) && (nth === 0 ? !path.includes('continue=') : path.includes('continue='));

/** Kinds that change by themselves while nobody writes. */
const RESTLESS = new Set([
  'coordination.k8s.io/leases',
  'flowcontrol.apiserver.k8s.io/flowschemas',
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
  'apiregistration.k8s.io/apiservices',
]);

/** Each kind has what the undisturbed collection has, or says that it has not. */
function expectNothingMissingSilently({ manifest }: Collected): KindOutcome[] {
  const broken: KindOutcome[] = [];
  for (const kind of manifest.kinds) {
    const key = resourceKey(kind.resource);
    if (RESTLESS.has(key)) continue;
    if (kind.status === 'collected') {
      expect({ key, objects: kind.objects }).toEqual({ key, objects: whole.kind(key)?.objects });
    } else if (whole.kind(key)?.status === 'collected') {
      expect({ key, message: kind.message }).not.toEqual({ key, message: '' });
      broken.push(kind);
    }
  }
  expect(manifest.kinds.map(({ resource }) => resourceKey(resource))).toEqual(
    whole.manifest.kinds.map(({ resource }) => resourceKey(resource)),
  );
  return broken;
}

function expectWhole(collected: Collected): void {
  expect(
    expectNothingMissingSilently(collected).map(({ resource, message }) => [resource.resource, message]),
  ).toEqual([]);
  expect(collected.kind('/pods')?.sha256).toBe(whole.kind('/pods')?.sha256);
}

const earlier = ({ manifest, sink }: Collected): CarriedOver => ({
  manifest,
  async *objectsOf(resource) {
    yield [...sink.objects()]
      .filter((entry) => resourceKey(entry.resource) === resourceKey(resource))
      .map(({ object }) => object);
  },
});

/** After the fault is gone: only the rest is asked for, and then it is whole. */
async function expectResumeCompletes(partial: Collected): Promise<void> {
  proxy.decide = () => null;
  const asked = proxy.exchanges.length;
  const complete = await collect({ resume: earlier(partial) });
  expectWhole(complete);
  const kinds = partial.manifest.kinds.filter(({ status }) => status === 'collected').length;
  expect(complete.manifest.resumed?.evidenceSha256).toBe(partial.manifest.evidenceSha256);
  if (kinds > 1) {
    expect(complete.manifest.resumed?.kinds).toBeGreaterThan(0);
    expect(proxy.exchanges.length - asked).toBeLessThan(whole.manifest.requests.total);
  }
}

test('the pods of the undisturbed collection are those of etcd', async () => {
  expect(whole.kind('/pods')?.objects).toBe(await countInEtcd(plane.address.etcd, 'pods'));
  expectNothingMissingSilently(whole);
});

test('connections that are reset now and then are made again', async () => {
  proxy.decide = ({ count }) => (count % 5 === 3 ? { type: 'reset' } : null);
  const collected = await collect();
  expectWhole(collected);
  expect(collected.manifest.requests.retries).toBeGreaterThan(5);
});

test.each(['cut', 'half'] as const)('a body that is %s short is asked for again', async (type) => {
  proxy.decide = (exchange) => (isPodPage(exchange, 1) && exchange.nth < 3 ? { type } : null);
  expectWhole(await collect());
});

test('bodies that are always cut end in a partial snapshot with the reason', async () => {
  proxy.decide = (exchange) => (isPodPage(exchange, 1) ? { type: 'cut' } : null);
  const collected = await collect();
  const [pods, ...others] = expectNothingMissingSilently(collected);
  expect(others).toEqual([]);
  expect(pods).toMatchObject({ status: 'partial', objects: 500 });
  expect(pods?.message).toMatch(/^The list was interrupted: /);
  await expectResumeCompletes(collected);
});

test('pages larger than allowed are asked for in smaller ones', async () => {
  const collected = await collect({ limits: { ...LIMITS, maxBodyBytes: 1_000_000 } });
  expectWhole(collected);
  expect(collected.sink.log.some(({ note }) => note === 'the response is larger than 1 MB')).toBe(true);
});

test('a body without an end is given up, and named', async () => {
  proxy.decide = ({ path }) => (path.startsWith('/apis/apps/v1/deployments') ? { type: 'endless' } : null);
  const collected = await collect({ limits: { ...LIMITS, maxBodyBytes: 4_000_000 } });
  const [deployments, ...others] = expectNothingMissingSilently(collected);
  expect(others).toEqual([]);
  expect(deployments).toMatchObject({
    status: 'failed',
    message: 'The list was interrupted: the response is larger than 4 MB.',
  });
  await expectResumeCompletes(collected);
});

test('a body that drips is given up, and named', async () => {
  proxy.decide = ({ path }) =>
    path.startsWith('/apis/apps/v1/deployments') ? { type: 'drip', pauseMs: 200 } : null;
  const collected = await collect({ limits: { requestDeadlineMs: 1_000 } });
  const [deployments, ...others] = expectNothingMissingSilently(collected);
  expect(others).toEqual([]);
  expect(deployments).toMatchObject({
    status: 'failed',
    message: 'The list was interrupted: the response arrives too slowly.',
  });
  await expectResumeCompletes(collected);
});

test('a list that is never answered is given up, and named', async () => {
  proxy.decide = ({ path }) => (path.startsWith('/apis/apps/v1/deployments') ? { type: 'silence' } : null);
  const collected = await collect({ limits: { requestDeadlineMs: 500 } });
  const [deployments, ...others] = expectNothingMissingSilently(collected);
  expect(others).toEqual([]);
  expect(deployments).toMatchObject({
    status: 'failed',
    message: 'The list was interrupted: the server took too long.',
  });
});

test('a list that expires because etcd was compacted is read to the end all the same', async () => {
  let compacted = 0;
  proxy.decide = (exchange) => {
    // Really: the revision of the first page is gone when the second is asked for.
    if (!isPodPage(exchange, 1) || compacted > 0) return null;
    compacted += 1;
    return { type: 'after', work: compactEtcd };
  };
  const collected = await collect();
  expect(collected.sink.log.some(({ path, status }) => status === 410 && path.startsWith(PODS))).toBe(true);
  expectNothingMissingSilently(collected);
  expect(collected.kind('/pods')).toMatchObject({
    status: 'collected',
    message: expect.stringContaining('was restarted'),
  });
});

test('a list that keeps expiring goes on with the token that the server offers, and says so', async () => {
  let compactions = 0;
  proxy.decide = (exchange) => {
    if (!isPodPage(exchange, 1) || compactions > 1) return null;
    compactions += 1;
    return { type: 'after', work: compactEtcd };
  };
  const collected = await collect();
  expectNothingMissingSilently(collected);
  expect(collected.kind('/pods')).toMatchObject({
    status: 'collected',
    message: expect.stringContaining('different moments'),
  });
});

test('a storm of 429 is waited out as the server asks', async () => {
  proxy.decide = ({ nth, path }) =>
    nth < 3 && path.startsWith('/api')
      ? { type: 'answer', status: 429, headers: { 'retry-after': '0' } }
      : null;
  const collected = await collect();
  expectWhole(collected);
  expect(collected.manifest.requests.byStatus['429']).toBeGreaterThan(100);
});

test('a storm that does not end is given up, and named kind by kind', async () => {
  proxy.decide = ({ path }) =>
    path.startsWith('/apis/apps/') ? { type: 'answer', status: 429, headers: { 'retry-after': '0' } } : null;
  const collected = await collect();
  const broken = expectNothingMissingSilently(collected);
  expect(broken.every(({ resource }) => resource.group === 'apps')).toBe(true);
  expect(broken).toHaveLength(5);
  expect(broken[0]?.message).toBe('The list was interrupted: the server answered with status 429.');
  await expectResumeCompletes(collected);
});

test('errors of the server are asked again, and named when they stay', async () => {
  proxy.decide = ({ nth, path }) => {
    if (path.startsWith('/apis/batch/')) return { type: 'answer', status: 500 };
    return nth === 0 && path.startsWith('/apis/apps/') ? { type: 'answer', status: 503 } : null;
  };
  const collected = await collect();
  const broken = expectNothingMissingSilently(collected);
  expect(broken.map(({ resource, message }) => [resource.group, resource.resource, message])).toEqual(
    ['cronjobs', 'jobs'].map((name) => [
      'batch',
      name,
      'The list was interrupted: the server answered with status 500.',
    ]),
  );
  await expectResumeCompletes(collected);
});

test('a token that expires on the way is read again from its file; without a new one, what follows is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-token-'));
  try {
    const [old, renewed] = ['collector', 'collector-renewed'].map(tokenOf) as [string, string];
    const file = join(folder, 'token');
    let expired = false;
    let from = 0;
    let onExpiry = () => {};
    proxy.decide = ({ authorization, count }) => {
      if (!expired && count > from + 60) {
        expired = true;
        onExpiry();
      }
      return expired && authorization === `Bearer ${old}` ? { type: 'answer', status: 401 } : null;
    };
    writeFileSync(file, `${old}\n`);
    const stale = await collectWithTokenFile(file);
    const broken = expectNothingMissingSilently(stale);
    expect(broken.length).toBeGreaterThan(5);
    for (const { message } of broken) expect(message).toContain('the credentials were not accepted');

    expired = false;
    from = proxy.exchanges.length;
    onExpiry = () => {
      // As a kubelet does it: the new token is there at once, and whole.
      writeFileSync(`${file}.new`, `${renewed}\n`);
      renameSync(`${file}.new`, file);
    };
    expectWhole(await collectWithTokenFile(file));
    expect(proxy.exchanges.some(({ authorization }) => authorization === `Bearer ${renewed}`)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a certificate that changes to a stranger’s ends the conversation, and says so', async () => {
  let changed = false;
  proxy.decide = (exchange) => {
    if (changed || !isPodPage(exchange, 1)) return null;
    changed = true;
    return { type: 'after', work: () => proxy.changeCertificate() };
  };
  const collected = await collect({ patienceMs: 0 });
  const broken = expectNothingMissingSilently(collected);
  expect(broken.map(({ resource }) => resource.resource)).toContain('pods');
  expect(broken.some(({ message }) => message.includes('the server’s certificate is not trusted'))).toBe(
    true,
  );
  await proxy.close();
  proxy = await startFaultProxy(plane.address);
  await expectResumeCompletes(collected);
});

test.each([
  ['behind', 3],
  ['ahead of', -3],
])('a clock %s the server’s by hours changes nothing, and is noted', async (how, hours) => {
  proxy.rewrite = (headers) => ({
    ...headers,
    date: new Date(Date.now() + hours * 3_600_000).toUTCString(),
  });
  // The wait is told as a date, by a clock that is not ours.
  proxy.decide = ({ nth, path }) =>
    nth === 0 && path.startsWith(PODS)
      ? {
          type: 'answer',
          status: 429,
          headers: {
            date: new Date(Date.now() + hours * 3_600_000).toUTCString(),
            'retry-after': new Date(Date.now() + hours * 3_600_000 + 1_000).toUTCString(),
          },
        }
      : null;
  const collected = await collect();
  expectWhole(collected);
  expect(collected.manifest.notes).toContainEqual(
    expect.stringContaining(`The clock of this machine is 180 minutes ${how} the server’s`),
  );
});

test('an API server that restarts on the way is waited for', async () => {
  const restarted: Promise<void>[] = [];
  proxy.decide = (exchange) => {
    if (restarted.length === 0 && isPodPage(exchange, 1)) {
      restarted.push(plane.stopServer().then(() => plane.startServer()));
      return { type: 'reset' };
    }
    return null;
  };
  const phases = new Set<string>();
  const collected = await collect({
    patienceMs: 60_000,
    onProgress: ({ phase }) => phases.add(phase),
  });
  await Promise.all(restarted);
  expectWhole(collected);
  expect(phases).toContain('waiting');
});

test('an API server that does not come back ends in a partial snapshot, and resuming completes it', async () => {
  const stopped: Promise<void>[] = [];
  proxy.decide = (exchange) => {
    if (stopped.length === 0 && isPodPage(exchange, 1)) stopped.push(plane.stopServer());
    return stopped.length === 0 ? null : { type: 'reset' };
  };
  const collected = await collect({ patienceMs: 1_000 });
  await Promise.all(stopped);
  const broken = expectNothingMissingSilently(collected);
  expect(broken.length).toBeGreaterThan(3);
  await plane.startServer();
  await expectResumeCompletes(collected);
});

test('the time limit ends in a partial snapshot that says so', async () => {
  proxy.decide = ({ path }) => (path.startsWith('/apis/apps/v1/deployments') ? { type: 'silence' } : null);
  const collected = await collect({ limitMs: 4_000, limits: { requestDeadlineMs: 60_000 } });
  const broken = expectNothingMissingSilently(collected);
  expect(broken.map(({ resource }) => resource.resource)).toContain('deployments');
  for (const { message } of broken) expect(message).toContain('the time limit of the collection was reached');
  expect(collected.manifest.notes).toContain(
    'The collection ended early: the time limit of the collection was reached.',
  );
  await expectResumeCompletes(collected);
});

test('a collection of another cluster is not resumed', async () => {
  const stranger = structuredClone(whole.manifest);
  await expect(
    collect({
      resume: {
        manifest: stranger,
        async *objectsOf() {
          yield [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'another' } }];
        },
      },
    }),
  ).rejects.toMatchObject({ code: 'RESUME_MISMATCH' });
});

async function compactEtcd(): Promise<void> {
  const { etcd } = plane.address;
  // A write first, so that the revision of the list is an old one.
  const now = await request(`${etcd}/v3/kv/put`, {
    method: 'POST',
    body: JSON.stringify({ key: Buffer.from('drydock-test').toString('base64'), value: '' }),
  });
  const { header } = (await now.body.json()) as { header: { revision: string } };
  const done = await request(`${etcd}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({ revision: header.revision, physical: true }),
  });
  await done.body.dump();
}

function tokenOf(user: string): string {
  const text = readFileSync(plane.address.kubeconfigs[user] ?? '', 'utf8');
  return (JSON.parse(text) as { users: { user: { token: string } }[] }).users[0]?.user.token ?? '';
}

async function collectWithTokenFile(file: string): Promise<Collected> {
  const sink = new MemorySink();
  const manifest = await collectCluster({
    connection: await openConnection({
      kubeconfigs: [
        {
          path: null,
          text: JSON.stringify({
            contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
            clusters: [
              {
                name: 'a',
                cluster: {
                  server: proxy.server,
                  'certificate-authority-data': Buffer.from(proxy.ca).toString('base64'),
                },
              },
            ],
            users: [{ name: 'a', user: { tokenFile: file } }],
          }),
        },
      ],
      context: 'a',
      allowExec: [],
      environment: {},
    }),
    sink,
    clusterName: 'real',
    context: 'a',
    now: () => new Date().toISOString(),
    toolVersion: '0.0.0',
    onProgress: () => {},
    signal: new AbortController().signal,
    limits: LIMITS,
    patienceMs: 1_000,
  });
  return {
    manifest,
    sink,
    kind: (key) => manifest.kinds.find(({ resource }) => resourceKey(resource) === key),
  };
}
