/**
 * Writes a zip as a stream, several entries at once. yazl writes one entry after the other and lists them in that
 * order; a collection reads four kinds at the same time and knows its manifest last. So here every entry is compressed
 * as it comes, one of them straight into the archive, the others into memory up to a bound, and the listing has an
 * order of its own.
 */
import { createHash } from 'node:crypto';
import { constants, crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';
import type { ByteOutput } from './file-output.ts';
import { LIMITS } from './zip-limits.ts';

export interface ZipWriter {
  /** `background` waits in memory until it is closed, for what is written a little at a time until the end. */
  entry(name: string, time: Date, options?: { readonly background?: boolean }): ZipEntryWriter;
  /** Writes the listing in the order given, once every entry is closed. */
  finish(order: (a: string, b: string) => number): Promise<void>;
  /** Whoever waits is told, and nothing more is written. */
  abort(reason: unknown): void;
}

export interface ZipEntryWriter {
  /**
   * Resolves when more is welcome: at once for the entry that is being written, and for others while there is memory.
   * So an entry that waits must never be what the entry before it waits for.
   */
  write(contents: string | Uint8Array): Promise<void>;
  close(): Promise<WrittenEntry>;
}

export interface WrittenEntry {
  readonly name: string;
  readonly bytes: number;
  /** Hex, of the contents. */
  readonly sha256: string;
}

/** Compressed, so 24 MB are some 400 MB of objects. */
const MAX_HELD_BYTES = 24 * 1024 ** 2;
/**
 * Measured on NDJSON of pods: level 1 makes 16:1 at 600 MB/s and more, level 6 makes 21:1 at 275 MB/s. 600 MB of pods
 * are 37 or 28 MB; the collection waits less than half as long for the first.
 */
const LEVEL = 1;
/** Fed in equal pieces, so that the bytes written do not depend on how they came. */
const PIECE_BYTES = 128 * 1024;
const OUTPUT_CHUNK_BYTES = 64 * 1024;

interface Entry {
  readonly name: Buffer;
  readonly time: Date;
  readonly background: boolean;
  readonly deflate: DeflateRaw;
  /** Compressed and not yet in the archive. */
  held: Buffer[];
  stored: boolean;
  bytes: number;
  compressedBytes: number;
  crc: number;
  headerStart: number | null;
  closed: boolean;
  /** The last step asked for; steps come one after the other, also when callers do not wait for each other. */
  turn: Promise<void>;
}

export function createZipWriter(
  output: ByteOutput,
  { maxHeldBytes = MAX_HELD_BYTES }: { readonly maxHeldBytes?: number } = {},
): ZipWriter {
  const waiting: Entry[] = [];
  const written: Entry[] = [];
  const sleepers = new Set<() => void>();
  let current: Entry | null = null;
  let heldBytes = 0;
  let position = 0;
  let failure: { readonly reason: unknown } | null = null;
  let draining: Promise<void> = Promise.resolve();

  const wake = () => {
    for (const tell of sleepers) tell();
    sleepers.clear();
  };
  const abort = (reason: unknown) => {
    failure ??= { reason };
    wake();
    for (const entry of [...waiting, ...(current === null ? [] : [current])]) {
      // Not under a step that is still running, which zlib does not survive.
      void entry.turn.catch(() => undefined).finally(() => entry.deflate.destroy());
    }
  };
  const stopIfFailed = () => {
    if (failure !== null) throw failure.reason;
  };
  const emit = async (bytes: Buffer) => {
    await output.write(bytes);
    position += bytes.length;
  };

  /** What is finished goes first, for it frees memory; else the entry that was opened first. */
  const nextEntry = (): Entry | null => {
    const next =
      waiting.find(({ closed }) => closed) ??
      waiting.find(({ background, held }) => !background && held.length > 0);
    if (next !== undefined) waiting.splice(waiting.indexOf(next), 1);
    return next ?? null;
  };

  async function drainOnce(): Promise<void> {
    for (;;) {
      stopIfFailed();
      current ??= nextEntry();
      if (current === null) return;
      if (current.headerStart === null) {
        current.headerStart = position;
        await emit(localHeader(current));
      }
      for (let chunk = current.held.shift(); chunk !== undefined; chunk = current.held.shift()) {
        await emit(chunk);
        heldBytes -= chunk.length;
        wake();
      }
      if (!current.closed) return;
      await emit(dataDescriptor(current));
      written.push(current);
      current = null;
      wake();
    }
  }

  const drain = (): Promise<void> => {
    draining = draining.then(drainOnce).catch((error: unknown) => {
      abort(error);
      throw error;
    });
    return draining;
  };

  const room = async (entry: Entry) => {
    while (failure === null && heldBytes > maxHeldBytes && entry !== current && !entry.background) {
      await new Promise<void>((resolve) => sleepers.add(resolve));
    }
    stopIfFailed();
  };

  async function compress(entry: Entry, piece: Buffer): Promise<void> {
    await room(entry);
    await keepReadable(entry);
    entry.crc = crc32(piece, entry.crc);
    entry.bytes += piece.length;
    await done((callback) => entry.deflate.write(piece, callback));
    await drain();
  }

  return {
    abort,
    entry(name, time, { background = false } = {}) {
      const deflate = createDeflateRaw({ level: LEVEL, chunkSize: OUTPUT_CHUNK_BYTES });
      const entry: Entry = {
        name: Buffer.from(name),
        time,
        background,
        deflate,
        held: [],
        stored: false,
        bytes: 0,
        compressedBytes: 0,
        crc: 0,
        headerStart: null,
        closed: false,
        turn: Promise.resolve(),
      };
      waiting.push(entry);
      deflate.on('data', (chunk: Buffer) => {
        entry.held.push(chunk);
        entry.compressedBytes += chunk.length;
        heldBytes += chunk.length;
      });
      deflate.on('error', abort);
      const hash = createHash('sha256');
      // One buffer for all of the entry: what is compressed is no longer needed.
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      let filled = 0;
      const flush = async () => {
        const bytes = piece.subarray(0, filled);
        hash.update(bytes);
        await compress(entry, bytes);
        filled = 0;
      };
      const inTurn = (work: () => Promise<void>) => {
        entry.turn = entry.turn.then(work).catch((error: unknown) => {
          // A stream that was torn down says only that; why, is known here.
          stopIfFailed();
          throw error;
        });
        return entry.turn;
      };
      return {
        write: (contents) =>
          inTurn(async () => {
            stopIfFailed();
            for (let taken = 0; taken < contents.length; ) {
              const { read, written } = put(contents, taken, piece.subarray(filled));
              taken += read;
              filled += written;
              if (taken < contents.length || filled === PIECE_BYTES) await flush();
            }
          }),
        async close() {
          await inTurn(async () => {
            if (filled > 0) await flush();
            stopIfFailed();
            await done((callback) => {
              deflate.once('end', () => callback(null)).once('close', () => callback(CLOSED));
              deflate.end();
            });
            entry.closed = true;
            await drain();
          });
          return { name, bytes: entry.bytes, sha256: hash.digest('hex') };
        },
      };
    },
    async finish(order) {
      await drain();
      if (waiting.length > 0 || current !== null) throw new Error('an entry of the zip is still open');
      const start = position;
      const listed = written.toSorted((a, b) => order(a.name.toString(), b.name.toString()));
      for (const entry of listed) await emit(centralHeader(entry));
      await emit(endOfArchive({ entries: listed.length, start, end: position }));
    },
  };
}

const CLOSED = new Error('the entry was closed before its end');

const utf8 = new TextEncoder();

/** As much as fits, never half a character. Counts characters of a text, bytes of bytes. */
function put(contents: string | Uint8Array, from: number, into: Buffer): { read: number; written: number } {
  if (typeof contents === 'string') return utf8.encodeInto(contents.slice(from), into);
  const written = Math.min(contents.byteLength - from, into.byteLength);
  into.set(contents.subarray(from, from + written));
  return { read: written, written };
}

/** Far from what readers refuse, ours among them; pods reach 20:1. */
const DENSE = LIMITS.expansion / 4;

const isDense = ({ bytes, compressedBytes }: Entry) => bytes > DENSE * Math.max(compressedBytes, 1024);

/** A text of one letter shrinks a thousandfold and would look like a bomb: such stretches are stored as they are. */
async function keepReadable(entry: Entry): Promise<void> {
  const { deflate } = entry;
  // Deflate keeps some of its output back; only a flush shows how dense it really is.
  if (isDense(entry) && !entry.stored)
    await done((callback) => deflate.flush(constants.Z_SYNC_FLUSH, callback));
  const store = isDense(entry);
  if (store === entry.stored) return;
  entry.stored = store;
  const level = store ? constants.Z_NO_COMPRESSION : LEVEL;
  await done((callback) => deflate.params(level, constants.Z_DEFAULT_STRATEGY, callback));
}

function done(start: (callback: (error?: Error | null) => void) => unknown): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

// The format, as APPNOTE 6.3.10 of PKWARE has it. Sizes follow the data, for they are not known before.

const FOLLOWS_DATA = 1 << 3;
const UTF8_NAME = 1 << 11;
const DEFLATED = 8;
const VERSION = 20;
const VERSION_ZIP64 = 45;
const MADE_BY_UNIX = 3 << 8;
/** An ordinary file that its owner reads and writes. */
const ATTRIBUTES = (0o100600 << 16) >>> 0;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;

const isZip64 = ({ bytes, compressedBytes, headerStart }: Entry) =>
  bytes >= MAX_32 || compressedBytes >= MAX_32 || (headerStart ?? 0) >= MAX_32;

function localHeader({ name, time }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FOLLOWS_DATA | UTF8_NAME, 6);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt32LE(dosTime(time), 10);
  header.writeUInt16LE(name.length, 26);
  const extra = unixTime(time);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function dataDescriptor(entry: Entry): Buffer {
  const zip64 = entry.bytes >= MAX_32 || entry.compressedBytes >= MAX_32;
  const record = Buffer.alloc(zip64 ? 24 : 16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(entry.crc, 4);
  if (zip64) {
    record.writeBigUInt64LE(BigInt(entry.compressedBytes), 8);
    record.writeBigUInt64LE(BigInt(entry.bytes), 16);
  } else {
    record.writeUInt32LE(entry.compressedBytes, 8);
    record.writeUInt32LE(entry.bytes, 12);
  }
  return record;
}

function centralHeader(entry: Entry): Buffer {
  const zip64 = isZip64(entry);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_BY_UNIX | VERSION_ZIP64, 4);
  header.writeUInt16LE(zip64 ? VERSION_ZIP64 : VERSION, 6);
  header.writeUInt16LE(FOLLOWS_DATA | UTF8_NAME, 8);
  header.writeUInt16LE(DEFLATED, 10);
  header.writeUInt32LE(dosTime(entry.time), 12);
  header.writeUInt32LE(entry.crc, 16);
  header.writeUInt32LE(zip64 ? MAX_32 : entry.compressedBytes, 20);
  header.writeUInt32LE(zip64 ? MAX_32 : entry.bytes, 24);
  header.writeUInt16LE(entry.name.length, 28);
  const extra = Buffer.concat([unixTime(entry.time), ...(zip64 ? [zip64Sizes(entry)] : [])]);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(ATTRIBUTES, 38);
  header.writeUInt32LE(zip64 ? MAX_32 : (entry.headerStart ?? 0), 42);
  return Buffer.concat([header, entry.name, extra]);
}

function zip64Sizes(entry: Entry): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(entry.bytes), 4);
  extra.writeBigUInt64LE(BigInt(entry.compressedBytes), 12);
  extra.writeBigUInt64LE(BigInt(entry.headerStart ?? 0), 20);
  return extra;
}

