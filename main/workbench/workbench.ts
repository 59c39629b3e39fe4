/** The composition root: everything the workbench is made of, put together once. Knows no Electron and no HTTP. */
import { mkdirSync } from 'node:fs';
import { extname } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { DrydockError } from '../../shared/errors.ts';
import { settlesWithin } from './bounded.ts';
import { implementer, type WorkbenchContext } from './context.ts';
import { createEventHub } from './events.ts';
import type { Host } from './host.ts';
import { lockWhenIdle } from './idle-lock.ts';
import { createJobRunner } from './job-runner.ts';
import { createJobRegistry } from './jobs.ts';
import { createOpenEngagement } from './open-engagement.ts';
import { analysisProcedures } from './procedures/analysis.ts';
import { appProcedures } from './procedures/app.ts';
import { authorisationsProcedures } from './procedures/authorisations.ts';
import { clustersProcedures } from './procedures/clusters.ts';
import { collectProcedures } from './procedures/collect.ts';
import { customControlsProcedures } from './procedures/custom-controls.ts';
import { engagementsProcedures } from './procedures/engagements.ts';
import { estateProcedures } from './procedures/estate.ts';
import { exceptionsProcedures } from './procedures/exceptions.ts';
import { filesProcedures } from './procedures/files.ts';
import { findingsProcedures } from './procedures/findings.ts';
import { interviewProcedures } from './procedures/interview.ts';
import { jobsProcedures } from './procedures/jobs.ts';
import { reportProcedures } from './procedures/report.ts';
import { reviewProcedures } from './procedures/review.ts';
import { riskProcedures } from './procedures/risk.ts';
import { snapshotsProcedures } from './procedures/snapshots.ts';
import { unfinishedProcedures } from './procedures/unfinished.ts';
import { createRecentFiles } from './recent-files.ts';
import { createReviews } from './reviews.ts';

export interface WorkbenchOptions {
  /** Where the worker entries are; a bundled host gives its own. */
  readonly storeWorkerUrl?: URL;
  readonly jobWorkerUrl?: URL;
  /** ISO 8601 in UTC. */
  readonly now?: () => string;
  /** Locks the engagement after this long without a call (S-30). */
  readonly idleLockMs?: number;
  /** Told of defects, without payloads. */
  readonly onDefect?: (error: unknown) => void;
}

const IDLE_LOCK_MS = 30 * 60_000;
/** Jobs that are told to stop have so long to stop by themselves. */
const JOBS_END_WITHIN_MS = 1000;
/** A thread inside of compiled code goes only when it comes out; nobody waits for it longer. */
const THREADS_END_WITHIN_MS = 2000;

export type Workbench = Awaited<ReturnType<typeof createWorkbench>>;

/** Makes a workbench for a host. Close it to lock the engagement and end its workers. */
export async function createWorkbench(host: Host, options: WorkbenchOptions = {}) {
  mkdirSync(host.homeDir, { recursive: true, mode: 0o700 });
  const now = options.now ?? (() => new Date().toISOString());
  const onDefect = options.onDefect ?? logDefect;
  const events = createEventHub();
  const idle = lockWhenIdle({
    limitMs: options.idleLockMs ?? IDLE_LOCK_MS,
    lock: () => engagement.set(null),
  });
  const jobs = createJobRegistry({
    now,
    onDefect,
    onChange: () => events.changed('jobs'),
    // Work that moves on is not idleness: a lock would throw half a collection away. Work that hangs is.
    onProgress: idle.touch,
  });
  const runner = createJobRunner({
    workerUrl: options.jobWorkerUrl ?? threadUrl('job-worker'),
    now,
  });
  const storeWorkerUrl = options.storeWorkerUrl ?? threadUrl('store-worker');
  const reviews = await createReviews({ homeDir: host.homeDir, storeWorkerUrl });
  const engagement = createOpenEngagement({
    async endJobs(except) {
      await settlesWithin(jobs.cancelAll(except), JOBS_END_WITHIN_MS);
      // Also the threads that idle: what they have computed with is still in their memory.
      await settlesWithin(runner.terminate(), THREADS_END_WITHIN_MS);
    },
    closeViews: () => reviews.closeAll(),
    onLocked: () => events.locked(),
  });

  const context: WorkbenchContext = {
    host,
    appVersion: packageJson.version,
    storeWorkerUrl,
    now,
    events,
    jobs,
    runner,
    recent: createRecentFiles(host.homeDir, host.keychain),
    reviews,
    session: () => {
      const open = engagement.current();
      if (open === null) throw new DrydockError('ENGAGEMENT_LOCKED');
      return open;
    },
    currentSession: engagement.current,
    setSession: engagement.set,
    stepAside: engagement.stepAside,
    closed: engagement.closed,
    afterClosing: engagement.afterClosing,
    touch: idle.touch,
    onDefect,
  };

  const os = implementer(context);
  const router = os.router({
    app: appProcedures(os, context),
    files: filesProcedures(os, context),
    engagements: engagementsProcedures(os, context),
    estate: estateProcedures(os, context),
    authorisations: authorisationsProcedures(os, context),
    clusters: clustersProcedures(os, context),
    collect: collectProcedures(os, context),
    jobs: jobsProcedures(os, context),
    snapshots: snapshotsProcedures(os, context),
    review: reviewProcedures(os, context),
    analysis: analysisProcedures(os, context),
    exceptions: exceptionsProcedures(os, context),
    customControls: customControlsProcedures(os, context),
    findings: findingsProcedures(os, context),
    interview: interviewProcedures(os, context),
    unfinished: unfinishedProcedures(os, context),
    risk: riskProcedures(os, context),
    report: reportProcedures(os, context),
  });

  return {
    router,
    /** Closes the open engagement and forgets its key: at once, whatever runs. The rest ends within a bound. */
    lock: () => engagement.set(null),
    async close(): Promise<void> {
      idle.stop();
      await Promise.all([engagement.shut(), settlesWithin(jobs.cancelAll(), JOBS_END_WITHIN_MS)]);
      await reviews.closeAll();
      await settlesWithin(runner.terminate(), THREADS_END_WITHIN_MS);
    },
  };
}

/** A thread's file beside this module: a source beside the source, a bundle beside the bundle. */
const threadUrl = (name: string): URL => new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);

/** SECURITY S-25: what went wrong and where, never with what. */
function logDefect(error: unknown): void {
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  process.stderr.write(`defect: ${name}\n${frames.slice(0, 8).join('\n')}\n`);
}
