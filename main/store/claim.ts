/** One process at a time: an empty lock database beside the engagement file, held by a lock that dies with its holder. */
import { rmSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { DrydockError } from '../../shared/errors.ts';
import { writeFailureWords } from '../../shared/write-failure.ts';
import { openDatabase } from './connect.ts';
import { errorCode } from './error-code.ts';

export interface Claim {
  release(): void;
}

const ATTEMPTS = 20;

/**
 * Claims a file before anything looks into it. The operating system gives the lock back when the process dies, so
 * nothing has to guess whether a holder still lives.
 * @throws DrydockError ENGAGEMENT_IN_USE, FILE_NOT_WRITABLE
 */
export function claimFile(path: string): Claim {
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const claim = attemptClaim(lock);
    if (claim !== null) return claim;
  }
  throw new DrydockError('ENGAGEMENT_IN_USE');
}

/** null when the lock's file was replaced while we waited for it: its last holder removed it. */
function attemptClaim(lock: string): Claim | null {
  const opened: Database.Database[] = [];
  try {
    opened.push(openDatabase(lock, { timeout: 0 }));
    const before = identity(lock);
    // A second connection, so that what is locked was surely opened after it was looked at.
    const held = openDatabase(lock, { timeout: 0 });
    opened.push(held);
    // Nothing is ever written; without this an empty journal would lie beside it.
    held.pragma('journal_mode = MEMORY');
    held.exec('BEGIN EXCLUSIVE');
    if (before === null || before !== identity(lock)) return null;
    opened.pop();
    return { release: () => release(lock, held) };
  } catch (error) {
    const code = errorCode(error);
    if (code.startsWith('SQLITE_BUSY')) throw new DrydockError('ENGAGEMENT_IN_USE');
    throw new DrydockError('FILE_NOT_WRITABLE', { path: lock, reason: writeFailureWords(code) });
  } finally {
    for (const db of opened) db.close();
  }
}

/** Never opens the file: closing a plain descriptor would drop this process's own lock on it. */
function identity(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}:${stat.birthtimeNs}`;
}

function release(lock: string, held: Database.Database): void {
  if (!held.open) return;
  const removable = () => statSync(lock, { throwIfNoEntry: false })?.size === 0;
  // Removed while it is held, so that nobody can take it in between. Windows does not allow that.
  const holdsWhileRemoving = process.platform !== 'win32';
  if (holdsWhileRemoving && removable()) rmSync(lock, { force: true });
  held.close();
  if (holdsWhileRemoving || !removable()) return;
  try {
    rmSync(lock, { force: true });
  } catch (error) {
    // The next holder opened it already.
    if (!['EBUSY', 'EPERM', 'EACCES'].includes(errorCode(error))) throw error;
  }
}