function endOfArchive({ entries, start, end }: { entries: number; start: number; end: number }): Buffer {
  const size = end - start;
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(Math.min(entries, MAX_16), 8);
  record.writeUInt16LE(Math.min(entries, MAX_16), 10);
  record.writeUInt32LE(Math.min(size, MAX_32), 12);
  record.writeUInt32LE(Math.min(start, MAX_32), 16);
  if (entries < MAX_16 && start < MAX_32 && size < MAX_32) return record;
  const zip64 = Buffer.alloc(56 + 20);
  zip64.writeUInt32LE(0x06064b50, 0);
  zip64.writeBigUInt64LE(44n, 4);
  zip64.writeUInt16LE(MADE_BY_UNIX | VERSION_ZIP64, 12);
  zip64.writeUInt16LE(VERSION_ZIP64, 14);
  zip64.writeBigUInt64LE(BigInt(entries), 24);
  zip64.writeBigUInt64LE(BigInt(entries), 32);
  zip64.writeBigUInt64LE(BigInt(size), 40);
  zip64.writeBigUInt64LE(BigInt(start), 48);
  zip64.writeUInt32LE(0x07064b50, 56);
  zip64.writeBigUInt64LE(BigInt(end), 64);
  zip64.writeUInt32LE(1, 72);
  return Buffer.concat([zip64, record]);
}

/** The old field has no zone and is read as local time; UTC here, so that every machine writes the same bytes. */
function dosTime(time: Date): number {
  const year = Math.min(Math.max(time.getUTCFullYear(), 1980), 2107);
  if (year !== time.getUTCFullYear()) return (((year - 1980) << 25) | (1 << 21) | (1 << 16)) >>> 0;
  const date = ((year - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock =
    (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | Math.floor(time.getUTCSeconds() / 2);
  return ((date << 16) | clock) >>> 0;
}

/** Seconds since 1970 in UTC, which viewers prefer. */
function unixTime(time: Date): Buffer {
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.min(Math.max(Math.floor(time.getTime() / 1000), 0), 0x7fffffff), 5);
  return extra;
}
