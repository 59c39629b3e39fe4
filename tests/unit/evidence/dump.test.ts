import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { detectEvidence } from '../../../main/evidence/detect.ts';
import type { DumpFormat } from '../../../main/evidence/dump/layout.ts';
import { readDump } from '../../../main/evidence/dump/read-dump.ts';
import { loadIntoMemory, readEvidence } from '../../../main/evidence/read.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { SnapshotSource } from '../../../main/snapshot/model.ts';
import { DrydockError } from '../../../shared/errors.ts';
import { resourceKey } from '../../../shared/evidence.ts';
import { CANARIES } from '../../fixtures/foreign/canaries.ts';
import {
  clusterInfoStream,
  configMap,
  deployment,
  kubectlList,
  live,
  node,
  pod,
  secret,
  typedList,
  writeClusterInfo,
  writeMustGather,
} from '../../fixtures/foreign/dumps.ts';

/** As kubectl lays it out, quoted for YAML 1.1. */
const dump = (value: unknown): string => stringify(value, { version: '1.1', indentSeq: false });

const dir = mkdtempSync(join(tmpdir(), 'drydock-dump-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const NOW = '2026-05-01T00:00:00.000Z';
let files = 0;

function file(content: string | Buffer, name?: string): string {
  files += 1;
  const path = join(dir, name ?? `dump-${files}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function read(path: string, format: DumpFormat = 'kubectl-get'): Promise<SnapshotSource> {
  return loadIntoMemory(
    await readDump({ path, format, clusterName: 'halcyon', toolVersion: '0.1.0', now: NOW }),
  );
}

const readJson = (content: unknown) => read(file(JSON.stringify(content, null, 4)));

const kindsOf = (source: SnapshotSource) =>
  Object.fromEntries(
    source.manifest.kinds.map(({ resource, status, objects }) => [
      resourceKey(resource),
      `${status} ${objects}`,
    ]),
  );
const messageOf = (source: SnapshotSource, key: string) =>
  source.manifest.kinds.find(({ resource }) => resourceKey(resource) === key)?.message;
const names = (source: SnapshotSource) =>
  [...source.objects()].map(
    ({ object }) => `${object.metadata.namespace ?? ''}/${object.kind}/${object.metadata.name}`,
  );

describe('kubectl get', () => {
  test('kinds of an answer from several namespaces are whole, and so are those of no namespace', async () => {
    const source = await readJson(
      kubectlList([pod('a', 'p'), pod('b', 'q'), deployment('a', 'd'), node('n')]),
    );
    expect(kindsOf(source)).toEqual({
      '/pods': 'collected 2',
      'apps/deployments': 'collected 1',
      '/nodes': 'collected 1',
    });
    expect(source.manifest).toMatchObject({
      origin: 'dump',
      completeness: 'partial',
      clusterName: 'halcyon',
    });
    expect(source.manifest.notes.join(' ')).toMatch(/Whether names or selectors narrowed it is not visible/);
  });

  test('a list of one namespace is partial and names it, for it does not say whether others were asked', async () => {
    const source = await readJson(kubectlList([pod('a', 'p'), pod('a', 'q')]));
    expect(kindsOf(source)).toEqual({ '/pods': 'partial 2' });
    expect(messageOf(source, '/pods')).toMatch(/namespace a and does not state/);
  });

  test('single objects say nothing of others', async () => {
    const source = await readJson(deployment('a', 'd'));
    expect(kindsOf(source)).toEqual({ 'apps/deployments': 'partial 1' });
    expect(messageOf(source, 'apps/deployments')).toMatch(/Only single objects/);
  });

  test('an empty list is knowledge of its own kind only, and of a namespaced kind only a part', async () => {
    const source = await readJson(typedList('networking.k8s.io/v1', 'NetworkPolicy', []));
    expect(kindsOf(source)).toEqual({ 'networking.k8s.io/networkpolicies': 'partial 0' });
    expect(messageOf(source, 'networking.k8s.io/networkpolicies')).toMatch(/empty/);
    expect(kindsOf(await readJson(typedList('storage.k8s.io/v1', 'StorageClass', [])))).toEqual({
      'storage.k8s.io/storageclasses': 'collected 0',
    });
    await expect(readJson(kubectlList([]))).rejects.toMatchObject({ code: 'EVIDENCE_EMPTY' });
  });

  test('old servers say in the list what was asked', async () => {
    const asked = (selfLink: string) => ({
      ...typedList('v1', 'Pod', [pod('a', 'p')]),
      metadata: { selfLink },
    });
    expect(kindsOf(await readJson(asked('/api/v1/pods')))).toEqual({ '/pods': 'collected 1' });
    expect(kindsOf(await readJson(asked('/api/v1/namespaces/a/pods')))).toEqual({ '/pods': 'partial 1' });
  });

  test('typed lists give their kind to their items, also where it stands behind them', async () => {
    const { kind, apiVersion, items } = typedList('v1', 'Pod', [pod('a', 'p'), pod('b', 'q')]);
    expect(names(await readJson({ kind, apiVersion, items }))).toEqual(['a/Pod/p', 'b/Pod/q']);
    expect(names(await readJson({ items, apiVersion, kind }))).toEqual(['a/Pod/p', 'b/Pod/q']);
    expect(names(await read(file(dump({ items, apiVersion, kind }))))).toEqual(['a/Pod/p', 'b/Pod/q']);
  });

  test('YAML is the same evidence as JSON', async () => {
    const content = kubectlList([pod('a', 'p'), pod('b', 'q'), configMap('a', 'c'), secret('a', 's')]);
    const [json, yaml] = [await readJson(content), await read(file(dump(content)))];
    expect(yaml.manifest.evidenceSha256).toBe(json.manifest.evidenceSha256);
    expect(names(yaml)).toEqual(names(json));
    const flow = await read(file(`--- \n${JSON.stringify(content)}\n`));
    expect(flow.manifest.evidenceSha256).toBe(json.manifest.evidenceSha256);
  });

  test('a list in a list is taken apart, lists without end are refused', async () => {
    const nested = kubectlList([kubectlList([pod('a', 'p')]), pod('b', 'q')]);
    expect(names(await readJson(nested))).toEqual(['a/Pod/p', 'b/Pod/q']);
    let bomb: object = pod('a', 'p');
    for (let depth = 0; depth < 20; depth += 1) bomb = kubectlList([bomb]);
    await expect(readJson(bomb)).rejects.toMatchObject({
      message: expect.stringMatching(/Lists nested in Lists/) as string,
    });
  });

  test('its time is the newest that its objects carry, and never later than now', async () => {
    const source = await readJson(kubectlList([node('n')]));
    expect(source.manifest.finishedAt).toBe('2026-04-30T07:59:00.000Z');
    const future = { ...pod('a', 'p'), metadata: { name: 'p', creationTimestamp: '2099-01-01T00:00:00Z' } };
    expect((await readJson(kubectlList([future]))).manifest.finishedAt).toBe('1970-01-01T00:00:00.000Z');
  });

  test('events are left out, and said to be', async () => {
    const source = await readJson(
      kubectlList([pod('a', 'p'), live('v1', 'Event', 'a', 'e', { message: CANARIES[0] })]),
    );
    expect(kindsOf(source)).toEqual({ '/pods': 'partial 1' });
    expect(source.manifest.notes).toContain('1 event was omitted.');
  });

  test('several files are one snapshot; what cannot be read is named, and nothing counts as whole then', async () => {
    const folder = join(dir, 'several');
    file(JSON.stringify(kubectlList([pod('a', 'p'), pod('b', 'q')])), 'several/pods.json');
    file(JSON.stringify(kubectlList([pod('b', 'q'), node('n')])), 'several/more.json');
    expect(kindsOf(await read(folder))).toEqual({ '/pods': 'collected 2', '/nodes': 'collected 1' });
    file('{"kind":"List","items":[', 'several/torn.json');
    const source = await read(folder);
    expect(kindsOf(source)).toEqual({ '/pods': 'partial 2', '/nodes': 'partial 1' });
    expect(source.manifest.unread).toEqual([
      { file: 'torn.json', document: null, line: null, what: 'unreadable', reason: 'it is incomplete' },
    ]);
  });

  test('the command line reads dumps as dumps, and manifests as manifests', async () => {
    const [evidence] = await readEvidence([file(JSON.stringify(kubectlList([pod('a', 'p')])), 'x.json')]);
    expect(evidence?.manifest.origin).toBe('dump');
    await expect(readEvidence([file('{"ClusterName":"x","Resources":[]}', 't.json')])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/trivy/) as string,
    });
  });

  test('takes 20,000 objects of one list', async () => {
    const source = await readJson(
      kubectlList(Array.from({ length: 20_000 }, (_, at) => pod(`n${at % 9}`, `p${at}`))),
    );
    expect(kindsOf(source)).toEqual({ '/pods': 'collected 20000' });
  });
});

describe('cluster-info dump', () => {
  test('holds nodes whole, and workloads of its namespaces only', async () => {
    const source = await read(writeClusterInfo(join(dir, 'info')), 'cluster-info-dump');
    expect(kindsOf(source)).toEqual({
      '/nodes': 'collected 1',
      '/pods': 'partial 2',
      '/services': 'partial 2',
      '/replicationcontrollers': 'partial 0',
      'apps/daemonsets': 'partial 0',
      'apps/deployments': 'partial 2',
      'apps/replicasets': 'partial 0',
    });
    expect(messageOf(source, '/pods')).toBe(
      'The dump contains those of namespaces default, kube-system and does not state whether there are other namespaces.',
    );
  });

  test('is the same evidence as one stream, whose logs can forge nothing by JSON alone', async () => {
    const directory = await read(writeClusterInfo(join(dir, 'info-again')), 'cluster-info-dump');
    const stream = await read(file(clusterInfoStream()), 'cluster-info-dump');
    expect(names(stream).toSorted()).toEqual(names(directory).toSorted());
    expect(names(stream).join()).not.toContain('forged');
    expect(kindsOf(stream)['/pods']).toBe('partial 2');
    expect(stream.manifest.notes.join(' ')).toMatch(/A log can imitate a list/);
  });
});

describe('must-gather', () => {
  test('is read from all its collections, each object once', async () => {
    const source = await read(writeMustGather(join(dir, 'gathered')), 'must-gather');
    expect(kindsOf(source)).toEqual({
      '/configmaps': 'partial 2',
      '/namespaces': 'partial 2',
      '/nodes': 'partial 1',
      '/persistentvolumes': 'collected 1',
      '/pods': 'partial 3',
      'config.openshift.io/ingresses': 'collected 1',
      'operator.openshift.io/kubecontrollermanagers': 'partial 1',
    });
    expect(messageOf(source, '/nodes')).toMatch(/does not state whether these are all/);
    expect(messageOf(source, '/pods')).toMatch(/default, openshift-etcd/);
    expect(source.manifest.finishedAt).toBe('2026-04-30T08:20:00.000Z');
  });
});

describe('nothing unknown becomes pass', () => {
  test('without network policies no control of the network passes or fails by their absence', async () => {
    const source = await readJson(kubectlList([pod('a', 'p'), pod('b', 'q'), deployment('a', 'd')]));
    const { verdicts } = analyseSnapshot(source, { includePasses: true });
    const about = verdicts.filter(({ control }) => control === 'network/namespace-without-policy');
    expect(about.length).toBeGreaterThan(0);
    expect(about.every(({ verdict, reason }) => verdict === 'unknown' && reason === 'not-collected')).toBe(
      true,
    );
  });

  test.each<DumpFormat>(['kubectl-get', 'cluster-info-dump', 'must-gather'])(
    'of %s: a control whose kinds it lacks is unknown, every one of them',
    async (format) => {
      const source = {
        'kubectl-get': () => readJson(kubectlList([pod('a', 'p'), pod('b', 'q'), node('n')])),
        'cluster-info-dump': () => read(writeClusterInfo(join(dir, 'info-unknown')), 'cluster-info-dump'),
        'must-gather': () => read(writeMustGather(join(dir, 'gathered-unknown')), 'must-gather'),
      };
      const snapshot = await source[format]();
      const { availability } = buildSnapshotIndex(snapshot);
      const { summaries } = analyseSnapshot(snapshot, { includePasses: true });
      const verdictOf = new Map(summaries.map((summary) => [summary.control, summary.verdict]));
      const lacking = CONTROLS.filter(
        ({ judges }) =>
          judges.length > 0 && judges.every((key) => availability(key).status === 'not-collected'),
      );
      expect(lacking.length).toBeGreaterThan(20);
      expect(lacking.filter(({ id }) => verdictOf.get(id) !== 'unknown').map(({ id }) => id)).toEqual([]);
    },
  );

  test('a kind that it lacks is unknown even where definitions are there that do not name it', async () => {
    const crd = live('apiextensions.k8s.io/v1', 'CustomResourceDefinition', null, 'a.example.com', {
      spec: { group: 'example.com', names: { plural: 'a' } },
    });
    const index = buildSnapshotIndex(await readJson(kubectlList([crd])));
    expect(index.availability('kyverno.io/clusterpolicies')).toMatchObject({ reason: 'not-collected' });
    expect(index.availability('/secrets').message).toMatch(/dump does not contain secrets/);
  });
});

describe('secrets', () => {
  test.each<[string, () => Promise<SnapshotSource>]>([
    [
      'kubectl get',
      () =>
        readJson(kubectlList([secret('a', 's'), configMap('b', 'c'), pod('a', 'p'), deployment('b', 'd')])),
    ],
    [
      'kubectl get as YAML',
      () => read(file(dump(kubectlList([secret('a', 's'), configMap('b', 'c'), pod('a', 'p')])))),
    ],
    ['cluster-info dump', () => read(writeClusterInfo(join(dir, 'info-secret')), 'cluster-info-dump')],
    ['its stream', () => read(file(clusterInfoStream()), 'cluster-info-dump')],
    ['must-gather', () => read(writeMustGather(join(dir, 'gathered-secret')), 'must-gather')],
  ])('of %s lose every value', async (_, make) => {
    const source = await make();
    const text = JSON.stringify([source.manifest, ...source.objects()]);
    for (const canary of CANARIES) {
      expect(text).not.toContain(canary);
      expect(text).not.toContain(Buffer.from(canary).toString('base64').replace(/=+$/, ''));
    }
    expect(text).toContain('web');
  });

  test('keep their number of keys', async () => {
    const [entry] = [...(await readJson(kubectlList([secret('a', 's')]))).objects()];
    expect(entry?.object).toMatchObject({ kind: 'Secret', type: 'Opaque', $drydock: { secretKeys: 2 } });
    expect(entry?.object).not.toHaveProperty('data');
  });
});

describe('YAML as other tools write it', () => {
  const inNamespace = (name: string) => ({ ...pod('a', name), metadata: { name, namespace: 'a' } });

  test('anchors of one item that another uses, as PyYAML writes them', async () => {
    const items = `- apiVersion: v1
  kind: Pod
  metadata: {name: p, namespace: a, labels: &id001 {app: web}}
- apiVersion: v1
  kind: Pod
  metadata: {name: q, namespace: a, labels: *id001}
`;
    const source = await read(file(`apiVersion: v1\nkind: List\nitems:\n${items}`));
    expect(names(source)).toEqual(['a/Pod/p', 'a/Pod/q']);
    expect(source.manifest.unread).toBeUndefined();
    expect([...source.objects()][1]?.object.metadata).toMatchObject({ labels: { app: 'web' } });
  });

  test('one broken item costs itself alone, is named with its line, and nothing counts as whole', async () => {
    const whole = dump(kubectlList([inNamespace('p'), inNamespace('q'), inNamespace('r')]));
    const broken = whole.replace(/^( +)name: q$/m, '$1name: "q');
    const source = await read(file(broken));
    expect(names(source)).toEqual(['a/Pod/p', 'a/Pod/r']);
    expect(kindsOf(source)).toEqual({ '/pods': 'partial 2' });
    expect(source.manifest.unread).toEqual([
      expect.objectContaining({
        what: 'object',
        reason: expect.stringMatching(/^line \d+: a quote/) as string,
      }),
    ]);
  });

  test('UTF-16 of a Windows terminal, as JSON and as YAML', async () => {
    const list = kubectlList([pod('a', 'p'), pod('b', 'q')]);
    for (const text of [JSON.stringify(list, null, 4), dump(list)]) {
      const bytes = Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le');
      for (const content of [bytes, Buffer.from(bytes).swap16()])
        expect(names(await read(file(content)))).toEqual(['a/Pod/p', 'b/Pod/q']);
    }
  });

  test('bytes that are not UTF-8 become U+FFFD, as in kubectl', async () => {
    const text = Buffer.from(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: "\xff"}\n',
      'latin1',
    );
    const [entry] = [...(await read(file(text))).objects()];
    expect(entry?.object.spec).toEqual({ nodeName: '\ufffd' });
  });

  test('cluster-info dump -o yaml with logs between its lists', async () => {
    const logs = [
      '==== START logs for container web of pod a/p ====',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: forged, namespace: a}',
      '---',
      'caf\xe9: [',
      'no break==== END logs for container web of pod a/p ====',
    ].join('\n');
    const stream = [
      dump(typedList('v1', 'Node', [node('n')])),
      '---\n',
      dump(typedList('v1', 'Pod', [pod('a', 'p')])),
      `${logs}\n---\n`,
      dump(typedList('v1', 'Service', [])),
    ].join('');
    const path = file(Buffer.from(stream, 'latin1'));
    expect((await detectEvidence(path)).format).toBe('cluster-info-dump');
    const source = await read(path, 'cluster-info-dump');
    expect(names(source)).toEqual(['/Node/n', 'a/Pod/p']);
    expect(source.manifest.unread).toBeUndefined();
    expect(kindsOf(source)).toMatchObject({ '/nodes': 'collected 1', '/services': 'partial 0' });
  });
});

describe('hostile dumps', () => {
  test('symbolic links are not followed', async () => {
    const folder = join(dir, 'links');
    file(JSON.stringify(kubectlList([pod('a', 'p')])), 'links/pods.json');
    const outside = file(JSON.stringify(kubectlList([pod('outside', 'o')])), 'outside.json');
    symlinkSync(outside, join(folder, 'linked.json'));
    symlinkSync(dir, join(folder, 'up'));
    expect(names(await read(folder))).toEqual(['a/Pod/p']);
  });

  test.each<[string, string | Buffer, RegExp]>([
    [
      'aliases without end',
      `a: &a0 [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(10)}]\n`).join('')}`,
      /its aliases repeat too much/,
    ],
    ['an alias of nothing', 'apiVersion: v1\nkind: List\nitems:\n- *a\n', /refers to nothing/],
    [
      'nesting',
      `apiVersion: v1\nkind: Pod\nmetadata: ${'['.repeat(5000)}`,
      /line 3: it is nested too deeply/,
    ],
    ['broken YAML', 'apiVersion: v1\nkind: Pod\nmetadata: {name: [\n', /cannot be used/],
    ['broken JSON', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":}}', /not JSON/],
  ])('are refused for %s', async (_, content, reason) => {
    const error: unknown = await read(file(content)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DrydockError);
    expect((error as DrydockError).message).toMatch(reason);
  });

  test('a path cannot rename what a file holds', async () => {
    const root = writeMustGather(join(dir, 'renamed'));
    const at = join(root, 'quay-io-other-must-gather-sha256-bb', 'cluster-scoped-resources', 'core');
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(at, 'secrets.yaml'),
      dump(kubectlList([live('v1', 'PersistentVolume', null, 'other')])),
    );
    const kinds = kindsOf(await read(root, 'must-gather'));
    expect(kinds['/persistentvolumes']).toBe('collected 2');
    expect(kinds['/secrets']).toBeUndefined();
  });

  test('keys such as __proto__ change no prototype', async () => {
    const text = JSON.stringify(kubectlList([pod('a', 'p')])).replace(
      '"status":',
      '"__proto__":{"polluted":1},"status":',
    );
    await read(file(text));
    await read(file(text.replace('{', '{"__proto__":{"polluted":1},')));
    await read(file(`${dump(pod('a', 'p'))}__proto__: {polluted: 1}\n`));
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('whatever is changed in it, it is a snapshot or an error in words', async () => {
    const texts = [
      JSON.stringify(kubectlList([pod('a', 'p'), secret('b', 's')]), null, 1),
      dump(kubectlList([pod('a', 'p'), secret('b', 's')])),
      clusterInfoStream(),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.nat(),
        fc.uint8Array({ minLength: 0, maxLength: 6 }),
        fc.nat(40),
        async (which, position, bytes, removed) => {
          const text = Buffer.from(texts[which] ?? '');
          const at = position % text.length;
          const changed = Buffer.concat([text.subarray(0, at), bytes, text.subarray(at + removed)]);
          const outcome = await read(file(changed, 'fuzzed')).catch((error: unknown) => error);
          if (outcome instanceof DrydockError) return;
          expect(outcome).toHaveProperty('manifest.origin', 'dump');
        },
      ),
      { numRuns: 400 },
    );
  });

  test('whatever objects it holds, it is a snapshot or an error in words', async () => {
    const odd = fc.record(
      {
        apiVersion: fc.oneof(fc.constant('v1'), fc.jsonValue()),
        kind: fc.oneof(fc.constantFrom('Pod', 'Secret', 'List', 'PodList'), fc.jsonValue()),
        metadata: fc.oneof(fc.record({ name: fc.constant('x'), namespace: fc.jsonValue() }), fc.jsonValue()),
        items: fc.jsonValue(),
        status: fc.jsonValue(),
        spec: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(odd), fc.jsonValue(), async (items, metadata) => {
        const outcome = await readJson({ apiVersion: 'v1', kind: 'List', items, metadata }).catch(
          (e: unknown) => e,
        );
        if (outcome instanceof DrydockError) return;
        expect(outcome).toHaveProperty('manifest.origin', 'dump');
      }),
      { numRuns: 200 },
    );
  });
});
