import Database from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { createStoreApi, type StoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { PROFILE, STAMP } from './places.ts';

let store: StoreApi;

beforeEach(() => {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  store = createStoreApi(db, 'test.drydock', () => STAMP.at);
});

test('an unfinished form keeps its words, and no journal entry is written for them', () => {
  const before = store.journal.list({ offset: 0, limit: 10 }).total;
  store.unfinishedForms.save({ key: 'finding:new', baseRevision: 0, fields: { title: 'Open door' } });
  const second = store.unfinishedForms.save({
    key: 'finding:new',
    baseRevision: 1,
    fields: { title: 'Open door', fact: 'Seen by eye.' },
  });
  expect(second.revision).toBe(2);
  expect(store.unfinishedForms.list()).toEqual([second]);
  expect(store.journal.list({ offset: 0, limit: 10 }).total).toBe(before);
});

test('an edit from an older revision is refused, after the form was submitted too', () => {
  const save = (baseRevision: number, title: string) => () =>
    store.unfinishedForms.save({ key: 'finding:new', baseRevision, fields: { title } });
  save(0, 'mine')();
  expect(save(0, 'theirs')).toThrow(/changed in the meantime/);
  store.unfinishedForms.empty({ key: 'finding:new' });
  expect(save(1, 'late')).toThrow(/changed in the meantime/);
  expect(store.unfinishedForms.list()).toEqual([
    { key: 'finding:new', revision: 2, fields: {}, savedAt: STAMP.at },
  ]);
});

test('a profile edit that began from another value is refused and changes nothing', () => {
  store.engagement.update({ executiveNote: 'theirs' });
  const late = () => store.engagement.update({ executiveNote: 'mine', expected: { executiveNote: '' } });
  expect(late).toThrow(/changed in the meantime/);
  expect(store.engagement.summary().profile.executiveNote).toBe('theirs');
  store.engagement.update({ client: 'Meridian', expected: { client: PROFILE.client } });
  expect(store.engagement.summary().profile).toMatchObject({ client: 'Meridian', executiveNote: 'theirs' });
});

test('submitting takes out what was sent, and what was typed since stays', () => {
  const fields = { title: 'Open door', fact: 'Seen by eye.' };
  store.unfinishedForms.save({ key: 'finding:new', baseRevision: 0, fields });
  store.unfinishedForms.save({
    key: 'finding:new',
    baseRevision: 1,
    fields: { ...fields, fact: 'Seen by eye, twice.' },
  });
  const left = store.unfinishedForms.empty({ key: 'finding:new', submitted: fields });
  expect(left).toMatchObject({ revision: 3, fields: { fact: 'Seen by eye, twice.' } });
  expect(store.unfinishedForms.list()).toEqual([left]);
});
