/** Redacts the objects of one kind, hands them to the sink and keeps count. */
import { createHash } from 'node:crypto';
import type { KindOutcome, KindStatus, ResourceRef } from '../../shared/evidence.ts';
import { type EvidenceSink, type KubernetesObject, ndjsonLine } from '../snapshot/model.ts';
import { redactObject } from '../snapshot/redaction/redact.ts';

export interface KindWriter {
  readonly objects: number;
  readonly bytes: number;
  /** Entries that are no Kubernetes objects and could not be kept. */
  readonly leftOut: number;
  /** Entries of a name that was there before. */
  readonly doubled: number;
  /** Objects of one page as the server gave them. Those seen before, after a restart, are left out. */
  write(raw: readonly unknown[]): Promise<readonly KubernetesObject[]>;
  finish(how: {
    status: KindStatus;
    message: string;
    refusedNamespaces: readonly string[];
  }): Promise<KindOutcome>;
}

export function createKindWriter(sink: EvidenceSink, resource: ResourceRef): KindWriter {
  const hash = createHash('sha256');
  const seen = new Set<string>();
  let objects = 0;
  let bytes = 0;
  let leftOut = 0;
  let doubled = 0;
  return {
    get objects() {
      return objects;
    },
    get bytes() {
      return bytes;
    },
    get leftOut() {
      return leftOut;
    },
    get doubled() {
      return doubled;
    },
    async write(raw) {
      const kept: KubernetesObject[] = [];
      const lines: string[] = [];
      for (const item of raw) {
        // SECURITY: the only way into a sink, and it redacts.
        const object = redactObject(item, resource);
        if (object === null) {
          leftOut += 1;
          continue;
        }
        const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
        if (seen.has(key)) {
          doubled += 1;
          continue;
        }
        seen.add(key);
        const line = ndjsonLine(object);
        hash.update(line);
        bytes += Buffer.byteLength(line);
        objects += 1;
        kept.push(object);
        lines.push(line);
      }
      if (kept.length > 0) await sink.writeObjects(resource, kept, lines);
      return kept;
    },
    async finish({ status, message, refusedNamespaces }) {
      const outcome: KindOutcome = {
        resource,
        status,
        objects,
        bytes,
        refusedNamespaces: [...refusedNamespaces].sort(),
        message,
        sha256: objects === 0 ? '' : hash.digest('hex'),
      };
      await sink.finishKind(outcome);
      return outcome;
    },
  };
}
