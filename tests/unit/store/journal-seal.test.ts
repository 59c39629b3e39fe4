/** Whoever gets at the tables but not at the passphrase: what is cut, changed, deleted or computed anew is found. */
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { storeAnalysis } from '../../../main/store/analysis.ts';
import { createStoreApi } from '../../../main/store/api.ts';
import { autosave, autosavesOf } from '../../../main/store/autosave.ts';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { journalHead, verifyJournal } from '../../../main/store/journal.ts';
import { checkJournal } from '../../../main/store/journal-check.ts';
import { hasTouched } from '../../../main/store/journal-seal.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import type { ManualFindingInput } from '../../../shared/finding.ts';
import { answered, engagement, place, STAMP } from './places.ts';

const FINDING: ManualFindingInput = {
  title: 'Shared account',
  clusterId: null,
  domain: 'rbac',
  severity: 'high',
  status: 'open',
  fact: '',
  whyItMatters: '',
  recommendation: '',
  affected: [],
  questions: [],
};

async function opened() {
  const { file, key } = await engagement();
  const open = await openFile(file, { key });
  onTestFinished(() => closeFile(file, open));
  const api = createStoreApi(open.db, file, () => STAMP.at, open.guard);
  const save = (note: string, baseRevision: number) =>
    api.answers.save({
      questionId: 'access.deploy',
      clusterId: null,
      baseRevision,
      input: answered(note),
      suggestedBy: null,
    });
  save('first', 0);
  save('second', 1);
  const { id } = api.findings.create(FINDING);
  api.findings.override({ id, baseRevision: 0, verdict: null, severity: 'low', reason: 'Seen on site' });
  return { ...open, file, api, save, id };
}

const FREE = `DROP TRIGGER journal_keeps_update; DROP TRIGGER journal_keeps_delete; DROP TRIGGER journal_seal_keeps_update;
  DROP TRIGGER journal_seal_keeps_delete; DROP TRIGGER answer_keeps_update; DROP TRIGGER answer_keeps_delete;`;

/** As somebody with another tool: nothing of ours notes what is changed. */
const TAMPERED: readonly [what: string, sql: string, problem: RegExp][] = [
  [
    'the last entries are cut',
    'DELETE FROM journal WHERE sequence >= 4',
    /[Jj]ournal entries 4 to 5 are missing/,
  ],
  [
    'the last entries are cut with their seals',
    'DELETE FROM journal WHERE sequence >= 4; DELETE FROM journal_seal WHERE sequence >= 4',
    /A finding .* was added without a journal entry/,
  ],
  ['an entry is taken out', 'DELETE FROM journal WHERE sequence = 2', /Journal entry 2 is missing/],
  ['an author is changed', "UPDATE journal SET author = 'X' WHERE sequence = 2", /Entry 2 was changed/],
  [
    'what an entry binds is changed',
    "UPDATE journal_seal SET rows = '[]' WHERE sequence = 2",
    /Entry 2 was changed/,
  ],
  [
    'a seal is taken off',
    'DELETE FROM journal_seal WHERE sequence = 2',
    /Entry 2 has no key, although earlier ones do/,
  ],
  ['all seals are taken off', 'DELETE FROM journal_seal', /No journal entry has a key/],
  [
    'an answer is changed',
    "UPDATE answer SET answer = json_set(answer, '$.note', 'other') WHERE revision = 1",
    /An answer \(access\.deploy, 1\) was changed without a journal entry/,
  ],
  [
    'an answer is deleted',
    'DELETE FROM answer WHERE revision = 2',
    /An answer .* was deleted without a journal entry/,
  ],
  ['all answers are deleted', 'DELETE FROM answer', /An answer .* was deleted without a journal entry/],
  [
    'an answer is added',
    "INSERT INTO answer SELECT 'other', cluster_id, revision, answer, restores FROM answer WHERE revision = 1",
    /An answer \(other, 1\) was added without a journal entry/,
  ],
  [
    'a finding is changed',
    'UPDATE finding SET severity = 4',
    /A finding .* was changed without a journal entry/,
  ],
  [
    'an override is deleted',
    'DELETE FROM finding_override',
    /A changed verdict .* was deleted without a journal entry/,
  ],
  [
    'the engagement is changed',
    "UPDATE engagement SET created_at = ''",
    /The record of the engagement was changed/,
  ],
];

test.each(TAMPERED)('it is found when %s', async (_, sql, problem) => {
  const { db } = await opened();
  expect(checkJournal(db)).toEqual({ intact: true, entries: 5, sealedFrom: 1, problems: [] });
  db.exec(`${FREE} ${sql}`);
  const check = checkJournal(db);
  expect(check.intact).toBe(false);
  expect(check.problems.join('\n')).toMatch(problem);
  expect(verifyJournal(db)).toBe(false);
});

test('a chain that is computed anew without the key is found', async () => {
  const { db } = await opened();
  db.exec(FREE);
  db.exec("UPDATE journal SET author = 'Somebody else' WHERE sequence = 2");
  let previous = '0'.repeat(64);
  const rows = db.prepare('SELECT * FROM journal ORDER BY sequence').all() as Record<string, unknown>[];
  for (const row of rows) {
    const canonical = [
      row['sequence'],
      row['at'],
      row['author'],
      row['action'],
      row['subject'],
      row['detail'],
      previous,
    ];
    const hash = createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
    db.prepare('UPDATE journal SET previous_hash = ?, hash = ? WHERE sequence = ?').run(
      previous,
      hash,
      row['sequence'],
    );
    previous = hash;
  }
  expect(verifyJournal(db)).toBe(false);
  // And with the seals taken off, as if the file had always been of an older format.
  db.exec('DELETE FROM journal_seal');
  expect(verifyJournal(db)).toBe(false);
});

