/** One file of evidence into the engagement: a snapshot, or findings where it holds results of another tool. */
import { randomUUID } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import { DrydockError } from '../../shared/errors.ts';
import { openBundle } from '../evidence/bundle-read.ts';
import { detectEvidence, isDumpFormat, isToolFormat, type ToolFormat } from '../evidence/detect.ts';
import { streamDump } from '../evidence/dump/read-dump.ts';
import { readManifests } from '../evidence/manifests.ts';
import { evidenceInMemory, type ReadOptions } from '../evidence/read-evidence.ts';
import { readToolResults } from '../evidence/tools/read-tool-results.ts';
import type { EvidenceSink } from '../snapshot/model.ts';
import type { Db } from '../store/db.ts';
import { nodeNames, storeImport } from '../store/imports.ts';
import type { Stamp } from '../store/journal.ts';
import { createStoreSink, discardSnapshot } from '../store/snapshots.ts';
import { copyEvidence } from './evidence-flow.ts';
import type { ImportOutcome, ImportTask, ProgressChange } from './job-runner.ts';

export interface ImportDeps {
  readonly db: Db;
  readonly stamp: () => Stamp;
  readonly signal: AbortSignal;
  readonly onProgress: (change: ProgressChange) => void;
  readonly now: string;
}

/** @throws DrydockError EVIDENCE_UNRECOGNISED and what reading the format throws; then nothing was stored */
export async function importFile(task: ImportTask, deps: ImportDeps): Promise<ImportOutcome> {
  const { format } = await detectEvidence(task.path, task.name);
  if (isToolFormat(format)) return { snapshotId: null, findings: await importResults(task, format, deps) };
  if (isDumpFormat(format)) {
    return asSnapshot(task, deps, async (sink) => {
      await streamDump(
        {
          path: task.path,
          format,
          clusterName: task.clusterName,
          toolVersion: packageJson.version,
          now: deps.now,
          signal: deps.signal,
          onProgress: ({ objects, bytes }) => deps.onProgress({ label: 'Reading the dump', objects, bytes }),
        },
        sink,
      );
    });
  }
  const evidence =
    format === 'manifests'
      ? evidenceInMemory(await readManifests([task.path], task.name))
      : await openBundle(task.path, readOptions(task, deps));
  try {
    return await asSnapshot(task, deps, async (sink) => {
      await copyEvidence(evidence, sink, { ...deps, label: 'Storing the evidence' });
    });
  } finally {
    await evidence.close();
  }
}

/** How a bundle is opened by a job: with its identity, and with progress. */
export function readOptions(
  { identity }: Pick<ImportTask, 'identity'>,
  { signal, onProgress }: Pick<ImportDeps, 'signal' | 'onProgress'>,
): ReadOptions {
  return {
    identity,
    signal,
    onChecked: ({ bytes, totalBytes }) =>
      onProgress({ label: 'Checking every hash', done: bytes, total: totalBytes, unit: 'bytes', bytes }),
  };
}

async function asSnapshot(
  { clusterId }: ImportTask,
  { db, stamp }: ImportDeps,
  fill: (sink: EvidenceSink) => Promise<void>,
): Promise<ImportOutcome> {
  const snapshotId = randomUUID();
  try {
    await fill(createStoreSink(db, stamp, snapshotId, clusterId));
    return { snapshotId, findings: null };
  } catch (error) {
    discardSnapshot(db, snapshotId);
    throw error;
  }
}

async function importResults(task: ImportTask, format: ToolFormat, deps: ImportDeps): Promise<number> {
  const { db, stamp, signal, onProgress } = deps;
  let bytes = 0;
  const { results, fileSha256 } = await readToolResults({
    path: task.path,
    name: task.name,
    format,
    nodes: nodeNames(db, task.clusterId),
    signal,
    onBytes(count) {
      bytes += count;
      onProgress({ label: 'Reading the results', bytes });
    },
  });
  if (signal.aborted) throw new DrydockError('CANCELLED');
  onProgress({ label: 'Storing findings' });
  const { clusterId, name: fileName } = task;
  return db
    .transaction(() => {
      const at = stamp();
      return results.reduce(
        (total, each) => total + storeImport(db, at, { clusterId, fileName, fileSha256, results: each }),
        0,
      );
    })
    .immediate();
}
