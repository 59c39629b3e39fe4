/** Exceptions, every revision kept, and the marks they leave on stored verdicts, summaries and findings. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { type ExceptionInput, ExceptionRevision } from '../../shared/exception.ts';
import { type ControlSummary, ExceptionMark, Verdict } from '../../shared/verdict.ts';
import { concerns, countExcepted, exceptionMarker, judgedOn } from '../controls/exceptions.ts';
import { stringMap } from '../snapshot/read.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { newestEvidenceOf } from './newest-evidence.ts';
import { jsonOf, rowsOf } from './rows.ts';
import { oneObject, readableManifest } from './snapshots.ts';
import { analysisOverview } from './stored-overview.ts';

/** The latest revision of each, the newest exception first. Where it is damaged, the risk counts as not accepted. */
export function listExceptions(db: Db): ExceptionRevision[] {
  const latest = db.prepare(
    `SELECT entry FROM exception_revision AS one
     WHERE revision = (SELECT max(revision) FROM exception_revision WHERE exception_id = one.exception_id)
     ORDER BY (SELECT min(rowid) FROM exception_revision WHERE exception_id = one.exception_id) DESC`,
  );
  return rowsOf(latest.pluck(), ExceptionEntry).readable();
}

export const ExceptionEntry = jsonOf(ExceptionRevision);

/** Those that can be read, newest first. @throws DrydockError NOT_FOUND */
export function exceptionRevisions(db: Db, id: string): ExceptionRevision[] {
  const revisions = revisionsOf(db).readable(id);
  if (revisions.length === 0) throw new DrydockError('NOT_FOUND', { what: 'The exception' });
  return revisions;
}

/** @throws DrydockError NOT_FOUND, RECORD_DAMAGED */
function newestRevision(db: Db, id: string): ExceptionRevision {
  const newest = revisionsOf(db).get(id);
  if (newest === undefined) throw new DrydockError('NOT_FOUND', { what: 'The exception' });
  return newest;
}

const revisionsOf = (db: Db) =>
  rowsOf(
    db.prepare('SELECT entry FROM exception_revision WHERE exception_id = ? ORDER BY revision DESC').pluck(),
    ExceptionEntry,
    'The accepted risk',
  );

export type ExceptionEdit = ExceptionInput & {
  readonly id: string | null;
  /** The revision that the edit began from; 0 for a new one. */
  readonly baseRevision: number;
};

/**
 * Adds one (id null) or a revision of one, and marks every stored verdict that either version concerns.
 * @throws DrydockError NOT_FOUND, RECORD_DAMAGED, CONFLICT when it was changed or withdrawn since `baseRevision`
 */
export function saveException(
  db: Db,
  stamp: Stamp,
  { id: known, baseRevision, ...input }: ExceptionEdit,
): { id: string } {
  const id = known ?? randomUUID();
  const before = known === null ? undefined : newestRevision(db, known);
  if (before !== undefined && (before.revision !== baseRevision || before.withdrawn !== null))
    throw new DrydockError('CONFLICT', { what: 'The exception' });
  addRevision(db, stamp, { ...input, id }, before, null);
  appendJournal(db, stamp, known === null ? 'exception.add' : 'exception.change', id, input);
  markAll(db, stamp.at, before === undefined ? [input] : [input, before]);
  return { id };
}

export interface Withdrawal {
  readonly reason: string;
  /** The revision that was seen. */
  readonly baseRevision: number;
  /** The revision that withdrew it, when only the reason changes. */
  readonly rewords?: number | null | undefined;
}

/**
 * It counts no more; it is not deleted.
 * @throws DrydockError NOT_FOUND, RECORD_DAMAGED, CONFLICT when it was changed since `baseRevision`, or withdrawn before
 */
export function withdrawException(
  db: Db,
  stamp: Stamp,
  id: string,
  { reason, baseRevision, rewords = null }: Withdrawal,
): void {
  const before = newestRevision(db, id);
  if (before.revision !== baseRevision || (before.withdrawn !== null && before.revision !== rewords))
    throw new DrydockError('CONFLICT', { what: 'The exception' });
  const { revision: _r, savedBy: _b, savedAt: _a, withdrawn: _w, ...input } = before;
  addRevision(db, stamp, input, before, reason);
  appendJournal(db, stamp, 'exception.withdraw', id, { reason });
  markAll(db, stamp.at, [before]);
}

function addRevision(
  db: Db,
  stamp: Stamp,
  input: ExceptionInput & { readonly id: string },
  before: ExceptionRevision | undefined,
  withdrawn: string | null,
): void {
  const entry: ExceptionRevision = {
    ...input,
    revision: (before?.revision ?? 0) + 1,
    savedBy: stamp.author,
    savedAt: stamp.at,
    withdrawn,
  };
  db.prepare('INSERT INTO exception_revision VALUES (?, ?, ?)').run(
    entry.id,
    entry.revision,
    JSON.stringify(entry),
  );
}

/** How many stored fails of the latest snapshots carry a mark of each exception. */
export function exceptionCounts(db: Db): Record<string, { accepts: number; expiredFor: number }> {
  const marks = db.prepare(
    `SELECT json_extract(verdict, '$.exception.id') AS accepted, json_extract(verdict, '$.expiredException.id') AS expired,
       count(*) AS n
     FROM verdict WHERE state = 'fail' AND snapshot_id IN (${LATEST}) AND ${MARKED}
     GROUP BY 1, 2`,
  );
  const rows = rowsOf(marks, CountRow).readable();
  const counts: Record<string, { accepts: number; expiredFor: number }> = {};
  for (const { accepted, expired, n } of rows) {
    const id = accepted ?? expired;
    if (id === null) continue;
    const known = (counts[id] ??= { accepts: 0, expiredFor: 0 });
    if (accepted === null) known.expiredFor += n;
    else known.accepts += n;
  }
  return counts;
}

