/** The append-only, hash-chained and keyed journal. Every change of assessor data appends one entry in its own transaction. */
import { z } from 'zod';
import { JournalEntry } from '../../shared/engagement.ts';
import type { Db } from './db.ts';
import { checkJournal } from './journal-check.ts';
import { GENESIS, hashOf, sealedText } from './journal-hash.ts';
import { hasTouched, macOf, SEALED_TABLES, seals, takeTouched } from './journal-seal.ts';
import { rowsOf } from './rows.ts';

/** Who writes, and when. */
export interface Stamp {
  readonly author: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Call within the transaction of the change itself: one without the other must not reach the disk. */
export function appendJournal(db: Db, stamp: Stamp, action: string, subject: string, detail: unknown): void {
  if (!db.inTransaction) throw new Error('a change outside a transaction');
  const { head, length } = journalHead(db);
  const entry = {
    sequence: length + 1,
    at: stamp.at,
    // Text columns hold UTF-8, which has no lone surrogates; what is hashed must be what is read back.
    author: stamp.author.toWellFormed(),
    action,
    subject: subject.toWellFormed(),
    detail: JSON.stringify(detail),
    previousHash: head,
  };
  const rows = seals(db) ? JSON.stringify(takeTouched(db)) : null;
  const hash = (rows === null ? null : macOf(db, sealedText(entry, rows))) ?? hashOf(entry);
  db.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    entry.sequence,
    entry.at,
    entry.author,
    entry.action,
    entry.subject,
    entry.detail,
    entry.previousHash,
    hash,
  );
  if (rows !== null) db.prepare('INSERT INTO journal_seal VALUES (?, ?)').run(entry.sequence, rows);
}

/** Call at the end of a transaction: what no entry speaks of yet gets one. */
export function settleJournal(db: Db, stamp: Stamp): void {
  if (hasTouched(db)) appendJournal(db, stamp, 'engagement.rows', '', {});
}

/**
 * For a file of an older format: from this entry on the journal bears a key, and every row as it is now is bound.
 * Call within the transaction of the migration.
 */
export function beginSeals(db: Db, found: { readonly format: number; readonly intact: boolean }): void {
  const stamp = { author: 'Drydock', at: new Date().toISOString() };
  for (const [table, columns] of Object.entries(SEALED_TABLES)) {
    db.exec(`INSERT INTO temp.touched SELECT '${table}', json_array(${columns.join(', ')}) FROM ${table}`);
  }
  appendJournal(db, stamp, 'engagement.migrate', '', found);
}

const Head = z.object({ head: z.string(), length: z.int() });

export function journalHead(db: Db): { readonly head: string; readonly length: number } {
  const last = db.prepare(
    'SELECT sequence AS length, hash AS head FROM journal ORDER BY sequence DESC LIMIT 1',
  );
  return rowsOf(last, Head, 'The head of the journal').get() ?? { head: GENESIS, length: 0 };
}

export function listJournal(db: Db, offset: number, limit: number): JournalEntry[] {
  const entries = db.prepare(
    `SELECT sequence, at, author, action, subject, detail, previous_hash AS previousHash, hash
     FROM journal ORDER BY sequence DESC LIMIT ? OFFSET ?`,
  );
  return rowsOf(entries, JournalEntry, 'An entry of the journal').all(limit, offset);
}

/** True when nothing shows that an entry or a row was changed, removed or put in between; see checkJournal. */
export const verifyJournal = (db: Db): boolean => checkJournal(db).intact;
