import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { closeFile, type OpenFile, openFile } from '../../../main/store/file.ts';
import { appendJournal, verifyJournal } from '../../../main/store/journal.ts';
import { answered, engagement, STAMP } from './places.ts';

async function opened(): Promise<OpenFile & { api: ReturnType<typeof createStoreApi>; file: string }> {
  const { file, key } = await engagement();
  const open = await openFile(file, { key });
  onTestFinished(() => closeFile(file, open));
  return { ...open, file, api: createStoreApi(open.db, file, () => STAMP.at) };
}

const save = (
  api: ReturnType<typeof createStoreApi>,
  note: string,
  baseRevision = 0,
  questionId = 'access.deploy',
) =>
  api.answers.save({ questionId, clusterId: null, baseRevision, input: answered(note), suggestedBy: null });

test('a change and its entry are made together or not at all', async () => {
  const { db, api } = await opened();
  save(api, 'first');
  expect(() => save(api, 'stale')).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  expect(api.journal.list({ offset: 0, limit: 10 })).toMatchObject({ total: 2, intact: true });
  expect(() => appendJournal(db, STAMP, 'x', 'y', {})).toThrow('outside a transaction');
});

test('entries and revisions cannot be changed or removed', async () => {
  const { db, api } = await opened();
  save(api, 'first');
  expect(() => db.exec("UPDATE journal SET author = 'X'")).toThrow('append-only');
  expect(() => db.exec('DELETE FROM journal')).toThrow('append-only');
  expect(() => db.exec("UPDATE answer SET answer = '{}'")).toThrow('append-only');
  expect(() => db.exec('DELETE FROM answer')).toThrow('append-only');
  expect(() => db.exec("INSERT OR REPLACE INTO answer VALUES ('access.deploy', '', 1, '{}', NULL)")).toThrow(
    'append-only',
  );
  expect(() =>
    db.exec(
      "REPLACE INTO journal SELECT sequence, at, 'X', action, subject, detail, previous_hash, hash FROM journal",
    ),
  ).toThrow('append-only');
});

test.each([
  ["UPDATE journal SET author = 'Somebody else' WHERE sequence = 2"],
  ["UPDATE journal SET detail = '{}' WHERE sequence = 1"],
  ['DELETE FROM journal WHERE sequence = 2'],
  ['UPDATE journal SET sequence = 9 WHERE sequence = 3'],
])('the journal shows that it was tampered with: %s', async (sql) => {
  const { db, api } = await opened();
  save(api, 'first');
  save(api, 'second', 1);
  expect(verifyJournal(db)).toBe(true);
  db.exec('DROP TRIGGER journal_keeps_update; DROP TRIGGER journal_keeps_delete;');
  db.exec(sql);
  expect(verifyJournal(db)).toBe(false);
});

test('an answer is read back exactly as it was typed, whatever it is', async () => {
  const { db, api } = await opened();
  let count = 0;
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      (note, odd) => {
        count += 1;
        const saved = save(api, note + odd, 0, `crash.q${count}`);
        expect(saved.note).toBe(note + odd);
        expect(api.answers.revisions({ questionId: `crash.q${count}`, clusterId: null })).toEqual([saved]);
      },
    ),
    { numRuns: 200 },
  );
  expect(verifyJournal(db)).toBe(true);
});

test('an author or a subject that is no whole Unicode does not break the chain', async () => {
  const { db } = await opened();
  db.transaction(() =>
    appendJournal(db, { ...STAMP, author: 'a\ud800b' }, 'x', '\udc00\0', { '\ud800': '\udfff' }),
  ).immediate();
  expect(verifyJournal(db)).toBe(true);
});
