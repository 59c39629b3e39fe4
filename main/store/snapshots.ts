/** Snapshots: objects in, streamed out for analysis, windowed out for reading. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SnapshotSummary } from '../../shared/engagement.ts';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import {
  CollectionLogEntry,
  isMissing,
  type LogOutcome,
  ObjectRef,
  ResourceRef,
  resourceKey,
  SnapshotManifest,
} from '../../shared/evidence.ts';
import {
  type EvidenceSink,
  type KubernetesObject,
  ndjsonLine,
  type SnapshotSource,
} from '../snapshot/model.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { BODY_COLUMNS, BodyPlace, bodyReader, packLines } from './object-chunks.ts';
import { jsonOf, jsonOrNull, rowsOf } from './rows.ts';

export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
}

/** A sink into the engagement file. The snapshot appears in lists once `finish` was called. */
export function createStoreSink(
  db: Db,
  stamp: () => Stamp,
  snapshotId: string,
  clusterId: string,
): EvidenceSink {
  db.prepare(
    'INSERT INTO snapshot VALUES (?, ?, (SELECT coalesce(max(position), 0) + 1 FROM snapshot), NULL, NULL)',
  ).run(snapshotId, clusterId);
  const insert = db.prepare(
    `INSERT INTO object (snapshot_id, resource, kind, api_version, namespace, name, json, chunk, line)
     VALUES (?, ?, ?, ?, ?, ?, '', ?, ?)`,
  );
  const insertChunk = db.prepare('INSERT INTO object_chunk (snapshot_id, body) VALUES (?, ?)');
  const known = db.prepare('INSERT OR IGNORE INTO resource VALUES (?, ?, ?)');
  const log = db.prepare('INSERT INTO collection_log (snapshot_id, entry) VALUES (?, ?)');
  return {
    async writeObjects(resource, objects, lines = objects.map(ndjsonLine)) {
      const key = resourceKey(resource);
      const chunks = await packLines(lines);
      db.transaction(() => {
        known.run(snapshotId, key, JSON.stringify(resource));
        let at = 0;
        for (const { body, lines: count } of chunks) {
          const chunk = insertChunk.run(snapshotId, body).lastInsertRowid;
          for (let line = 0; line < count; line += 1) {
            const object = objects[at];
            at += 1;
            if (object === undefined) continue;
            const { kind, apiVersion, metadata } = object;
            const { name, namespace = '' } = metadata;
            insert.run(snapshotId, key, kind, apiVersion, namespace, name, chunk, line);
          }
        }
      }).immediate();
    },
    async writeLog(entries) {
      db.transaction(() => {
        for (const entry of entries) log.run(snapshotId, JSON.stringify(entry));
      }).immediate();
    },
    async finishKind() {},
    async finish(manifest) {
      db.transaction(() => {
        db.prepare('UPDATE snapshot SET manifest = ? WHERE id = ?').run(JSON.stringify(manifest), snapshotId);
        appendJournal(db, stamp(), 'snapshot.add', snapshotId, {
          clusterId,
          completeness: manifest.completeness,
          evidenceSha256: manifest.evidenceSha256,
        });
      }).immediate();
    },
  };
}

export function discardSnapshot(db: Db, snapshotId: string): void {
  db.prepare('DELETE FROM snapshot WHERE id = ? AND manifest IS NULL').run(snapshotId);
}

export const Manifest = jsonOf(SnapshotManifest);

/** @throws DrydockError NOT_FOUND, RECORD_DAMAGED */
export function snapshotManifest(db: Db, snapshotId: string): SnapshotManifest {
  const manifest = db.prepare('SELECT manifest FROM snapshot WHERE id = ?').pluck();
  const found = rowsOf(manifest, Manifest.nullable(), 'The description of the snapshot').get(snapshotId);
  if (found === undefined || found === null) throw new DrydockError('NOT_FOUND', { what: 'The snapshot' });
  return found;
}

/** null when it is damaged. @throws DrydockError NOT_FOUND */
export function readableManifest(db: Db, snapshotId: string): SnapshotManifest | null {
  try {
    return snapshotManifest(db, snapshotId);
  } catch (error) {
    if (isDrydockError(error) && error.code === 'RECORD_DAMAGED') return null;
    throw error;
  }
}

/** Snapshots that a crash left unfinished. Call while nothing writes one. */
export function discardUnfinishedSnapshots(db: Db): void {
  db.prepare('DELETE FROM snapshot WHERE manifest IS NULL').run();
}

