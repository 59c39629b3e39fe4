/**
 * What happens when an error escapes every guard of a host that serves. SECURITY S-25, S-29: it is told without its
 * payload, and the host goes on, so that nobody can end it with a byte that we did not think of. An exception that
 * nobody caught leaves its state in doubt, so the engagement is locked: what was acknowledged is on the disk, and all
 * else is thrown away with the session.
 */
export function goOnServing(deps: {
  readonly lock: () => Promise<void>;
  readonly tell: (line: string) => void;
}): { stop(): void } {
  const exception = (error: unknown) => {
    deps.tell(describe('uncaught exception', error));
    // oxlint-disable-next-line promise/no-promise-in-callback -- nobody waits for the end of a process event
    deps.lock().catch((failure: unknown) => deps.tell(describe('lock failed', failure)));
  };
  const rejection = (reason: unknown) => deps.tell(describe('unhandled rejection', reason));
  process.on('uncaughtException', exception);
  process.on('unhandledRejection', rejection);
  return {
    stop() {
      process.off('uncaughtException', exception);
      process.off('unhandledRejection', rejection);
    },
  };
}

/** What went wrong and where, never with what. */
function describe(event: string, error: unknown): string {
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return `${event}: ${name}\n${frames.slice(0, 8).join('\n')}\n`;
}
