/** The bodies of objects: NDJSON lines, many in one compressed chunk, read back one by one. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import type { KubernetesObject } from '../snapshot/model.ts';
import type { Db } from './db.ts';
import { rowsOf } from './rows.ts';

/** What a chunk holds at the most: one object is read by unpacking its whole chunk, in about a millisecond. */
const CHUNK_OBJECTS = 64;
const CHUNK_CHARACTERS = 1024 * 1024;
const CHUNKS_KEPT = 8;

export interface Chunk {
  readonly body: Buffer;
  /** How many lines it holds. */
  readonly lines: number;
}

/** Packs lines, each with its newline, in order. Off the thread that asks. */
export function packLines(lines: readonly string[]): Promise<Chunk[]> {
  return Promise.all(
    groups(lines).map(async (group) => ({
      body: await compress(group.join(''), { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
      lines: group.length,
    })),
  );
}

const compress = promisify(zstdCompress);

function groups(lines: readonly string[]): string[][] {
  const all: string[][] = [];
  let characters = 0;
  for (const line of lines) {
    const last = all.at(-1);
    if (last === undefined || last.length >= CHUNK_OBJECTS || characters + line.length > CHUNK_CHARACTERS) {
      all.push([line]);
      characters = line.length;
    } else {
      last.push(line);
      characters += line.length;
    }
  }
  return all;
}

/** Columns of a row of `object` that say where its body is: in a chunk, or, of older files, in the row itself. */
export const BodyPlace = z.object({
  json: z.string(),
  chunk: z.int().nullable(),
  line: z.int().nullable(),
});
export type BodyPlace = Readonly<z.infer<typeof BodyPlace>>;

export const BODY_COLUMNS = 'json, chunk, line';

/**
 * Reads bodies; the chunks that were read last are kept, for neighbours are asked for together. A damaged one is an
 * error and never left out: what was judged without it would look better than it is.
 * @throws DrydockError RECORD_DAMAGED
 */
export function bodyReader(db: Db): (place: BodyPlace) => KubernetesObject {
  const read = rowsOf(
    db.prepare('SELECT body FROM object_chunk WHERE id = ?').pluck(),
    z.instanceof(Uint8Array),
    'An object of a snapshot',
  );
  const kept = new Map<number, string[]>();
  const linesOf = (chunk: number): string[] => {
    let lines = kept.get(chunk);
    if (lines === undefined) {
      lines = unpacked(read.get(chunk)).split('\n');
      const oldest = kept.keys().next();
      if (kept.size >= CHUNKS_KEPT && !oldest.done) kept.delete(oldest.value);
      kept.set(chunk, lines);
    }
    return lines;
  };
  return ({ json, chunk, line }) => {
    const object = parsed(chunk === null ? json : (linesOf(chunk)[line ?? 0] ?? ''));
    if (!isObject(object)) throw damagedObject();
    return object;
  };
}

function unpacked(body: Uint8Array | undefined): string {
  try {
    return body === undefined ? '' : zstdDecompressSync(body).toString('utf8');
  } catch {
    return '';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What every object has. The rest is evidence as it was found, and read field by field (`main/snapshot/read.ts`). */
function isObject(value: unknown): value is KubernetesObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'apiVersion' in value &&
    typeof value.apiVersion === 'string' &&
    'metadata' in value &&
    typeof value.metadata === 'object' &&
    value.metadata !== null
  );
}

const damagedObject = () =>
  new DrydockError('RECORD_DAMAGED', {
    what: 'An object of a snapshot',
    reason: 'its text is cut off or garbled',
  });
