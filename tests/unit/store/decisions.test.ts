/** Ratings and decided contradictions: one that was made on an older decision than the stored one is refused. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { createStoreApi, type StoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { closeFile, createFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { PASSPHRASE, PROFILE, place, STAMP } from './places.ts';

const RATING = {
  scenarioId: 'pod-rce',
  clusterId: 'k',
  decision: 'moved' as const,
  likelihood: 4,
  impact: 3,
  reason: 'Mine.',
  businessArea: '',
  proposedLikelihood: 3,
  proposedImpact: 3,
};
const RESOLUTION = {
  contradictionId: 'q@k',
  inFavourOf: 'evidence' as const,
  reason: 'Mine.',
  fingerprint: 'f',
};

let store: StoreApi;
beforeEach(() => {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  store = createStoreApi(db, 'test.drydock', () => STAMP.at);
});

describe.each([
  {
    name: 'a rating',
    save: (reason: string, baseRevision: number) => store.ratings.save({ ...RATING, reason, baseRevision }),
    list: () => store.ratings.list(),
  },
  {
    name: 'a decided contradiction',
    save: (reason: string, baseRevision: number) =>
      store.contradictions.resolve({ ...RESOLUTION, reason, baseRevision }),
    list: () => store.contradictions.resolutions(),
  },
])('$name', ({ save, list }) => {
  test('counts its revisions', () => {
    save('First.', 0);
    save('Second.', 1);
    expect(list()).toMatchObject([{ reason: 'Second.', revision: 2 }]);
  });

  test('made on an older one is refused, and nothing is overwritten', () => {
    save('Theirs.', 0);
    for (const seen of [0, 2]) expect(() => save('Mine.', seen)).toThrow(/changed in the meantime/);
    expect(list()).toMatchObject([{ reason: 'Theirs.', revision: 1 }]);
  });
});

test('decisions of the format before are the first, and the next one stands on them', async () => {
  const file = join(place(), 'old.drydock');
  const old = await createFile(file, PASSPHRASE, MIGRATIONS);
  old.db.transaction(() => initEngagement(old.db, STAMP, PROFILE, false)).immediate();
  const insert = (table: string, keys: readonly string[], entry: object) =>
    old.db
      .prepare(`INSERT INTO ${table} VALUES (${keys.map(() => '?').join(', ')}, ?)`)
      .run(...keys, JSON.stringify({ ...entry, author: 'A. Before', at: STAMP.at }));
  insert('rating', [RATING.scenarioId, RATING.clusterId], RATING);
  insert('resolution', [RESOLUTION.contradictionId], RESOLUTION);
  const key = Buffer.from(old.key);
  closeFile(file, old);
  const opened = await openFile(file, { key });
  const again = createStoreApi(opened.db, file, () => STAMP.at);
  expect(again.ratings.list()).toMatchObject([{ reason: 'Mine.', revision: 1, author: 'A. Before' }]);
  expect(again.contradictions.resolutions()).toMatchObject([{ reason: 'Mine.', revision: 1 }]);
  again.ratings.save({ ...RATING, reason: 'Next.', baseRevision: 1 });
  expect(again.ratings.list()).toMatchObject([{ reason: 'Next.', revision: 2 }]);
  closeFile(file, opened);
});
