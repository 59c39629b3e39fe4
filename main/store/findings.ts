/** Findings as rows: automated, manual and merged side by side; overrides stand beside the machine's verdict. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import {
  FindingOrigin,
  type FindingRecord,
  type FindingRow,
  FindingStatus,
  ManualFindingInput,
  Override,
} from '../../shared/finding.ts';
import { SEVERITIES, type Severity, severityRank, VerdictState } from '../../shared/verdict.ts';
import type { Db } from './db.ts';
import { nextNumber } from './finding-number.ts';
import { importedDetail } from './imports.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { jsonOf, rowsOf } from './rows.ts';
import { countRows } from './snapshots.ts';

export interface FindingQuery {
  readonly offset: number;
  readonly limit: number;
  readonly search: string;
  readonly severities: readonly Severity[];
  readonly verdicts: readonly VerdictState[];
  readonly origins: readonly string[];
  readonly statuses: readonly string[];
  readonly domains: readonly string[];
  readonly clusterId: string | null;
  readonly includeMerged: boolean;
  readonly sort: 'severity' | 'number' | 'title' | 'affected' | 'origin' | 'status' | 'updated';
  readonly descending: boolean;
}

const ORDER: Readonly<Record<FindingQuery['sort'], string>> = {
  severity: "verdict = 'fail' DESC, severity",
  number: 'number',
  title: 'title COLLATE NOCASE',
  affected: 'affected',
  origin: 'origin',
  status: 'status',
  updated: 'updated_at',
};

/** Those that the search finds, of the cluster or of none, in the order of their numbers. */
export function findingRows(
  db: Db,
  query: Pick<FindingQuery, 'search' | 'clusterId' | 'includeMerged'>,
): FindingRow[] {
  const found = db.prepare(`SELECT ${COLUMNS} FROM finding WHERE ${FOUND} ORDER BY number`);
  return rowsOf(found, RawRow).readable(foundBy(query)).map(rowOf);
}

const FOUND = `(@search = '' OR instr(search, @search) > 0)
    AND (@clusterId IS NULL OR cluster_id IS NULL OR cluster_id = @clusterId)
    AND (@includeMerged = 1 OR merged_into IS NULL)`;

const foundBy = ({
  search,
  clusterId,
  includeMerged,
}: Pick<FindingQuery, 'search' | 'clusterId' | 'includeMerged'>) => ({
  search: search.toLowerCase().trim(),
  clusterId,
  includeMerged: includeMerged ? 1 : 0,
});

/** Without a choice of verdicts: fail and unknown. */
export function listFindings(db: Db, query: FindingQuery) {
  const where = `${FOUND}
    AND severity IN (SELECT value FROM json_each(@severities)) AND verdict IN (SELECT value FROM json_each(@verdicts))
    AND (@origins = '[]' OR origin IN (SELECT value FROM json_each(@origins)))
    AND (@statuses = '[]' OR status IN (SELECT value FROM json_each(@statuses)))
    AND (@domains = '[]' OR domain IN (SELECT value FROM json_each(@domains)))`;
  const chosen = query.severities.length > 0 ? query.severities : SEVERITIES;
  const filter = {
    ...foundBy(query),
    severities: JSON.stringify(chosen.map(severityRank)),
    verdicts: JSON.stringify(query.verdicts.length > 0 ? query.verdicts : ['fail', 'unknown']),
    origins: JSON.stringify(query.origins),
    statuses: JSON.stringify(query.statuses),
    domains: JSON.stringify(query.domains),
  };
  const total = countRows(db, `SELECT count(*) FROM finding WHERE ${where}`, filter);
  const direction = query.descending ? 'DESC' : 'ASC';
  const findings = db.prepare(
    `SELECT ${COLUMNS} FROM finding WHERE ${where} ORDER BY ${ORDER[query.sort]} ${direction}, number LIMIT @limit OFFSET @offset`,
  );
  const rows = rowsOf(findings, RawRow).readable({ ...filter, limit: query.limit, offset: query.offset });
  return { total, rows: rows.map(rowOf) };
}

/** @throws DrydockError NOT_FOUND, RECORD_DAMAGED */
export function findingRecord(db: Db, id: string): FindingRecord {
  const finding = db.prepare(`SELECT ${RECORD_COLUMNS} FROM finding WHERE id = ?`);
  const raw = rowsOf(finding, RawRecord, 'The finding').get(id);
  if (raw === undefined) throw new DrydockError('NOT_FOUND', { what: 'The finding' });
  const overrides = db
    .prepare('SELECT entry FROM finding_override WHERE finding_id = ? ORDER BY row')
    .pluck();
  const members = db.prepare('SELECT id FROM finding WHERE merged_into = ? ORDER BY number').pluck();
  return {
    row: rowOf(raw),
    revision: raw.revision,
    control: raw.control,
    input: raw.input,
    questions: raw.questions,
    overrides: rowsOf(overrides, OverrideEntry).readable(id),
    members: rowsOf(members, z.string()).all(id),
    imported: importedDetail(db, id),
  };
}

