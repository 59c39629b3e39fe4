/** Autosaved copies of what people wrote, without the bulky evidence, beside the engagement file. */
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { autosavesOf } from './autosave-names.ts';
import { type Db } from './db.ts';
import { createWithKey } from './file.ts';
import { rowsOf } from './rows.ts';

export { autosavesOf };

/** What an autosave holds, in this order. Evidence can be collected again; answers cannot. */
export const AUTOSAVED_TABLES = [
  'engagement',
  'journal',
  'journal_seal',
  'cluster',
  'estate',
  'authorisation',
  'exec_consent',
  'exception_revision',
  'custom_control_file',
  'answer',
  'resolution',
  'rating',
  'counter',
  'finding',
  'finding_override',
  'imported',
  'unfinished_form',
] as const;

const KEPT = 5;

export interface Autosave {
  /** 32 bytes. The copy has the file's key and salt, so its passphrase opens it. */
  readonly key: Uint8Array;
  /** ISO 8601 in UTC; becomes part of the name. */
  readonly at: string;
}

/**
 * Writes `NAME.autosave-20260101T120000Z.drydock`, an engagement file of its own, and removes all but the newest five.
 * @returns its path
 */
export function autosave(db: Db, path: string, { key, at }: Autosave): string {
  const stem = basename(path, '.drydock');
  const moment = at.replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const target = join(dirname(path), `${stem}.autosave-${moment}.drydock`);
  const part = `${target}.part`;
  const salt = Buffer.from(String(db.pragma('cipher_salt', { simple: true })), 'hex');
  try {
    rmSync(part, { force: true });
    const copy = createWithKey(part, key, salt);
    try {
      // Rows refer to each other, and to snapshots that stay behind.
      copy.pragma('foreign_keys = OFF');
      db.transaction(() => copy.transaction(() => copyTables(db, copy)).immediate())();
    } finally {
      copy.close();
    }
    renameSync(part, target);
  } catch (error) {
    for (const side of ['', '-wal', '-shm']) rmSync(part + side, { force: true });
    throw error;
  }
  for (const name of autosavesOf(path).slice(0, -KEPT)) rmSync(join(dirname(path), name));
  return target;
}

function copyTables(from: Db, to: Db): void {
  for (const table of AUTOSAVED_TABLES) {
    const rows = from.prepare(`SELECT * FROM ${table}`).raw();
    const insert = to.prepare(
      `INSERT INTO ${table} VALUES (${rows
        .columns()
        .map(() => '?')
        .join(', ')})`,
    );
    for (const row of rowsOf(rows, z.array(z.unknown())).iterate()) insert.run(...row);
  }
}
