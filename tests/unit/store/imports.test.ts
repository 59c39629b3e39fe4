import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import type { ToolObject, ToolResults, ToolRule } from '../../../main/snapshot/tool-results.ts';
import { createStoreApi } from '../../../main/store/api.ts';
import { type Db } from '../../../main/store/db.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { closeFile, createFile, openFile } from '../../../main/store/file.ts';
import { joinAgain, nodeNames, storeImport } from '../../../main/store/imports.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { createStoreSink } from '../../../main/store/snapshots.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { PASSPHRASE, PROFILE, place, STAMP } from './places.ts';

const LATER = { author: 'A. Ssessor', at: '2026-02-01T00:00:00.000Z' };
const LIST = {
  offset: 0,
  limit: 50,
  search: '',
  severities: [],
  verdicts: [],
  origins: [],
  statuses: [],
  domains: [],
  clusterId: null,
  includeMerged: false,
  sort: 'number',
  descending: false,
} as const;

let db: Db;
let api: ReturnType<typeof createStoreApi>;
let clusterId: string;

beforeEach(() => {
  db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  api = createStoreApi(db, '', () => STAMP.at);
  clusterId = api.clusters.create({ name: 'halcyon' }).id;
  return () => db.close();
});

const object = (name: string, more: Partial<ToolObject> = {}): ToolObject => ({
  state: 'fail',
  named: { apiVersion: '', kind: 'Deployment', namespace: 'shop', name },
  path: 'spec',
  message: `It is about ${name}.`,
  exception: null,
  ...more,
});

const rule = (id: string, objects: readonly ToolObject[], more: Partial<ToolRule> = {}): ToolRule => ({
  rule: id,
  title: `Title of ${id}`,
  severity: 'high',
  domain: 'pod',
  area: 'config',
  fact: 'A fact.',
  whyItMatters: '',
  recommendation: '',
  references: [],
  mappings: [],
  objects,
  ...more,
});

const results = (rules: readonly ToolRule[], more: Partial<ToolResults> = {}): ToolResults => ({
  tool: 'trivy',
  toolVersion: '0.58',
  rules,
  passed: [],
  areas: ['config'],
  scope: '',
  ...more,
});

const imported = (content: ToolResults, stamp = STAMP, fileName = 'first.json') =>
  db
    .transaction(() => storeImport(db, stamp, { clusterId, fileName, fileSha256: 'ab', results: content }))
    .immediate();

const rows = () => api.findings.list({ ...LIST, verdicts: ['fail', 'unknown', 'pass'] }).rows;
const byTitle = (id: string) => {
  const row = rows().find(({ title }) => title === `Title of ${id}`);
  if (row === undefined) throw new Error(`no finding of ${id}`);
  return row;
};
const objectsOf = (id: string) => api.findings.importedObjects({ id, offset: 0, limit: 50 });

/** Stores an analysed snapshot of these objects. */
async function snapshot(objects: readonly KubernetesObject[], id: string): Promise<void> {
  const source = snapshotOf(objects, { origin: 'live' });
  const sink = createStoreSink(db, () => STAMP, id, clusterId);
  for (const { resource, object: each } of source.objects()) await sink.writeObjects(resource, [each]);
  await sink.finish(source.manifest);
  db.prepare("UPDATE snapshot SET analysed_with = '0.1.0' WHERE id = ?").run(id);
}

const kubernetes = (apiVersion: string, kind: string, name: string, owner?: [kind: string, name: string]) =>
  ({
    apiVersion,
    kind,
    metadata: {
      name,
      ...(kind !== 'Node' && { namespace: 'shop' }),
      ...(owner && {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: owner[0], name: owner[1], controller: true }],
      }),
    },
  }) satisfies KubernetesObject;

