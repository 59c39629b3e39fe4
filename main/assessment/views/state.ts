/** What the views of interview and risk are made from. */
import type { Answer, StoredResolution } from '../../../shared/interview.ts';
import type { ClusterEvidence } from './evidence.ts';

/** All that interview views are made from. */
export interface InterviewState {
  readonly clusters: readonly ClusterEvidence[];
  /** Latest revisions. */
  readonly answers: readonly Answer[];
  readonly resolutions: readonly StoredResolution[];
}
