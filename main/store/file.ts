/** Opening, creating and closing the engagement file: encrypted SQLite. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { DrydockError } from '../../shared/errors.ts';
import { deriveKey, readSalt, SALT_BYTES } from './key.ts';
import { MIGRATIONS, type Migration } from './migrations/list.ts';

export type Db = Database.Database;
export type Unlock = { readonly passphrase: string } | { readonly key: Uint8Array };

export interface OpenFile {
  readonly db: Db;
  /** 32 bytes; the caller zeroes its copies. */
  readonly key: Buffer;
}

export const MIN_PASSPHRASE = 8;
const BUSY_TIMEOUT_MS = 10_000;

/** Makes a new, empty, migrated file. @throws DrydockError FILE_EXISTS, PASSPHRASE_TOO_SHORT, FILE_NOT_WRITABLE */
export async function createFile(path: string, passphrase: string): Promise<OpenFile> {
  if (passphrase.length < MIN_PASSPHRASE) {
    throw new DrydockError('PASSPHRASE_TOO_SHORT', { minimum: MIN_PASSPHRASE });
  }
  if (existsSync(path)) throw new DrydockError('FILE_EXISTS', { path });
  const salt = randomBytes(SALT_BYTES);
  const key = await deriveKey(passphrase, salt);
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    throw new DrydockError('FILE_NOT_WRITABLE', { path, reason: codeOf(error) });
  }
  claim(path);
  const db = connect(path, key, salt);
  migrate(db, MIGRATIONS, () => undefined);
  return { db, key };
}

/**
 * Opens a file and claims it for this process. Whatever is wrong with it, its bytes stay as they were.
 * @throws DrydockError FILE_NOT_FOUND, ENGAGEMENT_WRONG_PASSPHRASE, ENGAGEMENT_DAMAGED, ENGAGEMENT_NEWER, ENGAGEMENT_IN_USE
 */
export async function openFile(path: string, unlock: Unlock): Promise<OpenFile> {
  if (!existsSync(path)) throw new DrydockError('FILE_NOT_FOUND', { path });
  const salt = await readSalt(path);
  if (salt === null)
    throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: 'it is shorter than its header' });
  if (statSync(path).size % 4096 !== 0) {
    throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: 'it was cut off' });
  }
  const key = 'key' in unlock ? Buffer.from(unlock.key) : await deriveKey(unlock.passphrase, salt);
  inspect(path, key, salt);
  claim(path);
  try {
    const db = connect(path, key, salt);
    migrate(db, MIGRATIONS, (version) => copyFileSync(path, `${path}.before-format-${version + 1}`));
    return { db, key };
  } catch (error) {
    release(path);
    throw error;
  }
}

/** A further connection of this process to a file that is open already. */
export async function connectAgain(path: string, key: Uint8Array): Promise<Db> {
  const salt = await readSalt(path);
  if (salt === null)
    throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: 'it is shorter than its header' });
  return connect(path, Buffer.from(key), salt);
}

/** Writes what waits in the log into the file, so that a copy of the file alone is whole. */
export function checkpoint(db: Db): void {
  db.pragma('wal_checkpoint(TRUNCATE)');
}

export function closeFile(path: string, { db, key }: OpenFile): void {
  if (db.open) {
    checkpoint(db);
    db.close();
  }
  key.fill(0);
  release(path);
}

/** Looks without touching: a copy-free, read-only connection that makes no side files. */
function inspect(path: string, key: Buffer, salt: Buffer): void {
  // With a log beside it the file was not closed properly; SQLite recovers it on the real open.
  const recovering = existsSync(`${path}-wal`);
  if (recovering) return;
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    unlockDb(db, key, salt);
    // Immutable in effect: a rollback-journal view of a closed file leaves no side files.
    readable(db);
    const found = Number(db.pragma('user_version', { simple: true }));
    const known = MIGRATIONS.at(-1)?.version ?? 0;
    if (found > known) throw new DrydockError('ENGAGEMENT_NEWER', { found, known });
    const check = quickCheck(db);
    if (check !== 'ok') throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: check });
  } finally {
    db.close();
    for (const side of ['-shm', '-wal']) rmSync(`${path}${side}`, { force: true });
  }
}

function connect(path: string, key: Buffer, salt: Buffer): Db {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    unlockDb(db, key, salt);
    readable(db);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('secure_delete = ON');
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function unlockDb(db: Db, key: Buffer, salt: Buffer): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma(`key = "x'${key.toString('hex')}${salt.toString('hex')}'"`);
}

function readable(db: Db): void {
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'SQLITE_NOTADB') throw new DrydockError('ENGAGEMENT_WRONG_PASSPHRASE');
    throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: code });
  }
}

function quickCheck(db: Db): string {
  try {
    return String(db.pragma('quick_check(1)', { simple: true }));
  } catch (error) {
    return `a page cannot be read (${codeOf(error)})`;
  }
}

function migrate(db: Db, migrations: readonly Migration[], beforeFirst: (version: number) => void): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  const pending = migrations.filter(({ version }) => version > found);
  if (pending.length === 0) return;
  if (found > 0) {
    checkpoint(db);
    beforeFirst(found);
  }
  db.transaction(() => {
    for (const { version, sql } of pending) {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }
  }).immediate();
}

/** One process at a time: a lock file with its id, ignored when that process is gone. */
function claim(path: string): void {
  const lock = `${path}.lock`;
  if (existsSync(lock)) {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (isAlive(pid) && pid !== process.pid) throw new DrydockError('ENGAGEMENT_IN_USE');
    rmSync(lock, { force: true });
  }
  writeFileSync(lock, String(process.pid), { mode: 0o600 });
}

function release(path: string): void {
  rmSync(`${path}.lock`, { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
