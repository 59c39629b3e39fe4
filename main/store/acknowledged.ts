/**
 * What was acknowledged last, kept beside an open engagement in `NAME.drydock-head`: the journal's head, and the last
 * frame of SQLite's log. A log that is cut, damaged or gone cannot tell by itself that anything is missing.
 *
 * Written after a change is on the disk and before it is acknowledged, so it is never ahead of the file; a process
 * that dies in between leaves it behind, which is no loss. Places are overwritten in turn, so that a torn write costs
 * one record and never the one before. Each is sealed with the engagement's key. Closed properly, the file goes.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { errorCode } from './error-code.ts';
import { subkey } from './key.ts';

export interface Acknowledged {
  /** Of the journal. */
  readonly sequence: number;
  readonly hash: string;
  /** In ms since 1970. */
  readonly atMs: number;
  /** Of the log as scanLog gives them; '' and 0 while the log was empty. */
  readonly salts: string;
  readonly frame: number;
  readonly checksum: string;
  /** Which file it was, as a hash of its numbers on the disk; the same while it is open. */
  readonly identity: string;
}

export const headFile = (path: string): string => `${path}-head`;

/** An engagement file and all that may lie beside it while it is open, or after it ended without being closed. */
export const engagementFiles = (path: string): readonly string[] => [
  ...['', '-wal', '-shm', '-journal'].map((side) => path + side),
  headFile(path),
];

const PLACE_BYTES = 128;
/** Threads write to places of their own, two for each. */
const THREADS = 32;
const FILE_BYTES = PLACE_BYTES * THREADS * 2;
const MAGIC = Buffer.from('DDH1');
const SEAL_BYTES = 32;

export interface AcknowledgedWriter {
  write(record: Acknowledged): void;
}

/** @param key of the engagement; read at each write and not kept */
export function acknowledgedWriter(path: string, key: Uint8Array): AcknowledgedWriter {
  let turn = 0;
  return {
    write(record) {
      const sealKey = subkey(key, 'acknowledged');
      const place = encode(record, sealKey);
      sealKey.fill(0);
      turn = 1 - turn;
      const file = openOrMake(headFile(path));
      try {
        writeSync(file, place, 0, PLACE_BYTES, ((threadId % THREADS) * 2 + turn) * PLACE_BYTES);
        fdatasyncSync(file);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** Every record that bears the seal of this engagement. None when the file is gone or of another engagement. */
export function readAcknowledged(path: string, key: Uint8Array): Acknowledged[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(headFile(path));
  } catch {
    return [];
  }
  const sealKey = subkey(key, 'acknowledged');
  const records: Acknowledged[] = [];
  for (let at = 0; at + PLACE_BYTES <= Math.min(bytes.length, FILE_BYTES); at += PLACE_BYTES) {
    const record = decode(bytes.subarray(at, at + PLACE_BYTES), sealKey);
    if (record !== null) records.push(record);
  }
  sealKey.fill(0);
  return records;
}

export function removeAcknowledged(path: string): void {
  rmSync(headFile(path), { force: true });
}

/** Made at its full size at once: later writes need no space on the disk. */
function openOrMake(head: string): number {
  try {
    return openSync(head, 'r+');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const file = openSync(head, 'w+', 0o600);
  writeSync(file, Buffer.alloc(FILE_BYTES));
  fsyncSync(file);
  syncFolder(dirname(head));
  return file;
}

/** So that a new name survives a power loss. Windows keeps names by itself, and opens no folders. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function encode(record: Acknowledged, sealKey: Buffer): Buffer {
  const place = Buffer.alloc(PLACE_BYTES);
  MAGIC.copy(place, 0);
  place.writeBigUInt64BE(BigInt(record.sequence), 4);
  Buffer.from(record.hash, 'hex').copy(place, 12, 0, 32);
  place.writeBigUInt64BE(BigInt(record.atMs), 44);
  Buffer.from(record.salts, 'hex').copy(place, 52, 0, 8);
  place.writeUInt32BE(record.frame, 60);
  Buffer.from(record.checksum, 'hex').copy(place, 64, 0, 8);
  Buffer.from(record.identity, 'hex').copy(place, 72, 0, 8);
  sealOf(place, sealKey).copy(place, PLACE_BYTES - SEAL_BYTES);
  return place;
}

function decode(place: Buffer, sealKey: Buffer): Acknowledged | null {
  if (!place.subarray(0, 4).equals(MAGIC)) return null;
  if (!timingSafeEqual(place.subarray(PLACE_BYTES - SEAL_BYTES), sealOf(place, sealKey))) return null;
  const frame = place.readUInt32BE(60);
  return {
    sequence: Number(place.readBigUInt64BE(4)),
    hash: place.toString('hex', 12, 44),
    atMs: Number(place.readBigUInt64BE(44)),
    salts: frame === 0 ? '' : place.toString('hex', 52, 60),
    frame,
    checksum: frame === 0 ? '' : place.toString('hex', 64, 72),
    identity: place.toString('hex', 72, 80),
  };
}

const sealOf = (place: Buffer, sealKey: Buffer): Buffer =>
  createHmac('sha256', sealKey)
    .update(place.subarray(0, PLACE_BYTES - SEAL_BYTES))
    .digest();
