/** The heavy work itself, on a worker thread. Each exported function is one task of job-runner.ts. */

import { randomBytes, randomUUID } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import packageJson from '../../package.json' with { type: 'json' };
import { DrydockError } from '../../shared/errors.ts';
import type { EvidenceFormat } from '../../shared/evidence-file.ts';
import { collectCluster } from '../collect/collect.ts';
import { preflight as askPreflight } from '../collect/preflight.ts';
import { analyseSnapshot } from '../controls/analyse.ts';
import { CONTROLS } from '../controls/catalogue.ts';
import { openBundle } from '../evidence/bundle-read.ts';
import { bundleInto } from '../evidence/bundle-write.ts';
import { detectEvidence } from '../evidence/detect.ts';
import { inspectEvidence as inspect } from '../evidence/inspect.ts';
import { openConnection } from '../kubeconfig/connection.ts';
import { consentKeyOf } from '../kubeconfig/exec-consent.ts';
import { buildReportModel } from '../report/build-model.ts';
import { reportChecks as checksOf } from '../report/checks.ts';
import { renderPdf } from '../report/pdf/render.ts';
import type { EvidenceSink } from '../snapshot/model.ts';
import { createRedactionAccount } from '../snapshot/redaction/account.ts';
import { storeAnalysis } from '../store/analysis.ts';
import { createArtifactWriter } from '../store/artifacts.ts';
import { claimFile } from '../store/claim.ts';
import { listControlFiles } from '../store/custom-controls.ts';
import { type Db } from '../store/db.ts';
import { createCluster, engagementSummary } from '../store/engagement.ts';
import { connectAgain, createWithKey, guardAgain } from '../store/file.ts';
import { joinAgain } from '../store/imports.ts';
import { type Stamp, settleJournal } from '../store/journal.ts';
import { SALT_BYTES } from '../store/key.ts';
import { createStoreSink, discardSnapshot, snapshotByKind, snapshotSource } from '../store/snapshots.ts';
import { readCustomFiles } from './custom-files.ts';
import { copyEvidence, progressOf } from './evidence-flow.ts';
import { importFile, readOptions } from './import-file.ts';
import type { EngagementAccess, JobTasks, ProgressChange, WorkerAnswer } from './job-runner.ts';
import { knownError } from './known-error.ts';
import { loadReportInput } from './report-input.ts';
import { crossError } from './store-protocol.ts';

type Task<Name extends keyof JobTasks> = JobTasks[Name]['input'] & { readonly port: MessagePort };
type Answer<Name extends keyof JobTasks> = Promise<WorkerAnswer<JobTasks[Name]['output']>>;

