/** Evidence files as snapshots to analyse. */
import { loadIntoMemory, type ReadOptions, readEvidence } from '../../evidence/read.ts';
import type { SnapshotSource } from '../../snapshot/model.ts';

/** @throws DrydockError as readEvidence */
export async function openEvidence(
  paths: readonly string[],
  options: ReadOptions = {},
): Promise<SnapshotSource[]> {
  const opened = await readEvidence(paths, options);
  try {
    const sources: SnapshotSource[] = [];
    for (const evidence of opened) sources.push(await loadIntoMemory(evidence));
    return sources;
  } finally {
    for (const evidence of opened) await evidence.close();
  }
}
