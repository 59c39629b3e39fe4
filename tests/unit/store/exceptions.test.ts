import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { storeAnalysis } from '../../../main/store/analysis.ts';
import { createStoreApi, type StoreApi } from '../../../main/store/api.ts';
import { type Db } from '../../../main/store/db.ts';
import { createCluster, initEngagement } from '../../../main/store/engagement.ts';
import { closeFile, createFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { createStoreSink } from '../../../main/store/snapshots.ts';
import { isDrydockError } from '../../../shared/errors.ts';
import type { ExceptionInput } from '../../../shared/exception.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { PASSPHRASE, PROFILE, place, STAMP } from './places.ts';

const CONTROL = 'pod/privileged-container';
const pod = (name: string, app: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app } },
  spec: { containers: [{ name: 'c', image: 'r/c:1', securityContext: { privileged: true } }] },
});

let db: Db;
let store: StoreApi;
let clusterId: string;

async function addSnapshot(snapshotId: string, finishedAt: string): Promise<void> {
  const source = snapshotOf([pod('a', 'one'), pod('b', 'two')], { origin: 'live', manifest: { finishedAt } });
  const sink = createStoreSink(db, () => STAMP, snapshotId, clusterId);
  for (const { resource, object } of source.objects()) await sink.writeObjects(resource, [object]);
  await sink.finish(source.manifest);
  const { facts, summaries, verdicts, size, exposure, responsibility, platform } = analyseSnapshot(source);
  storeAnalysis(db, STAMP.at, {
    snapshotId,
    appVersion: 'test',
    overview: {
      facts,
      controls: [...summaries],
      size,
      exposure,
      responsibility: [...responsibility],
      platform,
    },
    verdicts,
    metas: CONTROLS.map(({ meta }) => meta),
  });
}

beforeEach(async () => {
  db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => {
    initEngagement(db, STAMP, PROFILE, false);
    clusterId = createCluster(db, STAMP, 'prod').id;
  }).immediate();
  store = createStoreApi(db, 'test.drydock', () => STAMP.at);
  await addSnapshot('s1', '2026-05-01T00:00:00Z');
});

const input = (change: Partial<ExceptionInput> = {}) => ({
  id: null,
  baseRevision: 0,
  control: CONTROL,
  clusterId: null,
  scope: { name: 'a' },
  reason: 'The driver needs it.',
  author: 'Ann',
  expires: '2026-12-31',
  ...change,
});

const marks = (snapshotId = 's1') =>
  store.analysis
    .verdicts({ snapshotId, control: CONTROL, states: ['fail'], offset: 0, limit: 10 })
    .rows.map(({ object, verdict, exception, expiredException }) => [
      object?.name,
      verdict,
      exception?.expires,
      expiredException?.expires,
    ]);
const counts = (snapshotId = 's1') =>
  store.analysis.overview({ snapshotId })?.controls.find(({ control }) => control === CONTROL)?.counts;
const row = () => store.findings.record({ id: `${clusterId}:${CONTROL}` }).row;

