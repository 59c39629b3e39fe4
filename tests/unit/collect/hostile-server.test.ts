/** Servers and sinks that misbehave during a whole collection: it ends, says what is missing, and leaves nothing running. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type CollectOptions, collectCluster } from '../../../main/collect/collect.ts';
import { preflight } from '../../../main/collect/preflight.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { MemorySink } from '../../../main/snapshot/memory.ts';
import { type ResourceRef, resourceKey } from '../../../shared/evidence.ts';

type Answer = { status?: number; body: unknown } | undefined;

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const entry = (resource: string, kind: string, scope = 'Namespaced') => ({
  resource,
  responseKind: { kind },
  scope,
  verbs: ['list'],
});
const CORE = [
  entry('namespaces', 'Namespace', 'Cluster'),
  entry('pods', 'Pod'),
  entry('services', 'Service'),
];
const discovery = (groups: readonly { name: string; resources: readonly object[] }[]) => ({
  kind: 'APIGroupDiscoveryList',
  items: groups.map(({ name, resources }) => ({
    metadata: { name },
    versions: [{ version: 'v1', freshness: 'Current', resources }],
  })),
});
const listOf = (...names: string[]) => ({
  kind: 'List',
  metadata: {},
  items: names.map((name) => ({ metadata: { name } })),
});

/** Answers what `answer` leaves open as a small, honest server would. */
async function serverThat(answer: (path: string) => Answer) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    asked.push(path);
    const said = answer(path) ?? {
      body:
        path === '/api'
          ? discovery([{ name: '', resources: CORE }])
          : path === '/apis'
            ? discovery([])
            : path === '/version'
              ? { gitVersion: 'v1.37.0' }
              : listOf('one'),
    };
    response.writeHead(said.status ?? 200).end(JSON.stringify(said.body));
  });
  open.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const connect = (url: string, context: object = {}) =>
  openConnection({
    kubeconfigs: [
      {
        path: null,
        text: JSON.stringify({
          contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', ...context } }],
          clusters: [{ name: 'a', cluster: { server: url } }],
          users: [{ name: 'a', user: { token: 'the-token' } }],
        }),
      },
    ],
    context: 'a',
    allowExec: [],
  });

async function collect(url: string, options: Partial<CollectOptions> = {}, context: object = {}) {
  const manifest = await collectCluster({
    connection: await connect(url, context),
    sink: new MemorySink(),
    clusterName: 'c',
    context: 'a',
    now: () => '2026-11-24T00:00:00.000Z',
    toolVersion: '0.0.0',
    onProgress: () => {},
    signal: new AbortController().signal,
    patienceMs: 0,
    limits: { tries: 1 },
    ...options,
  });
  return {
    manifest,
    kind: (key: string) => manifest.kinds.find(({ resource }) => resourceKey(resource) === key),
  };
}

const refusedForAll = (path: string): Answer =>
  path === '/api/v1/pods' ? { status: 403, body: {} } : undefined;

test('a namespace of an impossible name, which would lead to another path, is named and never asked', async () => {
  const { url, asked } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { body: listOf('shop', '../../nodes/n/proxy') } : refusedForAll(path),
  );
  const { kind } = await collect(url);
  expect(asked.filter((path) => path.includes('proxy') || path.includes('nodes'))).toEqual([]);
  expect(kind('/pods')).toMatchObject({ status: 'partial', objects: 1 });
  expect(kind('/pods')?.message).toContain('nodes/n/proxy');
  expect(kind('/services')?.status).toBe('collected');
});

test('an impossible namespace in a kubeconfig spoils neither preflight nor collection', async () => {
  const { url } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { status: 403, body: {} } : refusedForAll(path),
  );
  const hostile = { namespace: 'a/../../x' };
  const { kind } = await collect(url, {}, hostile);
  expect(kind('/pods')?.status).toBe('partial');
  await expect(
    preflight({ connection: await connect(url, hostile), signal: new AbortController().signal }),
  ).resolves.toMatchObject({ serverVersion: 'v1.37.0' });
});

test('kinds that discovery announces in a way that nobody can ask for are named', async () => {
  const { url } = await serverThat((path) =>
    path === '/apis'
      ? {
          body: discovery([
            {
              name: 'x.test',
              resources: [
                { resource: 'nameless', scope: 'Namespaced', verbs: ['list'] },
                entry('up..down', 'Up'),
                entry('things/status', 'Thing'),
                { ...entry('written', 'Written'), verbs: ['create'] },
              ],
            },
          ]),
        }
      : undefined,
  );
  const { manifest } = await collect(url);
  expect(manifest.completeness).toBe('partial');
  expect(manifest.notes).toEqual([
    'The API group x.test (v1) announces a kind “nameless” in a form that cannot be asked for.',
    'The API group x.test (v1) announces a kind “up..down” in a form that cannot be asked for.',
  ]);
});

test('when storing fails, the collection ends with that error and nothing is asked or written any more', async () => {
  const many = Array.from({ length: 40 }, (_, at) => entry(`kind${at}s`, `Kind${at}`, 'Cluster'));
  const { url, asked } = await serverThat((path) =>
    path === '/apis' ? { body: discovery([{ name: 'x.test', resources: many }]) } : undefined,
  );
  class FullDisk extends MemorySink {
    writes = 0;
    override async writeObjects(...page: Parameters<MemorySink['writeObjects']>) {
      this.writes += 1;
      if (this.writes > 9) throw new Error('disk full');
      return super.writeObjects(...page);
    }
    override async finishKind() {
      this.writes += 1;
    }
  }
  const sink = new FullDisk();
  await expect(collect(url, { sink })).rejects.toThrow('disk full');
  const after = { asked: asked.length, writes: sink.writes };
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect({ asked: asked.length, writes: sink.writes }).toEqual(after);
  expect(sink.writes).toBeLessThan(25);
});

test('a chosen namespace that does not exist is named', async () => {
  const { url } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { body: listOf('shop') } : undefined,
  );
  const { manifest } = await collect(url, { namespaces: ['shop', 'shpo'] });
  expect(manifest.notes).toContain('There is no namespace “shpo”.');
});

test('what is taken over from an earlier collection is whole only when all its objects were there', async () => {
  const { url } = await serverThat(() => undefined);
  const first = await collect(url);
  const lost = async function* (resource: ResourceRef) {
    yield resourceKey(resource) === '/pods'
      ? []
      : [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'one' } }];
  };
  const { kind } = await collect(url, { resume: { manifest: first.manifest, objectsOf: lost } });
  expect(kind('/services')).toMatchObject({ status: 'collected', objects: 1 });
  expect(kind('/pods')).toMatchObject({ status: 'partial', objects: 0 });
  expect(kind('/pods')?.message).toContain('1 of 1 objects');
});
