/**
 * Which snapshot of a cluster is the latest: the one with the newest evidence, whenever it was imported. The interface,
 * the findings and the report all follow this one definition. Files bear no date: among equals the last import counts.
 */
import { z } from 'zod';
import type { Db } from './db.ts';
import { rowsOf } from './rows.ts';

/**
 * Of an analysed snapshot, or null. `clusterId` is an SQL expression of the cluster's id. A snapshot whose manifest is
 * damaged is never the latest: nobody can say of when it is.
 */
export const newestEvidenceOf = (clusterId: string): string =>
  `(SELECT newest.id FROM snapshot AS newest
    WHERE newest.cluster_id = ${clusterId} AND newest.analysed_with IS NOT NULL AND json_valid(newest.manifest)
    ORDER BY julianday(json_extract(newest.manifest, '$.finishedAt')) DESC, newest.position DESC LIMIT 1)`;

export function newestSnapshotId(db: Db, clusterId: string): string | null {
  const newest = db.prepare(`SELECT ${newestEvidenceOf('@clusterId')}`).pluck();
  return rowsOf(newest, z.string().nullable()).get({ clusterId }) ?? null;
}
