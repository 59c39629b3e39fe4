/** One record that cannot be read locks nobody out: the rest is at hand, and the record is named and kept. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createStoreApi, type StoreApi } from '../../../main/store/api.ts';
import { closeFile, type OpenFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { snapshotByKind, snapshotSource } from '../../../main/store/snapshots.ts';
import { engagementOfFormat } from '../../fixtures/stored/engagement-of-format.ts';
import { answered, PROFILE, place, removedAfterAll, STAMP } from './places.ts';

const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;
const CONTROL = 'pod/privileged-container';
/** In the recording. */
const FINDINGS = 7;
const PODS = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
const EVERY_FINDING = {
  offset: 0,
  limit: 100,
  search: '',
  severities: [],
  verdicts: ['fail', 'pass', 'unknown', 'not-applicable'],
  origins: [],
  statuses: [],
  domains: [],
  clusterId: null,
  includeMerged: true,
  sort: 'number',
  descending: false,
} as const;
const EXCEPTION = {
  id: null,
  baseRevision: 0,
  control: CONTROL,
  clusterId: null,
  scope: {},
  reason: 'Accepted.',
  author: 'E. Sand',
  expires: '2999-12-31',
};
const CUT = '{"reason": "cut in the mid';
const WRONG_SHAPE = '{"name": 7, "revision": "first"}';
const DAMAGED = expect.objectContaining({ code: 'RECORD_DAMAGED' });

const dir = removedAfterAll();
let whole: { readonly file: string; readonly key: Buffer };
beforeAll(async () => {
  whole = await engagementOfFormat(NEWEST, dir);
});

let file: string;
let open: OpenFile;
let store: StoreApi;
const reopen = async () => {
  open = await openFile(file, { key: whole.key });
  store = createStoreApi(open.db, file, () => STAMP.at, open.guard);
};
beforeEach(async () => {
  file = join(place(), 'harbour.drydock');
  copyFileSync(whole.file, file);
  await reopen();
  onTestFinished(() => closeFile(file, open));
});

/** Puts a text in place of a stored one, past the triggers, and opens the file again. */
async function damage(table: string, column: string, text: string, where = 'true'): Promise<void> {
  open.db.exec('DROP TRIGGER IF EXISTS answer_keeps_update; DROP TRIGGER IF EXISTS exception_keeps_update');
  const { changes } = open.db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(text);
  expect(changes).toBe(1);
  closeFile(file, open);
  await reopen();
}

const stored = (table: string, column: string) =>
  open.db.prepare(`SELECT ${column} FROM ${table}`).pluck().all();
const idOf = (title: string, origin: string): string =>
  store.findings.list(EVERY_FINDING).rows.find((one) => one.title === title && one.origin === origin)?.id ??
  '';
const verdicts = () => store.analysis.verdicts({ snapshotId: 's', control: CONTROL, offset: 0, limit: 9 });

/** Everything that screens ask for when an engagement opens. */
const readAll = () => ({
  summary: store.engagement.summary(),
  clusters: store.clusters.list(),
  estate: store.estate.list(),
  authorisations: store.authorisations.list(),
  snapshots: store.snapshots.list(),
  answers: store.answers.latest(),
  resolutions: store.contradictions.resolutions(),
  ratings: store.ratings.list(),
  findings: store.findings.list(EVERY_FINDING).rows,
  exceptions: store.exceptions.list(),
  counts: store.exceptions.counts(),
  artifacts: store.artifacts.list(),
  forms: store.unfinishedForms.list(),
  journal: store.journal.list({ offset: 0, limit: 100 }).rows,
});

test('a whole engagement has no damaged record', () => {
  expect(store.engagement.damaged()).toEqual([]);
  expect(readAll()).toMatchObject({
    findings: { length: FINDINGS },
    answers: { length: 3 },
    exceptions: { length: 1 },
  });
});

