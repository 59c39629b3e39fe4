/**
 * Findings that come from another tool's file. A newer file of the same tool renews them in place: number, overrides,
 * status, links and merges stay. Nothing is deleted: a rule that passes now says so, and one that the newer file no
 * longer names, although it looked there, becomes unknown, for it was fixed or not tried.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { type EvidenceRef, ObjectRef } from '../../shared/evidence.ts';
import { ImportSource } from '../../shared/finding.ts';
import { SEVERITIES, severityRank, VerdictState } from '../../shared/verdict.ts';
import { isImage, joinObjects, type ObjectLookup } from '../snapshot/join.ts';
import type { NamedObject, ToolResults, ToolRule } from '../snapshot/tool-results.ts';
import type { Db } from './db.ts';
import { nextNumber } from './finding-number.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { newestSnapshotId } from './newest-evidence.ts';
import { objectLookup } from './object-lookup.ts';
import { jsonOf, jsonOrNull, rowsOf } from './rows.ts';
import { clusterOf, countRows, type PageRequest } from './snapshots.ts';

export interface ImportInput {
  readonly clusterId: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly results: ToolResults;
}

/** Words of a rule as they are stored beside its finding. */
const ImportedDetail = z.strictObject({
  source: ImportSource,
  fact: z.string(),
  whyItMatters: z.string(),
  recommendation: z.string(),
  references: z.array(z.strictObject({ title: z.string(), url: z.string() })).readonly(),
  mappings: z.array(z.strictObject({ framework: z.string(), id: z.string() })).readonly(),
});
type ImportedDetail = Readonly<z.infer<typeof ImportedDetail>>;

const StoredObject = z.strictObject({
  named: z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
  }),
  path: z.string(),
  message: z.string(),
  exception: z.string().nullable(),
  object: ObjectRef,
  matched: z.boolean(),
});
type StoredObject = Readonly<z.infer<typeof StoredObject>>;

/**
 * Stores the results of one tool, joined to the cluster's latest snapshot, with one journal entry for all of it.
 * Call within a transaction.
 * @returns how many findings were made or renewed
 */
export function storeImport(db: Db, stamp: Stamp, input: ImportInput): number {
  const { clusterId, results } = input;
  const snapshotId = newestSnapshotId(db, clusterId);
  const lookup = snapshotId === null ? null : objectLookup(db, snapshotId);
  const before = importedOf(db, clusterId, results.tool);
  const changes: Change[] = [];
  for (const rule of results.rules) {
    const id = findingId(clusterId, results.tool, rule.rule);
    const isNew = !before.has(rule.rule);
    if (isNew) insertFinding(db, stamp, id, clusterId, rule);
    saveRule(db, stamp, id, rule, { ...input, snapshotId }, isNew);
    clearScope(db, id, results.scope);
    insertObjects(db, id, rule, results.scope, lookup);
    changes.push({ id, isNew, ...settle(db, stamp, id, { rule, passed: false, stale: false }) });
  }
  const named = new Set(results.rules.map(({ rule }) => rule));
  const passed = new Set(results.passed);
  const areas = new Set(results.areas);
  for (const [rule, { id, area }] of before) {
    const isPassed = passed.has(rule);
    if (named.has(rule) || !(isPassed || areas.has(area))) continue;
    clearScope(db, id, results.scope);
    changes.push({
      id,
      isNew: false,
      ...settle(db, stamp, id, { rule: null, passed: isPassed, stale: !isPassed }),
    });
  }
  const { scope, tool, toolVersion } = results;
  appendJournal(db, stamp, 'finding.import', clusterId, {
    tool,
    toolVersion,
    scope,
    fileName: input.fileName,
    fileSha256: input.fileSha256,
    snapshotId,
    raised: changes.filter(({ isNew }) => isNew).length,
    named: results.rules.length,
    changed: changes
      .filter(({ isNew, from, to }) => isNew || JSON.stringify(from) !== JSON.stringify(to))
      .map(({ id, isNew, from, to }) => ({ id, ...(isNew ? {} : { from }), to })),
  });
  return results.rules.length;
}

interface Change {
  readonly id: string;
  readonly isNew: boolean;
  readonly from: State;
  readonly to: State;
}

interface State {
  readonly verdict: string;
  readonly severity: string;
  readonly affected: number;
}

