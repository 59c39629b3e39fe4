/** Evidence from files: bundles, dumps of other tools, and manifests. The one entry for whoever reads evidence. */
import {
  type CollectionLogEntry,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import { MemorySink } from '../snapshot/memory.ts';
import type { KubernetesObject, SnapshotSource } from '../snapshot/model.ts';
import { readForeign } from './foreign.ts';
import { readManifests } from './manifests.ts';

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

const BATCH = 500;

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

/** All of it in memory, for analysis without a store. Leaves the evidence open. */
export async function loadIntoMemory(evidence: ReadEvidence): Promise<SnapshotSource> {
  const sink = new MemorySink();
  for (const { resource } of evidence.manifest.kinds) {
    for await (const objects of evidence.objectsOf(resource)) await sink.writeObjects(resource, objects);
  }
  await sink.finish(evidence.manifest);
  return sink;
}
