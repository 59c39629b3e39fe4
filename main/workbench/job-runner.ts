/** Heavy work on worker threads, so that the host's own thread never waits for it. */
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Preflight } from '../../shared/collect.ts';
import type { ReportCheck } from '../../shared/contract/contract.ts';
import type { CustomControlFile } from '../../shared/custom-control.ts';
import { DrydockError, type ErrorCode, type ErrorData } from '../../shared/errors.ts';
import type { EvidenceFileInfo, ReviewSummary } from '../../shared/evidence-file.ts';
import type { JobState } from '../../shared/jobs.ts';
import type { KubeconfigText } from './evidence-files.ts';
import type { ReviewTarget } from './reviews.ts';

/** How a worker opens the engagement: its own connection, with the key of the open session. */
export interface EngagementAccess {
  readonly file: string;
  readonly key: Uint8Array;
  /** Shared by all connections of this process. */
  readonly owner: string;
}

export interface CollectTask {
  readonly kubeconfigs: readonly KubeconfigText[];
  readonly context: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly allowExec: readonly string[];
  /** PEM. */
  readonly extraCa: string | null;
  /** Empty for all. */
  readonly namespaces: readonly string[];
  readonly limitMs: number;
  /** Id of the partial snapshot to complete. */
  readonly resume: string | null;
  /** ISO 8601 in UTC: when it is said to happen. Only the sample has dates of its own. */
  readonly at?: string;
}

/** A file of evidence, and the text of the age identity that opens it. The text is used and never kept. */
export interface EvidenceTask {
  readonly path: string;
  /** As people know the file; an upload has another name on the disk. */
  readonly name: string;
  readonly identity: string | null;
}

export interface ImportTask extends EvidenceTask {
  readonly clusterId: string;
  readonly clusterName: string;
}

/** An import makes a snapshot or findings, never both. */
export interface ImportOutcome {
  readonly snapshotId: string | null;
  /** How many findings were made or renewed. */
  readonly findings: number | null;
}

/** A bundle to look through, and the new file that it is put into for that. */
export interface ReviewTask extends EvidenceTask {
  readonly target: ReviewTarget;
}

export interface ReportRequest {
  readonly draft: boolean;
}

/** A finished file that is not stored yet. */
export interface BuiltReport {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface PreflightTask {
  readonly kubeconfigs: readonly KubeconfigText[];
  readonly context: string;
  readonly allowExec: readonly string[];
  /** The fingerprints were made with it. */
  readonly consentKey: Uint8Array;
  readonly extraCa: string | null;
  readonly namespaces: readonly string[];
}

export type ProgressChange = Partial<JobState['progress']>;
type OnProgress = (change: ProgressChange) => void;

/** Every kind of heavy work: its input and its result. */
export interface JobTasks {
  collect: { input: CollectTask & { access: EngagementAccess; now: string }; output: string };
  importEvidence: { input: ImportTask & { access: EngagementAccess; now: string }; output: ImportOutcome };
  inspectEvidence: { input: EvidenceTask; output: EvidenceFileInfo };
  exportBundle: { input: { access: EngagementAccess; snapshotId: string; now: string }; output: string };
  analyse: {
    input: { access: EngagementAccess; snapshotId: string; now: string; at?: string };
    output: null;
  };
  buildReport: {
    input: { access: EngagementAccess; request: ReportRequest; now: string };
    output: BuiltReport;
  };
  reportChecks: { input: { access: EngagementAccess; now: string }; output: ReportCheck[] };
  customFiles: { input: { access: EngagementAccess; now: string }; output: CustomControlFile[] };
  preflight: { input: PreflightTask; output: Preflight };
  openReview: { input: ReviewTask & { now: string }; output: ReviewSummary };
}

/** What a worker answers: an error crosses as code and data, for a thrown class would not survive the way. */
export type WorkerAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly data: ErrorData };

