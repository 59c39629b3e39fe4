/** Evidence from files: bundles, dumps of other tools, and manifests in YAML or JSON. */
import { stat } from 'node:fs/promises';
import { DrydockError } from '../../shared/errors.ts';
import type { CollectionLogEntry } from '../../shared/evidence.ts';
import type { SnapshotSource } from '../snapshot/model.ts';
import { readBundle } from './bundle-read.ts';
import { readForeign } from './foreign.ts';
import { readManifests } from './manifests.ts';

export interface ReadEvidence {
  readonly source: SnapshotSource;
  /** Empty for manifests: nothing was asked. */
  readonly log: readonly CollectionLogEntry[];
}

/**
 * One snapshot for each bundle and each dump, and one for all manifests together. `-` is standard input.
 * @throws DrydockError FILE_NOT_FOUND, EVIDENCE_EMPTY, BUNDLE_INVALID, BUNDLE_ENCRYPTED, INVALID_INPUT
 */
export async function readEvidence(paths: readonly string[]): Promise<ReadEvidence[]> {
  const bundles: ReadEvidence[] = [];
  const manifests: string[] = [];
  for (const path of paths) {
    if (path !== '-' && (await stat(path).catch(() => null)) === null)
      throw new DrydockError('FILE_NOT_FOUND', { path });
    if (/\.(zip|age)$/i.test(path)) {
      bundles.push(await readBundle(path));
      continue;
    }
    const dump = path === '-' ? null : await readForeign(path);
    if (dump === null) manifests.push(path);
    else bundles.push(dump);
  }
  if (manifests.length > 0) bundles.push({ source: await readManifests(manifests), log: [] });
  return bundles;
}
