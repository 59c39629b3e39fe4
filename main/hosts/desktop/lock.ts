import type { Electron } from './electron.ts';

export interface LockOptions {
  /** Closes the engagement and drops its key from memory. */
  readonly lock: () => void;
  readonly idleLimitSeconds: number;
}

/**
 * Locks the engagement when the computer sleeps, when its screen is locked, and after idle time. Returns the
 * function that stops watching.
 */
export function lockWhenAway(
  { powerMonitor }: Pick<Electron, 'powerMonitor'>,
  { lock, idleLimitSeconds }: LockOptions,
): () => void {
  // SECURITY S-30
  powerMonitor.on('suspend', lock);
  powerMonitor.on('lock-screen', lock);
  let wasIdle = false;
  const watch = setInterval(() => {
    const isIdle = powerMonitor.getSystemIdleTime() >= idleLimitSeconds;
    if (isIdle && !wasIdle) lock();
    wasIdle = isIdle;
  }, IDLE_CHECK_MS);
  watch.unref();
  return () => {
    clearInterval(watch);
    powerMonitor.off('suspend', lock);
    powerMonitor.off('lock-screen', lock);
  };
}

const IDLE_CHECK_MS = 5_000;
