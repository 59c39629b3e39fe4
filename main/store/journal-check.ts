/** Whether the journal is what was written, and whether the rows are what it says. */
import { z } from 'zod';
import type { JournalCheck } from '../../shared/engagement.ts';
import type { Db } from './db.ts';
import { GENESIS, hashOf, sealedText } from './journal-hash.ts';
import { allSealedRows, isTable, macOf, RowKey, SealedRow, seals } from './journal-seal.ts';
import { jsonOrNull, rowsOf } from './rows.ts';

const MAX_PROBLEMS = 20;

/**
 * Reads the whole journal, and every row that it speaks of: a few hundred ms for tens of thousands of entries.
 * On a connection that holds no key, sealed entries cannot be checked, and count as a problem.
 */
export function checkJournal(db: Db): JournalCheck {
  const problems: string[] = [];
  let unnamed = 0;
  const problem = (sentence: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(sentence);
    else unnamed += 1;
  };
  const chain = checkChain(db, problem);
  if (chain.sealedFrom !== null) checkRows(db, chain.rows, problem);
  if (unnamed > 0) problems.push(`${unnamed} more.`);
  return {
    intact: problems.length === 0,
    entries: chain.entries,
    sealedFrom: chain.sealedFrom,
    problems,
  };
}

/** True when the entries after a known head follow it and are as they were written. */
export function checkSince(db: Db, known: { readonly length: number; readonly head: string }): boolean {
  let whole = true;
  checkChain(db, () => (whole = false), known);
  return whole;
}

interface Chain {
  readonly entries: number;
  /** The first entry that bears a key. */
  readonly sealedFrom: number | null;
  /** The last code of every row that an entry speaks of. */
  readonly rows: ReadonlyMap<string, string | null>;
}

/** As it stands in the file, whatever somebody made of it: what does not belong is a problem and no error. */
const EntryRow = z.object({
  sequence: z.int(),
  at: z.string(),
  author: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.string(),
  previousHash: z.string(),
  hash: z.string(),
  rows: z.string().nullable(),
});
/** Text that was changed has another code already. */
const SealedRows = jsonOrNull(z.array(SealedRow));

function checkChain(
  db: Db,
  problem: (sentence: string) => void,
  from: { readonly length: number; readonly head: string } = { length: 0, head: GENESIS },
): Chain {
  const sealable = isTable(db, 'journal_seal');
  const statement = db.prepare(
    `SELECT journal.sequence, at, author, action, subject, detail, previous_hash AS previousHash, hash,
       ${sealable ? 'journal_seal.rows' : 'NULL'} AS rows
     FROM journal ${sealable ? 'LEFT JOIN journal_seal USING (sequence)' : ''} WHERE journal.sequence > ? ORDER BY journal.sequence`,
  );
  const entries = rowsOf(statement, EntryRow).iterate(from.length);
  let previous = from.head;
  let sequence = from.length;
  let sealedFrom: number | null = null;
  const rows = new Map<string, string | null>();
  for (const { hash, rows: sealed, ...entry } of entries) {
    sequence += 1;
    if (entry.sequence !== sequence) {
      problem(missing(sequence, entry.sequence - 1));
      sequence = entry.sequence;
    } else if (entry.previousHash !== previous) {
      problem(`Entry ${sequence} does not follow the entry before it.`);
    }
    if (sealed === null) {
      if (sealedFrom !== null) problem(`Entry ${sequence} has no key, although earlier ones do.`);
      if (hashOf(entry) !== hash) problem(`Entry ${sequence} was changed.`);
    } else {
      sealedFrom ??= sequence;
      if (macOf(db, sealedText(entry, sealed)) !== hash) problem(`Entry ${sequence} was changed.`);
      for (const [table, key, code] of SealedRows.parse(sealed) ?? []) rows.set(`${table} ${key}`, code);
    }
    previous = hash;
  }
  if (sealable) {
    const newest = db.prepare('SELECT max(sequence) FROM journal_seal').pluck();
    const last = rowsOf(newest, z.int().nullable()).get() ?? 0;
    if (last > sequence) {
      problem(missing(sequence + 1, last));
    }
    if (sealedFrom === null && from.length === 0 && sequence > 0 && seals(db))
      problem('No journal entry has a key.');
  }
  return { entries: sequence, sealedFrom, rows };
}

function checkRows(
  db: Db,
  rows: ReadonlyMap<string, string | null>,
  problem: (sentence: string) => void,
): void {
  const found = new Set<string>();
  for (const [table, key, code] of allSealedRows(db)) {
    const name = `${table} ${key}`;
    found.add(name);
    const expected = rows.get(name);
    if (expected === code) continue;
    const how =
      expected === undefined
        ? 'was added'
        : expected === null
          ? 'was deleted and has returned'
          : 'was changed';
    problem(`${wordsOf(table, key)} ${how} without a journal entry.`);
  }
  for (const [name, code] of rows) {
    if (code === null || found.has(name)) continue;
    const space = name.indexOf(' ');
    problem(`${wordsOf(name.slice(0, space), name.slice(space + 1))} was deleted without a journal entry.`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  engagement: 'The record of the engagement',
  cluster: 'A cluster',
  estate: 'An estate entry',
  authorisation: 'An authorisation',
  exec_consent: 'A consent to a sign-in program',
  exception_revision: 'An accepted risk',
  custom_control_file: 'A file of controls',
  answer: 'An answer',
  resolution: 'A resolved contradiction',
  rating: 'A rating',
  finding: 'A finding',
  finding_override: 'A changed verdict',
  imported: 'An imported finding',
};

const missing = (from: number, to: number) =>
  from === to ? `Journal entry ${from} is missing.` : `Journal entries ${from} to ${to} are missing.`;

function wordsOf(table: string, key: string): string {
  const parts = RowKey.parse(key).filter((part) => part !== '');
  const which = table === 'engagement' ? '' : ` (${parts.join(', ').slice(0, 200)})`;
  return `${WORDS[table] ?? 'A row'}${which}`;
}
