/**
 * Which snapshot of a cluster is the latest: the one with the newest evidence, whenever it was imported. The interface,
 * the findings and the report all follow this one definition. Files bear no date: among equals the last import counts.
 */
import type { Db } from './db.ts';

/** Of an analysed snapshot, or null. `clusterId` is an SQL expression of the cluster's id. */
export const newestEvidenceOf = (clusterId: string): string =>
  `(SELECT newest.id FROM snapshot AS newest
    WHERE newest.cluster_id = ${clusterId} AND newest.analysed_with IS NOT NULL
    ORDER BY julianday(json_extract(newest.manifest, '$.finishedAt')) DESC, newest.position DESC LIMIT 1)`;

export function newestSnapshotId(db: Db, clusterId: string): string | null {
  const row = db.prepare(`SELECT ${newestEvidenceOf('@clusterId')} AS id`).get({ clusterId }) as {
    id: string | null;
  };
  return row.id;
}
