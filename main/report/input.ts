/** What a report is built from: plain data of the shared vocabulary, gathered by the workbench. */
import type {
  Authorisation,
  Cluster,
  DamagedRecord,
  EngagementSummary,
  EstateEntry,
  SnapshotSummary,
} from '../../shared/engagement.ts';
import type { SnapshotManifest } from '../../shared/evidence.ts';
import type { ExceptionView } from '../../shared/exception.ts';
import type { Exposure } from '../../shared/exposure.ts';
import type { Fact } from '../../shared/facts.ts';
import type { FindingDetail } from '../../shared/finding.ts';
import type { Contradiction, QuestionView } from '../../shared/interview.ts';
import type { ScenarioView } from '../../shared/risk.ts';
import type { ClusterSize, ResponsibilityRow } from '../../shared/size.ts';
import type { ControlMeta, ControlSummary } from '../../shared/verdict.ts';

export interface ReportSnapshot {
  readonly summary: SnapshotSummary;
  readonly manifest: SnapshotManifest;
  /**
   * Results of the analysis; empty or null when the snapshot was not analysed. A fact that the version which analysed it
   * did not know is absent.
   */
  readonly facts: Readonly<Record<string, Fact>> | null;
  readonly controls: readonly ControlSummary[];
  readonly controlMetas: readonly ControlMeta[];
  readonly size: ClusterSize | null;
  readonly exposure: Exposure | null;
  readonly responsibility: readonly ResponsibilityRow[];
  /** Namespaces in which a control fails or is unknown, by control; for strengths of single namespaces. */
  readonly failingNamespaces?: Readonly<Record<string, readonly string[]>>;
}

export interface ReportInput {
  readonly engagement: EngagementSummary;
  readonly clusters: readonly Cluster[];
  readonly estate: readonly EstateEntry[];
  readonly authorisations: readonly Authorisation[];
  readonly snapshots: readonly ReportSnapshot[];
  readonly findings: readonly FindingDetail[];
  readonly exceptions: readonly ExceptionView[];
  readonly questions: readonly QuestionView[];
  readonly contradictions: readonly Contradiction[];
  readonly scenarios: readonly ScenarioView[];
  /** Sentences that answers add, each for a section named by the interview. */
  readonly sentences: readonly {
    readonly section: string;
    readonly sentence: string;
    readonly questionId: string;
  }[];
  /** Records that cannot be read, and that the report therefore lacks. */
  readonly damaged: readonly DamagedRecord[];
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly appVersion: string;
  readonly draft: boolean;
}

/** The snapshot of every cluster with its newest evidence, as the store knows it, in the order of the clusters. */
export function latestSnapshots(input: ReportInput): readonly ReportSnapshot[] {
  return input.clusters.flatMap(
    ({ latestSnapshotId }) => input.snapshots.find(({ summary }) => summary.id === latestSnapshotId) ?? [],
  );
}

/** A time of a collection; '' for files, which bear none and carry a fixed one in its place. */
export function timeOf({ origin }: Pick<SnapshotSummary, 'origin'>, at: string): string {
  return origin === 'manifests' && Date.parse(at) === 0 ? '' : at;
}
