/** The engagement's own record, its clusters, estate register and authorisations. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  Authorisation,
  type AuthorisationInput,
  type Cluster,
  EngagementProfile,
  type EngagementSummary,
  EstateEntry,
} from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';
import type { Db } from './db.ts';
import { appendJournal, journalHead, type Stamp } from './journal.ts';
import { newestEvidenceOf } from './newest-evidence.ts';

export function initEngagement(db: Db, stamp: Stamp, profile: EngagementProfile, isSample: boolean): void {
  const id = randomUUID();
  db.prepare('INSERT INTO engagement VALUES (1, ?, ?, ?, ?)').run(
    id,
    JSON.stringify(profile),
    stamp.at,
    isSample ? 1 : 0,
  );
  appendJournal(db, stamp, 'engagement.create', id, { name: profile.name });
}

export function engagementSummary(db: Db, file: string): EngagementSummary {
  const row = db.prepare('SELECT id, profile, created_at, is_sample FROM engagement').get() as
    | { id: string; profile: string; created_at: string; is_sample: number }
    | undefined;
  if (row === undefined)
    throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: 'it contains no engagement' });
  const { head, length } = journalHead(db);
  return {
    id: row.id,
    profile: EngagementProfile.parse(JSON.parse(row.profile)),
    createdAt: row.created_at,
    journalHead: head,
    journalLength: length,
    file,
    isSample: row.is_sample === 1,
  };
}

/** Fields to change; an absent or undefined one stays. */
export type ProfileChange = {
  readonly [Field in keyof EngagementProfile]?: EngagementProfile[Field] | undefined;
};

/** `expected`: what fields were when the edit began. */
export type ProfileEdit = ProfileChange & { readonly expected?: ProfileChange | undefined };

/** @throws DrydockError CONFLICT when a field has another value than was expected */
export function updateEngagement(db: Db, stamp: Stamp, { expected = {}, ...change }: ProfileEdit): void {
  const { id, profile } = engagementSummary(db, '');
  for (const [field, value] of Object.entries(expected)) {
    if (value !== undefined && !isDeepStrictEqual(Reflect.get(profile, field), value))
      throw new DrydockError('CONFLICT', { what: 'The profile of the engagement' });
  }
  const next = EngagementProfile.parse({ ...profile, ...change });
  db.prepare('UPDATE engagement SET profile = ?').run(JSON.stringify(next));
  appendJournal(db, stamp, 'engagement.update', id, change);
}

export function listClusters(db: Db): Cluster[] {
  return db
    .prepare(
      `SELECT id, name, created_at AS createdAt, ${newestEvidenceOf('cluster.id')} AS latestSnapshotId
       FROM cluster ORDER BY rowid`,
    )
    .all() as Cluster[];
}

export function createCluster(db: Db, stamp: Stamp, name: string): Cluster {
  const cluster = { id: randomUUID(), name, latestSnapshotId: null, createdAt: stamp.at };
  db.prepare('INSERT INTO cluster VALUES (?, ?, ?)').run(cluster.id, name, stamp.at);
  appendJournal(db, stamp, 'cluster.create', cluster.id, { name });
  return cluster;
}

export function renameCluster(db: Db, stamp: Stamp, id: string, name: string): Cluster {
  db.prepare('UPDATE cluster SET name = ? WHERE id = ?').run(name, id);
  appendJournal(db, stamp, 'cluster.rename', id, { name });
  const cluster = listClusters(db).find((candidate) => candidate.id === id);
  if (cluster === undefined) throw new DrydockError('NOT_FOUND', { what: 'The cluster' });
  return cluster;
}

export function listEstate(db: Db): EstateEntry[] {
  return entries(db, 'estate').map((entry) => EstateEntry.parse(entry));
}

export type EstateEdit = Omit<EstateEntry, 'suggested' | 'revision'> & {
  /** Of the entry that was edited; null for a change that keeps what it does not name. */
  readonly baseRevision: number | null;
};

