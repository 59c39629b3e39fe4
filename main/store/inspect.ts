/** Looks into a claimed file without changing a byte of it. */
import { existsSync, rmSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { openDatabase } from './connect.ts';
import { errorCode } from './error-code.ts';
import type { JournalView } from './missing.ts';
import { PAGE_BYTES } from './page.ts';
import { rowsOf } from './rows.ts';
import { unlockDb } from './unlock-db.ts';

/**
 * Call while the claim is held and this process has no connection to the file.
 * @param checked.verdict what its first page said
 * @param use what else to ask of the journal while the file is open
 * @throws DrydockError ENGAGEMENT_DAMAGED, ENGAGEMENT_NEWER
 */
export function inspect<T>(
  path: string,
  key: Uint8Array,
  { verdict, knownFormat }: { readonly verdict: 'right' | 'damaged'; readonly knownFormat: number },
  use: (journal: JournalView) => T,
): T {
  // With a log beside it the file was not closed properly: its last write may be torn, and the log has it whole.
  const recovering = existsSync(`${path}-wal`);
  if (!recovering) {
    if (verdict === 'damaged') throw damaged('its first page was changed');
    if (statSync(path).size % PAGE_BYTES !== 0) throw damaged('it was truncated');
  }
  const made = ['-wal', '-shm'].filter((side) => !existsSync(path + side));
  // Read-only: it neither writes the log back nor deletes it, even when it is the last to close.
  const db = openDatabase(path, { readonly: true, fileMustExist: true });
  try {
    unlockDb(db, key);
    const found = Number(db.pragma('user_version', { simple: true }));
    if (found > knownFormat) throw new DrydockError('ENGAGEMENT_NEWER', { found, known: knownFormat });
    const check = String(db.pragma('quick_check(1)', { simple: true }));
    if (check !== 'ok') throw damaged('its pages are inconsistent');
    return use(journalView(db));
  } catch (error) {
    throw isDrydockError(error) ? error : damaged(`a page cannot be read (${errorCode(error)})`);
  } finally {
    db.close();
    for (const side of made) rmSync(path + side, { force: true });
  }
}

function journalView(db: Database.Database): JournalView {
  const newest = db.prepare('SELECT sequence, at FROM journal ORDER BY sequence DESC LIMIT 1');
  const last = rowsOf(newest, z.object({ sequence: z.int(), at: z.string() })).get();
  const hash = rowsOf(db.prepare('SELECT hash FROM journal WHERE sequence = ?').pluck(), z.string());
  return {
    length: last?.sequence ?? 0,
    lastAt: last?.at ?? null,
    accepted: (head) =>
      db
        .prepare("SELECT 1 FROM journal WHERE action = 'engagement.open-incomplete' AND instr(detail, ?) > 0")
        .get(head) !== undefined,
    hashAt: (sequence) => hash.get(sequence) ?? null,
  };
}

const damaged = (reason: string) => new DrydockError('ENGAGEMENT_DAMAGED', { reason });