/** A stored snapshot kind by kind, in bounded memory: what a bundle is written from, and a collection resumed. */
export function snapshotByKind(db: Db, snapshotId: string) {
  const manifest = snapshotManifest(db, snapshotId);
  const rows = rowsByResource(db, snapshotId);
  const places = rowsOf(db.prepare(`SELECT ${BODY_COLUMNS} FROM object WHERE row = ?`), BodyPlace);
  const bodyOf = bodyReader(db);
  return {
    manifest,
    async *objectsOf(resource: ResourceRef): AsyncGenerator<readonly KubernetesObject[]> {
      const all = rows.get(resourceKey(resource)) ?? [];
      for (let at = 0; at < all.length; at += BATCH_OBJECTS) {
        yield all.slice(at, at + BATCH_OBJECTS).flatMap((row) => {
          const place = places.get(row);
          return place === undefined ? [] : [bodyOf(place)];
        });
      }
    },
    async *log(): AsyncGenerator<readonly CollectionLogEntry[]> {
      for (let offset = 0; ; offset += BATCH_ENTRIES) {
        const { rows: entries } = collectionLog(db, snapshotId, { offset, limit: BATCH_ENTRIES });
        if (entries.length === 0) return;
        yield entries;
      }
    },
  };
}

const BATCH_OBJECTS = 500;
const BATCH_ENTRIES = 5_000;

const ObjectRow = z.object({ row: z.int(), resource: z.string() });

/** One pass over the narrow columns instead of one for each kind. */
function rowsByResource(db: Db, snapshotId: string): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  const all = db.prepare('SELECT row, resource FROM object WHERE snapshot_id = ? ORDER BY row');
  for (const { row, resource } of rowsOf(all, ObjectRow).iterate(snapshotId)) {
    const known = rows.get(resource);
    if (known === undefined) rows.set(resource, [row]);
    else known.push(row);
  }
  return rows;
}

const Resource = z.object({ key: z.string(), ref: jsonOf(ResourceRef) });
const ObjectPlace = BodyPlace.extend({ resource: z.string() });

/** Objects in the order of collection, one at a time. @throws DrydockError NOT_FOUND, RECORD_DAMAGED */
export function snapshotSource(db: Db, snapshotId: string): SnapshotSource {
  const manifest = snapshotManifest(db, snapshotId);
  const resources = db.prepare('SELECT key, ref FROM resource WHERE snapshot_id = ?');
  const refs = new Map(
    rowsOf(resources, Resource, 'A kind of the snapshot')
      .all(snapshotId)
      .map(({ key, ref }) => [key, ref]),
  );
  return {
    manifest,
    *objects() {
      const bodyOf = bodyReader(db);
      const rows = db.prepare(
        `SELECT resource, ${BODY_COLUMNS} FROM object WHERE snapshot_id = ? ORDER BY row`,
      );
      for (const { resource, ...place } of rowsOf(rows, ObjectPlace).iterate(snapshotId)) {
        const ref = refs.get(resource);
        if (ref !== undefined) yield { resource: ref, object: bodyOf(place) };
      }
    },
  };
}

export function listSnapshots(db: Db): SnapshotSummary[] {
  const snapshots = db.prepare(
    `SELECT s.id, s.cluster_id AS clusterId, c.name AS clusterName, s.manifest, s.analysed_with AS analysedWith
     FROM snapshot s JOIN cluster c ON c.id = s.cluster_id WHERE s.manifest IS NOT NULL ORDER BY s.position DESC`,
  );
  const rows = rowsOf(snapshots, SnapshotRow).readable();
  return rows.map(({ manifest, analysedWith, ...row }) => {
    const sum = (pick: (kind: SnapshotManifest['kinds'][number]) => number) =>
      manifest.kinds.reduce((total, kind) => total + pick(kind), 0);
    return {
      ...row,
      origin: manifest.origin,
      server: manifest.server,
      identity: manifest.identity.username,
      startedAt: manifest.startedAt,
      finishedAt: manifest.finishedAt,
      completeness: manifest.completeness,
      objects: sum((kind) => kind.objects),
      kinds: manifest.kinds.length,
      incompleteKinds: sum((kind) => (isMissing(kind) ? 1 : 0)),
      ...(manifest.unread === undefined ? {} : { unread: manifest.unread.length }),
      bytes: sum((kind) => kind.bytes),
      evidenceSha256: manifest.evidenceSha256,
      analysed: analysedWith !== null,
    };
  });
}

const SnapshotRow = z.object({
  id: z.string(),
  clusterId: z.string(),
  clusterName: z.string(),
  manifest: Manifest,
  analysedWith: z.string().nullable(),
});

