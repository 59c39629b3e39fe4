/** The journal checked once while a file is open, and from then on only where it grew. */
import type { JournalCheck } from '../../shared/engagement.ts';
import type { Db } from './file.ts';
import { journalHead } from './journal.ts';
import { checkJournal, checkSince } from './journal-check.ts';

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

/** `later`: this file has fewer entries, so it is older, or was cut. */
export function journalHolds(
  db: Db,
  { length, head }: { readonly length: number; readonly head: string },
): 'holds' | 'differs' | 'later' {
  if (length > journalHead(db).length) return 'later';
  const hash = db.prepare('SELECT hash FROM journal WHERE sequence = ?').pluck().get(length);
  return hash === head.toLowerCase() ? 'holds' : 'differs';
}