export const collect = (task: Task<'collect'>): Answer<'collect'> =>
  withEngagement(task, async (db, stamp, signal) => {
    const consentKey = consentKeyOf(task.access.key);
    const connection = await openConnection({ ...task, consentKey, signal });
    const snapshotId = randomUUID();
    try {
      await collectCluster({
        connection,
        sink: createStoreSink(db, stamp, snapshotId, task.clusterId),
        clusterName: task.clusterName,
        context: task.context,
        now: () => task.at ?? new Date().toISOString(),
        toolVersion: packageJson.version,
        onProgress: (progress) => task.port.postMessage(progressOf(progress)),
        signal,
        namespaces: task.namespaces,
        limitMs: task.limitMs,
        resume: task.resume === null ? null : snapshotByKind(db, task.resume),
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
  withEngagement(task, (db, stamp, signal) =>
    importFile(task, {
      db,
      stamp,
      signal,
      now: task.now,
      onProgress: (change) => task.port.postMessage(change),
    }),
  );

export const inspectEvidence = (task: Task<'inspectEvidence'>): Answer<'inspectEvidence'> =>
  answered(task.port, () => inspect(task));

export const exportBundle = (task: Task<'exportBundle'>): Answer<'exportBundle'> =>
  withEngagement(task, async (db, stamp, signal) => {
    const evidence = snapshotByKind(db, task.snapshotId);
    const { clusterName, finishedAt } = evidence.manifest;
    const artifact = createArtifactWriter(db);
    try {
      // Entries carry the time of the collection, so that the same evidence is always the same bytes.
      const sink = bundleInto(artifact, { time: () => new Date(finishedAt) });
      await copyEvidence(evidence, sink, {
        signal,
        onProgress: (change) => task.port.postMessage(change),
        label: 'Writing the bundle',
      });
      const fileName = `${clusterName}-${finishedAt.slice(0, 10)}.evidence.zip`;
      return artifact.finish(stamp(), { kind: 'evidence-bundle', fileName, mediaType: 'application/zip' }).id;
    } finally {
      artifact.abandon();
    }
  });

export const analyse = (task: Task<'analyse'>): Answer<'analyse'> =>
  withEngagement(task, async (db, stamp) => {
    const customControls = readCustomFiles(listControlFiles(db)).flatMap(({ controls }) => controls);
    const { facts, summaries, verdicts, size, exposure, responsibility, platform } = analyseSnapshot(
      snapshotSource(db, task.snapshotId),
      { customControls },
    );
    db.transaction(() => {
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
          ...(customControls.length === 0
            ? {}
            : { custom: customControls.map(({ meta, leansOn }) => ({ meta, leansOn })) }),
        },
        verdicts,
        metas: [...CONTROLS, ...customControls].map(({ meta }) => meta),
      });
      // What other tools said of this cluster now finds the objects of the newer snapshot.
      joinAgain(db, stamp(), task.snapshotId);
      settleJournal(db, stamp());
    }).immediate();
    return null;
  });

/** The files of custom controls with what is in them, and what is wrong. */
export const customFiles = (task: Task<'customFiles'>): Answer<'customFiles'> =>
  withEngagement(task, async (db) => {
    const stored = listControlFiles(db);
    const read = readCustomFiles(stored);
    return stored.map(({ text: _text, ...file }, at) => ({
      ...file,
      controls: (read[at]?.controls ?? []).map(({ meta: { id, title, severity } }) => ({
        id,
        title,
        severity,
      })),
      problems: [...(read[at]?.problems ?? [])],
    }));
  });

export const buildReport = (task: Task<'buildReport'>): Answer<'buildReport'> =>
  answered(task.port, async () => {
    // SECURITY S-30: typesetting cannot be interrupted, so the key is gone before it begins.
    const input = await connected(task.access, (db) =>
      loadReportInput(db, task.access.file, { now: task.now, draft: task.request.draft }),
    );
    const bytes = renderPdf(buildReportModel(input), { now: task.now });
    const fileName = `${input.engagement.profile.target} - Kubernetes risk assessment${task.request.draft ? ' (draft)' : ''}.pdf`;
    return { fileName, bytes };
  });

export const reportChecks = (task: Task<'reportChecks'>): Answer<'reportChecks'> =>
  withEngagement(task, async (db) => [
    ...checksOf(await loadReportInput(db, task.access.file, { now: task.now, draft: true })),
  ]);

export const preflight = (task: Task<'preflight'>): Answer<'preflight'> =>
  answered(task.port, async (signal) => {
    const connection = await openConnection({ ...task, signal });
    try {
      return await askPreflight({ connection, signal, namespaces: task.namespaces });
    } finally {
      await connection.close();
    }
  });

export const openReview = (task: Task<'openReview'>): Answer<'openReview'> =>
  answered(task.port, async (signal) => {
    const onProgress = (change: ProgressChange) => task.port.postMessage(change);
    await requireBundle(task.path, task.name);
    const bundle = await openBundle(task.path, readOptions(task, { signal, onProgress }));
    const account = createRedactionAccount();
    try {
      const manifest = await intoReviewFile(task, async (sink) => {
        const accounted: EvidenceSink = {
          ...sink,
          async writeObjects(resource, objects, lines) {
            for (const object of objects) account.add(object);
            await sink.writeObjects(resource, objects, lines);
          },
        };
        return copyEvidence(bundle, accounted, { signal, onProgress, label: 'Preparing the review' });
      });
      return {
        fileName: task.name,
        fileBytes: bundle.fileBytes,
        encrypted: bundle.encrypted,
        manifest,
        files: [...bundle.files],
        removed: account.removed(),
        kept: account.kept(),
      };
    } finally {
      await bundle.close();
    }
  });

/** @throws DrydockError as detectEvidence, and NOT_A_BUNDLE for evidence of another form */
async function requireBundle(path: string, name: string): Promise<void> {
  const { format } = await detectEvidence(path, name);
  if (format === 'bundle' || format === 'encrypted-bundle') return;
  throw new DrydockError('NOT_A_BUNDLE', { path: name, what: FORMAT_NAMES[format] });
}

const FORMAT_NAMES: Readonly<Record<EvidenceFormat, string>> = {
  bundle: 'a bundle',
  'encrypted-bundle': 'an encrypted bundle',
  manifests: 'manifests',
  'kubectl-get': 'output of kubectl get',
  'cluster-info-dump': 'a cluster-info dump',
  'must-gather': 'a must-gather',
  trivy: 'results of Trivy',
  kubescape: 'results of Kubescape',
  'kube-bench': 'results of kube-bench',
  polaris: 'results of Polaris',
  sarif: 'results in SARIF',
};

/** A new encrypted file that holds one snapshot under the review's id. Claimed, so that no other process tidies it away. */
async function intoReviewFile<T>(
  { target: { reviewId, file, key }, now }: Task<'openReview'>,
  work: (sink: EvidenceSink) => Promise<T>,
): Promise<T> {
  const claim = claimFile(file);
  try {
    const db = createWithKey(file, key, randomBytes(SALT_BYTES));
    try {
      const stamp: Stamp = { author: 'Review', at: now };
      const cluster = db.transaction(() => createCluster(db, stamp, 'Review')).immediate();
      return await work(createStoreSink(db, () => stamp, reviewId, cluster.id));
    } finally {
      db.close();
      key.fill(0);
    }
  } finally {
    claim.release();
  }
}

/** Answers with what is done over one connection. */
function withEngagement<T>(
  task: { readonly access: EngagementAccess; readonly port: MessagePort; readonly at?: string },
  work: (db: Db, stamp: () => Stamp, signal: AbortSignal) => Promise<T>,
): Promise<WorkerAnswer<T>> {
  return answered(task.port, (signal) =>
    connected(task.access, async (db) => {
      const guard = guardAgain(db, task.access.file, task.access.key);
      const author = engagementSummary(db, task.access.file).profile.assessor || 'Assessor';
      const result = await work(db, () => ({ author, at: task.at ?? new Date().toISOString() }), signal);
      guard.acknowledge();
      return result;
    }),
  );
}

/** Opens a connection, and forgets this thread's copy of the key with it. */
async function connected<T>(access: EngagementAccess, work: (db: Db) => Promise<T>): Promise<T> {
  try {
    const db = await connectAgain(access.file, access.key);
    try {
      return await work(db);
    } catch (error) {
      const crossed = crossError(error, access.file);
      throw 'code' in crossed ? new DrydockError(crossed.code, crossed.data) : error;
    } finally {
      db.close();
    }
  } finally {
    access.key.fill(0);
  }
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
    const known = knownError(error);
    if (known !== null) return { ok: false, code: known.code, data: known.data };
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
