import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { discover } from '../../../main/collect/discovery.ts';
import { readPages } from '../../../main/collect/pages.ts';
import { isPublicAddress } from '../../../main/collect/probes.ts';
import { wireRequest } from '../../../main/collect/targets.ts';
import { createTransport, type Transport } from '../../../main/collect/transport.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import type { CollectionLogEntry } from '../../../shared/evidence.ts';

type Reply = { status?: number; headers?: Record<string, string>; body?: unknown; raw?: string };

const open: { server: Server; transport: Transport }[] = [];
afterEach(async () => {
  for (const { server, transport } of open.splice(0)) {
    await transport.close();
    server.closeAllConnections();
    server.close();
  }
});

/** A transport to a server that answers as told; sleeps are noted and not waited for. */
async function serverThat(answer: (request: IncomingMessage, count: number) => Reply, limits = {}) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    const { status = 200, headers = {}, body = {}, raw } = answer(request, seen.length);
    response.writeHead(status, headers).end(raw ?? JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const text = JSON.stringify({
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [{ name: 'a', cluster: { server: url } }],
    users: [{ name: 'a', user: { token: 'the-token' } }],
  });
  const connection = await openConnection({
    kubeconfigs: [{ path: null, text }],
    context: 'a',
    allowExec: [],
  });
  const log: CollectionLogEntry[] = [];
  const slept: number[] = [];
  const abort = new AbortController();
  const transport = createTransport({
    connection,
    signal: abort.signal,
    onLog: (entry) => log.push(entry),
    limits,
    clock: {
      nowMs: Date.now,
      random: () => 0.5,
      sleep: async (ms) => {
        slept.push(ms);
      },
    },
  });
  open.push({ server, transport });
  return { transport, log, slept, seen, abort };
}

const PODS = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
const VERSION = { type: 'plain', path: '/version' } as const;

async function read(transport: Transport) {
  const names: string[] = [];
  const end = await readPages(
    transport,
    { resource: PODS, namespace: null, form: 'objects' },
    async (body) => {
      for (const { name } of (body as { items: { name: string }[] }).items) names.push(name);
    },
  );
  return { end: end.how, names };
}

const page = (names: string[], token = '', status = 200): Reply => ({
  status,
  body: { kind: 'PodList', metadata: { continue: token }, items: names.map((name) => ({ name })) },
});
const tokenOf = ({ url = '' }: IncomingMessage) =>
  new URL(url, 'http://x').searchParams.get('continue') ?? '';