describe('exceptions in the engagement', () => {
  test('mark what is stored at once: verdicts, summaries and findings, which all stay fails', () => {
    const { id } = store.exceptions.save(input());
    expect(marks()).toEqual([
      ['a', 'fail', '2026-12-31', undefined],
      ['b', 'fail', undefined, undefined],
    ]);
    expect(counts()).toMatchObject({ fail: 2, excepted: 1 });
    expect(row()).toMatchObject({ verdict: 'fail', affectedCount: 2, exceptedCount: 1, expiredCount: 0 });
    expect(store.exceptions.counts()).toEqual({ [id]: { accepts: 1, expiredFor: 0 } });
    expect(store.exceptions.on({ snapshotId: 's1', control: CONTROL })).toEqual([
      {
        mark: { id, reason: 'The driver needs it.', author: 'Ann', expires: '2026-12-31' },
        expired: false,
        objects: 1,
      },
    ]);
  });

  test('select by the labels of the stored objects', () => {
    store.exceptions.save(input({ scope: { labels: { matchLabels: { app: 'two' } } } }));
    expect(marks().map(([name, , expires]) => [name, expires])).toEqual([
      ['a', undefined],
      ['b', '2026-12-31'],
    ]);
  });

  test('a change takes old marks away and sets new ones, and every revision is kept with its author', () => {
    const { id } = store.exceptions.save(input());
    store.exceptions.save({
      ...input({ scope: { name: 'b' }, reason: 'Now the other.' }),
      id,
      baseRevision: 1,
    });
    expect(marks().map(([name, , expires]) => [name, expires])).toEqual([
      ['a', undefined],
      ['b', '2026-12-31'],
    ]);
    expect(
      store.exceptions.revisions({ id }).map(({ revision, reason, savedBy }) => [revision, reason, savedBy]),
    ).toEqual([
      [2, 'Now the other.', PROFILE.assessor],
      [1, 'The driver needs it.', PROFILE.assessor],
    ]);
  });

  test('when it moves to another control, the first one loses its mark', () => {
    const { id } = store.exceptions.save(input({ scope: {} }));
    expect(counts()?.excepted).toBe(2);
    store.exceptions.save({ ...input({ control: 'rbac/*', scope: {} }), id, baseRevision: 1 });
    expect(counts()?.excepted).toBeUndefined();
    expect(row()).toMatchObject({ exceptedCount: 0 });
  });

  test('a withdrawn one counts no more, stays in the list with its reason, and is not withdrawn twice', () => {
    const { id } = store.exceptions.save(input());
    store.exceptions.withdraw({ id, reason: 'It was replaced.', baseRevision: 1 });
    expect(marks().every(([, , expires]) => expires === undefined)).toBe(true);
    expect(counts()?.excepted).toBeUndefined();
    expect(store.exceptions.list()).toMatchObject([{ id, withdrawn: 'It was replaced.', revision: 2 }]);
    expect(() => store.exceptions.withdraw({ id, reason: 'Again.', baseRevision: 2 })).toThrow(
      /changed in the meantime/,
    );
  });

  test('a change or a withdrawal that began from an older revision is refused, and nothing is overwritten', () => {
    const { id } = store.exceptions.save(input());
    store.exceptions.save({ ...input({ reason: 'Theirs.' }), id, baseRevision: 1 });
    const late = [
      () => store.exceptions.save({ ...input({ reason: 'Mine.' }), id, baseRevision: 1 }),
      () => store.exceptions.save({ ...input({ reason: 'Mine.' }), id, baseRevision: 0 }),
      () => store.exceptions.withdraw({ id, reason: 'Mine.', baseRevision: 1 }),
    ];
    for (const change of late) expect(change).toThrow(/changed in the meantime/);
    expect(store.exceptions.list()).toMatchObject([{ reason: 'Theirs.', revision: 2, withdrawn: null }]);
    store.exceptions.save({ ...input({ reason: 'Both.' }), id, baseRevision: 2 });
    expect(store.exceptions.list()).toMatchObject([{ reason: 'Both.', revision: 3 }]);
  });

  test('one that was withdrawn is not brought back by a change, and its reason is reworded once seen', () => {
    const { id } = store.exceptions.save(input());
    store.exceptions.withdraw({ id, reason: 'It was replaced.', baseRevision: 1 });
    expect(() => store.exceptions.save({ ...input(), id, baseRevision: 2 })).toThrow(
      /changed in the meantime/,
    );
    store.exceptions.withdraw({ id, reason: 'It was replaced in May.', baseRevision: 2, rewords: 2 });
    expect(store.exceptions.list()).toMatchObject([{ withdrawn: 'It was replaced in May.', revision: 3 }]);
  });

  test('an expired one is shown as expired and accepts nothing; the day is that of the snapshot', async () => {
    const { id } = store.exceptions.save(input({ expires: '2026-05-15' }));
    await addSnapshot('s2', '2026-06-01T00:00:00Z');
    expect(marks('s1')[0]).toEqual(['a', 'fail', '2026-05-15', undefined]);
    expect(marks('s2')[0]).toEqual(['a', 'fail', undefined, '2026-05-15']);
    expect(counts('s2')?.excepted).toBeUndefined();
    expect(row()).toMatchObject({ exceptedCount: 0, expiredCount: 1 });
    expect(store.exceptions.counts()).toEqual({ [id]: { accepts: 0, expiredFor: 1 } });
  });

  test('of another cluster it marks nothing here, and a new snapshot is marked when it is analysed', async () => {
    const other = store.clusters.create({ name: 'other' });
    store.exceptions.save(input({ clusterId: other.id }));
    expect(counts()?.excepted).toBeUndefined();
    store.exceptions.save(input({ clusterId }));
    await addSnapshot('s2', '2026-06-01T00:00:00Z');
    expect(counts('s2')?.excepted).toBe(1);
  });

  test('facts stay as they are, each change is in the journal, and revisions cannot be touched', () => {
    const before = JSON.stringify(store.analysis.overview({ snapshotId: 's1' })?.facts);
    const { id } = store.exceptions.save(input({ control: 'pod/*', scope: {} }));
    store.exceptions.withdraw({ id, reason: 'No.', baseRevision: 1 });
    expect(JSON.stringify(store.analysis.overview({ snapshotId: 's1' })?.facts)).toBe(before);
    const { rows, intact } = store.journal.list({ offset: 0, limit: 10 });
    expect(rows.filter(({ subject }) => subject === id).map(({ action }) => action)).toEqual([
      'exception.withdraw',
      'exception.add',
    ]);
    expect(intact).toBe(true);
    for (const sql of ["UPDATE exception_revision SET entry = '{}'", 'DELETE FROM exception_revision'])
      expect(() => db.exec(sql)).toThrow(/append-only/);
  });

  test('one that is not there is said to be not there', () => {
    for (const work of [
      () => store.exceptions.revisions({ id: 'x' }),
      () => store.exceptions.save({ ...input(), id: 'x' }),
    ]) {
      let code = '';
      try {
        work();
      } catch (error) {
        code = isDrydockError(error) ? error.code : 'other';
      }
      expect(code).toBe('NOT_FOUND');
    }
  });
});

