/** One wait, shared by all lists, for a server that went away while it was read. */
import type { Clock } from './clock.ts';
import { RequestFailure } from './failure.ts';
import type { Transport } from './transport.ts';

export interface ServerWatch {
  /** True when the server answers again; false when it did not come back in time, and from then on at once. */
  back(): Promise<boolean>;
  /**
   * True when a refusal is worth another try: the server had trouble a moment ago, and one that has just started
   * refuses what it allows later, for its authoriser has not read the roles yet.
   */
  mayRefuseInError(): Promise<boolean>;
  /** It did not come back. */
  readonly gone: boolean;
}

/** An API server restarts within a minute, or it is gone. */
const PATIENCE_MS = 90_000;
const PAUSE_MS = 2_000;
const TROUBLE_LASTS_MS = 30_000;

export function watchServer(deps: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWaiting: (waiting: boolean) => void;
  readonly patienceMs?: number;
}): ServerWatch {
  const { transport, clock, signal } = deps;
  let waiting: Promise<boolean> | null = null;
  let gone = false;

  async function wait(): Promise<boolean> {
    const untilMs = clock.nowMs() + (deps.patienceMs ?? PATIENCE_MS);
    deps.onWaiting(true);
    try {
      while (!signal.aborted) {
        if (await answers()) return true;
        if (clock.nowMs() >= untilMs) {
          gone = true;
          return false;
        }
        await clock.sleep(PAUSE_MS, signal);
      }
      return false;
    } finally {
      deps.onWaiting(false);
    }
  }

  async function answers(): Promise<boolean> {
    try {
      // Who may not ask whether it is ready is at least answered.
      const { status } = await transport.get({ type: 'plain', path: '/readyz' }, { tries: 1 });
      return status < 500;
    } catch (error) {
      if (error instanceof RequestFailure) return false;
      throw error;
    }
  }

  return {
    get gone() {
      return gone;
    },
    async mayRefuseInError() {
      const { troubledAtMs } = transport;
      if (troubledAtMs === null || clock.nowMs() - troubledAtMs > TROUBLE_LASTS_MS) return false;
      await clock.sleep(PAUSE_MS, signal);
      return this.back();
    },
    back() {
      if (gone) return Promise.resolve(false);
      waiting ??= wait().finally(() => {
        waiting = null;
      });
      return waiting;
    },
  };
}
