/** What nobody would see is shown by its number, also where the fonts could draw it. SECURITY S-05 */
import { describe, expect, test } from 'vitest';
import { BREAK, glyphTest, printableLine, printableLines } from '../../../main/report/text.ts';

/** As if the fonts drew everything: what stays hidden then is hidden by nothing else. */
const drawsAll = () => true;
const shown = (text: string) => printableLine(text, drawsAll).replaceAll(BREAK, '');

describe('text for print', () => {
  test.each([
    ['a zero width space', 0x200b],
    ['a zero width joiner', 0x200d],
    ['a left-to-right mark', 0x200e],
    ['an override of direction', 0x202e],
    ['an isolate of direction', 0x2066],
    ['a soft hyphen', 0x00ad],
    ['a byte order mark', 0xfeff],
    ['a tag character', 0xe0041],
    ['a control character', 0x0007],
    ['a private character', 0xe000],
    ['an unassigned character', 0x0378],
    ['a line separator', 0x2028],
    ['a paragraph separator', 0x2029],
    ['an ideographic space', 0x3000],
    ['a thin space', 0x2009],
  ])('shows %s by its number, wherever it stands', (_, codePoint) => {
    const number = `‹U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}›`;
    const hidden = String.fromCodePoint(codePoint);
    expect(shown(`admin${hidden}`)).toBe(`admin${number}`);
    expect(shown(`${hidden}é${hidden}`)).toBe(`${number}é${number}`);
  });

  test('keeps spaces, also one that does not break, and letters of any script', () => {
    expect(shown('a b\u00a0c é Ω')).toBe('a b\u00a0c é Ω');
  });

  test('lets one mark stand on a letter, and no more', () => {
    expect(shown('e\u0301')).toBe('e\u0301');
    expect(shown('e\u0301\u0301')).toBe('e\u0301‹U+0301›');
    expect(shown('\u0301e')).toBe('‹U+0301›e');
    expect(shown('é \u0301')).toBe('é ‹U+0301›');
  });

  test('of one line has no line end, and of several keeps each', () => {
    expect(shown('a\r\n\tb \n c')).toBe('a b c');
    expect(printableLines('a\r\nb\rc\n\td', drawsAll)).toEqual(['a', 'b', 'c', '  d']);
  });

  test('breaks a long run and loses nothing of it', () => {
    const run = 'x'.repeat(40);
    const printed = printableLine(run, drawsAll);
    expect(printed).toContain(BREAK);
    expect(Math.max(...printed.split(BREAK).map((part) => part.length))).toBeLessThanOrEqual(14);
    expect(printed.replaceAll(BREAK, '')).toBe(run);
    expect(printableLine('short', drawsAll)).toBe('short');
  });
});

test('a font draws its ranges with both ends, and nothing between them', () => {
  const draws = glyphTest([
    [10, 20],
    [30, 30],
    [40, 50],
  ]);
  expect([9, 10, 20, 21, 29, 30, 31, 39, 40, 50, 51].filter(draws)).toEqual([10, 20, 30, 40, 50]);
});
