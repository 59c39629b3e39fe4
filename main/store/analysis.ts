/** Results of an analysis, and the automated findings that follow from them. */
import { z } from 'zod';
import {
  type ControlMeta,
  type ControlSummary,
  SEVERITIES,
  severityRank,
  type Verdict,
  VerdictState,
} from '../../shared/verdict.ts';
import type { Db } from './db.ts';
import { markSnapshot } from './exceptions.ts';
import { nextNumber } from './finding-number.ts';
import { appendJournal } from './journal.ts';
import { newestSnapshotId } from './newest-evidence.ts';
import { rowsOf } from './rows.ts';
import { clusterOf, countRows, type PageRequest } from './snapshots.ts';
import type { StoredOverview } from './stored-overview.ts';

export interface AnalysisResults {
  readonly snapshotId: string;
  readonly appVersion: string;
  readonly overview: StoredOverview;
  readonly verdicts: readonly Verdict[];
  readonly metas: readonly ControlMeta[];
}

/** Replaces the results of a snapshot and brings the cluster's automated findings up to date. */
export function storeAnalysis(db: Db, at: string, input: AnalysisResults): void {
  db.transaction(() => replaceResults(db, at, input)).immediate();
}

function replaceResults(db: Db, at: string, input: AnalysisResults): void {
  const { snapshotId } = input;
  db.prepare('DELETE FROM verdict WHERE snapshot_id = ?').run(snapshotId);
  db.prepare('INSERT INTO analysis VALUES (?, ?) ON CONFLICT DO UPDATE SET overview = excluded.overview').run(
    snapshotId,
    JSON.stringify(input.overview),
  );
  const insert = db.prepare('INSERT INTO verdict (snapshot_id, control, state, verdict) VALUES (?, ?, ?, ?)');
  for (const verdict of input.verdicts)
    insert.run(snapshotId, verdict.control, verdict.verdict, JSON.stringify(verdict));
  db.prepare('UPDATE snapshot SET analysed_with = ? WHERE id = ?').run(input.appVersion, snapshotId);
  const clusterId = clusterOf(db, snapshotId);
  // Findings are of the newest evidence: an older snapshot that is imported late changes none.
  if (newestSnapshotId(db, clusterId) === snapshotId) {
    updateFindings(db, at, clusterId, input.overview.controls, input.metas);
    retireFindings(db, at, clusterId, input.overview.controls);
  }
  markSnapshot(db, at, snapshotId);
  appendJournal(db, { author: 'Drydock', at }, 'snapshot.analyse', snapshotId, {
    appVersion: input.appVersion,
    controls: input.overview.controls.length,
  });
}

export function listVerdicts(
  db: Db,
  {
    snapshotId,
    control,
    states = [],
    search = '',
    offset,
    limit,
  }: PageRequest & { snapshotId: string; control: string; states?: readonly string[]; search?: string },
): { total: number; rows: Verdict[] } {
  const where = `snapshot_id = @snapshotId AND control = @control AND (@states = '[]' OR state IN (SELECT value FROM json_each(@states)))
    AND (@search = '' OR instr(lower(verdict), @search) > 0)`;
  const parameters = {
    snapshotId,
    control,
    states: JSON.stringify(states),
    search: search.toLowerCase().trim(),
    offset,
    limit,
  };
  const verdicts = db.prepare(
    `SELECT control, state, verdict FROM verdict WHERE ${where} ORDER BY row LIMIT @limit OFFSET @offset`,
  );
  const rows = rowsOf(verdicts, VerdictRow).all(parameters);
  const { offset: _o, limit: _l, ...counted } = parameters;
  return {
    total: countRows(db, `SELECT count(*) AS n FROM verdict WHERE ${where}`, counted),
    rows: rows.map(verdictOf),
  };
}

const VerdictRow = z.object({ control: z.string(), state: z.string(), verdict: z.string() });

/**
 * By hand and not by the whole schema, which costs a quarter of a call that brings 100,000 verdicts to another thread.
 * Only the analysis writes them, and the next one replaces them all.
 */
