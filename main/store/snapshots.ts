/** Snapshots: objects in, streamed out for analysis, windowed out for reading. */
import { createHash } from 'node:crypto';
import type { SnapshotSummary } from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';
import {
  type CollectionLogEntry,
  isMissing,
  type LogOutcome,
  type ObjectRef,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import {
  type EvidenceSink,
  type KubernetesObject,
  ndjsonLine,
  type SnapshotSource,
} from '../snapshot/model.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { BODY_COLUMNS, type BodyPlace, bodyReader, packLines } from './object-chunks.ts';

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

export function snapshotManifest(db: Db, snapshotId: string): SnapshotManifest {
  const row = db.prepare('SELECT manifest FROM snapshot WHERE id = ?').get(snapshotId) as
    | { manifest: string | null }
    | undefined;
  if (!row?.manifest) throw new DrydockError('NOT_FOUND', { what: 'The snapshot' });
  return JSON.parse(row.manifest) as SnapshotManifest;
}

/** Snapshots that a crash left unfinished. Call while nothing writes one. */
export function discardUnfinishedSnapshots(db: Db): void {
  db.prepare('DELETE FROM snapshot WHERE manifest IS NULL').run();
}

/** A stored snapshot kind by kind, in bounded memory: what a bundle is written from, and a collection resumed. */
export function snapshotByKind(db: Db, snapshotId: string) {
  const manifest = snapshotManifest(db, snapshotId);
  const rows = rowsByResource(db, snapshotId);
  const place = db.prepare(`SELECT ${BODY_COLUMNS} FROM object WHERE row = ?`);
  const bodyOf = bodyReader(db);
  return {
    manifest,
    async *objectsOf(resource: ResourceRef): AsyncGenerator<readonly KubernetesObject[]> {
      const all = rows.get(resourceKey(resource)) ?? [];
      for (let at = 0; at < all.length; at += BATCH_OBJECTS) {
        yield all.slice(at, at + BATCH_OBJECTS).map((row) => bodyOf(place.get(row) as BodyPlace));
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

/** One pass over the narrow columns instead of one for each kind. */
function rowsByResource(db: Db, snapshotId: string): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  const all = db
    .prepare('SELECT row, resource FROM object WHERE snapshot_id = ? ORDER BY row')
    .iterate(snapshotId) as IterableIterator<{ row: number; resource: string }>;
  for (const { row, resource } of all) {
    const known = rows.get(resource);
    if (known === undefined) rows.set(resource, [row]);
    else known.push(row);
  }
  return rows;
}

/** Objects in the order of collection, one at a time. */
export function snapshotSource(db: Db, snapshotId: string): SnapshotSource {
  const manifest = snapshotManifest(db, snapshotId);
  const refs = new Map(
    (
      db.prepare('SELECT key, ref FROM resource WHERE snapshot_id = ?').all(snapshotId) as {
        key: string;
        ref: string;
      }[]
    ).map(({ key, ref }) => [key, JSON.parse(ref) as ResourceRef]),
  );
  return {
    manifest,
    *objects() {
      const bodyOf = bodyReader(db);
      const rows = db
        .prepare(`SELECT resource, ${BODY_COLUMNS} FROM object WHERE snapshot_id = ? ORDER BY row`)
        .iterate(snapshotId) as IterableIterator<BodyPlace & { resource: string }>;
      for (const { resource, ...place } of rows) {
        const ref = refs.get(resource);
        if (ref !== undefined) yield { resource: ref, object: bodyOf(place) };
      }
    },
  };
}

export function listSnapshots(db: Db): SnapshotSummary[] {
  const rows = db
    .prepare(
      `SELECT s.id, s.cluster_id AS clusterId, c.name AS clusterName, s.manifest, s.analysed_with AS analysedWith
       FROM snapshot s JOIN cluster c ON c.id = s.cluster_id WHERE s.manifest IS NOT NULL ORDER BY s.position DESC`,
    )
    .all() as {
    id: string;
    clusterId: string;
    clusterName: string;
    manifest: string;
    analysedWith: string | null;
  }[];
  return rows.map(({ manifest: json, analysedWith, ...row }) => {
    const manifest = JSON.parse(json) as SnapshotManifest;
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

export interface LogQuery extends PageRequest {
  readonly search?: string;
  readonly outcome?: LogOutcome | null;
}

/** As `logOutcome` says it, in SQL. */
const OUTCOMES = `CASE WHEN json_extract(entry, '$.status') IS NULL THEN 'no-answer'
  WHEN json_extract(entry, '$.status') IN (401, 403) THEN 'refused'
  WHEN json_extract(entry, '$.status') >= 400 THEN 'failed' ELSE 'answered' END`;

export function collectionLog(
  db: Db,
  snapshotId: string,
  { offset, limit, search = '', outcome = null }: LogQuery,
) {
  const where = `snapshot_id = @snapshotId AND (@outcome IS NULL OR ${OUTCOMES} = @outcome)
    AND (@search = '' OR instr(lower(json_extract(entry, '$.path')), lower(@search)) > 0
      OR instr(lower(coalesce(json_extract(entry, '$.note'), '')), lower(@search)) > 0)`;
  const query = { snapshotId, search, outcome, limit, offset };
  const total = countRows(db, `SELECT count(*) AS n FROM collection_log WHERE ${where}`, query);
  const rows = db
    .prepare(`SELECT entry FROM collection_log WHERE ${where} ORDER BY row LIMIT @limit OFFSET @offset`)
    .all(query) as { entry: string }[];
  return { total, rows: rows.map(({ entry }) => JSON.parse(entry) as CollectionLogEntry) };
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
  const rows = db
    .prepare(
      `SELECT api_version AS apiVersion, kind, nullif(namespace, '') AS namespace, name FROM object WHERE ${where}
       ORDER BY kind, namespace, name LIMIT @limit OFFSET @offset`,
    )
    .all(query) as ObjectRef[];
  return { total, rows };
}

export function oneObject(db: Db, snapshotId: string, ref: ObjectRef): KubernetesObject | null {
  const rows = db
    .prepare(
      `SELECT ${BODY_COLUMNS} FROM object WHERE snapshot_id = ? AND kind = ? AND namespace = ? AND name = ?
       ORDER BY api_version = ? DESC LIMIT ${MOST_VARIANTS}`,
    )
    .all(snapshotId, ref.kind, ref.namespace ?? '', ref.name, ref.apiVersion) as BodyPlace[];
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
  return (db.prepare(sql).get(parameters) as { n: number }).n;
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
