/** Consent to sign-in programs: given once, remembered with who and when. */
import { z } from 'zod';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { rowsOf } from './rows.ts';

/** A program that was agreed to, as exec-consent.ts describes it. */
export interface ExecConsent {
  /** Keyed digest of everything that decides what runs, in hex. */
  readonly fingerprint: string;
  /** The program alone: arguments may hold what must not be stored. */
  readonly command: string;
  /** Names, never values. */
  readonly envNames: readonly string[];
}

/** Fingerprints, oldest first. */
export function listConsents(db: Db): string[] {
  const fingerprints = db.prepare('SELECT fingerprint FROM exec_consent ORDER BY rowid').pluck();
  return rowsOf(fingerprints, z.string()).all();
}

/** What was agreed to before stays as it was. */
export function rememberConsent(db: Db, stamp: Stamp, consent: ExecConsent): void {
  const { changes } = db
    .prepare('INSERT OR IGNORE INTO exec_consent VALUES (?, ?, ?, ?)')
    .run(consent.fingerprint, consent.command, stamp.author, stamp.at);
  if (changes === 0) return;
  appendJournal(db, stamp, 'exec.agree', consent.fingerprint, {
    command: consent.command,
    envNames: consent.envNames,
  });
}
