/** What a variable of a shell stands for when it is not set: `${DB_PASSWORD-X}`, `${TOKEN:=X}`, `${KEY:+X}`. */
import type { Marks } from './marks.ts';
import { mayNameCredential, namesCredential } from './names.ts';
import { isHarmless } from './pairs.ts';
import { standsForAnother } from './stand-ins.ts';

/** A value that is written down is one, wherever the variable stands; `${NAME:?text}` is a message. */
export function markDefaults(text: string, marks: Marks): void {
  let done = 0;
  for (const match of text.matchAll(DEFAULT)) {
    const [head, name = ''] = match;
    // What lies within a marked stretch is masked with it, so that each character is looked at once.
    if (match.index < done || !mayNameCredential(name)) continue;
    const from = match.index + head.length;
    const to = closingBrace(text, from);
    if (to === from || isHarmless(name, text.slice(from, to))) continue;
    marks.add(from, to);
    done = to;
  }
}

/** Whether a variable that is named for a credential falls back to one that is written down. */
export function holdsDefault(text: string): boolean {
  for (const match of text.matchAll(DEFAULT)) {
    const [head, name = ''] = match;
    if (!namesCredential(name)) continue;
    const from = match.index + head.length;
    const value = text.slice(from, closingBrace(text, from));
    if (value !== '' && !isHarmless(name, value) && !standsForAnother(value)) return true;
  }
  return false;
}

const DEFAULT = /\$\{([\p{L}_][\p{L}\p{N}_]{0,100}):?[-=+]/gu;
/** Where the bracket that was opened before `from` closes; the end of the text without one. */
function closingBrace(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text.charAt(at) === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return text.length;
}
