/**
 * Stands between a change and its acknowledgement: the file must still be the one that was opened, under its name,
 * and what was acknowledged is written down beside it.
 */
import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, lstatSync, openSync, readSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { acknowledgedWriter, readAcknowledged, removeAcknowledged } from './acknowledged.ts';
import { errorCode } from './error-code.ts';
import { journalHead } from './journal.ts';
import { FRAME_BYTES, HEADER_BYTES } from './log-scan.ts';

export interface Guard {
  /** @throws DrydockError ENGAGEMENT_MOVED when the file is not under its name any more, FILE_NOT_WRITABLE */
  verify(): void;
  /** Call after a change is on the disk and before anybody is told so. @throws DrydockError as verify */
  acknowledge(): void;
}

/** Which file a name leads to, followed through no link. Exact while the file is open: its number is not given anew. */
export interface FileIdentity {
  readonly file: string;
  /** null when SQLite made none, as it does for a file that it may only read. */
  readonly log: string | null;
  readonly writable: boolean;
}

/**
 * @param identity of the file when it was opened
 * @param key of the engagement; read when needed and not kept
 */
export function createGuard(
  db: Database.Database,
  path: string,
  { key, identity, nowMs = Date.now }: { key: Uint8Array; identity: FileIdentity; nowMs?: () => number },
): Guard {
  const head = acknowledgedWriter(path, key);
  const verify = () => verifyIdentity(path, identity);
  return {
    verify,
    acknowledge() {
      verify();
      const { head: hash, length } = journalHead(db);
      try {
        head.write({
          sequence: length,
          hash,
          atMs: nowMs(),
          identity: shortHash(identity.file),
          ...logPosition(db, `${path}-wal`),
        });
      } catch (error) {
        // The change itself is safe. What it writes down helps only when the log is damaged as well.
        if (!/^(ENOSPC|EROFS|EACCES|EPERM|EIO|EDQUOT|EFBIG)$/.test(errorCode(error))) throw error;
      }
    },
  };
}

/** @throws DrydockError ENGAGEMENT_MOVED */
export function identityOf(path: string): FileIdentity {
  const file = statOf(path);
  const log = statOf(`${path}-wal`);
  if (file === undefined) throw moved(GONE);
  return { file: nameOf(file), log: log === undefined ? null : nameOf(log), writable: isWritable(file) };
}

/**
 * For a further connection of this process: the name must lead to the file that is open already.
 * @throws DrydockError ENGAGEMENT_MOVED
 */
export function verifySameFile(path: string, key: Uint8Array): void {
  const records = readAcknowledged(path, key);
  const newest = records.toSorted((a, b) => a.atMs - b.atMs).at(-1);
  if (newest === undefined) return;
  if (shortHash(identityOf(path).file) !== newest.identity) throw moved('another file has replaced it');
}

/** Everything is in the file itself: nothing beside it is needed. Call after the last connection was closed. */
export function forgetAcknowledged(path: string): void {
  try {
    if (lstatSync(`${path}-wal`, { throwIfNoEntry: false }) === undefined) removeAcknowledged(path);
  } catch {
    // The folder is gone; so is what it held.
  }
}

const GONE = 'it was removed, renamed or moved';

function verifyIdentity(path: string, identity: FileIdentity): void {
  const [file, log] = statBoth(path);
  if (file === undefined) throw moved(GONE);
  if (file.isSymbolicLink()) throw moved('a link has replaced it');
  if (nameOf(file) !== identity.file) throw moved('another file has replaced it');
  if (identity.log !== null) {
    if (log === undefined) throw moved('its log was removed');
    if (nameOf(log) !== identity.log) throw moved('its log was replaced');
  }
  if (identity.writable && !isWritable(file)) {
    throw new DrydockError('FILE_NOT_WRITABLE', { path, reason: 'it was made read-only' });
  }
}

function statBoth(path: string) {
  try {
    return [statOf(path), statOf(`${path}-wal`)];
  } catch (error) {
    throw moved(`its folder is not accessible (${errorCode(error)})`);
  }
}

const nameOf = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`;
const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
const isWritable = ({ mode }: BigIntStats): boolean => (mode & 0o222n) !== 0n;

const statOf = (path: string) => lstatSync(path, { bigint: true, throwIfNoEntry: false });

const moved = (reason: string) => new DrydockError('ENGAGEMENT_MOVED', { reason });

const Checkpoint = z.array(z.object({ log: z.int() }));

/** The last frame of the log that is on the disk now. SQLite holds no lock on the log, so it may be opened and closed. */
function logPosition(db: Database.Database, log: string) {
  const nothing = { salts: '', frame: 0, checksum: '' };
  const [status] = Checkpoint.parse(db.pragma('wal_checkpoint(NOOP)'));
  const frame = Math.max(0, status?.log ?? 0);
  if (frame === 0) return nothing;
  const file = openSync(log, 'r');
  try {
    const salts = Buffer.alloc(8);
    const header = Buffer.alloc(24);
    readSync(file, salts, 0, 8, 16);
    readSync(file, header, 0, 24, HEADER_BYTES + (frame - 1) * FRAME_BYTES);
    // The log was begun anew by another thread in between: the journal's head says enough.
    if (!header.subarray(8, 16).equals(salts)) return nothing;
    return { salts: salts.toString('hex'), frame, checksum: header.toString('hex', 16, 24) };
  } finally {
    closeSync(file);
  }
}