const LATEST = "question_id = 'access.deploy' AND revision = 2";
interface Lost {
  readonly table: string;
  readonly column?: string;
  readonly where?: string;
  readonly what: string;
  readonly list: keyof ReturnType<typeof readAll>;
  readonly left: number;
}
const LOST: readonly Lost[] = [
  { table: 'estate', where: 'position = 1', what: 'Entry 1 of the estate', list: 'estate', left: 1 },
  { table: 'authorisation', where: 'position = 1', what: 'Authorisation 1', list: 'authorisations', left: 1 },
  {
    table: 'answer',
    column: 'answer',
    where: LATEST,
    what: 'Revision 2 of the answer to access.deploy',
    list: 'answers',
    left: 2,
  },
  {
    table: 'resolution',
    what: 'The decision on access.deploy of cluster harbour',
    list: 'resolutions',
    left: 0,
  },
  { table: 'rating', what: 'The rating of pod-rce of cluster harbour', list: 'ratings', left: 0 },
  { table: 'exception_revision', what: 'Revision 1 of the accepted risk 1', list: 'exceptions', left: 0 },
  {
    table: 'snapshot',
    column: 'manifest',
    what: 'The description of the snapshot 1 of cluster harbour',
    list: 'snapshots',
    left: 0,
  },
  { table: 'artifact', what: 'File 1 of those made here', list: 'artifacts', left: 0 },
  {
    table: 'unfinished_form',
    column: 'fields',
    what: 'What was typed into the form “override x”',
    list: 'forms',
    left: 0,
  },
];

