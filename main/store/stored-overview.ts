/** What is stored of an analysis as a whole, beside its verdicts. */
import type { Exposure } from '../../shared/exposure.ts';
import type { Fact } from '../../shared/facts.ts';
import type { ClusterSize, PlatformSummary, ResponsibilityRow } from '../../shared/size.ts';
import type { ControlMeta, ControlSummary } from '../../shared/verdict.ts';

export interface StoredOverview {
  readonly platform: PlatformSummary;
  readonly size: ClusterSize;
  readonly exposure: Exposure;
  readonly responsibility: ResponsibilityRow[];
  readonly facts: Readonly<Record<string, Fact>>;
  readonly controls: ControlSummary[];
  /** Words of the custom controls that ran; left out for none. */
  readonly custom?: readonly CustomWords[];
}

export interface CustomWords {
  readonly meta: ControlMeta;
  readonly leansOn: readonly string[];
}
