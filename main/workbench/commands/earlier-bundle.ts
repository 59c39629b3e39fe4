/** A partial bundle as what a new collection takes over. */

import { resourceKey } from '../../../shared/evidence.ts';
import type { CarriedOver } from '../../collect/carry-over.ts';
import { readBundle } from '../../evidence/bundle-read.ts';
import type { KubernetesObject } from '../../snapshot/model.ts';

const BATCH = 500;

/** Everything is checked when this returns. @throws DrydockError BUNDLE_INVALID, BUNDLE_ENCRYPTED, FILE_NOT_FOUND */
export async function openEarlierBundle(path: string): Promise<CarriedOver> {
  const { source } = await readBundle(path);
  return {
    manifest: source.manifest,
    async *objectsOf(wanted) {
      let batch: KubernetesObject[] = [];
      for (const { resource, object } of source.objects()) {
        if (resourceKey(resource) !== resourceKey(wanted)) continue;
        batch.push(object);
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
  };
}
