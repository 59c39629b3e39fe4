/** A value that lives outside of React, for what several places share. Nothing of it is ever stored. */
import { useSyncExternalStore } from 'react';

export interface Value<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly change: (how: (value: T) => T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createValue<T>(initial: T): Value<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    value = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => value,
    set,
    change: (how) => set(how(value)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value as it is now, and again at every change. */
export function useValue<T>({ subscribe, get }: Value<T>): T {
  return useSyncExternalStore(subscribe, get);
}
