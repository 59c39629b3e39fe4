import { expect, it } from 'vitest';
import {
  editWriting,
  findingsOf,
  formKey,
  isMerge,
  mergeWriting,
  newWriting,
  unfinishedFindings,
} from '../../../renderer/screens/findings/writing.ts';

it('says in the address what is written, and which findings that needs', () => {
  expect(findingsOf(newWriting())).toEqual([]);
  expect(findingsOf(editWriting('cluster:pod/privileged'))).toEqual(['cluster:pod/privileged']);
  expect(findingsOf(mergeWriting(['b', 'a']))).toEqual(['a', 'b']);
  expect([newWriting(), editWriting('x'), mergeWriting(['x', 'y'])].map(isMerge)).toEqual([
    false,
    false,
    true,
  ]);
});

it('lists what was begun and not saved, and leaves submitted forms and other forms out', () => {
  const form = (key: string, fields: Record<string, string>, savedAt: string) => ({
    key,
    fields,
    savedAt,
    revision: 1,
  });
  const writing = newWriting();
  expect(
    unfinishedFindings([
      form(formKey(editWriting('later')), { fact: 'Seen.' }, '2026-11-30T11:00:00Z'),
      form(formKey(writing), { title: 'Open door' }, '2026-11-30T10:00:00Z'),
      form(formKey(newWriting()), {}, '2026-11-30T12:00:00Z'),
      form('override x', { reason: 'because' }, '2026-11-30T12:00:00Z'),
    ]),
  ).toEqual([
    { writing, title: 'Open door', savedAt: '2026-11-30T10:00:00Z' },
    { writing: 'edit:later', title: '', savedAt: '2026-11-30T11:00:00Z' },
  ]);
});
