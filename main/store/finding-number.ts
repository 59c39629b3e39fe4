/** The numbers of findings. */
import type { Db } from './db.ts';

/** Numbers are never given twice, not even after a merged finding was taken apart. */
export function nextNumber(db: Db): number {
  const sql = `INSERT INTO counter VALUES ('finding', 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`;
  return (db.prepare(sql).get() as { value: number }).value;
}
