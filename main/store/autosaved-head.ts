/** The head of the journal that the newest autosave beside a file holds. */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { autosavesOf } from './autosave-names.ts';
import { openDatabase } from './connect.ts';
import type { KnownHead } from './missing.ts';
import { rowsOf } from './rows.ts';
import { unlockDb } from './unlock-db.ts';

/** null when there is none, or it is of another engagement, or cannot be read: it is a help and no part of the file. */
export function autosavedHead(path: string, key: Uint8Array): KnownHead | null {
  const name = namesBeside(path).at(-1);
  if (name === undefined) return null;
  const file = join(dirname(path), name);
  const made = ['-wal', '-shm'].filter((side) => !existsSync(file + side));
  let db: Database.Database | null = null;
  try {
    db = openDatabase(file, { readonly: true, fileMustExist: true });
    unlockDb(db, key);
    const last = db.prepare(
      'SELECT sequence AS length, hash AS head FROM journal ORDER BY sequence DESC LIMIT 1',
    );
    return rowsOf(last, z.object({ length: z.int(), head: z.string() })).get() ?? null;
  } catch {
    return null;
  } finally {
    db?.close();
    for (const side of made) rmSync(file + side, { force: true });
  }
}

/** A folder that may be passed through and not listed shows none. */
function namesBeside(path: string): string[] {
  try {
    return autosavesOf(path);
  } catch {
    return [];
  }
}