test('waits as asked and tries five times', async () => {
  const { transport, slept, log } = await serverThat(() => ({
    status: 429,
    headers: { 'retry-after': '3' },
  }));
  expect((await transport.get(VERSION)).status).toBe(429);
  expect(slept).toEqual([3000, 3000, 3000, 3000]);
  expect(log.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
});

test('asks no review twice', async () => {
  const { transport, seen } = await serverThat(() => ({ status: 503 }));
  await transport.review('selfsubjectaccessreviews', {});
  expect(seen.length).toBe(1);
});

test('follows no redirect and keeps the token to itself', async () => {
  const { transport, seen, log } = await serverThat(() => ({
    status: 302,
    headers: { location: '/elsewhere' },
  }));
  expect((await transport.get(VERSION)).status).toBe(302);
  expect(seen.map(({ url }) => url)).toEqual(['/version']);
  expect(JSON.stringify(log)).not.toContain('the-token');
});

test('follows continue over empty pages, and never logs the token of a page', async () => {
  const { transport, log } = await serverThat(
    (request) =>
      ({ '': page(['a'], 'opaque-1'), 'opaque-1': page([], 'opaque-2'), 'opaque-2': page(['b']) })[
        tokenOf(request)
      ] ?? {},
  );
  expect(await read(transport)).toEqual({ end: 'complete', names: ['a', 'b'] });
  expect(JSON.stringify(log)).not.toContain('opaque');
});

test('starts an expired list again once, then goes on from the later moment and says so', async () => {
  const { transport } = await serverThat((request) => {
    const token = tokenOf(request);
    if (token === '') return page(['a'], 'old');
    return token === 'old' ? page([], 'later', 410) : page(['b']);
  });
  expect(await read(transport)).toEqual({ end: 'inconsistent', names: ['a', 'a', 'b'] });
});

test('leaves a server that repeats its pages', async () => {
  const { transport } = await serverThat(() => page(['a'], 'same'));
  expect((await read(transport)).end).toBe('failed');
});

test('halves the page when an answer is too large', async () => {
  const { transport, seen } = await serverThat(
    ({ url = '' }) => {
      const limit = Number(new URL(url, 'http://x').searchParams.get('limit'));
      return page([limit > 100 ? 'x'.repeat(2000) : 'a']);
    },
    { maxBodyBytes: 1000 },
  );
  expect(await read(transport)).toEqual({ end: 'complete', names: ['a'] });
  expect(seen.map(({ url }) => url?.match(/limit=(\d+)/)?.[1])).toEqual(['500', '250', '125', '63']);
});

test('stops at once when cancelled', async () => {
  const { transport, abort } = await serverThat(() => {
    abort.abort();
    return page(['a'], 'next');
  });
  expect((await read(transport)).end).toBe('cancelled');
});

test('discovers group by group where there is no aggregated discovery, and records a broken group', async () => {
  const resources = (name: string, kind: string) => ({
    body: {
      kind: 'APIResourceList',
      resources: [
        { name, kind, namespaced: true, verbs: ['list'] },
        { name: `${name}/status`, kind, namespaced: true, verbs: ['list'] },
      ],
    },
  });
  const { transport } = await serverThat(({ url = '' }) => {
    if (url === '/api') return { body: { kind: 'APIVersions', versions: ['v1'] } };
    if (url === '/api/v1') return resources('pods', 'Pod');
    if (url === '/apis/apps/v1') return resources('deployments', 'Deployment');
    if (url !== '/apis') return { status: 404 };
    const group = (name: string) => ({
      name,
      preferredVersion: { version: 'v1' },
      versions: [{ version: 'v1' }],
    });
    return { body: { kind: 'APIGroupList', groups: [group('apps'), group('broken.example')] } };
  });
  const { resources: found, problems } = await discover(transport);
  expect(found.map(({ resource }) => resource)).toEqual(['pods', 'deployments']);
  expect(problems).toEqual([expect.stringContaining('broken.example')]);
});

test('cannot be led to another path, nor to Secrets as objects', () => {
  const list = (resource: object, namespace: string | null = null) =>
    wireRequest({
      type: 'list',
      resource: { ...PODS, ...resource },
      namespace,
      form: 'objects',
      limit: 1,
      continueToken: '',
    });
  for (const name of ['../secrets', 'pods/exec', 'a?b', 'a%2fb', '', '..']) {
    expect(() => list({ resource: name })).toThrow();
    expect(() => list({}, name)).toThrow();
  }
  expect(list({ resource: 'secrets' })).toMatchObject({
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    query: expect.stringContaining('includeObject=None') as string,
  });
});

test.each([
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['172.32.0.1', true],
  ['100.64.0.1', false],
  ['203.0.113.7', true],
  ['::1', false],
  ['fd00::1', false],
  ['2001:db8::1', true],
  ['::ffff:10.0.0.1', false],
  ['name.example', null],
])('knows whether %s is public', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test('a cancel does not wait for a connection that is being made', async () => {
  const taken = Promise.withResolvers<Socket>();
  // It takes the connection and never answers the greeting of TLS.
  const server = createTcpServer((socket) => taken.resolve(socket));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const text = JSON.stringify({
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    clusters: [
      { name: 'a', cluster: { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}` } },
    ],
    users: [{ name: 'a', user: { token: 'the-token' } }],
  });
  const connection = await openConnection({
    kubeconfigs: [{ path: null, text }],
    context: 'a',
    allowExec: [],
  });
  const abort = new AbortController();
  const transport = createTransport({
    connection,
    signal: abort.signal,
    onLog: () => {},
    clock: { nowMs: Date.now, random: () => 0.5, sleep: async () => {} },
  });
  const asked = transport.get(VERSION).catch((failure: unknown) => failure);
  const socket = await taken.promise;
  // Half of the bound of a connection: a request that waits for it ends with that and no sooner.
  const late = new Promise((resolve) => setTimeout(resolve, 7_500, 'too late'));
  abort.abort();
  expect(await Promise.race([asked, late])).toMatchObject({ kind: 'cancelled' });
  await transport.close();
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
