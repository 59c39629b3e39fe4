/**
 * One tab stop for a chart of many buttons: Tab reaches it once, the arrows move within it row by row, Home and End
 * go to the ends of a row.
 */
import { type KeyboardEvent, useRef, useState } from 'react';

export interface TabStop {
  readonly tabIndex: 0 | -1;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly ref: (element: HTMLElement | null) => void;
}

/** Where an arrow leads in rows of unequal length; null where it leads nowhere. */
export function neighbour(
  lengths: readonly number[],
  at: { readonly row: number; readonly column: number },
  key: string,
): { readonly row: number; readonly column: number } | null {
  const own = lengths[at.row] ?? 0;
  const across = (step: number) => ({ row: at.row, column: at.column + step });
  const down = (step: number) => {
    const length = lengths[at.row + step];
    return length === undefined || length === 0
      ? null
      : { row: at.row + step, column: Math.min(at.column, length - 1) };
  };
  if (key === 'ArrowRight') return at.column + 1 < own ? across(1) : null;
  if (key === 'ArrowLeft') return at.column > 0 ? across(-1) : null;
  if (key === 'ArrowDown') return down(1);
  if (key === 'ArrowUp') return down(-1);
  if (key === 'Home') return { row: at.row, column: 0 };
  if (key === 'End') return { row: at.row, column: Math.max(0, own - 1) };
  return null;
}

/** The props of the button in a place. `lengths` holds the number of buttons in each row. */
export function useOneTabStop(lengths: readonly number[]): (row: number, column: number) => TabStop {
  const [current, setCurrent] = useState({ row: 0, column: 0 });
  const elements = useRef(new Map<string, HTMLElement>());
  return (row, column) => {
    const key = `${row} ${column}`;
    return {
      tabIndex: row === current.row && column === current.column ? 0 : -1,
      onFocus: () => setCurrent({ row, column }),
      onKeyDown(event) {
        const to = neighbour(lengths, { row, column }, event.key);
        if (to === null) return;
        event.preventDefault();
        elements.current.get(`${to.row} ${to.column}`)?.focus();
      },
      ref(element) {
        if (element === null) elements.current.delete(key);
        else elements.current.set(key, element);
      },
    };
  };
}
