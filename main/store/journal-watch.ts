/** The journal checked once while a file is open, and from then on only where it grew. */
import { z } from 'zod';
import type { JournalCheck } from '../../shared/engagement.ts';
import type { Db } from './db.ts';
import { journalHead } from './journal.ts';
import { checkJournal, checkSince } from './journal-check.ts';
import { rowsOf } from './rows.ts';

export interface JournalWatch {
  /** Quick but for the first time. */
  intact(): boolean;
  /** The whole journal, and every row that it speaks of. */
  check(): JournalCheck;
}

export function createJournalWatch(db: Db): JournalWatch {
  let known: { readonly check: JournalCheck; readonly length: number; readonly head: string } | null = null;
  const check = (): JournalCheck => {
    const { head, length } = journalHead(db);
    const found = checkJournal(db);
    known = { check: found, length, head };
    return found;
  };
  return {
    check,
    intact() {
      if (known === null) return check().intact;
      const { head, length } = journalHead(db);
      if (head === known.head) return known.check.intact;
      if (!checkSince(db, known)) return check().intact;
      known = { ...known, length, head };
      return known.check.intact;
    },
  };
}

/** The number of the entry that has a hash; null for none: the journal was cut before it, or is another one. */
export function sequenceOf(db: Db, head: string): number | null {
  const sequence = db.prepare('SELECT sequence FROM journal WHERE hash = ?').pluck();
  return rowsOf(sequence, z.int()).get(head.toLowerCase()) ?? null;
}
