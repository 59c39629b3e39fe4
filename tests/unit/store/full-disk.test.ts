/** A disk that is full, or that is read-only: said in plain words, and nothing that was acknowledged is lost. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { spill } from '../../../main/evidence/encrypted-spill.ts';
import { createFileOutput } from '../../../main/evidence/file-output.ts';
import { createStoreApi } from '../../../main/store/api.ts';
import { closeFile, createFile, openFile } from '../../../main/store/file.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import { copyTo } from '../../../main/store/whole-copy.ts';
import { crossError } from '../../../main/workbench/store-protocol.ts';
import { answered, engagement, PASSPHRASE, place, STAMP } from './places.ts';

/** A medium of its own; null where this user may not mount one. */
function medium(megabytes: number): { dir: string; readOnly: () => void } | null {
  const dir = join(place(), 'medium');
  mkdirSync(dir);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'pipe' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', dir]));
  return {
    dir,
    readOnly: () => void execFileSync('mount', ['-o', 'remount,ro', dir], { stdio: 'pipe' }),
  };
}

const canMount = (() => {
  try {
    return (
      process.getuid?.() === 0 && execFileSync('unshare', ['-m', 'true'], { stdio: 'pipe' }).length === 0
    );
  } catch {
    return false;
  }
})();

/** Everything that is left but so much. */
function fill(dir: string, leaveBytes: number): void {
  const stat = execFileSync('df', ['--output=avail', '-B1', dir], { encoding: 'utf8' });
  const free = Number(stat.trim().split('\n').at(-1));
  writeFileSync(join(dir, 'ballast'), Buffer.alloc(Math.max(0, free - leaveBytes)));
}

const said = (work: () => unknown, file: string): object => {
  try {
    work();
  } catch (error) {
    return crossError(error, file);
  }
  return { code: 'it worked' };
};
const FULL = (path: string) => ({ code: 'FILE_NOT_WRITABLE', data: { path, reason: 'the disk is full' } });

test.runIf(canMount)('answers until the disk is full: each that was acknowledged is there', async () => {
  const disk = medium(6);
  if (disk === null) throw new Error('no medium');
  const { file, key } = await engagement(disk.dir);
  const open = await openFile(file, { key });
  const api = createStoreApi(open.db, file, () => STAMP.at, open.guard);
  const save = (baseRevision: number) =>
    api.answers.save({
      questionId: 'access.deploy',
      clusterId: null,
      baseRevision,
      input: answered('x'.repeat(30_000)),
      suggestedBy: null,
    });
  save(0);
  fill(disk.dir, 300_000);
  let acknowledged = 1;
  const failure = said(() => {
    for (;;) {
      save(acknowledged);
      acknowledged += 1;
    }
  }, file);
  expect(failure).toEqual(FULL(file));
  expect(api.answers.revisions({ questionId: 'access.deploy', clusterId: null })).toHaveLength(acknowledged);
  // No room for a copy either, and no half of one.
  expect(said(() => copyTo(open.db, join(disk.dir, 'copy.drydock')), file)).toEqual(
    FULL(join(disk.dir, 'copy.drydock')),
  );
  expect(readdirSync(disk.dir).filter((name) => /copy|part/.test(name))).toEqual([]);
  try {
    closeFile(file, open);
  } catch {
    // The log could not be written back; it stays beside the file.
  }
  execFileSync('rm', [join(disk.dir, 'ballast')]);
  const again = await openFile(file, { key });
  expect(again.db.prepare('SELECT count(*) FROM answer').pluck().get()).toBe(acknowledged);
  closeFile(file, again);
});

test.runIf(canMount)('a backup before a migration that does not fit leaves the file as it was', async () => {
  const disk = medium(6);
  if (disk === null) throw new Error('no medium');
  const file = join(disk.dir, 'older.drydock');
  const made = await createFile(file, PASSPHRASE, MIGRATIONS.slice(0, 1));
  const insert = made.db.prepare("INSERT INTO cluster VALUES (?, hex(randomblob(20000)), '')");
  for (let count = 0; count < 40; count += 1) insert.run(String(count));
  const key = Buffer.from(made.key);
  closeFile(file, made);
  fill(disk.dir, 200_000);
  await expect(openFile(file, { key })).rejects.toMatchObject({
    code: 'FILE_NOT_WRITABLE',
    message: expect.stringMatching(/before-format-2 cannot be written: the disk is full\.$/),
  });
  expect(readdirSync(disk.dir).toSorted()).toEqual(['ballast', 'older.drydock']);
  execFileSync('rm', [join(disk.dir, 'ballast')]);
  const open = await openFile(file, { key });
  expect(open.db.prepare('SELECT count(*) FROM cluster').pluck().get()).toBe(40);
  closeFile(file, open);
  expect(readdirSync(disk.dir)).toContain('older.drydock.before-format-2');
});

test.runIf(canMount)('a bundle or report that does not fit is named, and leaves nothing', async () => {
  const disk = medium(2);
  if (disk === null) throw new Error('no medium');
  const path = join(disk.dir, 'x.evidence.zip');
  const output = await createFileOutput(path);
  const write = async () => {
    for (;;) await output.write(Buffer.alloc(500_000));
  };
  await expect(write()).rejects.toMatchObject(FULL(path));
  await output.abandon();
  expect(readdirSync(disk.dir)).toEqual([]);
  async function* without(end: number) {
    for (let count = 0; count < end; count += 1) yield Buffer.alloc(500_000);
  }
  await expect(spill(without(100), disk.dir)).rejects.toMatchObject(FULL(disk.dir));
  expect(readdirSync(disk.dir)).toEqual([]);
});

test.runIf(canMount)('a medium that became read-only acknowledges nothing', async () => {
  const disk = medium(6);
  if (disk === null) throw new Error('no medium');
  const { file, key } = await engagement(disk.dir);
  const closed = await openFile(file, { key });
  createStoreApi(closed.db, file, () => STAMP.at, closed.guard).clusters.create({ name: 'one' });
  closeFile(file, closed);
  disk.readOnly();
  await expect(openFile(file, { key })).rejects.toMatchObject({
    code: 'FILE_NOT_WRITABLE',
    message: expect.stringMatching(/is read-only|cannot be opened/),
  });
  await expect(createFileOutput(join(disk.dir, 'x.zip'))).rejects.toMatchObject({
    code: 'FILE_NOT_WRITABLE',
    data: { reason: 'the disk or the file is read-only' },
  });
});

test('the codes of systems and of SQLite are said in plain words', async () => {
  const coded = (code: string) => Object.assign(new Error('secret text'), { code });
  expect(
    [
      'SQLITE_FULL',
      'ENOSPC',
      'EDQUOT',
      'EROFS',
      'SQLITE_READONLY_DBMOVED',
      'SQLITE_IOERR_WRITE',
      'EFBIG',
    ].map((code) => crossError(coded(code), '/e.drydock')),
  ).toEqual(
    [
      'the disk is full',
      'the disk is full',
      'the disk quota is used up',
      'the disk or the file is read-only',
      'the disk or the file is read-only',
      'the disk reports an error or is not accessible',
      'the file may not grow any larger here',
    ].map((reason) => ({ code: 'FILE_NOT_WRITABLE', data: { path: '/e.drydock', reason } })),
  );
});
