/** Opening, creating and closing the engagement file: encrypted SQLite in the standard SQLCipher 4 format. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dayInWords } from '../../shared/day-in-words.ts';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { writeFailureWords } from '../../shared/write-failure.ts';
import { engagementFiles, removeAcknowledged } from './acknowledged.ts';
import { autosavedHead } from './autosaved-head.ts';
import { type Claim, claimFile } from './claim.ts';
import { openDatabase } from './connect.ts';
import type { Db } from './db.ts';
import { errorCode } from './error-code.ts';
import { createGuard, forgetAcknowledged, type Guard, identityOf, verifySameFile } from './guard.ts';
import { inspect } from './inspect.ts';
import { beginSeals, journalHead, verifyJournal } from './journal.ts';
import { sealJournal, seals } from './journal-seal.ts';
import { deriveKey, readSalt, SALT_BYTES } from './key.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/list.ts';
import { FOREIGN_LOG, findMissing, keepAsFound, type Missing, scanBeside, setLogAside } from './missing.ts';
import { checkKey } from './page.ts';
import { unlockDb } from './unlock-db.ts';

export type Unlock = { readonly passphrase: string } | { readonly key: Uint8Array };

export interface OpenFile {
  readonly db: Db;
  /** 32 bytes; the caller zeroes its copies. */
  readonly key: Buffer;
  /** Keeps other processes out until it is released by `closeFile`. */
  readonly claim: Claim;
  /** To be asked before and after every change. */
  readonly guard: Guard;
  /** Set when the file was opened although acknowledged entries were missing, or its log was another file's. */
  readonly recovered: Recovered | null;
}

export interface Recovered {
  /** Of the file and what lay beside it, as they were found. */
  readonly copy: string;
  readonly missing: Missing | null;
}

export interface OpenOptions {
  /** Opens what is whole of a file that lacks acknowledged entries, after copies of it and its log were made. */
  readonly acceptMissing?: boolean;
}

export const MIN_PASSPHRASE = 8;
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Makes a new, empty, migrated file, or nothing.
 * @throws DrydockError FILE_EXISTS, PASSPHRASE_TOO_SHORT, FILE_NOT_WRITABLE, ENGAGEMENT_IN_USE
 */
export async function createFile(
  path: string,
  passphrase: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<OpenFile> {
  if (passphrase.length < MIN_PASSPHRASE) {
    throw new DrydockError('PASSPHRASE_TOO_SHORT', { minimum: MIN_PASSPHRASE });
  }
  // A log without its file may be all that is left of an engagement; SQLite would delete it.
  for (const taken of ['', '-wal', '-shm', '-journal'].map((side) => path + side)) {
    if (existsSync(taken)) throw new DrydockError('FILE_EXISTS', { path: taken });
  }
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(passphrase, salt);
  const claim = claimFile(realPath(path));
  try {
    reserve(path);
    try {
      const db = connect(path, key, salt);
      try {
        migrate(db, path, migrations);
        sealJournal(db, key);
        return { db, key, claim, guard: guardOf(db, realPath(path), key), recovered: null };
      } catch (error) {
        db.close();
        throw error;
      }
    } catch (error) {
      for (const file of engagementFiles(path)) rmSync(file, { force: true });
      throw error;
    }
  } catch (error) {
    key.fill(0);
    claim.release();
    throw inWords(error, path);
  }
}

/**
 * Claims a file for this process, verifies it and opens it. Whatever is wrong with it, its bytes stay as they were.
 * @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, ENGAGEMENT_WRONG_PASSPHRASE, ENGAGEMENT_DAMAGED,
 *   ENGAGEMENT_INCOMPLETE, ENGAGEMENT_NEWER, ENGAGEMENT_IN_USE
 */
export async function openFile(
  path: string,
  unlock: Unlock,
  migrations: readonly Migration[] = MIGRATIONS,
  { acceptMissing = false }: OpenOptions = {},
): Promise<OpenFile> {
  const { real, claim, key, verdict } = await claimAndUnlock(path, unlock);
  try {
    const scan = scanBeside(real, key);
    let copy = '';
    if (scan.state === 'foreign') {
      if (!acceptMissing)
        throw new DrydockError('ENGAGEMENT_INCOMPLETE', { reason: FOREIGN_LOG, missing: '' });
      copy = keepAsFound(real);
      setLogAside(real);
    }
    const knownFormat = migrations.at(-1)?.version ?? 0;
    const missing = inspect(real, key, { verdict, knownFormat }, (journal) =>
      findMissing(real, key, { scan, journal, autosaved: autosavedHead(real, key) }),
    );
    if (missing !== null && !acceptMissing) throw incomplete(missing);
    if (missing !== null && copy === '') copy = keepAsFound(real);
    if (copy !== '') removeAcknowledged(real);
    const db = connect(real, key);
    try {
      sealJournal(db, key);
      // What the migration binds anew must not pass for checked.
      const intact = isOld(db, knownFormat) && verifyJournal(db);
      migrate(db, real, migrations, (format) => {
        sealJournal(db, key);
        if (seals(db) && journalHead(db).length > 0) beginSeals(db, { format, intact });
      });
      const guard = guardOf(db, real, key);
      return { db, key, claim, guard, recovered: copy === '' ? null : { copy, missing } };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    key.fill(0);
    claim.release();
    throw inWords(error, path);
  }
}

function incomplete({ reason, from, to, since }: Missing): DrydockError {
  const which =
    to === null
      ? `Journal entries from number ${from} on may be missing`
      : from === to
        ? `Journal entry ${from} is missing`
        : `Journal entries ${from} to ${to} are missing`;
  const when =
    since === null ? '' : `; everything up to ${dayInWords(since)}, ${since.slice(11, 19)} UTC is intact`;
  return new DrydockError('ENGAGEMENT_INCOMPLETE', { reason, missing: `${which}${when}.` });
}

const isOld = (db: Db, knownFormat: number): boolean =>
  Number(db.pragma('user_version', { simple: true })) < knownFormat;

const guardOf = (db: Db, real: string, key: Uint8Array): Guard =>
  createGuard(db, real, { key, identity: identityOf(real) });

/**
 * The key of a file, tried on its first page. Quick, whatever the size of the file, and opens nothing: the long
 * checks are for the thread that opens it.
 * @returns 32 bytes; the caller zeroes them
 * @throws DrydockError as openFile, but for ENGAGEMENT_NEWER
 */
export async function unlockKey(path: string, unlock: Unlock): Promise<Buffer> {
  const { claim, key } = await claimAndUnlock(path, unlock);
  claim.release();
  return key;
}

async function claimAndUnlock(path: string, unlock: Unlock) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new DrydockError('FILE_NOT_FOUND', { path });
  const real = realPath(path);
  const claim = claimFile(real);
  let key: Buffer | null = null;
  try {
    const salt = await readSalt(real).catch((error: unknown) => {
      throw new DrydockError('FILE_NOT_READABLE', { path, reason: errorCode(error) });
    });
    if (salt === null)
      throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: 'it is shorter than its header' });
    key = 'key' in unlock ? Buffer.from(unlock.key) : await deriveKey(unlock.passphrase, salt);
    const verdict = checkKey(real, key);
    if (verdict === 'wrong') throw new DrydockError('ENGAGEMENT_WRONG_PASSPHRASE');
    return { real, claim, key, verdict };
  } catch (error) {
    key?.fill(0);
    claim.release();
    throw inWords(error, path);
  }
}

