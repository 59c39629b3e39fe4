/** Fills a control plane: the platform, the planted words, and a cluster of any size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import type { Api, Manifest } from './api.ts';
import { type ClusterSize, generateCluster } from './generate.ts';

/** Returns how many objects were created. @throws Error when the server refuses one */
export async function seedCluster(api: Api, size: ClusterSize): Promise<number> {
  let created = 0;
  // One after the other: a namespace must be there before its account, a definition before its objects.
  for (const object of manifestsOf('platform.yaml')) created += await createdSoon(api, object);
  for (const object of manifestsOf('canaries.yaml')) created += await createdSoon(api, object);
  const rest = [...generateCluster({ ...size, pods: 0 })];
  created += await api.create(rest.filter(({ kind }) => kind === 'Namespace'));
  created += await api.create(rest.filter(({ kind }) => kind !== 'Namespace'));
  return created + (await api.create(restOf(size)));
}

export function manifestsOf(file: string): Manifest[] {
  const text = readFileSync(join(import.meta.dirname, 'manifests', file), 'utf8');
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function* restOf(size: ClusterSize): Generator<Manifest> {
  for (const object of generateCluster(size)) {
    if (object.kind !== 'Namespace' && object.kind !== 'ServiceAccount') yield object;
  }
}

/** A kind that was just defined, or an account that was just made, is known a moment later. */
async function createdSoon(api: Api, object: Manifest): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await api.create([object]);
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(200);
    }
  }
}
