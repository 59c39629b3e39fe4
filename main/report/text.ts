/**
 * Makes any text printable. The evidence is hostile (SECURITY S-05): control characters, direction marks, private-use
 * and unassigned code points, and whatever the bundled fonts cannot draw, are shown as ‹U+XXXX›, so that nothing is
 * hidden, nothing reorders a line, and PDF/A never meets a missing glyph.
 */

/** Ranges of code points, both ends included, in ascending order. */
export type Coverage = readonly (readonly [first: number, last: number])[];

/**
 * Private use, so it can never come from the text itself (that would be ‹U+E000›). The template turns it into a place
 * where a line may break, without any character of its own.
 */
export const BREAK = '\uE000';

/**
 * One line: runs of white space become one space. Long unbroken runs get places to break.
 * @param canDraw of `glyphTest`
 */
export function printableLine(text: string, canDraw: (codePoint: number) => boolean): string {
  return breakable(printable(text.replace(/[\t\n\v\f\r ]+/g, ' '), canDraw));
}

/** Lines as they are, tabs as two spaces. For evidence and code. */
export function printableLines(text: string, canDraw: (codePoint: number) => boolean): string[] {
  return text
    .replaceAll('\t', '  ')
    .split(/\r\n|\n|\r/)
    .map((line) => breakable(printable(line, canDraw)));
}

/** Whether the fonts draw a code point. */
export function glyphTest(coverage: Coverage): (codePoint: number) => boolean {
  return (codePoint) => {
    let low = 0;
    let high = coverage.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = coverage[middle];
      if (range === undefined) return false;
      if (codePoint < range[0]) high = middle - 1;
      else if (codePoint > range[1]) low = middle + 1;
      else return true;
    }
    return false;
  };
}

/** Controls, format characters (direction marks, joiners, soft hyphen), surrogates, private use, unassigned, separators but space and no-break space. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]|(?![ \u00A0])\p{Zs}/u;

function printable(text: string, canDraw: (codePoint: number) => boolean): string {
  if (/^[\x20-\x7E]*$/.test(text)) return text;
  let out = '';
  let canCombine = false;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const isMark = /\p{M}/u.test(character);
    // A mark with nothing before it has no base to stand on, and any after the first would pile up.
    const shown: boolean = canDraw(codePoint) && !INVISIBLE.test(character) && !(isMark && !canCombine);
    out += shown ? character : `‹U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}›`;
    canCombine = shown && !isMark && character !== ' ';
  }
  return out;
}

const LONGEST_WHOLE = 14;
const CHUNK = 8;

function breakable(text: string): string {
  if (text.length <= LONGEST_WHOLE) return text;
  return text.replace(/[^ \u00A0]{15,}/gu, breakRun);
}

/** Breaks after separators, and where a stretch has none, every few characters. Never before a combining mark. */
function breakRun(run: string): string {
  let out = '';
  let since = 0;
  let stretch = 0;
  const characters = Array.from(run);
  const stretches = stretchLengths(characters);
  for (const [index, character] of characters.entries()) {
    out += character;
    since += 1;
    const next = characters[index + 1];
    if (next === undefined || /\p{M}/u.test(next)) continue;
    const isSeparator = SEPARATOR.test(character);
    if (isSeparator) stretch += 1;
    const isLongStretch = (stretches[stretch] ?? 0) > LONGEST_WHOLE + CHUNK;
    if ((isSeparator && since >= 8 && !SEPARATOR.test(next)) || (isLongStretch && since >= CHUNK)) {
      out += BREAK;
      since = 0;
    }
  }
  return out;
}

const SEPARATOR = /[-/.:_=,;@&?+|(){}\]‹›]/u;

function stretchLengths(characters: readonly string[]): number[] {
  const lengths = [0];
  for (const character of characters) {
    if (SEPARATOR.test(character)) lengths.push(0);
    else lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
  }
  return lengths;
}
