/** The engagement's own record, its clusters, estate register and authorisations. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  Authorisation,
  type AuthorisationInput,
  Cluster,
  DEFAULT_BANDS,
  EngagementProfile,
  type EngagementSummary,
  EstateEntry,
} from '../../shared/engagement.ts';
import { DrydockError } from '../../shared/errors.ts';
import type { Db } from './db.ts';
import { appendJournal, journalHead, type Stamp } from './journal.ts';
import { newestEvidenceOf } from './newest-evidence.ts';
import { jsonOf, rowsOf } from './rows.ts';

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
  const row = engagementRow(db);
  const { head, length } = journalHead(db);
  return {
    id: row.id,
    profile: Profile.safeParse(row.profile).data ?? readableOf(row.profile),
    createdAt: row.createdAt,
    journalHead: head,
    journalLength: length,
    file,
    isSample: row.isSample === 1,
  };
}

export const Profile = jsonOf(EngagementProfile);

const EngagementRow = z.object({
  id: z.string(),
  profile: z.string(),
  createdAt: z.string(),
  isSample: z.int(),
});

function engagementRow(db: Db): z.infer<typeof EngagementRow> {
  const statement = db.prepare(
    'SELECT id, profile, created_at AS createdAt, is_sample AS isSample FROM engagement',
  );
  const row = rowsOf(statement, EngagementRow).get();
  if (row === undefined)
    throw new DrydockError('ENGAGEMENT_DAMAGED', { reason: 'it contains no engagement' });
  return row;
}

/** The fields of a damaged profile that can be read, so that the engagement opens and the rest of it is at hand. */
function readableOf(text: string): EngagementProfile {
  const stored = jsonOf(z.record(z.string(), z.unknown())).safeParse(text).data ?? {};
  const fields = Object.entries(EngagementProfile.shape).flatMap(([field, schema]) => {
    const parsed = schema.safeParse(stored[field]);
    return parsed.success ? [[field, parsed.data]] : [];
  });
  return EngagementProfile.parse({ ...UNREADABLE, ...Object.fromEntries(fields) });
}

const UNREADABLE: EngagementProfile = {
  name: 'Not readable',
  target: 'Not readable',
  client: '',
  assessor: '',
  consultancy: '',
  classification: '',
  currency: 'EUR',
  bands: DEFAULT_BANDS,
  dayRates: [],
  people: [],
  decision: null,
  decisionReason: '',
  conditions: [],
  executiveNote: '',
};

/** Fields to change; an absent or undefined one stays. */
export type ProfileChange = {
  readonly [Field in keyof EngagementProfile]?: EngagementProfile[Field] | undefined;
};

/** `expected`: what fields were when the edit began. */
export type ProfileEdit = ProfileChange & { readonly expected?: ProfileChange | undefined };

/**
 * A damaged profile that it replaces is kept in the journal.
 * @throws DrydockError CONFLICT when a field has another value than was expected
 */
export function updateEngagement(db: Db, stamp: Stamp, { expected = {}, ...change }: ProfileEdit): void {
  const { id, profile } = engagementSummary(db, '');
  for (const [field, value] of Object.entries(expected)) {
    if (value !== undefined && !isDeepStrictEqual(Reflect.get(profile, field), value))
      throw new DrydockError('CONFLICT', { what: 'The profile of the engagement' });
  }
  const next = EngagementProfile.parse({ ...profile, ...change });
  const stored = engagementRow(db).profile;
  const kept = Profile.safeParse(stored).success ? {} : { replacedDamaged: stored };
  db.prepare('UPDATE engagement SET profile = ?').run(JSON.stringify(next));
  appendJournal(db, stamp, 'engagement.update', id, { ...change, ...kept });
}

export function listClusters(db: Db): Cluster[] {
  const clusters = db.prepare(
    `SELECT id, name, created_at AS createdAt, ${newestEvidenceOf('cluster.id')} AS latestSnapshotId
     FROM cluster ORDER BY rowid`,
  );
  return rowsOf(clusters, Cluster, 'A cluster').readable();
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
  return rowsOf(entries(db, 'estate'), StoredEstate).readable();
}

export const StoredEstate = jsonOf(EstateEntry);

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
  return rowsOf(entries(db, 'authorisation'), StoredAuthorisation).readable();
}

/**
 * Those that a collection may rely on. A damaged entry may have corrected any earlier one, to fewer clusters or a shorter
 * window, so only entries recorded after it count.
 */
export function reliableAuthorisations(db: Db): Authorisation[] {
  const parsed = entries(db, 'authorisation')
    .all()
    .map((entry) => StoredAuthorisation.safeParse(entry));
  const reliable = parsed.slice(parsed.findLastIndex(({ success }) => !success) + 1);
  return reliable.flatMap(({ data }) => data ?? []);
}

export const StoredAuthorisation = jsonOf(Authorisation);

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

const entries = (db: Db, table: EntryTable) =>
  db.prepare(`SELECT entry FROM ${table} ORDER BY position`).pluck();

function put(db: Db, table: EntryTable, id: string, entry: unknown): void {
  db.prepare(
    `INSERT INTO ${table} VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM ${table}), ?)
     ON CONFLICT (id) DO UPDATE SET entry = excluded.entry`,
  ).run(id, JSON.stringify(entry));
}
