/** A zip that a stranger made: what it holds is listed with every claim checked, and read with every limit kept. */
import { pipeline, Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import yauzl from 'yauzl';
import { DrydockError } from '../../shared/errors.ts';
import { type ByteSource, chunksOf } from './byte-source.ts';
import { invalid } from './invalid.ts';
import { createLayout, type ZipLayout } from './repacked.ts';
import { isSafeEntryName, LIMITS } from './zip-limits.ts';

export interface ZipEntry {
  readonly name: string;
  /** As declared; reading it proves or refutes both. */
  readonly bytes: number;
  readonly compressedBytes: number;
  /** Its contents, checked while they are read: size, expansion and checksum. */
  read(): AsyncGenerator<Buffer>;
}

/** Every file in the order of the archive; folders are listed as well by many programs. @throws DrydockError BUNDLE_INVALID */
export async function readZip(source: ByteSource): Promise<ZipEntry[]> {
  const archive = await yauzl
    .fromRandomAccessReaderPromise(new SourceReader(source), source.bytes, {
      autoClose: false,
      strictFileNames: true,
      validateEntrySizes: true,
    })
    .catch(() => invalid('it is not a zip file, or it was truncated'));
  archive.on('error', () => undefined);
  // A comment can hold the end of another archive, which some programs would show instead of this one.
  if (archive.comment !== '') invalid('the zip file has a comment');
  if (archive.entryCount > LIMITS.entries) invalid('it has too many entries');
  // Where the listing begins, which is where it is read from first; its type is wrong in the declarations.
  const listingStart = Number(archive.readEntryCursor);
  const entries: Listed[] = [];
  const names = new Set<string>();
  let totalBytes = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      const listed = await checked(archive, entry);
      const same = listed.name.normalize('NFKD').toLowerCase().normalize('NFC');
      if (names.has(same)) invalid('two entries have the same name');
      names.add(same);
      totalBytes += listed.bytes;
      if (totalBytes > LIMITS.totalBytes) invalid('it expands too much');
      entries.push(listed);
    }
  } catch (error) {
    throw damaged(error);
  }
  checkApart(entries, listingStart);
  return entries
    .filter(({ isFolder }) => !isFolder)
    .map((entry) => ({
      name: entry.name,
      bytes: entry.bytes,
      compressedBytes: entry.compressedBytes,
      read: () => contentsOf(source, entry),
    }));
}

/**
 * What the names of the listing say, by its first hundred thousand: nothing else about the zip is looked at, for a zip of
 * something else need not be a safe one. A bundle as well where the listing cannot be read, which `readZip` then tells.
 */
export async function layoutOf(source: ByteSource): Promise<ZipLayout> {
  const layout = createLayout();
  try {
    const archive = await yauzl.fromRandomAccessReaderPromise(new SourceReader(source), source.bytes, {
      autoClose: false,
      // Names as they stand: what yauzl makes of them it also refuses.
      decodeStrings: false,
      validateEntrySizes: false,
    });
    archive.on('error', () => undefined);
    if (archive.entryCount > LIMITS.entries) return 'bundle';
    for await (const entry of archive.eachEntry()) layout.see(entry.fileNameRaw.toString('utf8'));
    return layout.told();
  } catch {
    return 'bundle';
  }
}

interface Listed {
  readonly name: string;
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly crc32: number;
  readonly deflated: boolean;
  readonly isFolder: boolean;
  /** Of its header in front of its data, and of the data. */
  readonly headerStart: number;
  readonly dataStart: number;
}

const MAX_EXTRA_BYTES = 1024;
const STORED = 0;
const DEFLATED = 8;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;
const FILE_TYPE = 0o170000;
/** Some programs write the end of an empty stream for a folder. */
const EMPTY_STREAM_BYTES = 2;

