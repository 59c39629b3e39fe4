import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { createStoreSink } from '../../../main/store/snapshots.ts';
import { type CollectionLogEntry, LogOutcome, logOutcome } from '../../../shared/evidence.ts';
import { PROFILE, STAMP } from './places.ts';

const entry = (path: string, status: number | null, note?: string): CollectionLogEntry => ({
  at: STAMP.at,
  verb: 'GET',
  path,
  status,
  bytes: 10,
  durationMs: 1,
  attempt: 1,
  ...(note === undefined ? {} : { note }),
});
const LOG = [
  entry('/api/v1/pods?limit=500', 200),
  entry('/api/v1/secrets', 403),
  entry('/openid/v1/jwks', 404),
  entry('/api/v1/nodes', 401),
  entry('/api/v1/Pods/100%_\\done', 500, "The answer's body broke off"),
  entry('/api/v1/events', null, 'No answer in time'),
];

async function storeWithLog() {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  const api = createStoreApi(db, '', () => STAMP.at);
  const cluster = api.clusters.create({ name: 'prod' });
  await createStoreSink(db, () => STAMP, 's', cluster.id).writeLog(LOG);
  return (search: string, outcome: LogOutcome | null, limit = 100) =>
    api.snapshots.log({ snapshotId: 's', offset: 0, limit, search, outcome });
}

test('a log is filtered by how a request ended exactly as the vocabulary says it', async () => {
  const log = await storeWithLog();
  for (const outcome of LogOutcome.options) {
    const wanted = LOG.filter((one) => logOutcome(one) === outcome);
    expect(log('', outcome)).toEqual({ total: wanted.length, rows: wanted });
  }
  expect(log('', null, 2)).toEqual({ total: LOG.length, rows: LOG.slice(0, 2) });
});

test('a log is searched in path and note, whatever the case, every character as itself', async () => {
  const log = await storeWithLog();
  expect(log('PODS', null).rows.map(({ status }) => status)).toEqual([200, 500]);
  expect(log("answer's", null).rows.map(({ status }) => status)).toEqual([500]);
  expect(log('no answer', 'no-answer').total).toBe(1);
  expect(log('%_', null).total).toBe(1);
  expect(log('pods', 'refused')).toEqual({ total: 0, rows: [] });
});
