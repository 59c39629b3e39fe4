/** A copy of an open engagement file that is whole under its name, or not there at all. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { writeFailureWords } from '../../shared/write-failure.ts';
import { syncFolder } from './acknowledged.ts';
import { errorCode } from './error-code.ts';
import { PAGE_BYTES } from './page.ts';

/**
 * Encrypted with the key of the open file. Through SQLite and not by copying the file, which would drop this
 * process's locks on it and lack the log. Written under another name, checked, and named at last.
 * @throws DrydockError FILE_EXISTS, FILE_NOT_WRITABLE; nothing is left behind
 */
export function copyTo(db: Database.Database, target: string): void {
  const part = `${target}.part`;
  try {
    // Of a process that died: never whole, and never named.
    rmSync(part, { force: true });
    closeSync(openSync(part, 'wx', 0o600));
    db.prepare('VACUUM INTO ?').run(part);
    requireWhole(db, part);
    const file = openSync(part, 'r+');
    fsyncSync(file);
    closeSync(file);
    takeName(part, target);
    syncFolder(dirname(target));
  } catch (error) {
    removeLeftover(part);
    if (isDrydockError(error)) throw error;
    throw new DrydockError('FILE_NOT_WRITABLE', {
      path: target,
      reason: writeFailureWords(errorCode(error)),
    });
  }
}

/** Reads the copy back: attached under the same key, every page is unsealed and its structure checked. */
function requireWhole(db: Database.Database, part: string): void {
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.prepare('ATTACH DATABASE ? AS copied').run(part);
  try {
    const check = String(db.pragma('copied.quick_check(1)', { simple: true }));
    const format = Number(db.pragma('copied.user_version', { simple: true }));
    const here = Number(db.pragma('main.user_version', { simple: true }));
    if (check !== 'ok' || format !== here) {
      throw new DrydockError('FILE_NOT_WRITABLE', {
        path: part,
        reason: `the copy of ${pages * PAGE_BYTES} bytes could not be read back`,
      });
    }
  } finally {
    db.exec('DETACH DATABASE copied');
  }
}

/**
 * Never over another file. Where names cannot be linked, the first look is all there is.
 * @throws DrydockError FILE_EXISTS
 */
export function takeName(part: string, target: string): void {
  try {
    linkSync(part, target);
    rmSync(part);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' || existsSync(target))
      throw new DrydockError('FILE_EXISTS', { path: target });
    renameSync(part, target);
  }
}

/** On a medium that has become unreachable there is nothing to remove. */
function removeLeftover(part: string): void {
  try {
    rmSync(part, { force: true });
  } catch {}
}
