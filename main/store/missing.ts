/** Whether an engagement file holds everything that was acknowledged, found before SQLite writes to it. */
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { writeFailureWords } from '../../shared/write-failure.ts';
import { type Acknowledged, headFile, readAcknowledged, syncFolder } from './acknowledged.ts';
import { errorCode } from './error-code.ts';
import { SALT_BYTES } from './key.ts';
import { type LogScan, scanLog } from './log-scan.ts';

/** Journal entries that were acknowledged and are not there, or may not be. */
export interface Missing {
  /** Why, as a clause: "its log was cut off". */
  readonly reason: string;
  /** Numbers of journal entries; `to` is null when nobody can tell how many there were. */
  readonly from: number;
  readonly to: number | null;
  /** ISO 8601: everything up to here is whole; null when even the first entry may be gone. */
  readonly since: string | null;
  /** What the file should hold, as it is known from beside it. */
  readonly known: { readonly length: number; readonly head: string } | null;
}

/** What a file that was opened read-only says of itself. */
export interface JournalView {
  readonly length: number;
  /** ISO 8601 of the last entry; null for none. */
  readonly lastAt: string | null;
  /** null when there is no such entry. */
  hashAt(sequence: number): string | null;
  /** Whether a person opened the file although it lacked this head. */
  accepted(head: string): boolean;
}

/** A head of the journal that is known from beside the file, such as from an autosave. */
export interface KnownHead {
  readonly length: number;
  readonly head: string;
}

/** Call while this process has no connection to the file. */
export function scanBeside(path: string, key: Uint8Array): LogScan {
  const frames = readAcknowledged(path, key).map(({ frame }) => frame);
  return scanLog(`${path}-wal`, key, saltOf(path), new Set(frames));
}

/** @param scan of the log before anything was opened */
export function findMissing(
  path: string,
  key: Uint8Array,
  {
    scan,
    journal,
    autosaved,
  }: { readonly scan: LogScan; readonly journal: JournalView; readonly autosaved: KnownHead | null },
): Missing | null {
  const records = readAcknowledged(path, key);
  const last = records.reduce<Acknowledged | null>(
    (newest, record) => (newest === null || record.sequence > newest.sequence ? record : newest),
    null,
  );
  const here = (reason: string, to: number | null): Missing => ({
    reason,
    from: journal.length + 1,
    to: to !== null && to > journal.length ? to : null,
    since: journal.lastAt,
    known: last === null ? null : { length: last.sequence, head: last.hash },
  });
  if (last !== null && journal.length < last.sequence) return here(reasonOf(scan), last.sequence);
  if (last !== null && journal.hashAt(last.sequence) !== last.hash) {
    const agreed = records.filter(({ sequence, hash }) => journal.hashAt(sequence) === hash);
    const whole = Math.max(0, ...agreed.map(({ sequence }) => sequence));
    return {
      ...here('it was replaced by another version of itself', last.sequence),
      from: whole + 1,
      to: last.sequence,
    };
  }
  if (autosaved !== null && autosaved.length > 0 && !journal.accepted(autosaved.head)) {
    const known = { length: autosaved.length, head: autosaved.head };
    const older = 'its newest autosave contains entries that it lacks';
    if (autosaved.length > journal.length) return { ...here(older, autosaved.length), known };
    if (journal.hashAt(autosaved.length) !== autosaved.head) {
      return { reason: older, from: 1, to: null, since: null, known };
    }
  }
  // Not everything that was acknowledged writes an entry of its own.
  const cut = records.some(
    ({ salts, frame, checksum }) =>
      frame > 0 && salts === scan.salts && (frame > scan.frames || scan.checksums.get(frame) !== checksum),
  );
  if (cut) return here(reasonOf(scan), null);
  // Without a record nobody knows what was acknowledged; a whole transaction behind a gap may have been.
  if (last === null && (scan.state === 'unreadable' || scan.droppedTransactions > 0)) {
    return here(reasonOf(scan), null);
  }
  return null;
}

function reasonOf(scan: LogScan): string {
  switch (scan.state) {
    case 'empty':
      return 'its log is missing, or an older copy of the file replaced it';
    case 'unreadable':
      return 'the beginning of its log is damaged';
    case 'foreign':
      return 'the log beside it belongs to another file';
    case 'frames':
      return scan.droppedTransactions > 0
        ? 'its log is damaged in the middle'
        : 'its log was truncated, or an older copy of the file replaced it';
  }
}

export const FOREIGN_LOG = reasonOf({
  state: 'foreign',
  salts: '',
  frames: 0,
  checksums: new Map(),
  droppedTransactions: 0,
});

/**
 * Copies of the file and of what lies beside it, under the first free name; nothing is overwritten.
 * @returns the path of the copy
 * @throws DrydockError FILE_NOT_WRITABLE
 */
export function keepAsFound(path: string): string {
  try {
    return copyAll(path);
  } catch (error) {
    throw new DrydockError('FILE_NOT_WRITABLE', {
      path: `${path}.incomplete`,
      reason: writeFailureWords(errorCode(error)),
    });
  }
}

function copyAll(path: string): string {
  let copy = `${path}.incomplete-1`;
  for (let count = 2; ['', '-wal', '-head'].some((side) => existsSync(copy + side)); count += 1) {
    copy = `${path}.incomplete-${count}`;
  }
  for (const [from, to] of [
    [path, copy],
    [`${path}-wal`, `${copy}-wal`],
    [headFile(path), headFile(copy)],
  ] as const) {
    if (!existsSync(from)) continue;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    const file = openSync(to, 'r+');
    fsyncSync(file);
    closeSync(file);
  }
  syncFolder(dirname(path));
  return copy;
}

/** A log of another file would be written into this one. Call after keepAsFound. */
export function setLogAside(path: string): void {
  let aside = `${path}-wal.foreign-1`;
  for (let count = 2; existsSync(aside); count += 1) aside = `${path}-wal.foreign-${count}`;
  renameSync(`${path}-wal`, aside);
  syncFolder(dirname(path));
}

function saltOf(path: string): Buffer {
  const salt = Buffer.alloc(SALT_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, salt, 0, SALT_BYTES, 0);
    return salt;
  } finally {
    closeSync(file);
  }
}