export function allFindingIds(db: Db): string[] {
  const ids = db.prepare(
    "SELECT id FROM finding WHERE verdict IN ('fail', 'unknown') OR overridden = 1 OR merged_into IS NOT NULL ORDER BY severity, number",
  );
  return rowsOf(ids.pluck(), z.string()).all();
}

export function createFinding(
  db: Db,
  stamp: Stamp,
  input: ManualFindingInput,
  origin: 'manual' | 'merged' = 'manual',
): { id: string } {
  const id = randomUUID();
  db.prepare(
    `INSERT INTO finding (id, number, origin, cluster_id, title, domain, severity, verdict, status, affected, questions, input, search, updated_at)
     VALUES (@id, @number, @origin, @clusterId, @title, @domain, @severity, 'fail',
       @status, @affected, @questions, @input, @search, @at)`,
  ).run({ id, number: nextNumber(db), origin, ...columnsOf(input), at: stamp.at });
  appendJournal(db, stamp, 'finding.create', id, input);
  return { id };
}

/** @throws DrydockError NOT_FOUND, RECORD_DAMAGED; CONFLICT when the edit began from an older revision */
export function updateFinding(
  db: Db,
  stamp: Stamp,
  { id, input, baseRevision }: { id: string; input: ManualFindingInput; baseRevision: number },
): void {
  // A damaged one is not written over.
  const { revision } = findingRecord(db, id);
  if (revision !== baseRevision) throw new DrydockError('CONFLICT', { what: 'The finding' });
  const { changes } = db
    .prepare(
      `UPDATE finding SET cluster_id = @clusterId, title = @title, domain = @domain, severity = @severity, status = @status,
         affected = @affected, questions = @questions, input = @input, search = @search, updated_at = @at,
         revision = revision + 1
       WHERE id = @id AND origin IN ('manual', 'merged')`,
    )
    .run({ id, ...columnsOf(input), ...standingOverride(db, id, input), at: stamp.at });
  if (changes === 0) throw new DrydockError('NOT_FOUND', { what: 'A finding of your own with this id' });
  appendJournal(db, stamp, 'finding.update', id, input);
}

/** An edit does not undo an override of the severity. */
function standingOverride(db: Db, id: string, input: ManualFindingInput): { severity: number } {
  const newest = db
    .prepare('SELECT entry FROM finding_override WHERE finding_id = ? ORDER BY row DESC LIMIT 1')
    .pluck();
  const override = rowsOf(newest, OverrideEntry, 'The newest override of the finding').get(id);
  return { severity: severityRank(override?.severity ?? input.severity) };
}

export function setFindingStatus(db: Db, stamp: Stamp, id: string, status: string): void {
  // What the assessor wrote keeps its own copy of the status; the two must not differ.
  const { changes } = db
    .prepare(
      `UPDATE finding SET status = @status, updated_at = @at, revision = revision + 1, input = ${changed("'$.status', @status")}
       WHERE id = @id`,
    )
    .run({ id, status, at: stamp.at });
  if (changes === 0) throw new DrydockError('NOT_FOUND', { what: 'The finding' });
  appendJournal(db, stamp, 'finding.status', id, { status });
}

/** What the assessor wrote, changed in one place; a damaged text is left as it is. */
const changed = (change: string) =>
  `CASE WHEN json_valid(input) THEN json_set(input, ${change}) ELSE input END`;

export interface OverrideEdit {
  readonly id: string;
  /** How many overrides of the finding were seen; 0 for none. */
  readonly baseRevision: number;
  readonly verdict: VerdictState | null;
  readonly severity: Severity | null;
  readonly reason: string;
}

/**
 * A verdict or severity of null leaves the machine's; both null take an override back.
 * @throws DrydockError NOT_FOUND; CONFLICT when there is an override that was not seen
 */
export function overrideFinding(db: Db, stamp: Stamp, { id, baseRevision, ...change }: OverrideEdit): void {
  const { row, input, overrides } = findingRecord(db, id);
  if (overrides.length !== baseRevision) throw new DrydockError('CONFLICT', { what: 'The override' });
  const override: Override = { ...change, author: stamp.author, at: stamp.at };
  db.prepare('INSERT INTO finding_override (finding_id, entry) VALUES (?, ?)').run(
    id,
    JSON.stringify(override),
  );
  const severity = change.severity ?? row.machineSeverity ?? input?.severity ?? row.severity;
  const verdict = change.verdict ?? row.machineVerdict ?? 'fail';
  const overridden = change.severity === null && change.verdict === null ? 0 : 1;
  db.prepare('UPDATE finding SET overridden = ?, severity = ?, verdict = ?, updated_at = ? WHERE id = ?').run(
    overridden,
    severityRank(severity),
    verdict,
    stamp.at,
    id,
  );
  appendJournal(db, stamp, 'finding.override', id, override);
}

