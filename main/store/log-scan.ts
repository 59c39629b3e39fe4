/**
 * SQLite's write-ahead log, read without SQLite. SQLite stops at the first frame whose checksum is wrong, says
 * nothing, and overwrites the rest at the next checkpoint. Format: https://sqlite.org/fileformat2.html#walformat;
 * the cipher encrypts the pages within the frames and leaves headers and checksums as they are.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { errorCode } from './error-code.ts';
import { PAGE_BYTES, pageSeal } from './page.ts';

export const HEADER_BYTES = 32;
export const FRAME_BYTES = 24 + PAGE_BYTES;
const MAGIC = 0x377f0682;
const FORMAT = 3_007_000;
/** So many pages tell whose they are. */
const SEALS_CHECKED = 64;
const BIG_ENDIAN_HOST = endianness() === 'BE';

export interface LogScan {
  /**
   * - `empty`: there is no log, or nothing in it.
   * - `unreadable`: it has content, and its header is wrong. SQLite would take it for empty.
   * - `foreign`: its pages were sealed with the key of another file.
   * - `frames`: see the rest.
   */
  readonly state: 'empty' | 'unreadable' | 'foreign' | 'frames';
  /** Hex of the two salts that name this generation of the log; '' without frames. */
  readonly salts: string;
  /** Frames up to the last whole transaction: what SQLite will read. */
  readonly frames: number;
  /** Hex of the running checksum of each of these frames that was asked for. */
  readonly checksums: ReadonlyMap<number, string>;
  /** Frames after a gap that belong to the same generation and end a transaction: SQLite will drop them. */
  readonly droppedTransactions: number;
}

const NOTHING: Omit<LogScan, 'state'> = {
  salts: '',
  frames: 0,
  checksums: new Map(),
  droppedTransactions: 0,
};

/**
 * @param log path of the `-wal` file
 * @param key of the engagement; tells a log of another file
 * @param asked numbers of frames, from 1, whose checksum is wanted
 */
export function scanLog(log: string, key: Uint8Array, salt: Uint8Array, asked: ReadonlySet<number>): LogScan {
  let file: number;
  try {
    file = openSync(log, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { state: 'empty', ...NOTHING };
    throw error;
  }
  try {
    const size = fstatSync(file).size;
    if (size === 0) return { state: 'empty', ...NOTHING };
    const header = Buffer.alloc(HEADER_BYTES);
    if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return { state: 'unreadable', ...NOTHING };
    const start = headerOf(header);
    if (start === null) return { state: 'unreadable', ...NOTHING };
    return scanFrames(file, { size, start, seal: pageSeal(key, salt), asked });
  } finally {
    closeSync(file);
  }
}

interface LogStart {
  readonly salts: Buffer;
  readonly bigEndian: boolean;
  readonly checksum: Checksum;
}

function headerOf(header: Buffer): LogStart | null {
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) !== MAGIC || header.readUInt32BE(4) !== FORMAT) return null;
  if (header.readUInt32BE(8) !== PAGE_BYTES) return null;
  const bigEndian = (magic & 1) === 1;
  const checksum = add([0, 0], header.subarray(0, 24), bigEndian);
  if (checksum[0] !== header.readUInt32BE(24) || checksum[1] !== header.readUInt32BE(28)) return null;
  return { salts: header.subarray(16, 24), bigEndian, checksum };
}

function scanFrames(
  file: number,
  input: {
    readonly size: number;
    readonly start: LogStart;
    readonly seal: (page: Buffer, number: number) => boolean;
    readonly asked: ReadonlySet<number>;
  },
): LogScan {
  const { size, start, seal, asked } = input;
  const checksums = new Map<number, string>();
  const frame = Buffer.alloc(FRAME_BYTES);
  let running = start.checksum;
  let whole = true;
  let frames = 0;
  let foreignPages = 0;
  let ownPages = 0;
  let droppedTransactions = 0;
  for (let number = 1, at = HEADER_BYTES; at + FRAME_BYTES <= size; number += 1, at += FRAME_BYTES) {
    readSync(file, frame, 0, FRAME_BYTES, at);
    const page = frame.readUInt32BE(0);
    const endsTransaction = frame.readUInt32BE(4) !== 0;
    const stored: Checksum = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
    const sameGeneration = page !== 0 && frame.subarray(8, 16).equals(start.salts);
    const computed = add(
      add(running, frame.subarray(0, 8), start.bigEndian),
      frame.subarray(24),
      start.bigEndian,
    );
    const fits = sameGeneration && computed[0] === stored[0] && computed[1] === stored[1];
    whole &&= fits;
    if (whole) {
      if (asked.has(number)) checksums.set(number, frame.toString('hex', 16, 24));
      if (endsTransaction) frames = number;
      if (number <= SEALS_CHECKED) {
        if (seal(frame.subarray(24), page)) ownPages += 1;
        else foreignPages += 1;
      }
    } else if (fits && endsTransaction) droppedTransactions += 1;
    // After a gap the next frame is held against the checksum that this one stored.
    running = stored;
  }
  const state = ownPages === 0 && foreignPages > 0 ? 'foreign' : 'frames';
  return { state, salts: start.salts.toString('hex'), frames, checksums, droppedTransactions };
}

type Checksum = readonly [number, number];

/** The checksum of the log: two running sums over pairs of 32-bit words. */
function add([first, second]: Checksum, bytes: Buffer, bigEndian: boolean): Checksum {
  let a = first;
  let b = second;
  if (bigEndian === BIG_ENDIAN_HOST && bytes.byteOffset % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (let at = 0; at < words.length; at += 2) {
      a = (a + (words[at] ?? 0) + b) >>> 0;
      b = (b + (words[at + 1] ?? 0) + a) >>> 0;
    }
    return [a, b];
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at, !bigEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, !bigEndian) + a) >>> 0;
  }
  return [a, b];
}
