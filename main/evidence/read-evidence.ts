/** Evidence that is open for reading, whatever it was read from. */
import {
  type CollectionLogEntry,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import type { KubernetesObject, SnapshotSource } from '../snapshot/model.ts';

/** Evidence that is open for reading, in bounded memory. Close it. */
export interface ReadEvidence {
  readonly manifest: SnapshotManifest;
  /** One kind's objects in the order of collection, in batches of some megabytes. Every call is a new pass. */
  objectsOf(resource: ResourceRef): AsyncIterable<readonly KubernetesObject[]>;
  /** Nothing for manifests: nothing was asked. */
  log(): AsyncIterable<readonly CollectionLogEntry[]>;
  close(): Promise<void>;
}

export interface ReadOptions {
  /** Text of the age identity file that opens encrypted bundles. Used here and never kept. */
  readonly identity?: string | null;
  readonly signal?: AbortSignal;
  /** Bytes of the bundle's contents that were checked so far. */
  readonly onChecked?: (checked: { readonly bytes: number; readonly totalBytes: number }) => void;
}

/** A snapshot that is in memory already, as evidence to read. */
export function evidenceInMemory(
  source: SnapshotSource,
  log: readonly CollectionLogEntry[] = [],
): ReadEvidence {
  let kinds: Map<string, KubernetesObject[]> | null = null;
  return {
    manifest: source.manifest,
    async *objectsOf(resource) {
      kinds ??= byKind(source);
      const objects = kinds.get(resourceKey(resource)) ?? [];
      for (let at = 0; at < objects.length; at += BATCH) yield objects.slice(at, at + BATCH);
    },
    async *log() {
      if (log.length > 0) yield log;
    },
    async close() {},
  };
}

const BATCH = 500;

function byKind(source: SnapshotSource): Map<string, KubernetesObject[]> {
  const kinds = new Map<string, KubernetesObject[]>();
  for (const { resource, object } of source.objects()) {
    const key = resourceKey(resource);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [object]);
    else known.push(object);
  }
  return kinds;
}
