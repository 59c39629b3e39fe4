/** All autosaves of the page: the one saved state in the top bar, and the last chance before the page goes. */
import type { Autosave, AutosaveStatus } from './autosave.ts';

export interface AutosaveRegistry {
  /** The autosave of a key; made once, kept while it holds unsaved words. */
  readonly of: <T>(key: string, make: () => Autosave<T>) => Autosave<T>;
  /** The worst state of all. */
  readonly status: () => AutosaveStatus;
  readonly subscribe: (listener: () => void) => () => void;
  readonly flushAll: () => Promise<void>;
  /** Forgets everything, when the engagement is closed after a flush. */
  readonly clear: () => void;
  readonly guardPage: (page: Window) => void;
}

const WORST_FIRST: readonly AutosaveStatus[] = ['conflict', 'failed', 'saving', 'waiting', 'saved', 'clean'];

export function createAutosaveRegistry(): AutosaveRegistry {
  const entries = new Map<string, Autosave<unknown>>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const status = () => {
    const present = new Set([...entries.values()].map((entry) => entry.state().status));
    return WORST_FIRST.find((candidate) => present.has(candidate)) ?? 'clean';
  };
  const flushAll = async () => {
    await Promise.all([...entries.values()].map((entry) => entry.flush()));
  };

  return {
    of<T>(key: string, make: () => Autosave<T>) {
      const known = entries.get(key);
      // A key always has the same type of value: the caller's key names it.
      if (known !== undefined) return known as unknown as Autosave<T>;
      const made = make();
      entries.set(key, made as Autosave<unknown>);
      made.subscribe(tell);
      return made;
    },
    status,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flushAll,
    clear: () => {
      entries.clear();
      tell();
    },
    guardPage(page) {
      page.addEventListener('pagehide', () => void flushAll());
      page.addEventListener('beforeunload', (event) => {
        if (status() === 'clean' || status() === 'saved') return;
        void flushAll();
        event.preventDefault();
      });
      page.document.addEventListener('visibilitychange', () => {
        if (page.document.visibilityState === 'hidden') void flushAll();
      });
    },
  };
}

export const autosaves = createAutosaveRegistry();