describe.each([
  ['cut off', CUT, /^its text is cut off or garbled$/],
  [
    'of another shape',
    WRONG_SHAPE,
    /^(its field “.+” holds an unexpected value|this version does not know its field “.+”)$/,
  ],
  ['no record at all', '7', /^(it is no record of its kind|its field “fields” holds an unexpected value)$/],
])('a record that is %s', (_how, text, reason) => {
  // Any JSON can be typed into a form.
  test.each(text === WRONG_SHAPE ? LOST.filter(({ list }) => list !== 'forms') : LOST)(
    'in $table is named, left out and kept',
    async ({ table, column = 'entry', where, what, list, left }) => {
      const before = readAll();
      await damage(table, column, text, where);
      const after = readAll();
      expect(store.engagement.damaged()).toEqual([{ what, reason: expect.stringMatching(reason) }]);
      expect(after[list]).toHaveLength(left);
      for (const name of ['summary', 'estate', 'answers', 'ratings', 'findings', 'artifacts'] as const)
        if (name !== list) expect(after[name]).toEqual(before[name]);
      expect(stored(table, column)).toContain(text);
    },
  );

  test('in the profile leaves the rest at hand, and a new profile replaces it knowingly', async () => {
    await damage('engagement', 'profile', text);
    expect(readAll().summary.profile).toMatchObject({ name: 'Not readable', target: 'Not readable' });
    expect(store.engagement.damaged()).toMatchObject([{ what: 'The profile of the engagement' }]);
    store.engagement.update({ ...PROFILE });
    expect(store.engagement.summary().profile).toEqual(PROFILE);
    expect(store.engagement.damaged()).toEqual([]);
    const [entry] = store.journal.list({ offset: 0, limit: 1 }).rows;
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ replacedDamaged: text });
  });

  test('in the analysis leaves the cluster unknown, not passed', async () => {
    await damage('analysis', 'overview', text);
    readAll();
    expect(store.analysis.overview({ snapshotId: 's' })).toBeNull();
    expect(store.engagement.damaged()).toMatchObject([
      { what: 'The analysis of the snapshot 1 of cluster harbour' },
    ]);
    // A change of an exception marks nothing in it, and does not write over it.
    store.exceptions.save(EXCEPTION);
    expect(stored('analysis', 'overview')).toEqual([text]);
  });

  test('in a verdict stands in its place, and counts hold', async () => {
    await damage('verdict', 'verdict', text, `row = (SELECT min(row) FROM verdict WHERE state = 'fail')`);
    readAll();
    const { total, rows } = verdicts();
    expect(rows).toHaveLength(total);
    expect(rows).toContainEqual(
      expect.objectContaining({ verdict: 'fail', message: expect.stringMatching(/is damaged/) }),
    );
    expect(store.exceptions.on({ snapshotId: 's', control: CONTROL })).toEqual([]);
    store.exceptions.save(EXCEPTION);
    expect(stored('verdict', 'verdict')).toContain(text);
  });

  test('in the log of a collection stands in its place', async () => {
    await damage('collection_log', 'entry', text, 'row = 1');
    const log = (more = {}) => store.snapshots.log({ snapshotId: 's', offset: 0, limit: 9, ...more });
    expect(log()).toMatchObject({ total: 2, rows: [{ note: expect.stringMatching(/is damaged/) }, {}] });
    expect(log({ search: 'secrets' }).total).toBe(1);
    expect(log({ outcome: 'refused' }).total).toBe(1);
  });

  test('in what a finding says is told when it is opened, and nothing writes over it', async () => {
    await damage('finding', 'input', text, "title = 'Shared account'");
    expect(readAll().findings).toHaveLength(FINDINGS);
    const id = idOf('Shared account', 'manual');
    const { input } = store.findings.record({ id: idOf('One half', 'manual') });
    if (input === null) throw new Error('the other finding has no text');
    expect(() => store.findings.record({ id })).toThrow(DAMAGED);
    expect(() => store.findings.update({ id, baseRevision: 1, input })).toThrow(DAMAGED);
    expect(store.engagement.damaged()).toMatchObject([{ what: 'Finding F-01, Shared account' }]);
    expect(stored('finding', 'input')).toContain(text);
    if (text === CUT) {
      store.findings.setStatus({ id, status: 'fixed' });
      expect(stored('finding', 'input')).toContain(text);
    }
  });

  test('in what a tool said is told when the finding is opened', async () => {
    await damage('imported', 'detail', text);
    expect(readAll().findings).toHaveLength(FINDINGS);
    const id = idOf('Privileged container', 'imported');
    expect(() => store.findings.record({ id })).toThrow(DAMAGED);
    expect(store.engagement.damaged()).toMatchObject([
      { what: expect.stringMatching(/^What trivy says in finding F-\d\d$/) },
    ]);
  });

  test('in an object of an import stands in its place, and the finding still fails', async () => {
    await damage('imported_object', 'entry', text);
    const id = idOf('Privileged container', 'imported');
    expect(store.findings.importedObjects({ id, offset: 0, limit: 9 })).toMatchObject({
      total: 1,
      rows: [{ message: expect.stringMatching(/is damaged/) }],
    });
  });

  test('in an override leaves the finding as it was judged', async () => {
    await damage('finding_override', 'entry', text);
    expect(store.findings.record({ id: idOf('Shared account', 'manual') })).toMatchObject({
      row: { severity: 'low', overridden: true },
      overrides: [],
    });
    expect(store.engagement.damaged()).toMatchObject([{ what: 'An override of finding F-01' }]);
  });

  test('in an object of a snapshot ends what judges it: nothing is judged without it', () => {
    open.db.prepare('UPDATE object SET chunk = NULL, line = NULL, json = ?').run(text);
    expect(() => [...snapshotSource(open.db, 's').objects()]).toThrow(DAMAGED);
    readAll();
  });
});

test('an unknown word in a column of a finding hides that finding alone', async () => {
  await damage('finding', 'status', 'half-done', "origin = 'imported'");
  expect(store.findings.list(EVERY_FINDING).rows).toHaveLength(FINDINGS - 1);
  expect(store.engagement.damaged()).toEqual([
    {
      what: expect.stringMatching(/^Finding F-\d\d, /),
      reason: 'its field “status” holds an unexpected value',
    },
  ]);
});

test('on a damaged answer the next one is built, and the damaged one stays', async () => {
  await damage('answer', 'answer', CUT, LATEST);
  const question = { questionId: 'access.deploy', clusterId: null };
  // What was said before is not what was said last.
  expect(store.answers.latest().map(({ questionId }) => questionId)).not.toContain('access.deploy');
  expect(store.answers.revisions(question)).toMatchObject([{ revision: 1, note: 'First.' }]);
  const edit = { ...question, input: answered('Third.'), suggestedBy: null };
  expect(() => store.answers.save({ ...edit, baseRevision: 1 })).toThrow(/changed in the meantime/);
  expect(store.answers.save({ ...edit, baseRevision: 0 })).toMatchObject({ revision: 3 });
  expect(store.answers.revisions(question).map(({ note }) => note)).toEqual(['Third.', 'First.']);
  expect(() => store.answers.undo(question)).toThrow(DAMAGED);
  expect(stored('answer', 'answer')).toContain(CUT);
});

