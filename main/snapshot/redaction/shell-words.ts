/**
 * Words of shell text with their places: quotes, escapes, pipes, redirections, substitutions. Lenient, for the text may
 * be no shell at all: an apostrophe that nothing closes is a letter. Linear.
 */

export interface ShellWord {
  /** Without quotes and escapes. */
  readonly text: string;
  /** Place in the whole text, quotes included. */
  readonly from: number;
  readonly to: number;
  /** A quoted part of it has several words: it may be a command of its own. */
  readonly nested: boolean;
}

export interface ShellCommand {
  readonly words: readonly ShellWord[];
  /** Where its output goes: `|` to the next command, else ''. */
  readonly pipe: '|' | '';
  /** Files that its output is written to. */
  readonly targets: readonly string[];
  /** What `<<<` gives it. */
  readonly hereStrings: readonly ShellWord[];
}

/** The simple commands of `text` between two places, in order. */
export function commandsOf(text: string, from: number, to: number): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  const quotes = createClosers(text, to);
  let words: ShellWord[] = [];
  let targets: string[] = [];
  let hereStrings: ShellWord[] = [];
  let redirect: '' | '>' | '<' | '<<<' = '';
  let i = from;
  const end = (pipe: '|' | '') => {
    if (words.length > 0 || targets.length > 0) commands.push({ words, pipe, targets, hereStrings });
    words = [];
    targets = [];
    hereStrings = [];
    redirect = '';
  };
  while (i < to) {
    const unit = text.charAt(i);
    if (unit === ' ' || unit === '\t' || unit === '\r') i += 1;
    else if (unit === '\\' && (text.charAt(i + 1) === '\n' || text.startsWith('\r\n', i + 1))) i += 2;
    else if (unit === '\\' && text.charAt(i + 1) === 'n' && /[ \t]/.test(text.charAt(i + 2))) i += 2;
    else if (unit === '|' && text.charAt(i + 1) !== '|') {
      end('|');
      i += text.charAt(i + 1) === '&' ? 2 : 1;
    } else if (';|&\n()`'.includes(unit)) {
      if (unit === '&' && text.charAt(i + 1) === '>') i += 1;
      else if (unit === '&' && '<>'.includes(text.charAt(i - 1)) && i > from) i += 1;
      else {
        end('');
        i += 1;
      }
    } else if (unit === '<' || unit === '>') {
      redirect = text.startsWith('<<<', i) ? '<<<' : unit;
      i += redirect === '<<<' ? 3 : 1;
    } else {
      const word = readWord(text, i, to, quotes);
      i = Math.max(word.to, i + 1);
      if (redirect === '>') targets.push(word.text);
      else if (redirect === '<<<') hereStrings.push(word);
      else if (redirect === '') words.push(word);
      redirect = '';
    }
  }
  end('');
  return commands;
}

/** Where in the text the character `offset` of a word's own text stands. */
export function placeIn(text: string, word: ShellWord, offset: number): number {
  if (word.to - word.from === word.text.length) return word.from + offset;
  let seen = 0;
  for (let i = word.from; i < word.to; i += 1) {
    const unit = text.charAt(i);
    const isMark = unit === '"' || unit === "'" || unit === '\\';
    // What a word's text leaves out are marks; one that it keeps stands there as well.
    if (isMark && word.text.charAt(seen) !== unit) continue;
    if (seen === offset) return i;
    seen += 1;
  }
  return word.to;
}

function readWord(text: string, from: number, to: number, quotes: Closers): ShellWord {
  const parts: string[] = [];
  let nested = false;
  let plain = from;
  let i = from;
  const keep = (until: number) => {
    if (until > plain) parts.push(text.slice(plain, until));
  };
  while (i < to) {
    const unit = text.charAt(i);
    if (unit <= ' ' || ';|&()`<>'.includes(unit)) break;
    if (unit === '"' || unit === "'" || unit === '\\') {
      OPENER.lastIndex = i;
      const opener = OPENER.exec(text)?.[0] ?? '';
      const close = opener === '' ? -1 : quotes.after(opener, i + opener.length);
      if (close >= 0) {
        keep(i);
        const inner = text.slice(i + opener.length, close);
        parts.push(inner);
        nested ||= /[\s`]|\$\(/.test(inner);
        i = close + opener.length;
        plain = i;
        continue;
      }
      if (unit === '\\') {
        if (text.charAt(i + 1) === '\n') break;
        keep(i);
        plain = i + 1;
        i += 2;
        continue;
      }
    }
    i += 1;
  }
  keep(Math.min(i, to));
  return { text: parts.join(''), from, to: Math.min(i, to), nested };
}

const OPENER = /\\{0,16}["']/y;

interface Closers {
  after(closer: string, from: number): number;
}

/** Finds closing quotes before `limit`, and remembers what it found, so that asking often stays linear. */
function createClosers(text: string, limit: number): Closers {
  const known = new Map<string, { from: number; at: number }>();
  const next = (closer: string, from: number): number => {
    const last = known.get(closer);
    if (last !== undefined && from >= last.from && (last.at < 0 || from <= last.at)) return last.at;
    const found = text.indexOf(closer, from);
    const at = found >= limit ? -1 : found;
    known.set(closer, { from, at });
    return at;
  };
  return {
    after(closer, from) {
      for (let at = next(closer, from); at >= 0; at = next(closer, at + 1)) {
        if (closer === "'" || at === from || text.charAt(at - 1) !== '\\') return at;
      }
      return -1;
    },
  };
}
