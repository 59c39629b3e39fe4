/** A path of the command line by what it holds. */
import { basename } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { openBundle } from './bundle-read.ts';
import { isDumpFormat, isToolFormat, lookAt } from './detect.ts';
import { readDump } from './dump/read-dump.ts';
import type { ReadEvidence, ReadOptions } from './read-evidence.ts';

/**
 * A bundle, a dump, or null for manifests, which have their own reader.
 * @throws DrydockError INVALID_INPUT for results of a tool, what detectEvidence throws, and as openBundle and readDump
 */
export async function readForeign(path: string, options: ReadOptions): Promise<ReadEvidence | null> {
  const detected = await lookAt(path, path);
  if ('error' in detected) {
    if (detected.mayBeManifests) return null;
    throw detected.error;
  }
  const { format, clusterName } = detected;
  if (isToolFormat(format)) {
    throw new DrydockError('INVALID_INPUT', {
      what: path,
      reason: `it contains results of another tool (${format}), which become findings of an engagement and cannot be scanned`,
    });
  }
  if (format === 'bundle' || format === 'encrypted-bundle') return openBundle(path, options);
  if (!isDumpFormat(format)) return null;
  return readDump({
    path,
    format,
    clusterName: clusterName || basename(path),
    toolVersion: '',
    now: new Date().toISOString(),
  });
}