test('undo goes back over a damaged answer to the one before it', async () => {
  await damage('answer', 'answer', CUT, LATEST);
  const undone = store.answers.undo({ questionId: 'access.deploy', clusterId: null });
  expect(undone).toMatchObject({ revision: 3, note: 'First.' });
});

test('a new decision replaces a damaged one, which the journal keeps', async () => {
  const [rating] = store.ratings.list();
  const [resolution] = store.contradictions.resolutions();
  if (rating === undefined || resolution === undefined) throw new Error('the file is bare');
  await damage('rating', 'entry', CUT);
  await damage('resolution', 'entry', CUT);
  const newest = (): unknown => JSON.parse(store.journal.list({ offset: 0, limit: 1 }).rows[0]?.detail ?? '');
  const { author: _a, at: _b, revision: _c, ...rated } = rating;
  store.ratings.save({ ...rated, baseRevision: 0 });
  expect(newest()).toMatchObject({ revision: 1, replacedDamaged: CUT });
  const { author: _d, at: _e, revision: _f, ...resolved } = resolution;
  store.contradictions.resolve({ ...resolved, baseRevision: 0 });
  expect(newest()).toMatchObject({ revision: 1, replacedDamaged: CUT });
  expect(store.engagement.damaged()).toEqual([]);
});

test('what is typed anew replaces a damaged form, which the journal keeps', async () => {
  await damage('unfinished_form', 'fields', CUT);
  const form = { key: 'override x', baseRevision: 0, fields: { reason: 'typed anew' } };
  expect(store.unfinishedForms.save(form)).toMatchObject({ revision: 1, fields: form.fields });
  const [entry] = store.journal.list({ offset: 0, limit: 1 }).rows;
  expect(entry).toMatchObject({
    action: 'form.replace',
    subject: 'override x',
    detail: JSON.stringify({ replacedDamaged: CUT }),
  });
  expect(store.engagement.damaged()).toEqual([]);
});

test('a damaged chunk of objects ends the export of a bundle with a sentence', async () => {
  open.db.prepare('UPDATE object_chunk SET body = ?').run(Buffer.from('no zstd'));
  const all = async () => {
    for await (const batch of snapshotByKind(open.db, 's').objectsOf(PODS)) expect(batch).toBeDefined();
  };
  await expect(all()).rejects.toMatchObject({ code: 'RECORD_DAMAGED' });
});

test('a damaged snapshot is not the latest', async () => {
  await damage('snapshot', 'manifest', CUT);
  expect(store.clusters.list()).toMatchObject([{ name: 'harbour', latestSnapshotId: null }]);
  expect(() => store.snapshots.manifest({ snapshotId: 's' })).toThrow(DAMAGED);
});

test('a collection relies on no authorisation that a damaged one may have corrected', async () => {
  const grantedBy = () => store.authorisations.reliable().map((entry) => entry.grantedBy);
  expect(grantedBy()).toEqual(['C. Lind', 'D. Moreau']);
  await damage('authorisation', 'entry', CUT, 'position = 2');
  expect(store.authorisations.list()).toHaveLength(1);
  expect(grantedBy()).toEqual([]);
  const [first] = store.authorisations.list();
  if (first === undefined) throw new Error('No authorisation is left.');
  const { id, grantedBy: who, role, clusters, scope, validFrom, validUntil, reference } = first;
  store.authorisations.correct({
    id,
    grantedBy: who,
    role,
    clusters,
    scope,
    validFrom,
    validUntil,
    reference,
    reason: 'The CTO confirmed it again.',
  });
  expect(grantedBy()).toEqual(['C. Lind']);
});
