/** What the entries of the journal are hashed over. */
import { createHash } from 'node:crypto';
import type { JournalEntry } from '../../shared/engagement.ts';

/** What the first entry follows. */
export const GENESIS = '0'.repeat(64);

/** The hash of an entry of before, without a key. */
export function hashOf(entry: Omit<JournalEntry, 'hash'>): string {
  const { sequence, at, author, action, subject, detail, previousHash } = entry;
  const canonical = JSON.stringify([sequence, at, author, action, subject, detail, previousHash]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** What an entry with a key is hashed over. */
export function sealedText(entry: Omit<JournalEntry, 'hash'>, rows: string): string {
  const { sequence, at, author, action, subject, detail, previousHash } = entry;
  return JSON.stringify([sequence, at, author, action, subject, detail, previousHash, rows]);
}
