/** Evidence files as snapshots to analyse. */
import { readEvidence } from '../../evidence/read.ts';
import type { SnapshotSource } from '../../snapshot/model.ts';

/** @throws DrydockError as readEvidence */
export async function openEvidence(paths: readonly string[]): Promise<SnapshotSource[]> {
  return (await readEvidence(paths)).map(({ source }) => source);
}
