/** The heavy work itself, on a worker thread. Each exported function is one task of job-runner.ts. */

import { randomUUID } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import packageJson from '../../package.json' with { type: 'json' };
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { analyseSnapshot } from '../analysis/analyse.ts';
import { CONTROLS } from '../analysis/controls/catalogue.ts';
import { collectCluster } from '../collect/collect.ts';
import { preflight as askPreflight } from '../collect/preflight.ts';
import { bundleBytes } from '../evidence/bundle-write.ts';
import { readEvidence } from '../evidence/read.ts';
import { openConnection } from '../kubeconfig/connection.ts';
import { buildReportModel } from '../report/build-model.ts';
import { reportChecks as checksOf } from '../report/checks.ts';
import { renderPdf } from '../report/pdf/render.ts';
import { storeAnalysis } from '../store/analysis.ts';
import { addArtifact } from '../store/artifacts.ts';
import { engagementSummary } from '../store/engagement.ts';
import { connectAgain, type Db } from '../store/file.ts';
import type { Stamp } from '../store/journal.ts';
import {
  collectionLogAll,
  createStoreSink,
  discardSnapshot,
  snapshotSource,
  storedKinds,
} from '../store/snapshots.ts';
import { copyEvidence, progressOf } from './evidence-flow.ts';
import type { EngagementAccess, JobTasks, WorkerAnswer } from './job-runner.ts';
import { loadReportInput } from './report-input.ts';

type Task<Name extends keyof JobTasks> = JobTasks[Name]['input'] & { readonly port: MessagePort };
type Answer<Name extends keyof JobTasks> = Promise<WorkerAnswer<JobTasks[Name]['output']>>;

export const collect = (task: Task<'collect'>): Answer<'collect'> =>
  withEngagement(task, async (db, stamp, signal) => {
    const connection = await openConnection(task);
    const snapshotId = randomUUID();
    try {
      await collectCluster({
        connection,
        sink: createStoreSink(db, stamp, snapshotId, task.clusterId),
        clusterName: task.clusterName,
        context: task.context,
        now: () => new Date().toISOString(),
        toolVersion: packageJson.version,
        onProgress: (progress) => task.port.postMessage(progressOf(progress)),
        signal,
        namespaces: task.namespaces,
        limitMs: task.limitMs,
        resume: task.resume === null ? null : storedKinds(db, task.resume),
      });
      return snapshotId;
    } catch (error) {
      discardSnapshot(db, snapshotId);
      throw error;
    } finally {
      await connection.close();
    }
  });

export const importEvidence = (task: Task<'importEvidence'>): Answer<'importEvidence'> =>
  withEngagement(task, async (db, stamp, signal) => {
    const [evidence] = await readEvidence([task.path]);
    if (evidence === undefined) throw new DrydockError('EVIDENCE_EMPTY', { path: task.path });
    const snapshotId = randomUUID();
    try {
      await copyEvidence(evidence, createStoreSink(db, stamp, snapshotId, task.clusterId), {
        signal,
        onProgress: (change) => task.port.postMessage(change),
      });
      return snapshotId;
    } catch (error) {
      discardSnapshot(db, snapshotId);
      throw error;
    }
  });

export const exportBundle = (task: Task<'exportBundle'>): Answer<'exportBundle'> =>
  withEngagement(task, async (db, stamp) => {
    const source = snapshotSource(db, task.snapshotId);
    const bytes = await bundleBytes({ source, log: collectionLogAll(db, task.snapshotId) });
    const fileName = `${source.manifest.clusterName}-${source.manifest.finishedAt.slice(0, 10)}.evidence.zip`;
    const artifact = db
      .transaction(() =>
        addArtifact(db, stamp(), { kind: 'evidence-bundle', fileName, mediaType: 'application/zip' }, bytes),
      )
      .immediate();
    return artifact.id;
  });

export const analyse = (task: Task<'analyse'>): Answer<'analyse'> =>
  withEngagement(task, async (db) => {
    const { facts, summaries, verdicts, size, exposure, responsibility, platform } = analyseSnapshot(
      snapshotSource(db, task.snapshotId),
    );
    db.transaction(() =>
      storeAnalysis(db, task.now, {
        snapshotId: task.snapshotId,
        appVersion: packageJson.version,
        overview: {
          facts,
          controls: [...summaries],
          size,
          exposure,
          responsibility: [...responsibility],
          platform,
        },
        verdicts,
        metas: CONTROLS.map(({ meta }) => meta),
      }),
    ).immediate();
    return null;
  });

export const buildReport = (task: Task<'buildReport'>): Answer<'buildReport'> =>
  withEngagement(task, async (db, stamp) => {
    const input = await loadReportInput(db, task.access.file, { now: task.now, draft: task.request.draft });
    const model = buildReportModel(input);
    const bytes = renderPdf(model, { now: task.now });
    const fileName = `${input.engagement.profile.target} - Kubernetes risk assessment${task.request.draft ? ' (draft)' : ''}.pdf`;
    const artifact = db
      .transaction(() =>
        addArtifact(db, stamp(), { kind: 'report-pdf', fileName, mediaType: 'application/pdf' }, bytes),
      )
      .immediate();
    return artifact.id;
  });

export const reportChecks = (task: Task<'reportChecks'>): Answer<'reportChecks'> =>
  withEngagement(task, async (db) => [
    ...checksOf(await loadReportInput(db, task.access.file, { now: task.now, draft: true })),
  ]);

export const preflight = (task: Task<'preflight'>): Answer<'preflight'> =>
  answered(task.port, async (signal) => {
    const connection = await openConnection(task);
    try {
      return await askPreflight({ connection, signal, namespaces: task.namespaces });
    } finally {
      await connection.close();
    }
  });

/** Opens a connection for the length of one task. */
function withEngagement<T>(
  task: { readonly access: EngagementAccess; readonly port: MessagePort },
  work: (db: Db, stamp: () => Stamp, signal: AbortSignal) => Promise<T>,
): Promise<WorkerAnswer<T>> {
  return answered(task.port, async (signal) => {
    const db = await connectAgain(task.access.file, task.access.key);
    try {
      const author = engagementSummary(db, task.access.file).profile.assessor || 'Assessor';
      return await work(db, () => ({ author, at: new Date().toISOString() }), signal);
    } finally {
      db.close();
    }
  });
}

async function answered<T>(
  port: MessagePort,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<WorkerAnswer<T>> {
  const abort = new AbortController();
  port.on('message', () => abort.abort());
  try {
    return { ok: true, value: await work(abort.signal) };
  } catch (error) {
    if (isDrydockError(error)) return { ok: false, code: error.code, data: error.data };
    // SECURITY S-25: where it happened, never with what.
    const frames =
      error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
    process.stderr.write(
      `defect: ${error instanceof Error ? error.name : 'thrown value'}\n${frames.slice(0, 8).join('\n')}\n`,
    );
    return { ok: false, code: 'INTERNAL', data: {} };
  } finally {
    port.close();
  }
}
