/** Evidence from files: bundles, dumps of other tools, and manifests. The one entry for whoever reads evidence. */
import { MemorySink } from '../snapshot/memory.ts';
import type { SnapshotSource } from '../snapshot/model.ts';
import { readForeign } from './foreign.ts';
import { readManifests } from './manifests.ts';
import { evidenceInMemory, type ReadEvidence, type ReadOptions } from './read-evidence.ts';

/**
 * One snapshot for each bundle and each dump, and one for all manifests together. `-` is standard input. Everything
 * was checked when this returns, and the caller closes each.
 * @throws DrydockError FILE_NOT_FOUND, FILE_NOT_READABLE, EVIDENCE_EMPTY, BUNDLE_INVALID, BUNDLE_ENCRYPTED,
 *   IDENTITY_INVALID, IDENTITY_WRONG, INVALID_INPUT, CANCELLED
 */
export async function readEvidence(
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<ReadEvidence[]> {
  const open: ReadEvidence[] = [];
  const manifests: string[] = [];
  try {
    for (const path of paths) {
      const evidence = path === '-' ? null : await readForeign(path, options);
      if (evidence === null) manifests.push(path);
      else open.push(evidence);
    }
    if (manifests.length > 0) open.push(evidenceInMemory(await readManifests(manifests)));
    return open;
  } catch (error) {
    for (const evidence of open) await evidence.close();
    throw error;
  }
}

/** All of it in memory, for analysis without a store. Leaves the evidence open. */
export async function loadIntoMemory(evidence: ReadEvidence): Promise<SnapshotSource> {
  const sink = new MemorySink();
  for (const { resource } of evidence.manifest.kinds) {
    for await (const objects of evidence.objectsOf(resource)) await sink.writeObjects(resource, objects);
  }
  await sink.finish(evidence.manifest);
  return sink;
}
