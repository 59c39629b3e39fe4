/** Zips byte by byte, so that each field can lie. What is not given is honest. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface RawEntry {
  readonly name: string | Buffer;
  readonly data?: Buffer;
  /** What lies in the archive instead of the deflated data. */
  readonly raw?: Buffer;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly bytes?: number;
  readonly compressedBytes?: number;
  /** Unix mode and type. */
  readonly mode?: number;
  /** The name in front of the data, when the two differ. */
  readonly localName?: string | Buffer;
  /** Of the listing alone. */
  readonly extra?: Buffer;
  /** Begins where the entry of this number begins, and has no data of its own. */
  readonly sharesDataOf?: number;
  readonly headerStart?: number;
}

export interface RawEnd {
  readonly comment?: Buffer;
  readonly count?: number;
  readonly listingStart?: number;
  /** A zip64 record that says this, whatever is true. */
  readonly zip64?: { readonly count?: bigint; readonly listingStart?: bigint };
}

export function rawZip(entries: readonly RawEntry[], end: RawEnd = {}): Buffer {
  const parts: Buffer[] = [];
  const starts: number[] = [];
  let position = 0;
  const push = (...buffers: Buffer[]) => {
    for (const buffer of buffers) {
      parts.push(buffer);
      position += buffer.length;
    }
  };
  const described = entries.map(describe);
  for (const entry of described) {
    const shared = entry.sharesDataOf === undefined ? undefined : starts[entry.sharesDataOf];
    starts.push(entry.headerStart ?? shared ?? position);
    if (shared === undefined) push(header(entry), entry.raw);
  }
  const listingStart = position;
  for (const [at, entry] of described.entries()) push(listing(entry, starts[at] ?? 0));
  const size = position - listingStart;
  const zip64 = end.zip64 ?? (entries.length > 0xffff ? {} : undefined);
  if (zip64 !== undefined) push(...zip64End(zip64, entries.length, listingStart, size, position));
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  const count = Math.min(end.count ?? entries.length, 0xffff);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(end.listingStart ?? listingStart, 16);
  const comment = end.comment ?? Buffer.alloc(0);
  record.writeUInt16LE(comment.length, 20);
  push(record, comment);
  return Buffer.concat(parts);
}

type Described = Required<Omit<RawEntry, 'sharesDataOf' | 'headerStart' | 'name' | 'localName'>> &
  Pick<RawEntry, 'sharesDataOf' | 'headerStart'> & { readonly name: Buffer; readonly localName: Buffer };

function describe(entry: RawEntry): Described {
  const data = entry.data ?? Buffer.alloc(0);
  const method = entry.method ?? 8;
  const raw = entry.raw ?? (method === 0 ? data : deflateRawSync(data));
  const name = Buffer.from(entry.name as string);
  return {
    flags: 1 << 11,
    mode: 0o100600,
    extra: Buffer.alloc(0),
    crc: crc32(data),
    bytes: data.length,
    compressedBytes: raw.length,
    ...entry,
    data,
    method,
    raw,
    name,
    localName: entry.localName === undefined ? name : Buffer.from(entry.localName as string),
  };
}

function header({ flags, method, crc, compressedBytes, bytes, localName }: Described): Buffer {
  const fields = Buffer.alloc(30);
  fields.writeUInt32LE(0x04034b50, 0);
  fields.writeUInt16LE(20, 4);
  fields.writeUInt16LE(flags, 6);
  fields.writeUInt16LE(method, 8);
  fields.writeUInt32LE(crc, 14);
  fields.writeUInt32LE(compressedBytes, 18);
  fields.writeUInt32LE(bytes, 22);
  fields.writeUInt16LE(localName.length, 26);
  return Buffer.concat([fields, localName]);
}

function listing(entry: Described, start: number): Buffer {
  const fields = Buffer.alloc(46);
  fields.writeUInt32LE(0x02014b50, 0);
  fields.writeUInt16LE((3 << 8) | 45, 4);
  fields.writeUInt16LE(20, 6);
  fields.writeUInt16LE(entry.flags, 8);
  fields.writeUInt16LE(entry.method, 10);
  fields.writeUInt32LE(entry.crc, 16);
  fields.writeUInt32LE(entry.compressedBytes, 20);
  fields.writeUInt32LE(entry.bytes, 24);
  fields.writeUInt16LE(entry.name.length, 28);
  fields.writeUInt16LE(entry.extra.length, 30);
  fields.writeUInt32LE((entry.mode << 16) >>> 0, 38);
  fields.writeUInt32LE(start, 42);
  return Buffer.concat([fields, entry.name, entry.extra]);
}

function zip64End(
  lie: NonNullable<RawEnd['zip64']>,
  count: number,
  start: number,
  size: number,
  position: number,
): Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(lie.count ?? BigInt(count), 24);
  record.writeBigUInt64LE(lie.count ?? BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(lie.listingStart ?? BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(position), 8);
  locator.writeUInt32LE(1, 16);
  return [record, locator];
}

/** An extra field of the listing. */
export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}
