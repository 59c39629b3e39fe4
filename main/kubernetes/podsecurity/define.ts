/**
 * How a check of the Pod Security Standards is written. Ids, levels, versions, reasons and details are those of
 * `k8s.io/pod-security-admission/policy`, so that an answer can be laid beside the API server's.
 */
import type { PodReader, ReadContainer } from './reader.ts';

export type Level = 'baseline' | 'restricted';
export const LEVELS: readonly Level[] = ['baseline', 'restricted'];

/** One field that a check forbids, or that it misses. */
export interface Place {
  /** From the pod's own root: `spec.containers[0].securityContext.privileged`, `metadata.annotations["a"]`. */
  readonly path: string;
  /** What stands there; undefined for what is not set. */
  readonly value: unknown;
  /** The container it belongs to; absent for the pod as a whole. */
  readonly container?: ReadContainer;
}

/** What a check says against a pod, in the words of the admission plugin. */
export interface Forbidden {
  readonly reason: string;
  readonly detail: string;
  /** Never empty; the first offending field first. */
  readonly places: readonly [Place, ...Place[]];
}

export interface CheckVersion {
  /** The first minor from which it holds. */
  readonly since: number;
  /** Baseline checks that this one replaces at the restricted level. */
  readonly overrides?: readonly string[];
  judge(this: void, pod: PodReader): Forbidden | null;
}

export interface Check {
  readonly id: string;
  readonly level: Level;
  /** By rising `since`. */
  readonly versions: readonly CheckVersion[];
}

/** A verdict on places that were found, null when there is none. */
export function forbidden(places: readonly Place[], reason: string, detail: () => string): Forbidden | null {
  const [first, ...rest] = places;
  return first === undefined ? null : { reason, detail: detail(), places: [first, ...rest] };
}
