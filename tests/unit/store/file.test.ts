import { createHash } from 'node:crypto';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { closeFile, connectAgain, createFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { createEngagement, unlockEngagement } from '../../../main/store/unlock.ts';
import { engagement, PASSPHRASE, PROFILE, place, STAMP } from './places.ts';

/** The newest format that this version knows. */
const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;

/** Every file of a directory with its bytes and the moment it was last written. */
function stateOf(dir: string): unknown {
  return readdirSync(dir)
    .toSorted()
    .map((name) => {
      const path = join(dir, name);
      const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
      return { name, sha256, writtenNs: statSync(path, { bigint: true }).mtimeNs };
    });
}

async function refuses(
  file: string,
  unlock: Parameters<typeof openFile>[1],
  expected: object,
): Promise<void> {
  const before = stateOf(join(file, '..'));
  await expect(openFile(file, unlock)).rejects.toMatchObject(expected);
  expect(stateOf(join(file, '..'))).toEqual(before);
}

/** A copy as a crash leaves it: the log not yet written back. */
async function crashed(): Promise<{ file: string; key: Buffer }> {
  const { file, key, dir } = await engagement();
  const opened = await openFile(file, { key });
  // The second writes the first page, too.
  opened.db.exec("INSERT INTO cluster VALUES ('c', 'Only in the log', ''); CREATE TABLE x (y); DROP TABLE x");
  for (const side of ['', '-wal']) copyFileSync(file + side, join(dir, `copy${side}`));
  closeFile(file, opened);
  const apart = place();
  for (const side of ['', '-wal'])
    renameSync(join(dir, `copy${side}`), join(apart, `crashed.drydock${side}`));
  return { file: join(apart, 'crashed.drydock'), key };
}

const overwrite = (file: string, at: number) => {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
};

test('a wrong passphrase changes nothing', async () => {
  const { file } = await engagement();
  await refuses(file, { passphrase: 'not the passphrase' }, { code: 'ENGAGEMENT_WRONG_PASSPHRASE' });
});

test('a wrong passphrase after a crash changes nothing, and the right one finds what was in the log', async () => {
  const { file, key } = await crashed();
  await refuses(file, { passphrase: 'not the passphrase' }, { code: 'ENGAGEMENT_WRONG_PASSPHRASE' });
  await refuses(file, { key: new Uint8Array(32) }, { code: 'ENGAGEMENT_WRONG_PASSPHRASE' });
  const opened = await openFile(file, { key });
  expect(opened.db.prepare('SELECT name FROM cluster').pluck().all()).toEqual(['Only in the log']);
  closeFile(file, opened);
  expect(readdirSync(join(file, '..'))).toEqual(['crashed.drydock']);
});

test('a first page torn while the log was written back is taken from the log', async () => {
  const { file, key } = await crashed();
  overwrite(file, 2_000);
  const opened = await openFile(file, { key });
  expect(opened.db.prepare('SELECT name FROM cluster').pluck().all()).toEqual(['Only in the log']);
  closeFile(file, opened);
  closeFile(file, await openFile(file, { passphrase: PASSPHRASE }));
});

test('a damaged file changes nothing, after a crash too', async () => {
  const { file, key } = await crashed();
  overwrite(file, 5 * 4096 + 100);
  await refuses(file, { key }, { code: 'ENGAGEMENT_DAMAGED' });
});

test.each([
  ['in the middle of a page', 4096 * 3 + 7],
  ['between two pages', 4096 * 3],
  ['in its header', 9],
  ['to nothing', 0],
])('a file cut off %s is called damaged and stays as it is', async (_where, bytes) => {
  const { file } = await engagement();
  truncateSync(file, bytes);
  await refuses(file, { passphrase: PASSPHRASE }, { code: 'ENGAGEMENT_DAMAGED' });
});

test.each([
  ['the first page', 2_000],
  ['the first page’s seal', 4_090],
  ['a later page', 4 * 4096 + 50],
])('a changed byte in %s is called damage, not a wrong passphrase', async (_where, at) => {
  const { file } = await engagement();
  overwrite(file, at);
  await refuses(file, { passphrase: PASSPHRASE }, { code: 'ENGAGEMENT_DAMAGED' });
});

test('something that is no engagement is refused as it is', async () => {
  const file = join(place(), 'letter.drydock');
  writeFileSync(file, 'Dear reader, '.repeat(1000));
  await refuses(file, { passphrase: PASSPHRASE }, { code: 'ENGAGEMENT_WRONG_PASSPHRASE' });
  await expect(unlockEngagement(`${file}.none`, { passphrase: PASSPHRASE })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
});

test('a file of a newer version is refused as it is, after a crash too', async () => {
  const { file, key } = await engagement();
  const opened = await openFile(file, { key });
  opened.db.pragma('user_version = 99');
  const dir = place();
  for (const side of ['', '-wal']) copyFileSync(file + side, join(dir, `crashed.drydock${side}`));
  closeFile(file, opened);
  const expected = { code: 'ENGAGEMENT_NEWER', data: { found: 99, known: NEWEST } };
  await refuses(file, { passphrase: PASSPHRASE }, expected);
  await refuses(join(dir, 'crashed.drydock'), { key }, expected);
});

test('an open file is in use for others, and a further connection does not end that', async () => {
  const { file, key } = await engagement();
  const opened = await openFile(file, { key });
  const second = await connectAgain(file, key);
  second.close();
  await expect(openFile(file, { key })).rejects.toMatchObject({ code: 'ENGAGEMENT_IN_USE' });
  opened.db.exec("INSERT INTO cluster VALUES ('c', 'n', '')");
  closeFile(file, opened);
  closeFile(file, await openFile(file, { key }));
});

test('creating replaces nothing and a failed creation leaves nothing', async () => {
  const dir = place();
  const input = { passphrase: PASSPHRASE, profile: PROFILE, isSample: false, stamp: STAMP };
  const file = join(dir, 'a.drydock');
  const broken = [{ version: 1, name: 'broken', sql: 'CREATE TABLE a (b) STRICT; nonsense' }];
  await expect(createFile(file, PASSPHRASE, broken)).rejects.toThrow();
  expect(readdirSync(dir)).toEqual([]);
  const cyclic = { ...PROFILE, people: [] as unknown[] };
  cyclic.people.push(cyclic);
  const unstorable = { ...input, path: file, profile: cyclic as unknown as typeof PROFILE };
  await expect(createEngagement(unstorable)).rejects.toThrow('circular');
  expect(readdirSync(dir)).toEqual([]);
  writeFileSync(`${file}-wal`, 'all that is left of an engagement');
  await expect(createEngagement({ ...input, path: file })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
  await expect(createEngagement({ ...input, path: join(dir, 'none', 'a.drydock') })).rejects.toMatchObject({
    code: 'FILE_NOT_WRITABLE',
  });
  await expect(createEngagement({ ...input, passphrase: 'short', path: file })).rejects.toMatchObject({
    code: 'PASSPHRASE_TOO_SHORT',
  });
  expect(readdirSync(dir)).toEqual(['a.drydock-wal']);
});

test('a file is backed up, encrypted with its own key, before it is migrated', async () => {
  const { dir, file, key } = await engagement();
  const next = [
    ...MIGRATIONS,
    { version: NEWEST + 1, name: 'next', sql: 'CREATE TABLE next (a TEXT) STRICT' },
  ];
  closeFile(file, await openFile(file, { key }, next));
  const backup = join(dir, `${basename(file)}.before-format-${NEWEST + 1}`);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await unlockEngagement(backup, { passphrase: PASSPHRASE })).equals(key)).toBe(true);
  await refuses(file, { key }, { code: 'ENGAGEMENT_NEWER' });
});

test('a failed migration leaves the rows as they were', async () => {
  const { file, key } = await engagement();
  const broken = [...MIGRATIONS, { version: NEWEST + 1, name: 'broken', sql: 'DROP TABLE rating; nonsense' }];
  await expect(openFile(file, { key }, broken)).rejects.toThrow();
  const opened = await openFile(file, { key });
  expect(opened.db.prepare('SELECT count(*) FROM rating').pluck().get()).toBe(0);
  closeFile(file, opened);
});

test('the file is only for its owner', async () => {
  const { file } = await engagement();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
