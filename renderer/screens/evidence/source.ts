/** Where objects and requests are read from: a stored snapshot, or a bundle under review. */
import type { QueryKey } from '@tanstack/react-query';
import type { CollectionLogEntry, LogOutcome, ObjectRef } from '../../../shared/evidence.ts';
import { client } from '../../client/workbench.ts';

interface Window {
  readonly offset: number;
  readonly limit: number;
}
export interface ObjectFilter {
  readonly search: string;
  readonly kind: string | null;
}
export interface LogFilter {
  readonly search: string;
  readonly outcome: LogOutcome | null;
}
interface Rows<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

export interface EvidenceSource {
  /** Begins every query of this source. */
  readonly key: QueryKey;
  readonly objects: (filter: ObjectFilter & Window, signal: AbortSignal) => Promise<Rows<ObjectRef>>;
  readonly object: (object: ObjectRef, signal: AbortSignal) => Promise<{ readonly yaml: string }>;
  readonly log: (filter: LogFilter & Window, signal: AbortSignal) => Promise<Rows<CollectionLogEntry>>;
}

export function snapshotSource(snapshotId: string): EvidenceSource {
  return {
    key: ['evidence', 'snapshot', snapshotId],
    objects: (filter, signal) => client.snapshots.objects({ ...filter, snapshotId }, { signal }),
    object: (object, signal) => client.snapshots.object({ object, snapshotId }, { signal }),
    log: (filter, signal) => client.snapshots.log({ ...filter, snapshotId }, { signal }),
  };
}

export function reviewSource(reviewId: string): EvidenceSource {
  return {
    key: ['evidence', 'review', reviewId],
    objects: (filter, signal) => client.review.objects({ ...filter, reviewId }, { signal }),
    object: (object, signal) => client.review.object({ object, reviewId }, { signal }),
    log: (filter, signal) => client.review.log({ ...filter, reviewId }, { signal }),
  };
}
