/**
 * Ties a value that several places share to a form's draft, so that it survives a reload: what changes in one changes in
 * the other. What cannot be kept, such as a file that the browser handed over, is not among the fields.
 */
import { useEffect, useRef } from 'react';
import { useEngagement } from '../shell/engagement.ts';
import type { Value } from '../shell/value.ts';
import { fieldsOf } from './draft.ts';
import { drafts } from './registry.ts';
import { sameValue } from './same-value.ts';
import type { FormDraft } from './useFormDraft.ts';

export interface Mirror<T, F extends object> {
  readonly value: Value<T>;
  readonly fieldsOf: (value: T) => F;
  readonly withFields: (value: T, fields: F) => T;
}

export function useMirror<T, F extends object>(form: FormDraft<F>, mirror: Mirror<T, F>): void {
  const { id } = useEngagement();
  const { draft, set, initial } = form;
  const untouched = useRef(initial);
  useEffect(() => {
    const { value } = mirror;
    const kept = (): F => ({ ...untouched.current, ...draft.state().value });
    const toDraft = () => {
      // After a lock the value is emptied: nobody took anything back.
      if (!drafts.isOpen(id)) return;
      const changed = differing(mirror.fieldsOf(value.get()), kept());
      if (Object.keys(changed).length > 0) set(changed);
    };
    const toValue = () => {
      const now = value.get();
      if (Object.keys(differing(kept(), mirror.fieldsOf(now))).length > 0)
        value.set(mirror.withFields(now, kept()));
    };
    // What was done before the page knew what was kept stands; all else is as it was left.
    const before = differing(mirror.fieldsOf(value.get()), untouched.current);
    if (drafts.isOpen(id) && Object.keys(before).length > 0) set(before);
    toValue();
    const stops = [value.subscribe(toDraft), draft.subscribe(toValue)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [id, draft, set, mirror]);
}

function differing<F extends object>(fields: F, from: F): Partial<F> {
  const changed: Partial<F> = {};
  for (const name of fieldsOf<F>(fields))
    if (!sameValue(fields[name], from[name])) changed[name] = fields[name];
  return changed;
}