/** @throws DrydockError CONFLICT when the edit began from an older revision */
export function saveEstate(
  db: Db,
  stamp: Stamp,
  input: Omit<EstateEdit, 'baseRevision'>,
  baseRevision: number | null,
): EstateEntry {
  const newest = listEstate(db).find(({ id }) => id === input.id)?.revision ?? 0;
  if (baseRevision !== null && baseRevision !== newest)
    throw new DrydockError('CONFLICT', { what: 'The entry' });
  const entry: EstateEntry = {
    ...input,
    id: input.id.startsWith('suggested:') ? randomUUID() : input.id,
    suggested: false,
    revision: newest + 1,
  };
  put(db, 'estate', entry.id, entry);
  appendJournal(db, stamp, 'estate.save', entry.id, entry);
  return entry;
}

export function removeEstate(db: Db, stamp: Stamp, id: string): void {
  db.prepare('DELETE FROM estate WHERE id = ?').run(id);
  appendJournal(db, stamp, 'estate.remove', id, {});
}

/** A collected cluster is part of the estate, whether anyone entered it before or not. */
export function markCollected(
  db: Db,
  stamp: Stamp,
  clusterId: string,
  name: string,
  heardFrom = 'Collected',
): void {
  const all = listEstate(db);
  const known = all.find(
    (entry) =>
      entry.clusterId === clusterId ||
      (entry.clusterId === null && entry.name.toLowerCase() === name.toLowerCase()),
  );
  const entry = known ?? {
    id: randomUUID(),
    name,
    kind: 'kubernetes',
    purpose: '',
    provider: '',
    heardFrom,
    note: '',
  };
  saveEstate(db, stamp, { ...entry, status: 'collected', clusterId }, null);
}

export function listAuthorisations(db: Db): Authorisation[] {
  return entries(db, 'authorisation').map((entry) => Authorisation.parse(entry));
}

export function recordAuthorisation(db: Db, stamp: Stamp, input: AuthorisationInput): Authorisation {
  return addAuthorisation(db, stamp, 'authorisation.record', {
    ...input,
    corrects: null,
    correctionReason: '',
  });
}

/** @throws DrydockError NOT_FOUND; INPUT_REFUSED when the entry was corrected already */
export function correctAuthorisation(
  db: Db,
  stamp: Stamp,
  { id, reason, ...input }: AuthorisationInput & { readonly id: string; readonly reason: string },
): Authorisation {
  const all = listAuthorisations(db);
  if (!all.some((entry) => entry.id === id))
    throw new DrydockError('NOT_FOUND', { what: 'The authorisation' });
  if (all.some(({ corrects }) => corrects === id))
    throw new DrydockError('INPUT_REFUSED', {
      sentence: 'This authorisation was corrected in the meantime. Correct its newest version.',
    });
  return addAuthorisation(db, stamp, 'authorisation.correct', {
    ...input,
    corrects: id,
    correctionReason: reason,
  });
}

function addAuthorisation(
  db: Db,
  stamp: Stamp,
  action: string,
  input: Omit<Authorisation, 'id' | 'recordedAt' | 'recordedBy'>,
): Authorisation {
  const entry = { ...input, id: randomUUID(), recordedBy: stamp.author, recordedAt: stamp.at };
  put(db, 'authorisation', entry.id, entry);
  appendJournal(db, stamp, action, entry.id, entry);
  return entry;
}

type EntryTable = 'estate' | 'authorisation';

function entries(db: Db, table: EntryTable): unknown[] {
  const rows = db.prepare(`SELECT entry FROM ${table} ORDER BY position`).all() as { entry: string }[];
  return rows.map(({ entry }) => JSON.parse(entry) as unknown);
}

function put(db: Db, table: EntryTable, id: string, entry: unknown): void {
  db.prepare(
    `INSERT INTO ${table} VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM ${table}), ?)
     ON CONFLICT (id) DO UPDATE SET entry = excluded.entry`,
  ).run(id, JSON.stringify(entry));
}
