/** In which order kinds are asked for, in which namespaces, and what of an earlier collection is taken over. */
import { expect, test } from 'vitest';
import { MemorySink } from '../../../main/snapshot/memory.ts';
import type { CollectProgress } from '../../../shared/collect.ts';
import { type ResourceRef, resourceKey } from '../../../shared/evidence.ts';
import { type Answer, CORE, collect, discovery, entry, listOf, serverThat } from './small-server.ts';

const SECRETS = entry('secrets', 'Secret');
const MANY = {
  '/api': {
    body: discovery([{ name: '', resources: [SECRETS, entry('events', 'Event'), ...CORE.toReversed()] }]),
  },
  '/apis': {
    body: discovery([
      { name: 'acme.test', resources: [entry('boats', 'Boat')] },
      { name: 'apps', resources: [entry('deployments', 'Deployment')] },
      { name: 'metrics.k8s.io', resources: [entry('pods', 'PodMetrics')] },
    ]),
  },
};

/** The named namespaces; `kube-system` has a uid. */
const namespaces = (systemUid: string, ...names: string[]) => ({
  kind: 'NamespaceList',
  metadata: {},
  items: [{ metadata: { name: 'kube-system', uid: systemUid } }, ...listOf(...names).items],
});

const many = (path: string): Answer => Reflect.get(MANY, path) as Answer;

const isList = (path: string) => /\/(namespaces|pods|services|secrets|boats|deployments)$/.test(path);

test('namespaces come first, then built-in kinds, Secrets by namespace, and custom kinds last', async () => {
  const { url, asked } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { body: namespaces('u1', 'shop') } : many(path),
  );
  const phases: CollectProgress['phase'][] = [];
  const { manifest } = await collect(url, {
    onProgress: ({ phase }) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    },
  });
  const lists = asked.filter(isList);
  expect(lists[0]).toBe('/api/v1/namespaces');
  expect(lists.slice(1, 4).toSorted()).toEqual([
    '/api/v1/pods',
    '/api/v1/services',
    '/apis/apps/v1/deployments',
  ]);
  expect(lists.slice(4, 6).toSorted()).toEqual([
    '/api/v1/namespaces/kube-system/secrets',
    '/api/v1/namespaces/shop/secrets',
  ]);
  expect(lists.slice(6)).toEqual(['/apis/acme.test/v1/boats']);
  expect(phases).toEqual([
    'connecting',
    'discovery',
    'probes',
    'lists',
    'secrets',
    'lists',
    'finishing',
    'done',
  ]);
  expect(manifest.kinds.map(({ resource }) => resourceKey(resource))).toEqual([
    '/events',
    '/namespaces',
    '/pods',
    '/secrets',
    '/services',
    'acme.test/boats',
    'apps/deployments',
    'metrics.k8s.io/pods',
  ]);
});

test('events and measurements are left out, and a collection is whole without them', async () => {
  const { url, asked } = await serverThat((path) => {
    if (path === '/api')
      return { body: discovery([{ name: '', resources: [...CORE, entry('events', 'Event')] }]) };
    const metrics = { name: 'metrics.k8s.io', resources: [entry('nodes', 'NodeMetrics', 'Cluster')] };
    return path === '/apis' ? { body: discovery([metrics]) } : undefined;
  });
  const { manifest, kind } = await collect(url);
  expect([kind('/events')?.status, kind('metrics.k8s.io/nodes')?.status]).toEqual([
    'not-collected',
    'not-collected',
  ]);
  expect(asked.filter((path) => /events|metrics/.test(path))).toEqual([]);
  expect(manifest.completeness).toBe('complete');
});

test('where namespaces may not be listed, those of the kubeconfig and “default” are asked, and nothing counts as whole', async () => {
  const { url, asked } = await serverThat((path) =>
    ['/api/v1/namespaces', '/api/v1/pods'].includes(path) ? { status: 403, body: {} } : undefined,
  );
  const refused = new Set<string>();
  const options = {
    onProgress: (progress: CollectProgress) => {
      for (const sentence of progress.refused) refused.add(sentence);
    },
  };
  const { kind } = await collect(url, options, { namespace: 'shop' });
  expect(asked.filter((path) => path.endsWith('/pods'))).toEqual([
    '/api/v1/pods',
    '/api/v1/namespaces/shop/pods',
    '/api/v1/namespaces/default/pods',
  ]);
  expect(kind('/pods')?.status).toBe('partial');
  expect([...refused].map((sentence) => sentence.replace(/:.*/, ''))).toEqual(['namespaces', 'pods']);
});