/**
 * A further connection of this process to a file that is open already. It must not touch the file but through
 * SQLite: closing a plain descriptor drops every lock of the process.
 */
export async function connectAgain(path: string, key: Uint8Array): Promise<Db> {
  const real = realPath(path);
  verifySameFile(real, key);
  const db = connect(real, key);
  try {
    sealJournal(db, key);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** For a connection of connectAgain. @throws DrydockError ENGAGEMENT_MOVED */
export function guardAgain(db: Db, path: string, key: Uint8Array): Guard {
  const real = realPath(path);
  verifySameFile(real, key);
  return guardOf(db, real, key);
}

/** A new, migrated file with a key and salt of one that exists. The caller closes it. */
export function createWithKey(path: string, key: Uint8Array, salt: Uint8Array): Db {
  reserve(path);
  const db = connect(path, key, salt);
  migrate(db, path, MIGRATIONS);
  return db;
}

/** Writes what waits in the log into the file, so that a copy of the file alone is whole. */
export function checkpoint(db: Db): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
}

export function closeFile(path: string, { db, key, claim }: OpenFile): void {
  try {
    if (db.open) checkpoint(db);
  } finally {
    db.close();
    forgetAcknowledged(realPath(path));
    key.fill(0);
    claim.release();
  }
}

function reserve(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') throw new DrydockError('FILE_EXISTS', { path });
    throw new DrydockError('FILE_NOT_WRITABLE', { path, reason: writeFailureWords(code) });
  }
}

function connect(path: string, key: Uint8Array, salt?: Uint8Array): Db {
  const db = openDatabase(path, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
  try {
    unlockDb(db, key, salt);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    // Without it REPLACE would get past the triggers that keep the journal append-only.
    db.pragma('recursive_triggers = ON');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** One name for one file, whichever link it was reached by. The file itself need not be there. */
function realPath(path: string): string {
  return existsSync(path)
    ? realpathSync(path)
    : join(existsSync(dirname(path)) ? realpathSync(dirname(path)) : dirname(path), basename(path));
}

/** What SQLite or the system said of a file that is being opened, as an error with words; any other error as it is. */
function inWords(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (isDrydockError(error) || !/^(SQLITE_|E[A-Z]+$)/.test(code)) return error;
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return new DrydockError('ENGAGEMENT_DAMAGED', { reason: code });
  return new DrydockError('FILE_NOT_WRITABLE', { path, reason: writeFailureWords(code) });
}
