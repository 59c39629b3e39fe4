/** CEL text into tokens. Source of the rules: the language definition of CEL, section "Syntax". */
import { CelProblem } from './syntax.ts';
import { Uint } from './value.ts';

export type Token =
  | { readonly kind: 'name' | 'sign'; readonly text: string; readonly at: number }
  | {
      readonly kind: 'value';
      readonly value: bigint | number | string | Uint | Uint8Array;
      readonly at: number;
    }
  | { readonly kind: 'end'; readonly at: number };

const SPACE = /(?:[ \t\r\n\f]+|\/\/[^\n]*)+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?/y;
const QUOTE = /([rR]?[bB]?|[bB][rR])("""|'''|"|')/y;
const SIGN = /&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}]/y;

/** @throws CelProblem */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  for (;;) {
    at += take(SPACE)?.[0].length ?? 0;
    if (at >= text.length) break;
    const quote = take(QUOTE);
    if (quote !== null) {
      const { token, end } = stringAt(text, at, quote);
      tokens.push(token);
      at = end;
      continue;
    }
    const name = take(NAME)?.[0];
    if (name !== undefined) {
      tokens.push({ kind: 'name', text: name, at });
      at += name.length;
      continue;
    }
    const number = take(NUMBER)?.[0];
    if (number !== undefined) {
      tokens.push({ kind: 'value', value: numberOf(number, at), at });
      at += number.length;
      continue;
    }
    const sign = take(SIGN)?.[0];
    if (sign === undefined)
      throw new CelProblem(`the character ${JSON.stringify(text[at])} has no meaning here`, at);
    tokens.push({ kind: 'sign', text: sign, at });
    at += sign.length;
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

const INT_LIMIT = 2n ** 63n;

function numberOf(text: string, at: number): bigint | number | Uint {
  const hex = /^0[xX]/.test(text);
  const unsigned = /[uU]$/.test(text);
  const digits = unsigned ? text.slice(0, -1) : text;
  if (!hex && /[.eE]/.test(digits)) {
    if (unsigned) throw new CelProblem(`${text} is not a number`, at);
    return Number(digits);
  }
  const value = BigInt(digits);
  if (unsigned) {
    if (value >= INT_LIMIT * 2n) throw new CelProblem(`${text} is larger than any uint`, at);
    return new Uint(value);
  }
  // One more than the largest, which only a minus before it makes valid; the parser looks.
  if (value > INT_LIMIT) throw new CelProblem(`${text} is larger than any int`, at);
  return value;
}

function stringAt(text: string, at: number, quote: RegExpExecArray): { token: Token; end: number } {
  const [opening, prefix = '', mark = '"'] = quote;
  const raw = /r/i.test(prefix);
  const bytes = /b/i.test(prefix);
  let out = '';
  const encoded: number[] = [];
  const put = (part: string) => {
    if (bytes) encoded.push(...new TextEncoder().encode(part));
    else out += part;
  };
  let here = at + opening.length;
  for (;;) {
    const character = text[here];
    if (character === undefined || (mark.length === 1 && character === '\n')) {
      throw new CelProblem('the text that begins here does not end', at);
    }
    if (text.startsWith(mark, here)) break;
    if (character === '\\' && !raw) {
      const escape = escapeAt(text, here);
      if (bytes && escape.byte) encoded.push(escape.code);
      else put(String.fromCodePoint(escape.code));
      here += escape.length;
    } else {
      const whole = String.fromCodePoint(text.codePointAt(here) ?? 0);
      put(whole);
      here += whole.length;
    }
  }
  const value = bytes ? Uint8Array.from(encoded) : out;
  return { token: { kind: 'value', value, at }, end: here + mark.length };
}

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
  ["'", 39],
  ['"', 34],
  ['`', 96],
  ['?', 63],
]);
const CODED = /\\(?:[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/y;

function escapeAt(text: string, at: number): { code: number; length: number; byte: boolean } {
  const simple = SIMPLE.get(text[at + 1] ?? '');
  if (simple !== undefined) return { code: simple, length: 2, byte: false };
  CODED.lastIndex = at;
  const coded = CODED.exec(text);
  if (coded === null) throw new CelProblem(`the escape ${text.slice(at, at + 2)} does not exist in CEL`, at);
  const [all, x, short, long, octal] = coded;
  const code = Number.parseInt(x ?? short ?? long ?? octal ?? '0', octal === undefined ? 16 : 8);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw new CelProblem(`${all} is not a character`, at);
  return { code, length: all.length, byte: short === undefined && long === undefined };
}
