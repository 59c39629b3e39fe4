/**
 * Ctrl+C, and the signal that a system sends to end a program: the first asks to end well, the second ends at once. What
 * was asked and does not end well in time is ended all the same.
 */
import { EXIT } from './exit.ts';

export interface Interrupt {
  /** Aborted by the first one. */
  readonly signal: AbortSignal;
  /** The work has ended. One that comes late, after a first one, ends the program with the code that it has by then. */
  close(): void;
}

/** Time to write down what was collected so far. */
const ENDS_WITHIN_MS = 60_000;

export function onInterrupt(onFirst: () => void, endsWithinMs = ENDS_WITHIN_MS): Interrupt {
  let deadline: NodeJS.Timeout | undefined;
  const abort = new AbortController();
  const stop = () => {
    // Whoever holds something that must not stay lets go of it on `exit`.
    if (abort.signal.aborted) process.exit(EXIT.failed);
    deadline = setTimeout(() => process.exit(EXIT.failed), endsWithinMs);
    deadline.unref();
    abort.abort();
    onFirst();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: abort.signal,
    close() {
      clearTimeout(deadline);
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      if (!abort.signal.aborted) return;
      const late = () => process.exit(process.exitCode ?? EXIT.failed);
      process.on('SIGINT', late);
      process.on('SIGTERM', late);
    },
  };
}
