/** Finished files, in chunks, inside the engagement file. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { Artifact } from '../../shared/files.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { jsonOf, rowsOf } from './rows.ts';

const CHUNK_BYTES = 1024 * 1024;

export type NewArtifact = Pick<Artifact, 'kind' | 'fileName' | 'mediaType'>;

/** One transaction with its journal entry. */
export function addArtifact(db: Db, stamp: Stamp, input: NewArtifact, bytes: Uint8Array): Artifact {
  return db
    .transaction(() => {
      const artifact = begin(db);
      artifact.append(bytes);
      return artifact.end(stamp, input);
    })
    .immediate();
}

export interface ArtifactWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Only now it is listed. */
  finish(stamp: Stamp, input: NewArtifact): Artifact;
  /** Removes what was written. Does nothing after `finish`. */
  abandon(): void;
}

/** A file of any size, written as it comes. Each chunk is a transaction of its own, so that nobody waits for long. */
export function createArtifactWriter(db: Db): ArtifactWriter {
  const artifact = db.transaction(() => begin(db)).immediate();
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let ended = false;
  const flush = () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    artifact.append(bytes);
  };
  return {
    async write(bytes) {
      waiting.push(Buffer.from(bytes));
      waitingBytes += bytes.byteLength;
      if (waitingBytes >= CHUNK_BYTES) db.transaction(flush).immediate();
    },
    finish(stamp, input) {
      const finished = db
        .transaction(() => {
          flush();
          return artifact.end(stamp, input);
        })
        .immediate();
      ended = true;
      return finished;
    },
    abandon() {
      if (!ended) db.prepare('DELETE FROM artifact WHERE id = ?').run(artifact.id);
      ended = true;
    },
  };
}

/** Artifacts that a crash left unfinished. Call while nothing writes one. */
export function discardUnfinishedArtifacts(db: Db): void {
  db.prepare("DELETE FROM artifact WHERE entry = ''").run();
}

/** An artifact without its entry is unfinished, and no list shows it. */
function begin(db: Db) {
  const id = randomUUID();
  db.prepare(
    "INSERT INTO artifact VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM artifact), '')",
  ).run(id);
  const insert = db.prepare('INSERT INTO artifact_chunk VALUES (?, ?, ?)');
  const hash = createHash('sha256');
  let total = 0;
  let part = 0;
  return {
    id,
    append(bytes: Uint8Array) {
      hash.update(bytes);
      total += bytes.byteLength;
      for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES, part += 1) {
        insert.run(id, part, Buffer.from(bytes.subarray(at, at + CHUNK_BYTES)));
      }
    },
    end(stamp: Stamp, input: NewArtifact): Artifact {
      const artifact: Artifact = {
        ...input,
        id,
        bytes: total,
        sha256: hash.digest('hex'),
        createdAt: stamp.at,
      };
      db.prepare('UPDATE artifact SET entry = ? WHERE id = ?').run(JSON.stringify(artifact), id);
      appendJournal(db, stamp, 'artifact.add', id, artifact);
      return artifact;
    },
  };
}

export const ArtifactEntry = jsonOf(Artifact);

export function listArtifacts(db: Db): Artifact[] {
  const entries = db.prepare("SELECT entry FROM artifact WHERE entry <> '' ORDER BY position DESC").pluck();
  return rowsOf(entries, ArtifactEntry).readable();
}

export function readArtifact(db: Db, id: string): { artifact: Artifact; bytes: Uint8Array } {
  const entry = db.prepare("SELECT entry FROM artifact WHERE id = ? AND entry <> ''").pluck();
  const artifact = rowsOf(entry, ArtifactEntry, 'The record of the file').get(id);
  if (artifact === undefined) throw new DrydockError('NOT_FOUND', { what: 'The file' });
  const parts = db.prepare('SELECT bytes FROM artifact_chunk WHERE artifact_id = ? ORDER BY part').pluck();
  const bytes = Buffer.concat(rowsOf(parts, z.instanceof(Uint8Array)).all(id));
  return { artifact, bytes: new Uint8Array(bytes) };
}