export function mergeFindings(
  db: Db,
  stamp: Stamp,
  ids: readonly string[],
  input: ManualFindingInput,
): { id: string } {
  const merged = createFinding(db, stamp, input, 'merged');
  const join = db.prepare(
    'UPDATE finding SET merged_into = ?, updated_at = ? WHERE id = ? AND merged_into IS NULL',
  );
  for (const id of ids) {
    if (join.run(merged.id, stamp.at, id).changes === 0)
      throw new DrydockError('CONFLICT', { what: 'A finding to merge' });
  }
  appendJournal(db, stamp, 'finding.merge', merged.id, { ids });
  return merged;
}

/** The merged finding goes; its members come back as they were. The journal keeps both. */
export function unmergeFinding(db: Db, stamp: Stamp, id: string): void {
  const { row } = findingRecord(db, id);
  if (row.origin !== 'merged') throw new DrydockError('NOT_FOUND', { what: 'A merged finding with this id' });
  db.prepare('UPDATE finding SET merged_into = NULL, updated_at = ? WHERE merged_into = ?').run(stamp.at, id);
  db.prepare('DELETE FROM finding_override WHERE finding_id = ?').run(id);
  db.prepare('DELETE FROM finding WHERE id = ?').run(id);
  appendJournal(db, stamp, 'finding.unmerge', id, {});
}

export function linkQuestions(db: Db, stamp: Stamp, id: string, questions: readonly string[]): void {
  const { changes } = db
    .prepare(
      `UPDATE finding SET questions = @questions, updated_at = @at, revision = revision + 1,
         input = ${changed("'$.questions', json(@questions)")}
       WHERE id = @id`,
    )
    .run({ id, questions: JSON.stringify(questions), at: stamp.at });
  if (changes === 0) throw new DrydockError('NOT_FOUND', { what: 'The finding' });
  appendJournal(db, stamp, 'finding.questions', id, { questions });
}

const COLUMNS = `id, number, origin, title, domain, cluster_id AS clusterId, control, severity, verdict,
  machine_severity AS machineSeverity, machine_verdict AS machineVerdict, overridden, status, affected, excepted, expired,
  merged_into AS mergedInto, updated_at AS updatedAt,
  coalesce((SELECT name FROM cluster WHERE cluster.id = finding.cluster_id), '') AS clusterName`;

const Rank = z
  .int()
  .min(0)
  .max(SEVERITIES.length - 1);

const RawRow = z.object({
  id: z.string(),
  number: z.int(),
  origin: FindingOrigin,
  title: z.string(),
  domain: z.string(),
  clusterId: z.string().nullable(),
  clusterName: z.string(),
  control: z.string().nullable(),
  severity: Rank,
  verdict: VerdictState,
  machineSeverity: Rank.nullable(),
  machineVerdict: VerdictState.nullable(),
  overridden: z.int(),
  status: FindingStatus,
  affected: z.int(),
  excepted: z.int(),
  expired: z.int(),
  mergedInto: z.string().nullable(),
  updatedAt: z.string(),
});
type RawRow = Readonly<z.infer<typeof RawRow>>;

export const RECORD_COLUMNS = `${COLUMNS}, revision, input, questions`;
export const RawRecord = RawRow.extend({
  revision: z.int(),
  input: jsonOf(ManualFindingInput).nullable(),
  questions: jsonOf(z.array(z.string())),
});
export const OverrideEntry = jsonOf(Override);

function rowOf(raw: RawRow): FindingRow {
  return {
    id: raw.id,
    number: `F-${String(raw.number).padStart(2, '0')}`,
    origin: raw.origin,
    title: raw.title,
    domain: raw.domain,
    clusterId: raw.clusterId,
    clusterName: raw.clusterName,
    severity: SEVERITIES[raw.severity] ?? 'info',
    verdict: raw.verdict,
    machineSeverity: raw.machineSeverity === null ? null : (SEVERITIES[raw.machineSeverity] ?? null),
    machineVerdict: raw.machineVerdict,
    overridden: raw.overridden === 1,
    status: raw.status,
    affectedCount: raw.affected,
    exceptedCount: raw.excepted,
    expiredCount: raw.expired,
    controlIds: raw.control === null ? [] : [raw.control],
    mergedInto: raw.mergedInto,
    updatedAt: raw.updatedAt,
  };
}

function columnsOf(input: ManualFindingInput) {
  return {
    clusterId: input.clusterId,
    title: input.title,
    domain: input.domain,
    severity: severityRank(input.severity),
    status: input.status,
    affected: input.affected.length,
    questions: JSON.stringify(input.questions),
    input: JSON.stringify(input),
    search: [input.title, input.fact, input.whyItMatters, ...input.affected].join(' ').toLowerCase(),
  };
}
