/** Tells every listening client what changed, so that it asks again. */
import type { Topic } from '../../shared/contract/contract.ts';
import { latest } from './latest.ts';

export type WorkbenchEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'changed'; readonly topics: Topic[] }
  | { readonly kind: 'locked' };

export interface EventHub {
  changed(...topics: Topic[]): void;
  locked(): void;
  /** Starts with `ready`; ends when the signal aborts. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<WorkbenchEvent, void, void>;
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  const emit = (event: WorkbenchEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    changed: (...topics) => emit({ kind: 'changed', topics }),
    locked: () => emit({ kind: 'locked' }),
    async *subscribe(signal) {
      const inbox = latest<WorkbenchEvent>(mergeEvents, signal);
      listeners.add(inbox.push);
      try {
        yield { kind: 'ready' };
        yield* inbox.values();
      } finally {
        listeners.delete(inbox.push);
      }
    },
  };
}

/** A slow client gets one event for many: topics are a set, and `locked` outranks what changed before it. */
function mergeEvents(waiting: WorkbenchEvent | undefined, next: WorkbenchEvent): WorkbenchEvent {
  if (waiting?.kind === 'changed' && next.kind === 'changed') {
    return { kind: 'changed', topics: [...new Set([...waiting.topics, ...next.topics])] };
  }
  return waiting?.kind === 'locked' ? waiting : next;
}