test('an engagement of the format before keeps its findings and takes exceptions', async () => {
  const file = join(place(), 'old.drydock');
  const old = await createFile(file, PASSPHRASE, MIGRATIONS.slice(0, 4));
  old.db.transaction(() => initEngagement(old.db, STAMP, PROFILE, false)).immediate();
  old.db.exec(`INSERT INTO cluster VALUES ('k', 'halcyon', '2026-01-01');
    INSERT INTO finding (id, number, origin, cluster_id, control, title, domain, machine_severity, machine_verdict, severity, verdict, search, updated_at)
      VALUES ('k:pod/a', 1, 'automated', 'k', 'pod/a', 'Kept', 'pod', 1, 'fail', 1, 'fail', 'kept', '2026-01-01')`);
  const key = Buffer.from(old.key);
  closeFile(file, old);
  const opened = await openFile(file, { key });
  const again = createStoreApi(opened.db, file, () => STAMP.at);
  expect(again.findings.record({ id: 'k:pod/a' }).row).toMatchObject({
    title: 'Kept',
    exceptedCount: 0,
    expiredCount: 0,
  });
  const { id } = again.exceptions.save(input());
  expect(again.exceptions.list()).toMatchObject([{ id, revision: 1 }]);
  closeFile(file, opened);
});

describe('files of custom controls in the engagement', () => {
  test('keep their order, are replaced by name, removed by id, and journalled', () => {
    const { id } = store.customControls.add({ name: 'a.yaml', text: 'one' });
    store.customControls.add({ name: 'b.yaml', text: 'two' });
    expect(store.customControls.add({ name: 'a.yaml', text: 'three' })).toMatchObject({ id });
    expect(store.customControls.list().map(({ name, text }) => [name, text])).toEqual([
      ['a.yaml', 'three'],
      ['b.yaml', 'two'],
    ]);
    store.customControls.remove({ id });
    expect(store.customControls.list().map(({ name }) => name)).toEqual(['b.yaml']);
    const { rows } = store.journal.list({ offset: 0, limit: 10 });
    expect(rows.filter(({ action }) => action.startsWith('controls.')).map(({ action }) => action)).toEqual([
      'controls.remove',
      'controls.add',
      'controls.add',
      'controls.add',
    ]);
  });
});
