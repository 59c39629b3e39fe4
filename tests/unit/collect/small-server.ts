/** A server of a few kinds that answers as a test wants it, and a collection from it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type CollectOptions, collectCluster } from '../../../main/collect/collect.ts';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { MemorySink } from '../../../main/snapshot/memory.ts';
import { resourceKey } from '../../../shared/evidence.ts';

/** `silence` leaves the request open; undefined is what a small, honest server would say. */
export type Answer = { status?: number; body: unknown } | 'silence' | undefined;

export const entry = (resource: string, kind: string, scope = 'Namespaced') => ({
  resource,
  responseKind: { kind },
  scope,
  verbs: ['list'],
});
export const CORE = [
  entry('namespaces', 'Namespace', 'Cluster'),
  entry('pods', 'Pod'),
  entry('services', 'Service'),
];
export const discovery = (groups: readonly { name: string; resources: readonly object[] }[]) => ({
  kind: 'APIGroupDiscoveryList',
  items: groups.map(({ name, resources }) => ({
    metadata: { name },
    versions: [{ version: 'v1', freshness: 'Current', resources }],
  })),
});
export const listOf = (...names: string[]) => ({
  kind: 'List',
  metadata: {},
  items: names.map((name) => ({ metadata: { name } })),
});

/** Answers what `answer` leaves open as a small, honest server would. */
export async function serverThat(answer: (path: string) => Answer) {
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
    if (said === 'silence') return;
    response.writeHead(said.status ?? 200).end(JSON.stringify(said.body));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

export const connect = (url: string, context: object = {}) =>
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

export async function collect(url: string, options: Partial<CollectOptions> = {}, context: object = {}) {
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
