/** What the analysis of a snapshot comes to as a whole, beside its verdicts. */
import { z } from 'zod';
import { Exposure } from './exposure.ts';
import { Fact } from './facts.ts';
import { ClusterSize, PlatformSummary, ResponsibilityRow } from './size.ts';
import { ControlSummary } from './verdict.ts';

/** Stored as it is: a new field needs a default (CONTRIBUTING.md). */
export const AnalysisOverview = z.strictObject({
  platform: PlatformSummary,
  size: ClusterSize,
  exposure: Exposure,
  responsibility: z.array(ResponsibilityRow),
  facts: z.record(z.string(), Fact),
  controls: z.array(ControlSummary),
});
