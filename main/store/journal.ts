/** The append-only, hash-chained journal. Every change of assessor data appends one entry in its own transaction. */
import { createHash } from 'node:crypto';
import type { JournalEntry } from '../../shared/engagement.ts';
import type { Db } from './file.ts';

export const GENESIS = '0'.repeat(64);

/** Who writes, and when. */
export interface Stamp {
  readonly author: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Call within the transaction of the change itself: one without the other must not reach the disk. */
export function appendJournal(db: Db, stamp: Stamp, action: string, subject: string, detail: unknown): void {
  if (!db.inTransaction) throw new Error('a change outside a transaction');
  const last = db.prepare('SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1').get() as
    | { sequence: number; hash: string }
    | undefined;
  const entry = {
    sequence: (last?.sequence ?? 0) + 1,
    at: stamp.at,
    // Text columns hold UTF-8, which has no lone surrogates; what is hashed must be what is read back.
    author: stamp.author.toWellFormed(),
    action,
    subject: subject.toWellFormed(),
    detail: JSON.stringify(detail),
    previousHash: last?.hash ?? GENESIS,
  };
  db.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    entry.sequence,
    entry.at,
    entry.author,
    entry.action,
    entry.subject,
    entry.detail,
    entry.previousHash,
    hashOf(entry),
  );
}

export function journalHead(db: Db): { readonly head: string; readonly length: number } {
  const last = db.prepare('SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1').get() as
    | { sequence: number; hash: string }
    | undefined;
  return { head: last?.hash ?? GENESIS, length: last?.sequence ?? 0 };
}

export function listJournal(db: Db, offset: number, limit: number): JournalEntry[] {
  return db
    .prepare(
      `SELECT sequence, at, author, action, subject, detail, previous_hash AS previousHash, hash
       FROM journal ORDER BY sequence DESC LIMIT ? OFFSET ?`,
    )
    .all(limit, offset) as JournalEntry[];
}

/** True when no entry was changed, removed or put in between. */
export function verifyJournal(db: Db): boolean {
  let previous = GENESIS;
  let sequence = 0;
  const rows = db
    .prepare(
      'SELECT sequence, at, author, action, subject, detail, previous_hash AS previousHash, hash FROM journal ORDER BY sequence',
    )
    .iterate() as IterableIterator<JournalEntry>;
  for (const { hash, ...entry } of rows) {
    sequence += 1;
    if (entry.sequence !== sequence || entry.previousHash !== previous || hashOf(entry) !== hash)
      return false;
    previous = hash;
  }
  return true;
}

function hashOf(entry: Omit<JournalEntry, 'hash'>): string {
  const { sequence, at, author, action, subject, detail, previousHash } = entry;
  const canonical = JSON.stringify([sequence, at, author, action, subject, detail, previousHash]);
  return createHash('sha256').update(canonical).digest('hex');
}