/** Stable for a rule of a tool on a cluster; the rule itself may be any text. */
function findingId(clusterId: string, tool: string, rule: string): string {
  const hash = createHash('sha256').update(`${tool}\u0000${rule}`).digest('hex').slice(0, 32);
  return `${clusterId}:imported:${hash}`;
}

function importedOf(db: Db, clusterId: string, tool: string): Map<string, { id: string; area: string }> {
  const rules = db.prepare(
    'SELECT finding_id AS id, rule, area FROM imported WHERE cluster_id = ? AND tool = ?',
  );
  const rows = rowsOf(rules, RuleRow).all(clusterId, tool);
  return new Map(rows.map(({ id, rule, area }) => [rule, { id, area }]));
}

const RuleRow = z.object({ id: z.string(), rule: z.string(), area: z.string() });

function insertFinding(db: Db, stamp: Stamp, id: string, clusterId: string, rule: ToolRule): void {
  // What the tool was told to except everywhere was accepted by somebody; the assessor may see it otherwise.
  const accepted = rule.objects.length > 0 && rule.objects.every(({ exception }) => exception !== null);
  db.prepare(
    `INSERT INTO finding (id, number, origin, cluster_id, title, domain, machine_severity, machine_verdict, severity,
       verdict, status, search, updated_at)
     VALUES (?, ?, 'imported', ?, ?, ?, ?, 'unknown', ?, 'unknown', ?, '', ?)`,
  ).run(
    id,
    nextNumber(db),
    clusterId,
    rule.title,
    rule.domain,
    severityRank(rule.severity),
    severityRank(rule.severity),
    accepted ? 'accepted' : 'open',
    stamp.at,
  );
}

function saveRule(
  db: Db,
  stamp: Stamp,
  id: string,
  rule: ToolRule,
  { clusterId, fileName, fileSha256, results, snapshotId }: ImportInput & { snapshotId: string | null },
  isNew: boolean,
): void {
  const detail: ImportedDetail = {
    source: {
      tool: results.tool,
      toolVersion: results.toolVersion,
      rule: rule.rule,
      fileName,
      fileSha256,
      importedAt: stamp.at,
    },
    fact: rule.fact,
    whyItMatters: rule.whyItMatters,
    recommendation: rule.recommendation,
    references: rule.references,
    mappings: rule.mappings,
  };
  const row = { id, clusterId, tool: results.tool, rule: rule.rule, area: rule.area, snapshotId };
  db.prepare(
    isNew
      ? 'INSERT INTO imported VALUES (@id, @clusterId, @tool, @rule, @area, @snapshotId, @detail)'
      : 'UPDATE imported SET area = @area, snapshot_id = @snapshotId, detail = @detail WHERE finding_id = @id AND cluster_id = @clusterId AND tool = @tool AND rule = @rule',
  ).run({ ...row, detail: JSON.stringify(detail) });
}

function clearScope(db: Db, id: string, scope: string): void {
  db.prepare('DELETE FROM imported_object WHERE finding_id = ? AND scope = ?').run(id, scope);
}

function insertObjects(db: Db, id: string, rule: ToolRule, scope: string, lookup: ObjectLookup | null): void {
  const insert = db.prepare(
    'INSERT INTO imported_object (finding_id, scope, state, entry) VALUES (?, ?, ?, ?)',
  );
  for (const { state, ...object } of rule.objects)
    for (const joined of joinedObjects(object, lookup)) insert.run(id, scope, state, JSON.stringify(joined));
}

function joinedObjects(
  { named, path, message, exception }: Pick<StoredObject, 'named' | 'path' | 'message' | 'exception'>,
  lookup: ObjectLookup | null,
): readonly StoredObject[] {
  return joinObjects(named, lookup).map((joined) => ({ named, path, message, exception, ...joined }));
}