const CountRow = z.object({ accepted: z.string().nullable(), expired: z.string().nullable(), n: z.int() });

/** A damaged verdict bears no mark that could be read. */
const MARKED = `(instr(verdict, '"exception":{') > 0 OR instr(verdict, '"expiredException":{') > 0) AND json_valid(verdict)`;

const LATEST = `SELECT ${newestEvidenceOf('cluster.id')} FROM cluster`;

type Concerned = Pick<ExceptionInput, 'control'>;

function markAll(db: Db, at: string, concerned: readonly Concerned[]): void {
  const snapshots = db.prepare('SELECT snapshot_id FROM analysis').pluck();
  for (const id of rowsOf(snapshots, z.string()).all()) markSnapshot(db, at, id, concerned);
}

/**
 * Marks the stored fails of a snapshot anew: of the controls that the given exceptions concern, or of all when none is
 * given. Nothing is evaluated again, for an exception changes no fact. Call within a transaction.
 * @param at ISO 8601; the day for snapshots that have no time of their own
 */
export function markSnapshot(
  db: Db,
  at: string,
  snapshotId: string,
  concerned: readonly Concerned[] | null = null,
): void {
  const statement = db.prepare(
    `SELECT cluster_id AS clusterId, id IN (${LATEST}) AS latest FROM snapshot WHERE id = ?`,
  );
  const place = rowsOf(statement, Place).get(snapshotId);
  const overview = analysisOverview(db, snapshotId);
  if (place === undefined || overview === null) return;
  const manifest = readableManifest(db, snapshotId);
  // Of what is damaged nothing is written over.
  if (manifest === null) return;
  const standing = listExceptions(db).filter(
    ({ withdrawn, clusterId }) => withdrawn === null && (clusterId === null || clusterId === place.clusterId),
  );
  const mark = exceptionMarker(standing, {
    day: judgedOn(manifest, at),
    labels: (object) => stringMap(oneObject(db, snapshotId, object), 'metadata', 'labels'),
  });
  const controls = overview.controls.map((summary) => {
    const touched = (concerned ?? standing).some((one) => concerns(one, summary.control));
    if (!touched || summary.counts.fail === 0) return summary;
    const marked = markFails(db, snapshotId, summary, mark);
    if (place.latest === 1) {
      db.prepare('UPDATE finding SET excepted = ?, expired = ? WHERE id = ?').run(
        marked.summary.counts.excepted ?? 0,
        marked.expired,
        `${place.clusterId}:${summary.control}`,
      );
    }
    return marked.summary;
  });
  db.prepare('UPDATE analysis SET overview = ? WHERE snapshot_id = ?').run(
    JSON.stringify({ ...overview, controls }),
    snapshotId,
  );
}

const Place = z.object({ clusterId: z.string(), latest: z.int() });

function markFails(
  db: Db,
  snapshotId: string,
  summary: ControlSummary,
  mark: (verdict: Verdict) => Verdict,
): { readonly summary: ControlSummary; readonly expired: number } {
  const fails = db.prepare(
    "SELECT row, verdict FROM verdict WHERE snapshot_id = ? AND control = ? AND state = 'fail' ORDER BY row",
  );
  const update = db.prepare('UPDATE verdict SET verdict = ? WHERE row = ?');
  const verdicts = rowsOf(fails, FailRow)
    .readable(snapshotId, summary.control)
    .map(({ row, verdict }) => {
      const marked = mark(verdict);
      const text = JSON.stringify(marked);
      if (text !== JSON.stringify(verdict)) update.run(text, row);
      return marked;
    });
  const expired = verdicts.filter(({ expiredException }) => expiredException !== undefined);
  const objects = new Set(expired.map(({ object, subject }) => JSON.stringify(object ?? subject ?? null)));
  return { summary: countExcepted(summary, verdicts), expired: objects.size };
}

const FailRow = z.object({ row: z.int(), verdict: jsonOf(Verdict) });

/** Exceptions on the fails of a control, with how many objects each marks. */
export function exceptionsOn(
  db: Db,
  { snapshotId, control }: { readonly snapshotId: string; readonly control: string },
): { mark: NonNullable<Verdict['exception']>; expired: boolean; objects: number }[] {
  const marks = db.prepare(
    `SELECT json_extract(verdict, '$.exception') AS accepted, json_extract(verdict, '$.expiredException') AS expired,
       count(DISTINCT coalesce(json_extract(verdict, '$.object'), json_extract(verdict, '$.subject'), '')) AS n
     FROM verdict WHERE snapshot_id = ? AND control = ? AND state = 'fail' AND ${MARKED}
     GROUP BY 1, 2 ORDER BY n DESC, 1, 2`,
  );
  return rowsOf(marks, MarkRow)
    .readable(snapshotId, control)
    .flatMap(({ accepted, expired, n }) => {
      const mark = accepted ?? expired;
      return mark === null ? [] : [{ mark, expired: accepted === null, objects: n }];
    });
}

const MarkRow = z.object({
  accepted: jsonOf(ExceptionMark).nullable(),
  expired: jsonOf(ExceptionMark).nullable(),
  n: z.int(),
});
