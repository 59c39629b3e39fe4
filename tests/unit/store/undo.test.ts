import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { answered, PROFILE, STAMP } from './places.ts';

const key = { questionId: 'access.deploy', clusterId: null };

function store() {
  const db = new Database(':memory:');
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  const api = createStoreApi(db, '', () => STAMP.at);
  let revision = 0;
  return {
    api,
    save: (note: string) =>
      (revision = api.answers.save({
        ...key,
        baseRevision: revision,
        input: answered(note),
        suggestedBy: null,
      }).revision),
    undo: () => {
      const answer = api.answers.undo(key);
      revision = answer.revision;
      return answer.state === 'not-asked' ? 'not asked' : answer.note;
    },
  };
}

test('undo goes back step by step to "not asked", and says when nothing is left', () => {
  const { api, save, undo } = store();
  for (const note of ['one', 'two', 'three']) save(note);
  expect([undo(), undo(), undo()]).toEqual(['two', 'one', 'not asked']);
  expect(undo).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(api.answers.revisions(key)).toHaveLength(6);
});

test('an answer given after an undo is undone to what the undo had brought back', () => {
  const { save, undo } = store();
  for (const note of ['one', 'two']) save(note);
  expect(undo()).toBe('one');
  save('three');
  expect([undo(), undo()]).toEqual(['one', 'not asked']);
  save('four');
  expect(undo()).toBe('not asked');
});
