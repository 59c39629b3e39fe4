/** Progress of a collection, as events. */
import type { CollectProgress } from '../../shared/collect.ts';

export interface ProgressReporter {
  phase(phase: CollectProgress['phase']): void;
  /** The server went away, or is back. */
  waiting(waiting: boolean): void;
  total(kinds: number): void;
  started(kind: string): KindProgress;
  /** One plain sentence about what is missing. */
  refused(sentence: string): void;
}

export interface KindProgress {
  /** `remaining`: how many objects of the kind are still to come, as far as the server says. */
  readonly page: (written: {
    readonly objects: number;
    readonly bytes: number;
    readonly remaining: number;
  }) => void;
  done(): void;
}

/** A guess from fewer kinds would jump about. */
const KINDS_TO_GUESS_FROM = 5;

export function createProgress(
  emit: (progress: CollectProgress) => void,
  retries: () => number,
  nowMs: () => number,
): ProgressReporter {
  let state: CollectProgress = {
    phase: 'connecting',
    kindsDone: 0,
    kindsTotal: 0,
    objects: 0,
    bytes: 0,
    current: [],
    retries: 0,
    refused: [],
    remainingMs: null,
  };
  let listsSinceMs = 0;
  let phaseBefore: CollectProgress['phase'] = 'connecting';
  const toCome = new Map<string, number>();
  const change = (part: Partial<CollectProgress>) => {
    state = { ...state, ...part, retries: retries() };
    emit(state);
  };

  /**
   * Objects that are known to come, at the rate so far, and the kinds that were not begun, each as long as the
   * average one so far. What is in flight is counted by its objects, so one large kind does not mislead.
   */
  function remainingMs(): number | null {
    const spentMs = nowMs() - listsSinceMs;
    if (state.kindsDone < KINDS_TO_GUESS_FROM || state.objects === 0) return null;
    const known = [...toCome.values()].reduce((sum, count) => sum + count, 0);
    const notBegun = Math.max(0, state.kindsTotal - state.kindsDone - state.current.length);
    const perObjectMs = spentMs / state.objects;
    const perKindMs = spentMs / (state.kindsDone + state.current.length);
    return Math.round(known * perObjectMs + notBegun * perKindMs);
  }

  return {
    phase(phase) {
      if (phase === 'lists') listsSinceMs = nowMs();
      change({ phase });
    },
    waiting(waiting) {
      if (waiting) phaseBefore = state.phase;
      change({ phase: waiting ? 'waiting' : phaseBefore });
    },
    total: (kindsTotal) => change({ kindsTotal }),
    started(kind) {
      change({ current: [...state.current, kind] });
      return {
        page({ objects, bytes, remaining }) {
          toCome.set(kind, remaining);
          change({
            objects: state.objects + objects,
            bytes: state.bytes + bytes,
            remainingMs: remainingMs(),
          });
        },
        done() {
          toCome.delete(kind);
          change({ current: state.current.filter((name) => name !== kind), kindsDone: state.kindsDone + 1 });
          change({ remainingMs: remainingMs() });
        },
      };
    },
    refused: (sentence) => change({ refused: [...state.refused, sentence].slice(0, 1000) }),
  };
}
