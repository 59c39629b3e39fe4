/** What happens to the file while it is open: nothing is acknowledged that would be gone, and a copy can be saved. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { closeFile, connectAgain, openFile } from '../../../main/store/file.ts';
import { openStoreClient } from '../../../main/workbench/store-client.ts';
import { answered, engagement, place, WORKER } from './places.ts';

async function opened() {
  const dir = join(place(), 'inner');
  mkdirSync(dir);
  const { file, key } = await engagement(dir);
  const older = `${file}.older`;
  copyFileSync(file, older);
  const store = await openStoreClient({ workerUrl: WORKER, file, key });
  onTestFinished(() => store.close());
  const save = (note: string, baseRevision: number) =>
    store.answers.save({
      questionId: 'access.deploy',
      clusterId: null,
      baseRevision,
      input: answered(note),
      suggestedBy: null,
    });
  await save('first', 0);
  return { dir, file, key, older, store, save };
}

type Happening = readonly [what: string, happen: (file: string, older: string) => void, reason: RegExp];

const HAPPENINGS: readonly Happening[] = [
  ['removed', (file) => rmSync(file), /removed, renamed or moved/],
  ['renamed', (file) => renameSync(file, `${file}.elsewhere`), /removed, renamed or moved/],
  ['replaced by an older copy', (file, older) => renameSync(older, file), /another file has replaced it/],
  [
    'replaced by something else',
    (file) => {
      rmSync(file);
      writeFileSync(file, 'something else');
    },
    /another file has replaced it/,
  ],
  [
    'replaced by a hard link to another file',
    (file, older) => {
      rmSync(file);
      linkSync(older, file);
    },
    /another file has replaced it/,
  ],
  [
    'replaced by a link to itself elsewhere',
    (file) => {
      renameSync(file, `${file}.elsewhere`);
      symlinkSync(`${file}.elsewhere`, file);
    },
    /a link has replaced it/,
  ],
  [
    'moved with its folder',
    (file) => renameSync(dirname(file), `${dirname(file)}-moved`),
    /removed, renamed or moved/,
  ],
  [
    'in a folder that was replaced',
    (file) => {
      renameSync(dirname(file), `${dirname(file)}-moved`);
      writeFileSync(dirname(file), '');
    },
    /removed, renamed or moved|is not accessible/,
  ],
  ['left without its log', (file) => rmSync(`${file}-wal`), /its log was removed/],
  [
    'left with another log',
    (file) => {
      copyFileSync(`${file}-wal`, `${file}-wal.copy`);
      renameSync(`${file}-wal.copy`, `${file}-wal`);
    },
    /its log was replaced/,
  ],
];

test.each(HAPPENINGS)(
  'a file that was %s acknowledges nothing, and a copy has everything',
  async (_, happen, reason) => {
    const { file, key, older, store, save } = await opened();
    expect(await store.engagement.problem()).toBeNull();
    happen(file, older);
    await expect(save('second', 1)).rejects.toMatchObject({ code: 'ENGAGEMENT_MOVED' });
    await expect(save('second', 1)).rejects.toThrow(reason);
    expect(await store.engagement.problem()).toMatch(reason);
    expect((await store.answers.latest()).map(({ note }) => note)).toEqual(['first']);
    const target = join(place(), 'copy.drydock');
    await store.engagement.saveCopy({ target });
    await expect(store.engagement.saveCopy({ target })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(existsSync(`${target}.part`)).toBe(false);
    const copy = await openFile(target, { key });
    expect(copy.db.prepare('SELECT count(*) FROM answer').pluck().get()).toBe(1);
    closeFile(target, copy);
  },
);

test('a file that was made read-only acknowledges nothing until it is writable again', async () => {
  const { file, store, save } = await opened();
  chmodSync(file, 0o400);
  await expect(save('second', 1)).rejects.toMatchObject({
    code: 'FILE_NOT_WRITABLE',
    message: expect.stringContaining('it was made read-only'),
  });
  chmodSync(file, 0o600);
  await expect(save('second', 1)).resolves.toMatchObject({ revision: 2 });
  expect(await store.engagement.problem()).toBeNull();
});

test('a second name for the same file, as some backup programs make, is no reason to stop', async () => {
  const { file, save } = await opened();
  linkSync(file, `${file}.backup`);
  await expect(save('second', 1)).resolves.toMatchObject({ revision: 2 });
});

test('a job never opens another file under the name of the open one', async () => {
  const { file, key, older } = await opened();
  renameSync(older, file);
  await expect(connectAgain(file, key)).rejects.toMatchObject({ code: 'ENGAGEMENT_MOVED' });
});
