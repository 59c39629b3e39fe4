/** Evidence as the bytes of a bundle, through the same writer as every export. */
import { bundleInto } from '../../../main/evidence/bundle-write.ts';
import { evidenceInMemory } from '../../../main/evidence/read-evidence.ts';
import type { SnapshotSource } from '../../../main/snapshot/model.ts';
import { copyEvidence } from '../../../main/workbench/evidence-flow.ts';
import type { CollectionLogEntry } from '../../../shared/evidence.ts';

export async function bundleBytes(
  source: SnapshotSource,
  log: readonly CollectionLogEntry[],
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const output = { write: async (bytes: Uint8Array) => void chunks.push(Uint8Array.from(bytes)) };
  const sink = bundleInto(output, { time: () => new Date(source.manifest.finishedAt) });
  await copyEvidence(evidenceInMemory(source, log), sink, {
    signal: new AbortController().signal,
    onProgress: () => {},
    label: '',
  });
  return Buffer.concat(chunks);
}
