/** Ctrl+C, and the signal that a system sends to end a program: the first asks to end well, the second ends at once. */
import { EXIT } from './exit.ts';

export interface Interrupt {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  close(): void;
}

export function onInterrupt(onFirst: () => void): Interrupt {
  const abort = new AbortController();
  const stop = () => {
    // Whoever holds something that must not stay lets go of it on `exit`.
    if (abort.signal.aborted) process.exit(EXIT.failed);
    abort.abort();
    onFirst();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: abort.signal,
    close() {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
    },
  };
}
