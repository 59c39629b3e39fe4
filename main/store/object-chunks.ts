/** The bodies of objects: NDJSON lines, many in one compressed chunk, read back one by one. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import type { KubernetesObject } from '../snapshot/model.ts';
import type { Db } from './db.ts';

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
export interface BodyPlace {
  readonly json: string;
  readonly chunk: number | null;
  readonly line: number | null;
}

export const BODY_COLUMNS = 'json, chunk, line';

/** Reads bodies; the chunks that were read last are kept, for neighbours are asked for together. */
export function bodyReader(db: Db): (place: BodyPlace) => KubernetesObject {
  const read = db.prepare('SELECT body FROM object_chunk WHERE id = ?').pluck();
  const kept = new Map<number, string[]>();
  const linesOf = (chunk: number): string[] => {
    let lines = kept.get(chunk);
    if (lines === undefined) {
      lines = zstdDecompressSync(read.get(chunk) as Buffer)
        .toString('utf8')
        .split('\n');
      const oldest = kept.keys().next();
      if (kept.size >= CHUNKS_KEPT && !oldest.done) kept.delete(oldest.value);
      kept.set(chunk, lines);
    }
    return lines;
  };
  return ({ json, chunk, line }) => {
    const text = chunk === null ? json : (linesOf(chunk)[line ?? 0] ?? '');
    return JSON.parse(text) as KubernetesObject;
  };
}
