/** The cursor of a list: J, K and the arrows move, Home and End jump, Enter opens. */
import { useState } from 'react';
import { useKeys } from './useKeys.ts';

export interface ListCursor {
  /** -1 while the list is empty. */
  readonly index: number;
  readonly move: (index: number) => void;
}

export function useListCursor(options: {
  readonly length: number;
  readonly onOpen?: (index: number) => void;
  readonly enabled?: boolean;
  readonly initial?: number;
  /** The person moved it; a list that arrives, grows or shrinks under it does not tell. */
  readonly onMove?: (index: number) => void;
}): ListCursor {
  const { length, onOpen, enabled = true, initial = 0, onMove } = options;
  const [index, setIndex] = useState(initial);
  const current = length === 0 ? -1 : Math.min(Math.max(index, 0), length - 1);
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), Math.max(length - 1, 0));
    setIndex(next);
    onMove?.(next);
  };
  useKeys(
    {
      j: () => move(current + 1),
      k: () => move(current - 1),
      ArrowDown: () => move(current + 1),
      ArrowUp: () => move(current - 1),
      PageDown: () => move(current + 15),
      PageUp: () => move(current - 15),
      Home: () => move(0),
      End: () => move(length - 1),
      Enter: () => onOpen?.(current),
    },
    enabled && length > 0,
  );
  return { index: current, move };
}
