/** The names inside an evidence bundle. */
import type { ResourceRef } from '../../shared/evidence.ts';

/** For whoever opens the zip by hand; nothing reads it back. */
export const README_FILE = 'README.txt';
export const MANIFEST_FILE = 'manifest.json';
export const LOG_FILE = 'collection-log.ndjson';
const OBJECTS = 'objects/';

/** `objects/GROUP_VERSION_RESOURCE.ndjson`; the core group is written `core`. */
export function objectsFile({ group, version, resource }: ResourceRef): string {
  return `${OBJECTS}${group === '' ? 'core' : group}_${version}_${resource}.ndjson`;
}
