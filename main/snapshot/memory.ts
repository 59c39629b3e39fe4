/** A snapshot held in memory: for files read in one go, and for tests. */
import {
  type CollectionLogEntry,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';
import type { EvidenceSink, KubernetesObject, SnapshotSource } from './model.ts';

/** A sink that can be read once `finish` was called. */
export class MemorySink implements EvidenceSink, SnapshotSource {
  readonly log: CollectionLogEntry[] = [];
  readonly #kinds = new Map<string, { resource: ResourceRef; objects: KubernetesObject[] }>();
  #manifest: SnapshotManifest | null = null;

  async writeObjects(resource: ResourceRef, objects: readonly KubernetesObject[]): Promise<void> {
    const key = resourceKey(resource);
    const kind = this.#kinds.get(key) ?? { resource, objects: [] };
    this.#kinds.set(key, kind);
    for (const object of objects) kind.objects.push(object);
  }

  async writeLog(entries: readonly CollectionLogEntry[]): Promise<void> {
    for (const entry of entries) this.log.push(entry);
  }

  async finishKind(): Promise<void> {}

  async finish(manifest: SnapshotManifest): Promise<void> {
    this.#manifest = manifest;
  }

  get manifest(): SnapshotManifest {
    if (this.#manifest === null) throw new Error('The snapshot is not finished.');
    return this.#manifest;
  }

  *objects(): Iterable<{ readonly resource: ResourceRef; readonly object: KubernetesObject }> {
    for (const { resource, objects } of this.#kinds.values()) {
      for (const object of objects) yield { resource, object };
    }
  }
}
