/** The button of a form: sends what stands there, once at a time, and closes the form only when nothing is left in it. */
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import type { FormDraft } from './useFormDraft.ts';

interface SubmitOptions<F extends object, S> {
  /**
   * Stores the values and asks again for what follows from them. `earlier` is what this form has stored already, when
   * something was typed while that call was out.
   */
  readonly send: (values: F, earlier: S | null) => Promise<S>;
  /** Whether the values can be stored. */
  readonly ready: (values: F) => boolean;
  /** Everything is stored and the form is empty. */
  readonly onDone?: (stored: S) => void;
}

export interface Submit {
  readonly ready: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly now: () => void;
  /** For the form's `onSubmit`. */
  readonly onSubmit: (event: FormEvent) => void;
}

export function useSubmit<F extends object, S>(
  form: FormDraft<F>,
  { send, ready, onDone }: SubmitOptions<F, S>,
): Submit {
  const earlier = useRef<S | null>(null);
  const busy = useRef(false);
  const mutation = useMutation({
    async mutationFn() {
      const whole = await form.submit<S>({
        send,
        ready,
        earlier: earlier.current,
        onStored(stored) {
          earlier.current = stored;
        },
      });
      if (!whole || earlier.current === null) return;
      const stored = earlier.current;
      earlier.current = null;
      onDone?.(stored);
    },
    onSettled() {
      busy.current = false;
    },
  });
  const possible = ready(form.values) && Object.keys(form.theirs).length === 0;
  const now = () => {
    if (!possible || busy.current) return;
    busy.current = true;
    mutation.mutate();
  };
  return {
    ready: possible,
    isPending: mutation.isPending,
    error: mutation.error,
    now,
    onSubmit(event) {
      event.preventDefault();
      now();
    },
  };
}