test('a chosen namespace is not called absent where namespaces may not be listed', async () => {
  const { url } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { status: 403, body: {} } : undefined,
  );
  const { manifest } = await collect(url, { namespaces: ['shop'] });
  expect(manifest.notes.filter((note) => note.includes('shop'))).toEqual([]);
});

test('chosen namespaces alone are asked, though all are known', async () => {
  const { url, asked } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { body: namespaces('u1', 'shop', 'vault') } : undefined,
  );
  await collect(url, { namespaces: ['shop'] });
  expect(asked.filter((path) => path.endsWith('/pods'))).toEqual(['/api/v1/namespaces/shop/pods']);
});

test('after a cancel nothing more is asked, and each kind says why', async () => {
  const abort = new AbortController();
  const { url, asked } = await serverThat((path) => {
    if (path === '/api/v1/namespaces') abort.abort();
    return many(path);
  });
  const { manifest, kind } = await collect(url, { signal: abort.signal });
  expect(asked.filter(isList)).toEqual(['/api/v1/namespaces']);
  expect(kind('/pods')).toMatchObject({ status: 'not-collected' });
  expect(kind('/pods')?.message).toMatch(/^Not asked: .*stopped/);
  expect(manifest.notes.at(-1)).toMatch(/stopped/);
});

test('a list that cannot be stored ends one that the server keeps waiting', async () => {
  const { url } = await serverThat((path) => (path === '/api/v1/pods' ? 'silence' : undefined));
  class FullDisk extends MemorySink {
    override async writeObjects(...page: Parameters<MemorySink['writeObjects']>) {
      if (page[0].resource === 'services') throw new Error('disk full');
      return super.writeObjects(...page);
    }
  }
  const startedMs = Date.now();
  await expect(collect(url, { sink: new FullDisk() })).rejects.toThrow('disk full');
  // The deadline of a request is a minute.
  expect(Date.now() - startedMs).toBeLessThan(30_000);
});

test('after a server that did not come back nothing more is asked', async () => {
  const { url, asked } = await serverThat((path) => {
    if (path === '/api/v1/namespaces') return { body: namespaces('u1') };
    return isList(path) || path === '/readyz' ? { status: 503, body: {} } : many(path);
  });
  const { manifest, kind } = await collect(url);
  expect(kind('acme.test/boats')).toMatchObject({ status: 'not-collected', objects: 0 });
  expect(kind('/namespaces')?.status).toBe('collected');
  expect(asked).not.toContain('/apis/acme.test/v1/boats');
  expect(manifest.completeness).toBe('partial');
});

async function earlier(systemUid: string) {
  const { url, asked } = await serverThat((path) =>
    path === '/api/v1/namespaces' ? { body: namespaces(systemUid, 'shop') } : undefined,
  );
  const { manifest } = await collect(url);
  const objectsOf = async function* (resource: ResourceRef) {
    yield resourceKey(resource) === '/namespaces'
      ? [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: systemUid } }]
      : [{ apiVersion: 'v1', kind: resource.kind, metadata: { name: 'one' } }];
  };
  return { url, asked, resume: { manifest, objectsOf } };
}

test('whole kinds of an earlier collection are taken over and not asked for, but namespaces are', async () => {
  const { url, asked, resume } = await earlier('u1');
  asked.length = 0;
  const phases = new Set<string>();
  const { manifest, kind } = await collect(url, {
    resume,
    onProgress: ({ phase }) => {
      phases.add(phase);
    },
  });
  expect(asked.filter(isList)).toEqual(['/api/v1/namespaces']);
  expect(kind('/pods')).toMatchObject({ status: 'collected', objects: 1 });
  expect(manifest.resumed).toMatchObject({ kinds: 2, evidenceSha256: resume.manifest.evidenceSha256 });
  expect(manifest.notes.filter((note) => note.startsWith('2 kinds'))).toHaveLength(1);
  expect([...phases]).toContain('resuming');
});

test('another cluster is not completed from an earlier collection', async () => {
  const { resume } = await earlier('u1');
  const { url } = await earlier('u2');
  await expect(collect(url, { resume })).rejects.toMatchObject({ code: 'RESUME_MISMATCH' });
});