export interface JobRunner {
  collect(
    access: EngagementAccess,
    task: CollectTask,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<string>;
  importEvidence(
    access: EngagementAccess,
    task: ImportTask,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<ImportOutcome>;
  inspectEvidence(task: EvidenceTask): Promise<EvidenceFileInfo>;
  exportBundle(access: EngagementAccess, snapshotId: string, signal: AbortSignal): Promise<string>;
  /** @param at when it is said to happen, for the sample */
  analyse(access: EngagementAccess, snapshotId: string, signal: AbortSignal, at?: string): Promise<void>;
  buildReport(access: EngagementAccess, request: ReportRequest, signal: AbortSignal): Promise<BuiltReport>;
  reportChecks(access: EngagementAccess): Promise<ReportCheck[]>;
  customFiles(access: EngagementAccess): Promise<CustomControlFile[]>;
  preflight(task: PreflightTask): Promise<Preflight>;
  openReview(task: ReviewTask, onProgress: OnProgress, signal: AbortSignal): Promise<ReviewSummary>;
  /**
   * Takes every thread away, whatever it does and whatever it remembers: no key outlives a lock in one. Resolves when
   * they are gone; one inside of compiled code goes only when it comes out. The runner goes on with new threads.
   */
  terminate(): Promise<void>;
}

/** What was cancelled and does not end by itself loses its thread after so long. */
const CANCEL_GRACE_MS = 5000;
/** A cancelled collection still stores what it has read, which takes its time on a loaded machine. */
const COLLECT_GRACE_MS = 60_000;
/** Two workers at most: the machine of an assessor has other things to do. */
const MAX_WORKERS = 2;
const IDLE_WORKER_MS = 60_000;
/** Pages of a collection die young; with less room for them the heap grows less, and no slower. */
const YOUNG_GENERATION_MB = 16;

export interface JobRunnerOptions {
  readonly workerUrl: URL;
  readonly now: () => string;
  /** Of a job that has nothing to store when it is cancelled. */
  readonly cancelGraceMs?: number;
}

export function createJobRunner(deps: JobRunnerOptions): JobRunner {
  const { now, cancelGraceMs = CANCEL_GRACE_MS } = deps;
  const startPool = () =>
    new Piscina({
      filename: deps.workerUrl.href,
      minThreads: 0,
      maxThreads: MAX_WORKERS,
      idleTimeout: IDLE_WORKER_MS,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
  let pool = startPool();

  async function run<Name extends keyof JobTasks>(
    name: Name,
    input: JobTasks[Name]['input'],
    onProgress: OnProgress = () => {},
    signal?: AbortSignal,
  ): Promise<JobTasks[Name]['output']> {
    if (signal?.aborted) throw new DrydockError('CANCELLED');
    const { port1, port2 } = new MessageChannel();
    const threads = pool;
    port1.on('message', onProgress);
    const kill = new AbortController();
    let grace: NodeJS.Timeout | undefined;
    const cancel = () => {
      port1.postMessage('cancel');
      // It may wait behind another task, or compute without ever looking up.
      grace = setTimeout(() => kill.abort(), name === 'collect' ? COLLECT_GRACE_MS : cancelGraceMs);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const answer: WorkerAnswer<JobTasks[Name]['output']> = await threads.run(
        { ...input, port: port2 },
        { name, transferList: [port2], signal: kill.signal },
      );
      if (!answer.ok) throw new DrydockError(answer.code, answer.data);
      return answer.value;
    } catch (error) {
      if (error instanceof DrydockError) throw error;
      // SECURITY S-24: a worker that died is a typed error; the pool starts a new one for the next task.
      const ended = signal?.aborted === true || threads !== pool;
      throw new DrydockError(ended ? 'CANCELLED' : 'WORKER_CRASHED', {}, { cause: error });
    } finally {
      clearTimeout(grace);
      signal?.removeEventListener('abort', cancel);
      port1.close();
    }
  }

  return {
    collect: (access, task, onProgress, signal) =>
      run('collect', { ...task, access, now: now() }, onProgress, signal),
    importEvidence: (access, task, onProgress, signal) =>
      run('importEvidence', { ...task, access, now: now() }, onProgress, signal),
    inspectEvidence: (task) => run('inspectEvidence', task),
    exportBundle: (access, snapshotId, signal) =>
      run('exportBundle', { access, snapshotId, now: now() }, undefined, signal),
    analyse: async (access, snapshotId, signal, at) => {
      const task = { access, snapshotId, now: at ?? now(), ...(at !== undefined && { at }) };
      await run('analyse', task, undefined, signal);
    },
    buildReport: (access, request, signal) =>
      run('buildReport', { access, request, now: now() }, undefined, signal),
    reportChecks: (access) => run('reportChecks', { access, now: now() }),
    customFiles: (access) => run('customFiles', { access, now: now() }),
    preflight: (task) => run('preflight', task),
    openReview: (task, onProgress, signal) => run('openReview', { ...task, now: now() }, onProgress, signal),
    async terminate() {
      const ending = pool;
      pool = startPool();
      await ending.destroy();
    },
  };
}
