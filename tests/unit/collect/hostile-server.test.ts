/** Servers and sinks that misbehave during a whole collection: it ends, says what is missing, and leaves nothing running. */
import { expect, test } from 'vitest';
import { preflight } from '../../../main/collect/preflight.ts';
import { MemorySink } from '../../../main/snapshot/memory.ts';
import { type ResourceRef, resourceKey } from '../../../shared/evidence.ts';
import { type Answer, collect, connect, discovery, entry, listOf, serverThat } from './small-server.ts';

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
    'The API group x.test (v1) announces a kind “nameless” in a form that cannot be requested.',
    'The API group x.test (v1) announces a kind “up..down” in a form that cannot be requested.',
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
