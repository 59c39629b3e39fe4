/** An open engagement, as every procedure and job sees it. */
import type { EngagementSummary } from '../../shared/engagement.ts';
import type { FindingDetail } from '../../shared/finding.ts';
import type { StoredRating } from '../../shared/risk.ts';
import type { InterviewState } from '../assessment/views.ts';
import type { EngagementAccess } from './job-runner.ts';
import type { StoreClient } from './store-client.ts';

export interface EngagementSession {
  readonly store: StoreClient;
  /** For worker threads of this process. */
  readonly access: EngagementAccess;
  summary(): Promise<EngagementSummary>;
  /** Clusters with their evidence, answers and resolutions: what interview and risk are computed from. */
  interviewState(): Promise<InterviewState>;
  ratings(): Promise<StoredRating[]>;
  finding(id: string): Promise<FindingDetail>;
  /** Call after clusters or analyses changed. */
  forgetEvidence(): void;
  /** Forgets the key at once, then checkpoints and closes, within a bound. SECURITY S-30 */
  close(): Promise<void>;
}
