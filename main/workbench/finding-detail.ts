/** Reads what a finding in full is made from: its record, its control's words, its first evidence. */

import type { ObjectRef, SnapshotManifest } from '../../shared/evidence.ts';
import type { AffectedObject, FindingDetail, FindingRecord } from '../../shared/finding.ts';
import type { ControlMeta, ExceptionMark, Verdict } from '../../shared/verdict.ts';
import {
  findingView,
  type NamedObject,
  newerEvidence,
  newerResults,
  toPreserve,
} from '../assessment/views.ts';
import { CONTROLS, controlMeta } from '../controls/catalogue.ts';
import type { StoredOverview } from '../store/stored-overview.ts';
import type { StoreClient } from './store-client.ts';

const SHOWN_EVIDENCE = 50;

/** What a detail is read from: the store client, or the store itself on a worker. */
export interface FindingSource {
  readonly record: (id: string) => Promise<FindingRecord> | FindingRecord;
  readonly latestSnapshot: (clusterId: string) => Promise<string | null> | string | null;
  readonly verdicts: (query: {
    snapshotId: string;
    control: string;
    states: string[];
    offset: number;
    limit: number;
  }) => Promise<{ total: number; rows: Verdict[] }> | { total: number; rows: Verdict[] };
  readonly importedObjects: (query: {
    id: string;
    offset: number;
    limit: number;
  }) => Promise<AffectedWindow> | AffectedWindow;
  /** Words of a control that the assessor wrote, as it ran on the snapshot. */
  readonly customMeta: (
    snapshotId: string,
    control: string,
  ) => Promise<ControlMeta | null> | ControlMeta | null;
  readonly exceptionsOn: (query: { snapshotId: string; control: string }) => Promise<Accepted[]> | Accepted[];
  /** Objects of the snapshot with a sign of a guest. */
  readonly signs: (snapshotId: string) => Promise<readonly ObjectRef[]> | readonly ObjectRef[];
  readonly manifest: (snapshotId: string) => Promise<SnapshotManifest> | SnapshotManifest;
  readonly holds: (snapshotId: string, object: NamedObject) => Promise<boolean> | boolean;
}

interface Accepted {
  readonly mark: ExceptionMark;
  readonly expired: boolean;
  readonly objects: number;
}

interface AffectedWindow {
  readonly total: number;
  readonly rows: AffectedObject[];
}

export const sourceOf = (store: StoreClient): FindingSource => ({
  record: (id) => store.findings.record({ id }),
  latestSnapshot: async (clusterId) =>
    (await store.clusters.list()).find(({ id }) => id === clusterId)?.latestSnapshotId ?? null,
  verdicts: (query) => store.analysis.verdicts(query),
  importedObjects: (query) => store.findings.importedObjects(query),
  customMeta: async (snapshotId, control) =>
    customMetaIn(await store.analysis.overview({ snapshotId }), control),
  exceptionsOn: (query) => store.exceptions.on(query),
  signs: async (snapshotId) =>
    (
      await Promise.all(SIGNS.map((control) => store.analysis.verdicts(failing(snapshotId, control))))
    ).flatMap(({ rows }) => objectsOf(rows)),
  manifest: (snapshotId) => store.snapshots.manifest({ snapshotId }),
  holds: async (snapshotId, object) =>
    isAmong((await store.snapshots.objects(objectQuery(snapshotId, object))).rows, object),
});

/** Names are searched by a part; the whole name decides. */
export const objectQuery = (snapshotId: string, { kind, namespace, name }: NamedObject) => ({
  snapshotId,
  kind,
  namespace: namespace ?? '',
  search: name,
  offset: 0,
  limit: MOST_NAMESAKES,
});
export const isAmong = (rows: readonly ObjectRef[], { name }: NamedObject): boolean =>
  rows.some((row) => row.name === name);
const MOST_NAMESAKES = 1_000;

export const customMetaIn = (overview: StoredOverview | null, control: string): ControlMeta | null =>
  overview?.custom?.find(({ meta }) => meta.id === control)?.meta ?? null;

