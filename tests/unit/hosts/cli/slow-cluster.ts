/** An API server of a few kinds, of which pods are listed when the test says so: for what happens while a list runs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlowCluster {
  readonly url: string;
  /** Resolves when pods are requested. */
  readonly asked: Promise<void>;
  /** Lets the list of pods, and all later ones, be answered. */
  release(): void;
  close(): void;
}

const RESOURCES = [
  { name: 'namespaces', kind: 'Namespace', namespaced: false },
  { name: 'pods', kind: 'Pod', namespaced: true },
  { name: 'services', kind: 'Service', namespaced: true },
].map((resource) => ({ ...resource, verbs: ['list'], singularName: '' }));

export async function startSlowCluster(): Promise<SlowCluster> {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const send = (body: object, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const kind = RESOURCES.find(({ name }) => path === `/api/v1/${name}`);
    if (path === '/version') send({ major: '1', minor: '33', gitVersion: 'v1.33.0' });
    else if (path === '/api') send({ kind: 'APIVersions', versions: ['v1'] });
    else if (path === '/apis') send({ kind: 'APIGroupList', groups: [] });
    else if (path === '/api/v1') send({ kind: 'APIResourceList', groupVersion: 'v1', resources: RESOURCES });
    else if (kind === undefined) send({ kind: 'Status', status: 'Failure', code: 404 }, 404);
    else {
      const metadata = kind.namespaced ? { name: 'one', namespace: 'default' } : { name: 'default' };
      const list = { kind: `${kind.kind}List`, apiVersion: 'v1', metadata: {}, items: [{ metadata }] };
      if (kind.name !== 'pods') send(list);
      else {
        asked.resolve();
        void released.promise.then(() => send(list));
      }
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: asked.promise,
    release: () => released.resolve(),
    close() {
      released.resolve();
      server.closeAllConnections();
      server.close();
    },
  };
}
