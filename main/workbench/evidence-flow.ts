/** Evidence from a reader into a sink, and a collection's progress as a job shows it. */
import type { CollectProgress } from '../../shared/collect.ts';
import { DrydockError } from '../../shared/errors.ts';
import { resourceKey } from '../../shared/evidence.ts';
import type { ReadEvidence } from '../evidence/read.ts';
import type { EvidenceSink, KubernetesObject } from '../snapshot/model.ts';
import type { ProgressChange } from './job-runner.ts';

const BATCH = 500;

/** Copies everything, the log and the manifest as they are. @throws DrydockError CANCELLED */
export async function copyEvidence(
  { source, log }: ReadEvidence,
  sink: EvidenceSink,
  options: { readonly signal: AbortSignal; readonly onProgress: (change: ProgressChange) => void },
): Promise<void> {
  let batch: {
    key: string;
    resource: Parameters<EvidenceSink['writeObjects']>[0];
    objects: KubernetesObject[];
  } | null = null;
  let objects = 0;
  const flush = async () => {
    if (batch === null) return;
    if (options.signal.aborted) throw new DrydockError('CANCELLED');
    await sink.writeObjects(batch.resource, batch.objects);
    objects += batch.objects.length;
    options.onProgress({ label: 'Storing the evidence', objects });
    batch = null;
  };
  for (const { resource, object } of source.objects()) {
    const key = resourceKey(resource);
    if (batch !== null && (batch.key !== key || batch.objects.length >= BATCH)) await flush();
    batch ??= { key, resource, objects: [] };
    batch.objects.push(object);
  }
  await flush();
  await sink.writeLog(log);
  for (const outcome of source.manifest.kinds) await sink.finishKind(outcome);
  await sink.finish(source.manifest);
}

const PHASES: Readonly<Record<CollectProgress['phase'], string>> = {
  connecting: 'Connecting',
  discovery: 'Asking what the cluster offers',
  probes: 'Asking the API server about itself',
  resuming: 'Taking over what was collected before',
  lists: 'Reading objects',
  secrets: 'Listing secrets without their values',
  waiting: 'Waiting for the server to answer again',
  finishing: 'Finishing',
  done: 'Collected',
};

export function progressOf(progress: CollectProgress): ProgressChange {
  const current = progress.current.length > 0 ? `: ${progress.current.join(', ')}` : '';
  return {
    done: progress.kindsDone,
    total: progress.kindsTotal,
    unit: 'kinds',
    label: PHASES[progress.phase] + current,
    objects: progress.objects,
    bytes: progress.bytes,
    retries: progress.retries,
    refused: progress.refused,
    remainingMs: progress.remainingMs,
  };
}
