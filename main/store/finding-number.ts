/** The numbers of findings. */
import { z } from 'zod';
import type { Db } from './db.ts';
import { rowsOf } from './rows.ts';

/** Numbers are never given twice, not even after a merged finding was taken apart. */
export function nextNumber(db: Db): number {
  const sql = `INSERT INTO counter VALUES ('finding', 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`;
  const [number] = rowsOf(db.prepare(sql).pluck(), z.int(), 'The counter of findings').all();
  if (number === undefined) throw new RangeError('the counter of findings gave no number');
  return number;
}
