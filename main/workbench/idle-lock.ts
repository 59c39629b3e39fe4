/** Locks after a time without any call. SECURITY S-30 */
export interface IdleLock {
  readonly touch: () => void;
  readonly stop: () => void;
}

export function lockWhenIdle(deps: {
  readonly limitMs: number;
  readonly lock: () => Promise<void>;
}): IdleLock {
  const timer = setTimeout(() => {
    deps
      .lock()
      .finally(() => timer.refresh())
      .catch(() => undefined);
  }, deps.limitMs);
  timer.unref();
  return { touch: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}
