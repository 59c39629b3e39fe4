/** Stretches of a text that are to be masked, found by several readers of it in any order. */

import { standsForAnother } from './stand-ins.ts';

export const MASK = '***';

export interface Marks {
  /** From `from` up to but without `to`; an empty stretch is none. */
  add(from: number, to: number): void;
  /** The text with a mask for each run of marked characters. Linear but for sorting the marks. */
  apply(text: string): string;
}

export function createMarks(): Marks {
  const found: { readonly from: number; readonly to: number }[] = [];
  return {
    add(from, to) {
      if (to > from) found.push({ from, to });
    },
    apply(text) {
      if (found.length === 0) return text;
      found.sort((a, b) => a.from - b.from || b.to - a.to);
      const parts: string[] = [];
      let done = 0;
      let open: { from: number; to: number } | null = null;
      const close = () => {
        if (open === null) return;
        parts.push(text.slice(done, open.from), MASK);
        done = open.to;
      };
      for (const { from, to } of found) {
        if (open !== null && from <= open.to) open.to = Math.max(open.to, to);
        else {
          close();
          open = { from, to };
        }
      }
      close();
      parts.push(text.slice(done));
      return parts.join('');
    },
  };
}

/**
 * Values that are no credential whatever their name: a switch, a variable, what a file is read for, a placeholder, a mask.
 * A dash within the brackets of a variable begins what it stands for when it is not set, which is a value.
 */
export function isNoLiteral(value: string): boolean {
  return value === '' || value === '$' || value === MASK || NO_LITERAL.test(value) || standsForAnother(value);
}

const NO_LITERAL =
  /^(?:true|false|yes|no|on|off|null|nil|none|enabled|disabled|\$\(?[A-Za-z_][\w.-]{0,200}\)?|\$\{[\w.]{1,200}\}|%[\w]{1,100}%|\$\$|(?:\$\()?cat \/[\w./-]{1,300}\)?|\{\{[^"'`}]{0,500}\}\}|<[\w -]{1,60}>|\[redacted\])$/i;

/** A small number, with a unit or without one. */
export const isNumber = (value: string): boolean => /^\d{1,4}[smhd]?$/.test(value);

/** `30s`, `24h0m0s`. */
export const isDuration = (value: string): boolean => /^(?:\d{1,5}(?:ns|us|ms|[smhd])){1,4}$/.test(value);
