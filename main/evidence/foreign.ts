/** A path of the command line that holds another tool's dump of a cluster. */
import { basename } from 'node:path';
import { DrydockError, isDrydockError } from '../../shared/errors.ts';
import { type Detected, detectEvidence, isDumpFormat, isToolFormat } from './detect.ts';
import { readDump } from './dump/read-dump.ts';
import type { ReadEvidence } from './read.ts';

/**
 * null for what is no dump; manifests then have their own reader, with its own words for what they are not.
 * @throws DrydockError INVALID_INPUT for results of a tool, and as readDump
 */
export async function readForeign(path: string): Promise<ReadEvidence | null> {
  let detected: Detected;
  try {
    detected = await detectEvidence(path);
  } catch (error) {
    if (isDrydockError(error) && error.code === 'EVIDENCE_UNRECOGNISED') return null;
    throw error;
  }
  const { format, clusterName } = detected;
  if (isToolFormat(format)) {
    throw new DrydockError('INVALID_INPUT', {
      what: path,
      reason: `it holds results of another tool (${format}), which become findings of an engagement, not evidence to scan`,
    });
  }
  if (!isDumpFormat(format)) return null;
  return readDump({
    path,
    format,
    clusterName: clusterName || basename(path),
    toolVersion: '',
    now: new Date().toISOString(),
  });
}
