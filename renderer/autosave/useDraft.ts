/** Drafts for components: a record as it stands on the screen, and single fields of it. */
import { useEffect, useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Draft, DraftField, DraftState, FieldOf, Stored } from './draft.ts';

/** The draft as it is now, and again at every change. `stored` is what a query brought, if it has come. */
export function useDraft<R extends object>(draft: Draft<R>, stored: Stored<R> | null): DraftState<R> {
  useLayoutEffect(() => {
    if (stored !== null) draft.offer(stored);
  });
  return useSyncExternalStore(draft.subscribe, draft.state);
}

/** One field of a draft. */
export function useFieldOf<R extends object, F extends FieldOf<R>>(
  draft: Draft<R>,
  name: F,
): DraftField<R[F]> {
  return useMemo(
    () =>
      draft.view<R[F]>(
        [name],
        (record) => record[name],
        (value) => {
          const part: Partial<R> = {};
          return Object.assign(part, { [name]: value });
        },
      ),
    [draft, name],
  );
}

export interface BoundField<V> {
  readonly value: V;
  readonly set: (value: V) => void;
  readonly focus: { readonly onFocus: () => void; readonly onBlur: () => void };
}

/** Ties a field to an input: while the cursor stands in it, only the person changes it. */
export function useBound<V>(field: DraftField<V>): BoundField<V> {
  const value = useSyncExternalStore(field.subscribe, field.get);
  const latest = useRef(field);
  useEffect(() => {
    latest.current = field;
  });
  // An input that goes away under the cursor is never told that it lost it.
  useEffect(() => () => latest.current.release(), []);
  return { value, set: field.set, focus: { onFocus: field.hold, onBlur: field.release } };
}
