/**
 * Keeps what is typed until the workbench has acknowledged it. Edits are debounced, one call is in flight at a
 * time, the newest value always wins over one that waits, and a refused value is never dropped.
 */
export type AutosaveStatus =
  /** Nothing to save. */
  | 'clean'
  /** Typed, not yet sent. */
  | 'waiting'
  | 'saving'
  /** The workbench has it. */
  | 'saved'
  /** The call failed; the value is kept and can be sent again. */
  | 'failed'
  /** Someone else changed it; the value is kept until the person decides. */
  | 'conflict';

export interface AutosaveState<T> {
  readonly status: AutosaveStatus;
  /** What is not yet acknowledged; null when nothing is. */
  readonly draft: { readonly value: T } | null;
  readonly error: unknown;
}

export interface Autosave<T> {
  readonly state: () => AutosaveState<T>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly edit: (value: T) => void;
  /** Sends at once what waits; resolves when nothing is waiting or in flight. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Gives up the draft, after the person chose to. */
  readonly discard: () => void;
}

export interface AutosaveOptions<T> {
  /** Resolves once the value is durable. */
  readonly save: (value: T) => Promise<void>;
  readonly isConflict?: (error: unknown) => boolean;
  readonly delayMs?: number;
}

const DELAY_MS = 500;

export function createAutosave<T>({ save, isConflict, delayMs = DELAY_MS }: AutosaveOptions<T>): Autosave<T> {
  let state: AutosaveState<T> = { status: 'clean', draft: null, error: null };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inFlight: Promise<void> | null = null;
  const listeners = new Set<() => void>();

  function become(next: AutosaveState<T>): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function send(): Promise<void> {
    const sent = state.draft;
    if (sent === null) return;
    become({ status: 'saving', draft: sent, error: null });
    try {
      await save(sent.value);
      if (state.draft === sent) become({ status: 'saved', draft: null, error: null });
    } catch (error) {
      clearTimeout(timer);
      become({ status: isConflict?.(error) === true ? 'conflict' : 'failed', draft: state.draft, error });
    }
  }

  function sendNext(): Promise<void> {
    clearTimeout(timer);
    inFlight ??= send().finally(() => {
      inFlight = null;
      // Typed while the call was out: its own pause may have ended already.
      if (state.status === 'waiting') timer = setTimeout(() => void sendNext(), delayMs);
    });
    return inFlight;
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edit(value) {
      // A conflict stays until it is resolved, but the words typed meanwhile are kept.
      const status = state.status === 'conflict' ? 'conflict' : 'waiting';
      become({ status, draft: { value }, error: state.status === 'conflict' ? state.error : null });
      if (status === 'conflict') return;
      clearTimeout(timer);
      timer = setTimeout(() => void sendNext(), delayMs);
    },
    async flush() {
      while (state.status === 'waiting' || inFlight !== null) await sendNext();
      if (state.status === 'failed') await sendNext();
    },
    discard() {
      clearTimeout(timer);
      become({ status: 'clean', draft: null, error: null });
    },
  };
}