/** Titles of controls, the custom ones of these snapshots included; null for a family, or for a control that is gone. */
export const titleIn =
  (overviews: readonly (StoredOverview | null)[]) =>
  (control: string): string | null =>
    (
      controlMeta(control) ??
      overviews.map((overview) => customMetaIn(overview, control)).find((meta) => meta !== null)
    )?.title ?? null;

export const findingDetail = (store: StoreClient, id: string) => detailFrom(sourceOf(store), id);

export async function detailFrom(source: FindingSource, id: string): Promise<FindingDetail> {
  const record = await source.record(id);
  const { row, control } = record;
  const snapshotId = row.clusterId === null ? null : await source.latestSnapshot(row.clusterId);
  const ran = control === null || snapshotId === null ? null : { snapshotId, control };
  const meta =
    (control === null ? null : controlMeta(control)) ??
    (ran === null ? null : await source.customMeta(ran.snapshotId, ran.control));
  const accepted = ran === null ? [] : await source.exceptionsOn(ran);
  const { rows: evidence } = await affectedObjects(source, record, 0, SHOWN_EVIDENCE);
  return findingView(record, {
    meta,
    evidence,
    exceptions: accepted.map(({ mark, expired, objects }) => ({ ...mark, expired, objects })),
    newerEvidence: await standingOf(source, record, snapshotId),
    preserve: await preservedIn(source, record, snapshotId),
  });
}

async function standingOf(
  source: FindingSource,
  record: FindingRecord,
  snapshotId: string | null,
): Promise<FindingDetail['newerEvidence']> {
  const { row, input, imported } = record;
  if (imported !== null) return newerResults(record);
  if (input === null || snapshotId === null) return null;
  return newerEvidence(
    { at: row.updatedAt, affected: input.affected },
    await source.manifest(snapshotId),
    (object) => source.holds(snapshotId, object),
  );
}

/** Controls that look for signs of a guest. What fails them is kept for whoever examines it. */
export const SIGNS: readonly string[] = CONTROLS.filter(({ meta }) => meta.family === 'compromise').map(
  ({ meta }) => meta.id,
);
export const failing = (snapshotId: string, control: string) => ({
  snapshotId,
  control,
  states: ['fail'],
  offset: 0,
  limit: ALL_ROWS,
});
const ALL_ROWS = 100_000;
export const objectsOf = (rows: readonly Verdict[]): ObjectRef[] =>
  rows.flatMap(({ object }) => object ?? []);

async function preservedIn(
  source: FindingSource,
  { row, control, input }: FindingRecord,
  snapshotId: string | null,
): Promise<string[]> {
  if (snapshotId === null || row.domain === 'compromise') return [];
  const signs = await source.signs(snapshotId);
  if (signs.length === 0) return [];
  const own = control === null ? [] : (await source.verdicts(failing(snapshotId, control))).rows;
  return toPreserve(signs, objectsOf(own), input?.affected ?? []);
}

/** Failing objects first, unknown ones where nothing fails. */
export async function affectedObjects(
  source: FindingSource,
  record: FindingRecord,
  offset: number,
  limit: number,
) {
  const { control, row } = record;
  if (record.imported !== null) return source.importedObjects({ id: row.id, offset, limit });
  const snapshotId = row.clusterId === null ? null : await source.latestSnapshot(row.clusterId);
  if (control === null || snapshotId === null) return { total: 0, rows: [] };
  const state = row.machineVerdict === 'unknown' ? 'unknown' : 'fail';
  const { total, rows } = await source.verdicts({ snapshotId, control, states: [state], offset, limit });
  return { total, rows: rows.map((verdict) => evidenceOf(snapshotId, verdict)) };
}

function evidenceOf(snapshotId: string, verdict: Verdict): AffectedObject {
  return {
    snapshotId,
    object: verdict.object ?? { apiVersion: '', kind: 'Cluster', namespace: null, name: '' },
    ...(verdict.path !== undefined && { path: verdict.path }),
    ...(verdict.value !== undefined && { value: verdict.value.slice(0, 500) }),
    message: verdict.message,
    ...(verdict.exception !== undefined && { exception: verdict.exception }),
    ...(verdict.expiredException !== undefined && { expiredException: verdict.expiredException }),
  };
}