async function checked(archive: yauzl.ZipFile, entry: yauzl.Entry): Promise<Listed> {
  const { fileName: name, uncompressedSize: bytes, compressedSize: compressedBytes } = entry;
  const isFolder = name.endsWith('/') && bytes === 0 && compressedBytes <= EMPTY_STREAM_BYTES;
  if (!isSafeEntryName(isFolder ? name.slice(0, -1) : name)) invalid('an entry has an unsafe name');
  // Times, owners and 64-bit sizes take some dozen bytes.
  if (entry.extraFieldLength + entry.fileCommentLength > MAX_EXTRA_BYTES)
    invalid('an entry contains more than a file');
  if (entry.isEncrypted()) invalid('an entry is protected with a zip password');
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    invalid('an entry uses an unknown compression');
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type !== 0 && type !== (isFolder ? FOLDER : PLAIN_FILE))
    invalid('an entry is a link or a device, not a file');
  if (expandsTooMuch(bytes, compressedBytes)) invalid('it expands too much');
  const header = await archive.readLocalFileHeaderPromise(entry);
  // The name stands twice in a zip, and a third time in an extra field. Programs differ in which they show.
  if (!header.fileName.equals(entry.fileNameRaw) || !entry.fileNameRaw.equals(Buffer.from(name)))
    invalid('an entry has two names');
  if (header.compressionMethod !== entry.compressionMethod)
    invalid('an entry has two different descriptions');
  return {
    name,
    bytes,
    compressedBytes,
    crc32: entry.crc32,
    deflated: entry.compressionMethod === DEFLATED,
    isFolder,
    headerStart: entry.relativeOffsetOfLocalHeader,
    dataStart: header.fileDataStart,
  };
}

/** Entries that share bytes are how a small file claims to be a large one. */
function checkApart(entries: readonly Listed[], listingStart: number): void {
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.headerStart - b.headerStart)) {
    if (entry.headerStart < end) invalid('two entries overlap');
    end = entry.dataStart + entry.compressedBytes;
  }
  if (end > listingStart) invalid('an entry overlaps the directory of the zip file');
}

/** Small entries may expand more: a thousand zeros are no bomb. */
const expandsTooMuch = (bytes: number, compressedBytes: number) =>
  bytes > LIMITS.expansion * Math.max(compressedBytes, 1024);

async function* contentsOf(source: ByteSource, entry: Listed): AsyncGenerator<Buffer> {
  const raw = chunksOf(source, entry.dataStart, entry.dataStart + entry.compressedBytes);
  const inflate = entry.deflated ? createInflateRaw({ chunkSize: INFLATE_CHUNK_BYTES }) : null;
  let bytes = 0;
  let crc = 0;
  try {
    for await (const chunk of inflate === null ? raw : through(raw, inflate)) {
      bytes += chunk.length;
      // What is declared may be a lie; this is what really comes out.
      if (bytes > entry.bytes) invalid('an entry is larger than declared');
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw damaged(error);
  }
  if (bytes !== entry.bytes) invalid('an entry is smaller than declared');
  if (crc !== entry.crc32) invalid('the zip file is damaged');
  // What stands behind the end of a stream is seen by nobody, and makes a bomb look less dense than it is.
  if (inflate !== null && inflate.bytesWritten !== entry.compressedBytes)
    invalid('an entry hides bytes after its end');
}

const INFLATE_CHUNK_BYTES = 64 * 1024;

function through(raw: AsyncIterable<Buffer>, inflate: InflateRaw): AsyncIterable<Buffer> {
  // Whichever end fails or is left, the other is torn down; the reader of the result sees the error.
  pipeline(Readable.from(raw, { objectMode: true, highWaterMark: 1 }), inflate, () => undefined);
  return inflate;
}

/** What yauzl, zlib and a file that ends too early throw says nothing that a user could use. */
function damaged(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isIo = /^E[A-Z]+$/.test(code) && !code.startsWith('ERR_');
  if (error instanceof RangeError || (error instanceof Error && error.name === 'Error' && !isIo))
    return new DrydockError('BUNDLE_INVALID', { reason: 'the zip file is damaged' });
  return error;
}

const BLOCK_BYTES = 64 * 1024;
/** The listing and the headers in front of the data are read in turns. */
const KEPT_BLOCKS = 4;

/**
 * yauzl's way to the bytes. Contents are read without it, so only single reads are needed: four small ones for each
 * entry, which blocks make bearable when a stranger sends a hundred thousand.
 */
class SourceReader extends yauzl.RandomAccessReader {
  readonly #source: ByteSource;
  readonly #blocks = new Map<number, Buffer>();

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  async #block(number: number): Promise<Buffer> {
    const start = number * BLOCK_BYTES;
    const block =
      this.#blocks.get(number) ??
      (await this.#source.read(start, Math.min(BLOCK_BYTES, this.#source.bytes - start)));
    // The one that was not used for the longest time is forgotten.
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size > KEPT_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    return block;
  }

  async #copy(buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
    if (position + length > this.#source.bytes) throw new RangeError('beyond the end of the file');
    for (let done = 0; done < length; ) {
      const at = position + done;
      const block = await this.#block(Math.floor(at / BLOCK_BYTES));
      done += block.copy(buffer, offset + done, at % BLOCK_BYTES, (at % BLOCK_BYTES) + length - done);
    }
    return length;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    callbackify(() => this.#copy(buffer, offset, length, position))(callback);
  }
}
