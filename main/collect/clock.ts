/** Time and chance, given so that tests need not wait. */
export interface Clock {
  nowMs(): number;
  /** Ends early with the signal. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  random(): number;
}

export function systemClock(): Clock {
  return {
    nowMs: Date.now,
    random: Math.random,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        function done() {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          resolve();
        }
        if (signal.aborted) done();
      }),
  };
}