/** Verdict, count and search text from the objects that are there now. */
function settle(
  db: Db,
  stamp: Stamp,
  id: string,
  {
    rule,
    passed,
    stale,
  }: { readonly rule: ToolRule | null; readonly passed: boolean; readonly stale: boolean },
): Pick<Change, 'from' | 'to'> {
  const before = settledBefore(db, id);
  const stored = db.prepare(
    'SELECT row, state, entry FROM imported_object WHERE finding_id = ? ORDER BY row',
  );
  const objects = rowsOf(stored, StateRow)
    .all(id)
    // A damaged one still fails; where is not known, so it counts as a place of its own.
    .map(({ row, state, entry }) => ({ state, object: entry?.object ?? unreadableObject(row) }));
  const failing = objects.filter(({ state }) => state === 'fail');
  const verdict: VerdictState =
    failing.length > 0 ? 'fail' : objects.length > 0 ? 'unknown' : passed ? 'pass' : 'unknown';
  const affected = new Set(failing.map(({ object }) => placeOf(object))).size;
  const severity = rule === null ? before.severity : severityRank(rule.severity);
  const title = rule?.title ?? before.title;
  const search = [
    title,
    before.tool,
    before.rule,
    ...objects.slice(0, MAX_SEARCHED).map(({ object }) => placeOf(object)),
  ];
  db.prepare(
    `UPDATE finding SET title = @title, domain = @domain, machine_severity = @severity, machine_verdict = @verdict,
       severity = CASE overridden WHEN 1 THEN severity ELSE @severity END,
       verdict = CASE overridden WHEN 1 THEN verdict ELSE @verdict END,
       affected = @affected, stale = @stale, search = @search, updated_at = @at WHERE id = @id`,
  ).run({
    id,
    title,
    domain: rule?.domain ?? before.domain,
    severity,
    verdict,
    affected,
    stale: stale && objects.length === 0 ? 1 : 0,
    search: search.join(' ').toLowerCase(),
    at: stamp.at,
  });
  return {
    from: { verdict: before.verdict, severity: severityWord(before.severity), affected: before.affected },
    to: { verdict, severity: severityWord(severity), affected },
  };
}

const StateRow = z.object({ row: z.int(), state: z.string(), entry: jsonOrNull(StoredObject) });

const unreadableObject = (row: number): ObjectRef => ({
  apiVersion: '',
  kind: 'Damaged record',
  namespace: null,
  name: String(row),
});

function settledBefore(db: Db, id: string): z.infer<typeof SettledRow> {
  const finding = db.prepare(
    `SELECT title, domain, machine_severity AS severity, machine_verdict AS verdict, affected, stale, tool, rule
     FROM finding JOIN imported ON finding_id = finding.id WHERE finding.id = ?`,
  );
  const before = rowsOf(finding, SettledRow, 'The imported finding').get(id);
  if (before === undefined) throw new DrydockError('NOT_FOUND', { what: 'The imported finding' });
  return before;
}

const SettledRow = z.object({
  title: z.string(),
  domain: z.string(),
  severity: z.int(),
  verdict: VerdictState,
  affected: z.int(),
  stale: z.int(),
  tool: z.string(),
  rule: z.string(),
});

const severityWord = (rank: number): string => SEVERITIES[rank] ?? 'info';
const MAX_SEARCHED = 200;
const placeOf = ({ namespace, kind, name }: ObjectRef): string => `${namespace ?? ''}/${kind}/${name}`;

/**
 * Joins what was imported to a snapshot that was analysed since, so that the order of imports does not matter.
 * Call within a transaction.
 */
export function joinAgain(db: Db, stamp: Stamp, snapshotId: string): void {
  const clusterId = clusterOf(db, snapshotId);
  if (newestSnapshotId(db, clusterId) !== snapshotId) return;
  const others = db
    .prepare('SELECT finding_id FROM imported WHERE cluster_id = ? AND snapshot_id IS NOT ?')
    .pluck();
  const findings = rowsOf(others, z.string()).all(clusterId, snapshotId);
  if (findings.length === 0) return;
  const lookup = objectLookup(db, snapshotId);
  for (const id of findings) {
    joinRows(db, id, lookup);
    db.prepare('UPDATE imported SET snapshot_id = ? WHERE finding_id = ?').run(snapshotId, id);
    const finding = settledBefore(db, id);
    settle(db, stamp, id, { rule: null, passed: finding.verdict === 'pass', stale: finding.stale === 1 });
  }
}

