/** Finished files, in chunks, inside the engagement file. */
import { randomUUID } from 'node:crypto';
import { DrydockError } from '../../shared/errors.ts';
import type { Artifact } from '../../shared/files.ts';
import type { Db } from './file.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { sha256Hex } from './snapshots.ts';

const CHUNK_BYTES = 1024 * 1024;

export function addArtifact(
  db: Db,
  stamp: Stamp,
  input: Pick<Artifact, 'kind' | 'fileName' | 'mediaType'>,
  bytes: Uint8Array,
): Artifact {
  const artifact: Artifact = {
    ...input,
    id: randomUUID(),
    bytes: bytes.byteLength,
    sha256: sha256Hex(bytes),
    createdAt: stamp.at,
  };
  db.prepare('INSERT INTO artifact VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM artifact), ?)').run(
    artifact.id,
    JSON.stringify(artifact),
  );
  const insert = db.prepare('INSERT INTO artifact_chunk VALUES (?, ?, ?)');
  for (let at = 0, part = 0; at < bytes.byteLength; at += CHUNK_BYTES, part += 1) {
    insert.run(artifact.id, part, Buffer.from(bytes.subarray(at, at + CHUNK_BYTES)));
  }
  appendJournal(db, stamp, 'artifact.add', artifact.id, artifact);
  return artifact;
}

export function listArtifacts(db: Db): Artifact[] {
  const rows = db.prepare('SELECT entry FROM artifact ORDER BY position DESC').all() as { entry: string }[];
  return rows.map(({ entry }) => JSON.parse(entry) as Artifact);
}

export function readArtifact(db: Db, id: string): { artifact: Artifact; bytes: Uint8Array } {
  const row = db.prepare('SELECT entry FROM artifact WHERE id = ?').get(id) as { entry: string } | undefined;
  if (row === undefined) throw new DrydockError('NOT_FOUND', { what: 'The file' });
  const parts = db
    .prepare('SELECT bytes FROM artifact_chunk WHERE artifact_id = ? ORDER BY part')
    .all(id) as { bytes: Buffer }[];
  return {
    artifact: JSON.parse(row.entry) as Artifact,
    bytes: new Uint8Array(Buffer.concat(parts.map(({ bytes }) => bytes))),
  };
}
