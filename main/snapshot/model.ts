/**
 * The snapshot model: what collectors write and analysis reads. Pure; below everything that reads evidence.
 */
import {
  type CollectionLogEntry,
  type KindOutcome,
  type ResourceRef,
  resourceKey,
  type SnapshotManifest,
} from '../../shared/evidence.ts';

/** A Kubernetes object after redaction. Unknown fields stay; nothing may be assumed beyond what is checked. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** What redaction dropped but controls need: deprecated apiVersions and field managers seen. */
  readonly $drydock?: {
    readonly apiVersionsSeen?: readonly string[];
    readonly fieldManagers?: readonly string[];
    /** `FILE#DOCUMENT` when read from manifests. */
    readonly source?: string;
    /** Where identical copies of it stand. */
    readonly alsoIn?: readonly string[];
    /** A kustomization lists the document among its patches. */
    readonly patch?: true;
    /** SOPS has encrypted its values. */
    readonly encrypted?: true;
    /** Cells kept of a Secret: number of keys. Secrets are listed as Tables without their objects. */
    readonly secretKeys?: number;
  };
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly creationTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** A value is a string when allow-listed, else a RedactedValue. */
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly ownerReferences?: readonly {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly uid?: string;
    readonly controller?: boolean;
  }[];
  readonly [field: string]: unknown;
}

/**
 * Where a collection writes. Implementations: the engagement file, an evidence bundle, memory.
 * Calls for one resource come in order; several resources interleave.
 */
export interface EvidenceSink {
  /** Redacted objects of one page, and their NDJSON lines where the caller has made them already. */
  writeObjects(
    resource: ResourceRef,
    objects: readonly KubernetesObject[],
    lines?: readonly string[],
  ): Promise<void>;
  writeLog(entries: readonly CollectionLogEntry[]): Promise<void>;
  /** A kind is done; `sha256` of the outcome covers exactly the NDJSON lines of its objects, in order written. */
  finishKind(outcome: KindOutcome): Promise<void>;
  /** Called once, last, also for a cancelled (partial) collection. */
  finish(manifest: SnapshotManifest): Promise<void>;
}

/** One line of a kind's NDJSON: the exact bytes that are hashed, in every sink alike, newline included. */
export function ndjsonLine(object: KubernetesObject): string {
  return `${JSON.stringify(object)}\n`;
}

/** The text whose SHA-256 identifies the evidence: `key sha256` lines in key order. Hashed alike by who collects and who reads. */
export function evidenceIdentity(kinds: readonly KindOutcome[]): string {
  return kinds
    .map(({ resource, sha256 }) => `${resourceKey(resource)} ${sha256}\n`)
    .sort()
    .join('');
}

/** A snapshot that analysis can read. `objects` is called once for each pass. */
export interface SnapshotSource {
  readonly manifest: SnapshotManifest;
  objects(): Iterable<{ readonly resource: ResourceRef; readonly object: KubernetesObject }>;
}
