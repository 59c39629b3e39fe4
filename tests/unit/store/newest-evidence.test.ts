/** The latest snapshot is the one with the newest evidence, in whatever order bundles are imported. */
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { storeAnalysis } from '../../../main/store/analysis.ts';
import { createStoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { createStoreSink } from '../../../main/store/snapshots.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { PROFILE, STAMP } from './places.ts';

test.each([
  ['an older bundle that comes later', ['2026-03-02T10:00:00.000Z', '2026-03-01T10:00:00.000Z'], 0],
  ['a newer bundle that comes later', ['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z'], 1],
  ['times in two zones', ['2026-03-01T23:30:00-05:00', '2026-03-02T03:00:00Z'], 0],
  ['files, which bear no date', ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z'], 1],
] as const)('of %s', (_case, times, newest) => {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  const api = createStoreApi(db, '', () => STAMP.at);
  const clusterId = api.clusters.create({ name: 'harbour' }).id;
  for (const [index, finishedAt] of times.entries()) {
    db.prepare('INSERT INTO snapshot VALUES (?, ?, ?, ?, NULL)').run(
      `s${index}`,
      clusterId,
      index,
      JSON.stringify({ startedAt: finishedAt, finishedAt }),
    );
  }
  db.prepare("UPDATE snapshot SET analysed_with = '0'").run();
  expect(api.clusters.list().map(({ latestSnapshotId }) => latestSnapshotId)).toEqual([`s${newest}`]);
  db.close();
});

test('an older snapshot that is analysed late leaves the findings of the newest as they are', async () => {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  const api = createStoreApi(db, '', () => STAMP.at);
  const clusterId = api.clusters.create({ name: 'harbour' }).id;
  const add = async (snapshotId: string, finishedAt: string, pods: readonly string[]) => {
    const source = snapshotOf(pods.map(privileged), { origin: 'live', manifest: { finishedAt } });
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
  };
  const affected = () =>
    api.findings.record({ id: `${clusterId}:pod/privileged-container` }).row.affectedCount;
  await add('june', '2026-06-01T00:00:00Z', ['a']);
  expect(affected()).toBe(1);
  await add('may', '2026-05-01T00:00:00Z', ['a', 'b', 'c']);
  expect(affected()).toBe(1);
  await add('july', '2026-07-01T00:00:00Z', ['a', 'b']);
  expect(affected()).toBe(2);
  db.close();
});

const privileged = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { containers: [{ name: 'c', image: 'r/c:1', securityContext: { privileged: true } }] },
});