describe('an import', () => {
  test('makes one finding for each rule, with its objects by the window', () => {
    const many = Array.from({ length: 120 }, (_, at) => object(`web-${at}`));
    expect(imported(results([rule('A', many), rule('B', [object('db')], { severity: 'low' })]))).toBe(2);
    expect(rows()).toMatchObject([
      {
        number: 'F-01',
        origin: 'imported',
        title: 'Title of A',
        severity: 'high',
        machineSeverity: 'high',
        verdict: 'fail',
        affectedCount: 120,
        status: 'open',
      },
      { number: 'F-02', affectedCount: 1, severity: 'low' },
    ]);
    const { total, rows: window } = api.findings.importedObjects({
      id: byTitle('A').id,
      offset: 100,
      limit: 50,
    });
    expect([total, window.length, window[0]?.object.name]).toEqual([120, 20, 'web-100']);
    expect(api.findings.record({ id: byTitle('A').id }).imported).toMatchObject({
      source: {
        tool: 'trivy',
        toolVersion: '0.58',
        rule: 'A',
        fileName: 'first.json',
        fileSha256: 'ab',
        importedAt: STAMP.at,
      },
      stale: false,
    });
  });

  test('is found by its rule, its tool and its objects', () => {
    imported(results([rule('KSV012', [object('web')]), rule('B', [object('db')])]));
    for (const search of ['ksv012', 'shop/deployment/web'])
      expect(api.findings.list({ ...LIST, search }).rows.map(({ title }) => title)).toEqual([
        'Title of KSV012',
      ]);
    expect(api.findings.list({ ...LIST, search: 'trivy', origins: ['imported'] }).total).toBe(2);
  });

  test('of checks that the tool could not judge is unknown', () => {
    imported(results([rule('A', [object('n', { state: 'unknown' })])]));
    expect(byTitle('A')).toMatchObject({ verdict: 'unknown', affectedCount: 0 });
    expect(objectsOf(byTitle('A').id).total).toBe(1);
  });

  test('keeps what the tool was told to except, and begins as accepted where that is all', () => {
    const excepted = object('web', { exception: 'agreed' });
    imported(results([rule('A', [excepted]), rule('B', [excepted, object('db')])]));
    expect([byTitle('A').status, byTitle('B').status]).toEqual(['accepted', 'open']);
    expect(byTitle('A').verdict).toBe('fail');
    expect(objectsOf(byTitle('A').id).rows[0]?.message).toMatch(/configured to exempt this: agreed/);
  });
});

describe('a newer file of the same tool', () => {
  test('renews findings in place: number, override, status, links and merges stay', () => {
    imported(results([rule('A', [object('web')]), rule('B', [object('db')])]));
    const { id } = byTitle('A');
    api.findings.override({
      id,
      baseRevision: 0,
      verdict: null,
      severity: 'low',
      reason: 'Only in the laboratory.',
    });
    api.findings.setStatus({ id, status: 'accepted' });
    api.findings.linkQuestions({ id, questions: ['access.deploy'] });
    const merged = api.findings.merge({
      ids: [byTitle('B').id],
      input: {
        title: 'Both',
        fact: '',
        whyItMatters: '',
        recommendation: '',
        severity: 'high',
        domain: 'other',
        clusterId: null,
        affected: [],
        status: 'open',
        questions: [],
      },
    });
    imported(
      results([
        rule('A', [object('web'), object('api')], { severity: 'critical' }),
        rule('B', [object('db')]),
      ]),
      LATER,
      'second.json',
    );
    const record = api.findings.record({ id });
    expect(record.row).toMatchObject({
      number: 'F-01',
      severity: 'low',
      machineSeverity: 'critical',
      overridden: true,
      status: 'accepted',
      affectedCount: 2,
      updatedAt: LATER.at,
    });
    expect(record.questions).toEqual(['access.deploy']);
    expect(record.overrides).toHaveLength(1);
    expect(record.imported?.source).toMatchObject({ fileName: 'second.json', importedAt: LATER.at });
    expect(api.findings.record({ id: merged.id }).members).toHaveLength(1);
    expect(db.prepare("SELECT count(*) FROM finding WHERE origin = 'imported'").pluck().get()).toBe(2);
  });

  test('says what passed; what it looked for and does not name any more is unknown, never pass', () => {
    imported(results([rule('A', [object('web')]), rule('B', [object('web')]), rule('C', [object('web')])]));
    imported(results([rule('C', [object('web')])], { passed: ['A'] }), LATER);
    expect([byTitle('A').verdict, byTitle('B').verdict, byTitle('C').verdict]).toEqual([
      'pass',
      'unknown',
      'fail',
    ]);
    expect(api.findings.record({ id: byTitle('B').id }).imported?.stale).toBe(true);
    expect(objectsOf(byTitle('B').id).total).toBe(0);
    imported(results([rule('B', [object('web')])]), LATER);
    expect(byTitle('B').verdict).toBe('fail');
    expect(api.findings.record({ id: byTitle('B').id }).imported?.stale).toBe(false);
  });

  test('says nothing about areas that it did not look at, other tools and other clusters', () => {
    imported(results([rule('A', [object('web')]), rule('CVE', [object('web')], { area: 'vulnerability' })]));
    imported(results([rule('A', [object('web')])], { tool: 'polaris' }));
    imported(results([], { areas: ['config'] }), LATER);
    expect(byTitle('CVE').verdict).toBe('fail');
    const first = rows().filter(({ title }) => title === 'Title of A');
    expect(first.map(({ verdict }) => verdict)).toEqual(['unknown', 'fail']);
    const other = api.clusters.create({ name: 'other' }).id;
    db.transaction(() =>
      storeImport(db, LATER, {
        clusterId: other,
        fileName: 'o',
        fileSha256: '',
        results: results([rule('A', [object('web')])]),
      }),
    ).immediate();
    expect(rows().filter(({ title }) => title === 'Title of A')).toHaveLength(3);
  });

  test('about another node leaves what the first node’s file said', () => {
    const node = (name: string) =>
      object('', { named: { apiVersion: 'v1', kind: 'Node', namespace: null, name } });
    imported(results([rule('4.2.1', [node('one')])], { tool: 'kube-bench', scope: 'one' }));
    imported(results([rule('4.2.1', [node('two')])], { tool: 'kube-bench', scope: 'two' }), LATER);
    expect(byTitle('4.2.1').affectedCount).toBe(2);
    imported(results([], { tool: 'kube-bench', scope: 'one', passed: ['4.2.1'] }), LATER);
    expect(byTitle('4.2.1')).toMatchObject({ verdict: 'fail', affectedCount: 1 });
    imported(results([], { tool: 'kube-bench', scope: 'two', passed: ['4.2.1'] }), LATER);
    expect(byTitle('4.2.1')).toMatchObject({ verdict: 'pass', affectedCount: 0 });
  });

  test('is in the journal with what it changed, and the journal stays whole', () => {
    imported(results([rule('A', [object('web')]), rule('B', [object('web')])]));
    imported(results([rule('A', [object('web')])], { passed: ['B'] }), LATER, 'second.json');
    const { rows: entries, intact } = api.journal.list({ offset: 0, limit: 10 });
    expect(intact).toBe(true);
    expect(entries[0]).toMatchObject({ action: 'finding.import', subject: clusterId });
    expect(JSON.parse(String(entries[0]?.detail))).toMatchObject({
      tool: 'trivy',
      fileName: 'second.json',
      raised: 0,
      named: 1,
      changed: [{ id: byTitle('B').id, from: { verdict: 'fail' }, to: { verdict: 'pass' } }],
    });
  });
});