test('every change of ours leaves the journal and the rows in agreement', async () => {
  const { db, api, save, id } = await opened();
  const cluster = api.clusters.create({ name: 'prod' });
  api.clusters.rename({ id: cluster.id, name: 'production' });
  api.engagement.update({ client: 'Other' });
  save('third', 2);
  api.answers.undo({ questionId: 'access.deploy', clusterId: null });
  api.findings.setStatus({ id, status: 'accepted' });
  const second = api.findings.create(FINDING);
  const merged = api.findings.merge({ ids: [id, second.id], input: FINDING });
  api.findings.unmerge(merged);
  api.findings.linkQuestions({ id, questions: ['access.deploy'] });
  api.estate.markCollected({ clusterId: cluster.id, name: 'production' });
  const [estate] = api.estate.list();
  if (estate !== undefined) api.estate.remove({ id: estate.id });
  api.consents.remember({ fingerprint: 'f', command: 'x', agreedBy: 'A', agreedAt: STAMP.at } as never);
  db.prepare("INSERT INTO snapshot VALUES ('s', ?, 1, ?, NULL)").run(
    cluster.id,
    JSON.stringify({ origin: 'live', finishedAt: STAMP.at }),
  );
  storeAnalysis(db, STAMP.at, {
    snapshotId: 's',
    appVersion: '1',
    overview: { controls: [], facts: {} } as never,
    verdicts: [],
    metas: [],
  });
  expect(hasTouched(db)).toBe(false);
  expect(checkJournal(db)).toMatchObject({ intact: true, problems: [] });
  expect(api.journal.list({ offset: 0, limit: 1 })).toMatchObject({ intact: true });
});

test('a journal is checked once while it is open, and then where it grew', async () => {
  const { db, api, save } = await opened();
  expect(api.journal.list({ offset: 0, limit: 1 }).intact).toBe(true);
  save('third', 2);
  expect(api.journal.list({ offset: 0, limit: 1 }).intact).toBe(true);
  db.exec(`${FREE} UPDATE journal SET author = 'X' WHERE sequence = 6`);
  // Not read again for a page of a journal that did not grow; on demand, and when it grew.
  expect(api.journal.check()).toMatchObject({ intact: false });
  expect(api.journal.list({ offset: 0, limit: 1 }).intact).toBe(false);
});

test('a head from a report is recognised, and one of another history is not', async () => {
  const { db, api, save } = await opened();
  const printed = journalHead(db);
  save('third', 2);
  expect(api.journal.findHead({ head: printed.head.toUpperCase() })).toBe(printed.length);
  expect(api.journal.findHead({ head: 'f'.repeat(64) })).toBeNull();
});

test('a file of an older format is bound from its migration on, and says so', async () => {
  const { dir, file, key } = await engagement();
  const before = MIGRATIONS.filter(({ name }) => name !== 'journal-seal');
  const older = join(dir, 'older.drydock');
  {
    const { createFile } = await import('../../../main/store/file.ts');
    const open = await createFile(older, 'four plain words here', before.slice(0, 5));
    const api = createStoreApi(open.db, older, () => STAMP.at);
    open.db
      .prepare("INSERT INTO engagement VALUES (1, 'e', ?, '', 0)")
      .run(JSON.stringify((await import('./places.ts')).PROFILE));
    api.clusters.create({ name: 'one' });
    closeFile(older, open);
  }
  const open = await openFile(older, { passphrase: 'four plain words here' });
  expect(checkJournal(open.db)).toEqual({ intact: true, entries: 2, sealedFrom: 2, problems: [] });
  expect(open.db.prepare('SELECT action, detail FROM journal WHERE sequence = 2').get()).toEqual({
    action: 'engagement.migrate',
    detail: JSON.stringify({ format: 5, intact: true }),
  });
  open.db.exec("UPDATE cluster SET name = 'two'");
  expect(checkJournal(open.db).problems).toEqual([
    expect.stringMatching(/^A cluster .* was changed without a journal entry\.$/),
  ]);
  closeFile(older, open);
  expect(file).not.toBe(older);
  expect(key).toHaveLength(32);
});

test('an autosave is intact by itself, and shows that an older copy was put back', async () => {
  const { file, key } = await engagement();
  const old = join(place(), 'old.drydock');
  copyFileSync(file, old);
  const open = await openFile(file, { key });
  createStoreApi(open.db, file, () => STAMP.at, open.guard).clusters.create({ name: 'one' });
  const saved = autosave(open.db, file, { key, at: STAMP.at });
  closeFile(file, open);
  const copy = await openFile(saved, { key });
  expect(checkJournal(copy.db)).toMatchObject({ intact: true });
  closeFile(saved, copy);
  expect(autosavesOf(file)).toHaveLength(1);

  copyFileSync(old, file);
  await expect(openFile(file, { key })).rejects.toMatchObject({
    code: 'ENGAGEMENT_INCOMPLETE',
    message: expect.stringMatching(
      /newest autosave contains entries that it lacks\. Journal entry 2 is missing/,
    ),
  });
  const accepted = await openFile(file, { key }, undefined, { acceptMissing: true });
  const api = createStoreApi(accepted.db, file, () => STAMP.at, accepted.guard);
  if (accepted.recovered !== null) api.engagement.noteRecovered(accepted.recovered);
  closeFile(file, accepted);
  // Said once.
  closeFile(file, await openFile(file, { key }));
  expect(readdirSync(join(file, '..')).filter((name) => name.includes('incomplete'))).toHaveLength(1);
});