function verdictOf(row: z.infer<typeof VerdictRow>): Verdict {
  try {
    const verdict: unknown = JSON.parse(row.verdict);
    if (isVerdict(verdict)) return verdict;
  } catch {
    // Cut off or garbled.
  }
  return damagedVerdict(row);
}

function isVerdict(value: unknown): value is Verdict {
  return (
    typeof value === 'object' &&
    value !== null &&
    'control' in value &&
    typeof value.control === 'string' &&
    'severity' in value &&
    SEVERITY_NAMES.has(value.severity) &&
    'verdict' in value &&
    STATES.has(value.verdict) &&
    'message' in value &&
    typeof value.message === 'string' &&
    'object' in value &&
    (value.object === null || isRef(value.object))
  );
}

function isRef(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'name' in value &&
    typeof value.name === 'string' &&
    'namespace' in value &&
    (value.namespace === null || typeof value.namespace === 'string')
  );
}

const SEVERITY_NAMES: ReadonlySet<unknown> = new Set(SEVERITIES);
const STATES: ReadonlySet<unknown> = new Set(VerdictState.options);

/** Stands in its place, so that counts hold and nothing looks better than it was. */
const damagedVerdict = ({ control, state }: z.infer<typeof VerdictRow>): Verdict => ({
  control,
  severity: 'info',
  verdict: VerdictState.safeParse(state).data ?? 'unknown',
  object: null,
  message: 'This stored verdict is damaged and cannot be read. Import or collect the evidence again.',
});

/** One finding for each control that fails or is unknown; one that later passes stays, with its new verdict. */
function updateFindings(
  db: Db,
  at: string,
  clusterId: string,
  controls: readonly ControlSummary[],
  metas: readonly ControlMeta[],
): void {
  const titles = new Map(metas.map((meta) => [meta.id, meta]));
  const insert = db.prepare(
    `INSERT INTO finding (id, number, origin, cluster_id, control, title, domain, machine_severity, machine_verdict,
       severity, verdict, affected, search, updated_at)
     VALUES (@id, @number, 'automated', @clusterId, @control, @title, @domain,
       @severity, @verdict, @severity, @verdict, @affected, @search, @at)
     ON CONFLICT (id) DO UPDATE SET title = @title, machine_severity = @severity, machine_verdict = @verdict,
       severity = CASE overridden WHEN 1 THEN severity ELSE @severity END,
       verdict = CASE overridden WHEN 1 THEN verdict ELSE @verdict END,
       affected = @affected, excepted = 0, expired = 0, search = @search, updated_at = @at`,
  );
  const exists = db.prepare('SELECT 1 FROM finding WHERE id = ?');
  for (const summary of controls) {
    const id = `${clusterId}:${summary.control}`;
    const raised = summary.verdict === 'fail' || summary.verdict === 'unknown';
    const isNew = exists.get(id) === undefined;
    if (!raised && isNew) continue;
    const title = titles.get(summary.control)?.title ?? summary.control;
    const places = summary.evidence.map(
      ({ object }) => `${object.namespace ?? ''}/${object.kind}/${object.name}`,
    );
    insert.run({
      id,
      // Unused when the finding is there already.
      number: isNew ? nextNumber(db) : 0,
      clusterId,
      control: summary.control,
      title,
      domain: summary.family,
      severity: severityRank(summary.severity),
      verdict: summary.verdict,
      affected: summary.counts.fail,
      search: [title, summary.control, summary.message, ...places].join(' ').toLowerCase(),
      at,
    });
  }
}

/** A finding of a custom control that is gone stays, with its number and notes, and applies to nothing any more. */
function retireFindings(db: Db, at: string, clusterId: string, controls: readonly ControlSummary[]): void {
  db.prepare(
    `UPDATE finding SET machine_verdict = 'not-applicable', affected = 0, excepted = 0, expired = 0, updated_at = @at,
       verdict = CASE overridden WHEN 1 THEN verdict ELSE 'not-applicable' END
     WHERE cluster_id = @clusterId AND origin = 'automated' AND domain = 'custom'
       AND machine_verdict IS NOT 'not-applicable' AND control NOT IN (SELECT value FROM json_each(@controls))`,
  ).run({ at, clusterId, controls: JSON.stringify(controls.map(({ control }) => control)) });
}