describe('objects are joined to the latest snapshot', () => {
  const CLUSTER = [
    kubernetes('apps/v1', 'Deployment', 'web'),
    kubernetes('apps/v1', 'ReplicaSet', 'web-7d9f8b6c5d', ['Deployment', 'web']),
    kubernetes('v1', 'Pod', 'web-7d9f8b6c5d-x2k5p', ['ReplicaSet', 'web-7d9f8b6c5d']),
    kubernetes('apps/v1', 'StatefulSet', 'db'),
    kubernetes('v1', 'Node', 'node-1'),
  ];
  const named = (kind: string, name: string, namespace: string | null = 'shop', apiVersion = '') =>
    object(name, { named: { apiVersion, kind, namespace, name } });

  test.each<[string, ToolObject, string]>([
    ['an object by its name', named('Deployment', 'web'), 'apps/v1 Deployment/web'],
    ['a pod at its owner’s owner', named('Pod', 'web-7d9f8b6c5d-x2k5p'), 'apps/v1 Deployment/web'],
    ['a replica set at its deployment', named('ReplicaSet', 'web-7d9f8b6c5d'), 'apps/v1 Deployment/web'],
    ['a pod that is gone by its name', named('Pod', 'web-5c4b7f9d8-zz9xk'), 'apps/v1 Deployment/web'],
    ['a pod of a stateful set by its name', named('Pod', 'db-3'), 'apps/v1 StatefulSet/db'],
    ['a node', named('Node', 'node-1', null), 'v1 Node/node-1'],
    [
      'an object without a namespace where the name is only one',
      named('Deployment', 'web', null),
      'apps/v1 Deployment/web',
    ],
  ])('%s', async (_, each, expected) => {
    await snapshot(CLUSTER, 'snap');
    imported(results([rule('A', [each])]));
    const [row] = objectsOf(byTitle('A').id).rows;
    expect(`${row?.object.apiVersion} ${row?.object.kind}/${row?.object.name}`).toBe(expected);
    expect(row?.snapshotId).toBe('snap');
  });

  test.each<[string, ToolObject]>([
    ['another namespace', named('Deployment', 'web', 'other')],
    ['a name that only looks like a pod’s', named('Pod', 'web-aeiou')],
    ['an unknown thing', named('', 'deploy/web.yaml', null)],
  ])('%s stays as the tool names it, and it is said', async (_, each) => {
    await snapshot(CLUSTER, 'snap');
    imported(results([rule('A', [each])]));
    const [row] = objectsOf(byTitle('A').id).rows;
    expect(row?.object).toEqual(each.named);
    expect(row?.snapshotId).toBeUndefined();
    expect(row?.message).toMatch(/latest snapshot contains no such object/);
  });

  test('an image is every workload that runs it, by its digest', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const running = (name: string, owner: readonly [string, string]) => ({
      ...kubernetes('v1', 'Pod', name, [...owner]),
      status: { containerStatuses: [{ name: 'a', imageID: `registry.example/web@${digest}` }] },
    });
    const image = named('Image', `registry.example/web@${digest}`, null);
    const names = () =>
      objectsOf(byTitle('CVE').id).rows.map(({ object: { kind, name } }) => `${kind}/${name}`);
    imported(results([rule('CVE', [{ ...image, named: { ...image.named, apiVersion: '' } }])]));
    expect(names()).toEqual([`Image/registry.example/web@${digest}`]);
    await snapshot(
      [
        ...CLUSTER,
        running('web-7d9f8b6c5d-x2k5p', ['ReplicaSet', 'web-7d9f8b6c5d']),
        running('cache-0', ['StatefulSet', 'cache']),
        kubernetes('apps/v1', 'StatefulSet', 'cache'),
        kubernetes('v1', 'Pod', 'other'),
      ],
      'later',
    );
    db.transaction(() => joinAgain(db, LATER, 'later')).immediate();
    expect(names()).toEqual(['Deployment/web', 'StatefulSet/cache']);
    expect(byTitle('CVE').verdict).toBe('fail');
    expect(objectsOf(byTitle('CVE').id).rows[0]).toMatchObject({
      snapshotId: 'later',
      message: expect.stringMatching(/^Named as Image registry\.example\/web@sha256:/) as string,
    });
    // The same file again, and a snapshot in which one of them is gone.
    imported(results([rule('CVE', [{ ...image, named: { ...image.named, apiVersion: '' } }])]), LATER);
    expect(names()).toEqual(['Deployment/web', 'StatefulSet/cache']);
    await snapshot([running('cache-0', ['StatefulSet', 'cache'])], 'last');
    db.transaction(() => joinAgain(db, LATER, 'last')).immediate();
    expect(names()).toHaveLength(1);
  });

  test('a snapshot that comes after the results is joined as well', async () => {
    imported(results([rule('A', [named('Pod', 'web-7d9f8b6c5d-x2k5p')])]));
    expect(objectsOf(byTitle('A').id).rows[0]?.message).toMatch(/No snapshot of the cluster existed/);
    await snapshot(CLUSTER, 'later');
    db.transaction(() => joinAgain(db, LATER, 'later')).immediate();
    expect(objectsOf(byTitle('A').id).rows[0]).toMatchObject({
      snapshotId: 'later',
      object: { kind: 'Deployment', name: 'web' },
      message: 'Named as Pod web-7d9f8b6c5d-x2k5p. It is about web-7d9f8b6c5d-x2k5p.',
    });
    expect(byTitle('A').verdict).toBe('fail');
    expect(nodeNames(db, clusterId)).toEqual(['node-1']);
  });

  test('joining again changes no verdict of what passed or went', async () => {
    imported(results([rule('A', [object('web')]), rule('B', [object('web')])]));
    imported(results([], { passed: ['A'] }), LATER);
    await snapshot(CLUSTER, 'later');
    db.transaction(() => joinAgain(db, LATER, 'later')).immediate();
    expect([byTitle('A').verdict, byTitle('B').verdict]).toEqual(['pass', 'unknown']);
    expect(api.findings.record({ id: byTitle('B').id }).imported?.stale).toBe(true);
  });
});

