/**
 * A one-place mailbox as an async stream: a slow reader gets the merged newest value and never a growing queue.
 */
export interface Mailbox<T> {
  readonly push: (value: T) => void;
  /** Ends the stream after what is waiting was read. */
  readonly end: () => void;
  values(): AsyncGenerator<T, void, void>;
}

export function latest<T>(
  merge: (waiting: T | undefined, next: T) => T,
  signal: AbortSignal | undefined,
): Mailbox<T> {
  let waiting: { readonly value: T } | undefined;
  let ended = signal?.aborted ?? false;
  let wake: () => void = () => {};
  const end = () => {
    ended = true;
    wake();
  };
  return {
    push(value) {
      waiting = { value: merge(waiting?.value, value) };
      wake();
    },
    end,
    async *values() {
      signal?.addEventListener('abort', end, { once: true });
      try {
        for (;;) {
          if (waiting !== undefined) {
            const { value } = waiting;
            waiting = undefined;
            yield value;
          } else if (ended) {
            return;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        signal?.removeEventListener('abort', end);
      }
    },
  };
}
