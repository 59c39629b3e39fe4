/** What is stored of an analysis as a whole, beside its verdicts. A new field needs a default (CONTRIBUTING.md). */
import { z } from 'zod';
import { AnalysisOverview } from '../../shared/analysis-overview.ts';
import { ControlMeta } from '../../shared/verdict.ts';
import type { Db } from './db.ts';
import { jsonOf, jsonOrNull, rowsOf } from './rows.ts';

const CustomWords = z.strictObject({ meta: ControlMeta, leansOn: z.array(z.string()).readonly() });

export const StoredOverview = AnalysisOverview.extend({
  /** Words of the custom controls that ran; left out for none. */
  custom: z.array(CustomWords).readonly().optional(),
});
export type StoredOverview = Readonly<z.infer<typeof StoredOverview>>;

/** null when there is none. A damaged one is none: everything that follows from it is then unknown. */
export function analysisOverview(db: Db, snapshotId: string): StoredOverview | null {
  const overview = db.prepare('SELECT overview FROM analysis WHERE snapshot_id = ?').pluck();
  return rowsOf(overview, ReadableOverview).get(snapshotId) ?? null;
}

export const Overview = jsonOf(StoredOverview);
const ReadableOverview = jsonOrNull(StoredOverview);