test('an engagement of the first format keeps its rows and takes imports', async () => {
  const file = join(place(), 'old.drydock');
  const old = await createFile(file, PASSPHRASE, MIGRATIONS.slice(0, 1));
  old.db.transaction(() => initEngagement(old.db, STAMP, PROFILE, false)).immediate();
  old.db.exec(`INSERT INTO cluster VALUES ('k', 'halcyon', '2026-01-01');
    INSERT INTO counter VALUES ('finding', 1);
    INSERT INTO finding (id, number, origin, cluster_id, control, title, domain, machine_severity, machine_verdict, severity, verdict, search, updated_at)
      VALUES ('k:pod/a', 1, 'automated', 'k', 'pod/a', 'Kept', 'pod', 1, 'fail', 1, 'fail', 'kept', '2026-01-01')`);
  const key = Buffer.from(old.key);
  closeFile(file, old);
  const opened = await openFile(file, { key });
  const store = createStoreApi(opened.db, file, () => STAMP.at);
  expect(opened.db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
  opened.db
    .transaction(() =>
      storeImport(opened.db, STAMP, {
        clusterId: 'k',
        fileName: 'f',
        fileSha256: '',
        results: results([rule('A', [object('web')])]),
      }),
    )
    .immediate();
  expect(store.findings.list(LIST).rows.map(({ title, number }) => [title, number])).toEqual([
    ['Kept', 'F-01'],
    ['Title of A', 'F-02'],
  ]);
  expect(store.findings.record({ id: 'k:pod/a' }).imported).toBeNull();
  closeFile(file, opened);
});
