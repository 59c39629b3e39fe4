/** What is stored of an analysis as a whole, beside its verdicts. A new field needs a default (CONTRIBUTING.md). */
import { z } from 'zod';
import { Exposure } from '../../shared/exposure.ts';
import { Fact } from '../../shared/facts.ts';
import { ClusterSize, PlatformSummary, ResponsibilityRow } from '../../shared/size.ts';
import { ControlMeta, ControlSummary } from '../../shared/verdict.ts';
import type { Db } from './db.ts';
import { jsonOf, jsonOrNull, rowsOf } from './rows.ts';

const CustomWords = z.strictObject({ meta: ControlMeta, leansOn: z.array(z.string()).readonly() });

export const StoredOverview = z.strictObject({
  platform: PlatformSummary,
  size: ClusterSize,
  exposure: Exposure,
  responsibility: z.array(ResponsibilityRow),
  facts: z.record(z.string(), Fact),
  controls: z.array(ControlSummary),
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
