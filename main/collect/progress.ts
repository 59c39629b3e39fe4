/** Progress of a collection, as events. */
import type { CollectProgress } from '../../shared/collect.ts';

export interface ProgressReporter {
  phase(phase: CollectProgress['phase']): void;
  total(kinds: number): void;
  /** A kind begins; the answer ends it. */
  started(kind: string): () => void;
  page(written: { readonly objects: number; readonly bytes: number }): void;
  /** One plain sentence about what is missing. */
  refused(sentence: string): void;
}

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
  const change = (part: Partial<CollectProgress>) => {
    state = { ...state, ...part, retries: retries() };
    emit(state);
  };
  return {
    phase(phase) {
      if (phase === 'lists') listsSinceMs = nowMs();
      change({ phase });
    },
    total: (kindsTotal) => change({ kindsTotal }),
    started(kind) {
      change({ current: [...state.current, kind] });
      return () => {
        const kindsDone = state.kindsDone + 1;
        const eachMs = (nowMs() - listsSinceMs) / kindsDone;
        // A guess from fewer than five kinds would jump about.
        const remainingMs =
          kindsDone < 5 ? null : Math.round(eachMs * Math.max(0, state.kindsTotal - kindsDone));
        change({ current: state.current.filter((name) => name !== kind), kindsDone, remainingMs });
      };
    },
    page: ({ objects, bytes }) => change({ objects: state.objects + objects, bytes: state.bytes + bytes }),
    refused: (sentence) => change({ refused: [...state.refused, sentence].slice(0, 1000) }),
  };
}
