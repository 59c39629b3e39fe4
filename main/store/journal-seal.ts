/**
 * Ties the journal to the rows that it speaks of, and to a key. Every connection that may change them notes which rows
 * a transaction touched; the entry of the change carries a code of each as it is afterwards, and is itself hashed
 * with a key made of the engagement's. Without the passphrase nobody can make an entry, nor a row that fits one.
 * Who has the passphrase has the key, and can.
 */
import { createHmac } from 'node:crypto';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { subkey } from './key.ts';
import { jsonOf, rowsOf } from './rows.ts';

/** What people wrote, and what the report states of it. Evidence is bound by the hash that its own entry names. */
export const SEALED_TABLES: Readonly<Record<string, readonly string[]>> = {
  engagement: ['one'],
  cluster: ['id'],
  estate: ['id'],
  authorisation: ['id'],
  exec_consent: ['fingerprint'],
  exception_revision: ['exception_id', 'revision'],
  custom_control_file: ['id'],
  answer: ['question_id', 'cluster_id', 'revision'],
  resolution: ['contradiction_id'],
  rating: ['scenario_id', 'cluster_id'],
  finding: ['id'],
  finding_override: ['row'],
  imported: ['finding_id'],
};

/** A table, the key of a row and the code of what is in it; null when it was deleted. */
export const SealedRow = z.tuple([z.string(), z.string(), z.string().nullable()]);
export type SealedRow = Readonly<z.infer<typeof SealedRow>>;

/** The columns of a row's key, as JSON. */
export const RowKey = jsonOf(z.array(z.union([z.string(), z.number()])));

const MAC = 'drydock_mac';

/**
 * From here on the connection seals what it appends to the journal. Does nothing for a file of an older format.
 * @param key of the engagement; read at each entry and not kept
 */
export function sealJournal(db: Database.Database, key: Uint8Array): void {
  if (!isTable(db, 'journal_seal') || seals(db)) return;
  // Only for statements of ours: nothing stored in the file can call it.
  db.function(MAC, { directOnly: true }, (text: unknown) => {
    const macKey = subkey(key, 'journal');
    const code = createHmac('sha256', macKey).update(String(text)).digest('hex');
    macKey.fill(0);
    return code;
  });
  db.exec('CREATE TEMP TABLE touched (place TEXT NOT NULL, key TEXT NOT NULL) STRICT');
  for (const [table, columns] of Object.entries(SEALED_TABLES)) {
    const keyOf = (row: string) => `json_array(${columns.map((column) => `${row}.${column}`).join(', ')})`;
    // Without a conflict clause: that of the statement which fires the trigger would replace it.
    const note = (row: string) => `INSERT INTO touched VALUES ('${table}', ${keyOf(row)});`;
    for (const [event, rows] of [
      ['INSERT', ['NEW']],
      ['UPDATE', ['OLD', 'NEW']],
      ['DELETE', ['OLD']],
    ] as const) {
      db.exec(
        `CREATE TEMP TRIGGER sealed_${table}_${event} AFTER ${event} ON main.${table} BEGIN ${rows.map(note).join(' ')} END`,
      );
    }
  }
}

/** A keyed code of a text; null on a connection that seals nothing. */
export function macOf(db: Database.Database, text: string): string | null {
  if (!seals(db)) return null;
  const code: unknown = db.prepare(`SELECT ${MAC}(?)`).pluck().get(text);
  return typeof code === 'string' ? code : null;
}

/** True for a connection of sealJournal. */
export const seals = (db: Database.Database): boolean =>
  db.prepare("SELECT 1 FROM temp.sqlite_master WHERE name = 'touched'").get() !== undefined;

/** The rows that were touched since the last entry, as they are now. */
export function takeTouched(db: Database.Database): SealedRow[] {
  const statement = db.prepare('SELECT DISTINCT place, key FROM temp.touched ORDER BY place, key');
  const touched = rowsOf(statement, z.object({ place: z.string(), key: z.string() })).all();
  db.exec('DELETE FROM temp.touched');
  return touched.map(({ place, key }) => [place, key, codeOf(db, place, key)]);
}

export const hasTouched = (db: Database.Database): boolean =>
  seals(db) && db.prepare('SELECT 1 FROM temp.touched LIMIT 1').get() !== undefined;

/** Every row of every sealed table, as it is now. */
export function* allSealedRows(db: Database.Database): Generator<readonly [string, string, string]> {
  for (const [table, columns] of Object.entries(SEALED_TABLES)) {
    const keys = db.prepare(`SELECT json_array(${columns.join(', ')}) FROM ${table}`).pluck();
    for (const key of rowsOf(keys, z.string()).all()) {
      const code = codeOf(db, table, key);
      if (code !== null) yield [table, key, code];
    }
  }
}

function codeOf(db: Database.Database, table: string, key: string): string | null {
  const columns = SEALED_TABLES[table] ?? [];
  const row: unknown = db
    .prepare(`SELECT * FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`)
    .get(...RowKey.parse(key));
  if (typeof row !== 'object' || row === null) return null;
  const code = macOf(db, JSON.stringify([table, key, Object.entries(row)]));
  return code === null ? null : code.slice(0, CODE_CHARACTERS);
}

/** 128 bits. */
const CODE_CHARACTERS = 32;

export const isTable = (db: Database.Database, name: string): boolean =>
  db.prepare("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
