/** Evidence from a reader into a sink, and a collection's progress as a job shows it. */

import { createHash } from 'node:crypto';
import type { CollectProgress } from '../../shared/collect.ts';
import { compare } from '../../shared/compare.ts';
import { DrydockError } from '../../shared/errors.ts';
import { type KindOutcome, resourceKey, type SnapshotManifest } from '../../shared/evidence.ts';
import { evidenceSha256 } from '../evidence/bundle-read.ts';
import type { ReadEvidence } from '../evidence/read-evidence.ts';
import { type EvidenceSink, ndjsonLine } from '../snapshot/model.ts';
import type { ProgressChange } from './job-runner.ts';

/**
 * Copies everything, kind by kind in the order of their keys, so that the same evidence is always written alike. A file
 * that somebody edited by hand is redacted on the way; then the hashes of what is stored replace those of its manifest.
 * @throws DrydockError CANCELLED, and what reading the evidence throws
 */
export async function copyEvidence(
  evidence: Omit<ReadEvidence, 'close'>,
  sink: EvidenceSink,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress: (change: ProgressChange) => void;
    /** What the copying is for, as progress says it. */
    readonly label: string;
  },
): Promise<SnapshotManifest> {
  const kinds: KindOutcome[] = [];
  let objects = 0;
  for (const outcome of evidence.manifest.kinds.toSorted(byKey)) {
    const hash = createHash('sha256');
    let copied = 0;
    let bytes = 0;
    for await (const batch of evidence.objectsOf(outcome.resource)) {
      if (options.signal.aborted) throw new DrydockError('CANCELLED');
      const lines = batch.map(ndjsonLine);
      await sink.writeObjects(outcome.resource, batch, lines);
      for (const line of lines) {
        hash.update(line);
        bytes += Buffer.byteLength(line);
      }
      copied += batch.length;
      objects += batch.length;
      options.onProgress({ label: options.label, objects });
    }
    const sha256 = outcome.objects === 0 ? outcome.sha256 : hash.digest('hex');
    const stored = sha256 === outcome.sha256 ? outcome : { ...outcome, sha256, bytes, objects: copied };
    kinds.push(stored);
    await sink.finishKind(stored);
  }
  for await (const entries of evidence.log()) await sink.writeLog(entries);
  const manifest = kinds.every((kind) => evidence.manifest.kinds.includes(kind))
    ? evidence.manifest
    : {
        ...evidence.manifest,
        kinds,
        evidenceSha256: evidenceSha256(kinds),
        notes: [...evidence.manifest.notes, EDITED],
      };
  await sink.finish(manifest);
  return manifest;
}

const byKey = (a: KindOutcome, b: KindOutcome) => compare(resourceKey(a.resource), resourceKey(b.resource));

const EDITED =
  'The file contains values that Drydock would have removed. They are neither stored nor shown, so the hashes differ from those of the file.';

const PHASES: Readonly<Record<CollectProgress['phase'], string>> = {
  connecting: 'Connecting',
  discovery: 'Discovering the cluster’s APIs',
  probes: 'Querying the API server',
  resuming: 'Taking over the earlier collection',
  lists: 'Reading objects',
  secrets: 'Listing Secrets without their values',
  waiting: 'Waiting for the server to respond again',
  finishing: 'Finishing',
  done: 'Collected',
};

export const phaseWords = (phase: CollectProgress['phase']): string => PHASES[phase];

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