export interface LogQuery extends PageRequest {
  readonly search?: string;
  readonly outcome?: LogOutcome | null;
}

/** As `logOutcome` says it, in SQL. A damaged entry is of none, and stands among all. */
const OUTCOMES = `CASE WHEN NOT json_valid(entry) THEN '' WHEN json_extract(entry, '$.status') IS NULL THEN 'no-answer'
  WHEN json_extract(entry, '$.status') IN (401, 403) THEN 'refused'
  WHEN json_extract(entry, '$.status') >= 400 THEN 'failed' ELSE 'answered' END`;

export function collectionLog(
  db: Db,
  snapshotId: string,
  { offset, limit, search = '', outcome = null }: LogQuery,
) {
  const where = `snapshot_id = @snapshotId AND (@outcome IS NULL OR ${OUTCOMES} = @outcome)
    AND (@search = '' OR CASE WHEN json_valid(entry) THEN
      instr(lower(json_extract(entry, '$.path')), lower(@search)) > 0
      OR instr(lower(coalesce(json_extract(entry, '$.note'), '')), lower(@search)) > 0 END)`;
  const query = { snapshotId, search, outcome, limit, offset };
  const total = countRows(db, `SELECT count(*) AS n FROM collection_log WHERE ${where}`, query);
  const entries = db
    .prepare(`SELECT entry FROM collection_log WHERE ${where} ORDER BY row LIMIT @limit OFFSET @offset`)
    .pluck();
  const rows = rowsOf(entries, LogEntry).all(query);
  return { total, rows: rows.map((entry) => entry ?? DAMAGED_ENTRY) };
}

const LogEntry = jsonOrNull(CollectionLogEntry);

/** Stands in its place in the log, so that nothing is missing there unsaid. */
const DAMAGED_ENTRY: CollectionLogEntry = {
  at: '',
  verb: 'GET',
  path: '',
  status: null,
  bytes: 0,
  durationMs: 0,
  attempt: 1,
  note: 'This entry of the log is damaged and cannot be read.',
};

/** The id of the snapshot's cluster. @throws DrydockError NOT_FOUND */
export function clusterOf(db: Db, snapshotId: string): string {
  const clusterId = db.prepare('SELECT cluster_id FROM snapshot WHERE id = ?').pluck();
  const found = rowsOf(clusterId, z.string()).get(snapshotId);
  if (found === undefined) throw new DrydockError('NOT_FOUND', { what: 'The snapshot' });
  return found;
}

export interface ObjectQuery extends PageRequest {
  readonly snapshotId: string;
  readonly kind: string | null;
  readonly namespace: string | null;
  readonly search: string;
}

export function listObjects(db: Db, query: ObjectQuery): { total: number; rows: ObjectRef[] } {
  const where = `snapshot_id = @snapshotId AND (@kind IS NULL OR kind = @kind)
    AND (@namespace IS NULL OR namespace = @namespace) AND (@search = '' OR instr(lower(name), lower(@search)) > 0)`;
  const total = countRows(db, `SELECT count(*) AS n FROM object WHERE ${where}`, query);
  const objects = db.prepare(
    `SELECT api_version AS apiVersion, kind, nullif(namespace, '') AS namespace, name FROM object WHERE ${where}
     ORDER BY kind, namespace, name LIMIT @limit OFFSET @offset`,
  );
  return { total, rows: rowsOf(objects, ObjectRef).all(query) };
}

export function oneObject(db: Db, snapshotId: string, ref: ObjectRef): KubernetesObject | null {
  const variants = db.prepare(
    `SELECT ${BODY_COLUMNS} FROM object WHERE snapshot_id = ? AND kind = ? AND namespace = ? AND name = ?
     ORDER BY api_version = ? DESC LIMIT ${MOST_VARIANTS}`,
  );
  const rows = rowsOf(variants, BodyPlace).all(
    snapshotId,
    ref.kind,
    ref.namespace ?? '',
    ref.name,
    ref.apiVersion,
  );
  const bodyOf = bodyReader(db);
  const [first] = rows;
  if (first === undefined) return null;
  if (ref.source === undefined || rows.length === 1) return bodyOf(first);
  for (const row of rows) {
    const body = bodyOf(row);
    if (body.$drydock?.source === ref.source) return body;
  }
  return bodyOf(first);
}

/** Files may hold a name once for each environment. */
const MOST_VARIANTS = 1000;

export function countRows(db: Db, sql: string, parameters: unknown): number {
  return rowsOf(db.prepare(sql).pluck(), z.int()).get(parameters) ?? 0;
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