/** Objects keep their row; an image stands for as many as run it, so its rows are made anew. */
function joinRows(db: Db, id: string, lookup: ObjectLookup): void {
  const objects = db.prepare(
    'SELECT row, scope, state, entry FROM imported_object WHERE finding_id = ? ORDER BY row',
  );
  // A damaged one is left as it is.
  const rows = rowsOf(objects, ScopedRow).readable(id);
  const update = db.prepare('UPDATE imported_object SET entry = ? WHERE row = ?');
  const remove = db.prepare('DELETE FROM imported_object WHERE row = ?');
  const insert = db.prepare(
    'INSERT INTO imported_object (finding_id, scope, state, entry) VALUES (?, ?, ?, ?)',
  );
  const images = new Set<string>();
  for (const { row, scope, state, entry: stored } of rows) {
    if (!isImage(stored.named)) {
      const [joined] = joinedObjects(stored, lookup);
      update.run(JSON.stringify(joined), row);
      continue;
    }
    remove.run(row);
    const { object: _object, matched: _matched, ...said } = stored;
    const key = JSON.stringify([scope, state, said]);
    if (images.has(key)) continue;
    images.add(key);
    for (const joined of joinedObjects(stored, lookup)) insert.run(id, scope, state, JSON.stringify(joined));
  }
}

const ScopedRow = z.object({
  row: z.int(),
  scope: z.string(),
  state: z.string(),
  entry: jsonOf(StoredObject),
});

/** What an imported finding says beyond its row; null for findings of other origins. */
export function importedDetail(db: Db, id: string): (ImportedDetail & { readonly stale: boolean }) | null {
  const detail = db.prepare(
    'SELECT detail, stale FROM imported JOIN finding ON finding.id = imported.finding_id WHERE finding_id = ?',
  );
  const row = rowsOf(detail, DetailRow, 'What the tool said in the finding').get(id);
  return row === undefined ? null : { ...row.detail, stale: row.stale === 1 };
}

export const DetailRow = z.object({ detail: jsonOf(ImportedDetail), stale: z.int() });

/** A window of the objects that the finding's verdict is about. */
export function importedObjects(
  db: Db,
  { id, offset, limit }: PageRequest & { readonly id: string },
): { total: number; rows: (EvidenceRef & { message: string })[] } {
  const failing = countRows(
    db,
    "SELECT count(*) AS n FROM imported_object WHERE finding_id = @id AND state = 'fail'",
    { id },
  );
  const state = failing > 0 ? 'fail' : 'unknown';
  const objects = db.prepare(
    `SELECT row, entry, snapshot_id AS snapshotId FROM imported_object o JOIN imported i USING (finding_id)
     WHERE o.finding_id = @id AND o.state = @state ORDER BY o.row LIMIT @limit OFFSET @offset`,
  );
  const rows = rowsOf(objects, AffectedRow).all({ id, state, limit, offset });
  return {
    total:
      failing > 0
        ? failing
        : countRows(db, 'SELECT count(*) AS n FROM imported_object WHERE finding_id = @id', { id }),
    rows: rows.map(({ row, entry, snapshotId }) =>
      entry === null
        ? { object: unreadableObject(row), message: 'This stored record is damaged. Import the file again.' }
        : evidenceOf(entry, snapshotId),
    ),
  };
}

const AffectedRow = z.object({
  row: z.int(),
  entry: jsonOrNull(StoredObject),
  snapshotId: z.string().nullable(),
});

function evidenceOf(stored: StoredObject, snapshotId: string | null): EvidenceRef & { message: string } {
  const { object, matched, path, message, exception, named } = stored;
  return {
    ...(matched && snapshotId !== null && { snapshotId }),
    object,
    ...(path !== '' && { path }),
    message: [
      ...(matched && !sameObject(named, object) ? [`Named as ${named.kind} ${named.name}.`] : []),
      message,
      ...(exception === null
        ? []
        : [`The tool was configured to exempt this: ${exception || 'no reason given'}.`]),
      ...(matched ? [] : [whyUnmatched(named, snapshotId)]),
    ].join(' '),
  };
}

const sameObject = (named: NamedObject, object: ObjectRef): boolean =>
  named.kind === object.kind && named.name === object.name;

function whyUnmatched(named: NamedObject, snapshotId: string | null): string {
  if (named.name === '') return 'The file does not name an object.';
  return snapshotId === null
    ? 'No snapshot of the cluster existed in which to find it.'
    : 'The latest snapshot contains no such object; the name is the tool’s own.';
}

/** Names of the nodes in the cluster's latest snapshot. */
export function nodeNames(db: Db, clusterId: string): string[] {
  const names = db.prepare(
    "SELECT name FROM object WHERE snapshot_id = ? AND kind = 'Node' AND namespace = '' ORDER BY name",
  );
  return rowsOf(names.pluck(), z.string()).all(newestSnapshotId(db, clusterId));
}
