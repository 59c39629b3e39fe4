import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { AUTOSAVED_TABLES, autosave, autosavesOf } from '../../../main/store/autosave.ts';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { answered, engagement, PASSPHRASE, STAMP } from './places.ts';

/** Collected again when lost. */
const BULKY = [
  'analysis',
  'artifact',
  'artifact_chunk',
  'collection_log',
  'imported_object',
  'object',
  'object_chunk',
  'resource',
  'snapshot',
  'verdict',
];

test('an autosave opens with the same passphrase and holds what was written, and five are kept', async () => {
  const { dir, file, key } = await engagement();
  const open = await openFile(file, { key });
  const api = createStoreApi(open.db, file, () => STAMP.at);
  const note = 'canary of the autosave';
  api.answers.save({
    questionId: 'access.deploy',
    clusterId: null,
    baseRevision: 0,
    input: answered(note),
    suggestedBy: null,
  });
  const paths = Array.from({ length: 7 }, (_, n) =>
    autosave(open.db, file, { key, at: `2026-01-0${n + 1}T10:00:00.000Z` }),
  );
  const { journalHead } = api.engagement.summary();
  closeFile(file, open);
  expect(autosavesOf(file)).toEqual(paths.slice(2).map((path) => path.slice(dir.length + 1)));
  expect(readdirSync(dir)).toHaveLength(6);

  const newest = paths.at(-1) ?? '';
  expect(readFileSync(newest).includes(note)).toBe(false);
  const copy = await openFile(newest, { passphrase: PASSPHRASE });
  const copied = createStoreApi(copy.db, newest, () => STAMP.at);
  expect(copied.answers.latest()).toMatchObject([{ note }]);
  expect(copied.engagement.summary().journalHead).toBe(journalHead);
  expect(copied.journal.list({ offset: 0, limit: 1 }).intact).toBe(true);
  closeFile(newest, copy);
  expect(readdirSync(join(dir))).toHaveLength(6);
});

test('every table is either autosaved or can be collected again', async () => {
  const { file, key } = await engagement();
  const open = await openFile(file, { key });
  const tables = open.db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all();
  closeFile(file, open);
  expect([...AUTOSAVED_TABLES, ...BULKY].toSorted()).toEqual(tables);
});
