import { expect, test } from 'vitest';
import { riskLevel } from '../../../../shared/risk.ts';

/** NIST SP 800-30 Rev. 1, table I-2, as the design page prints it: likelihood from very high to very low. */
const PAGE = 'VL L M H VH; VL L M H VH; VL L M M H; VL L L L M; VL VL VL L L';
const WORDS: Readonly<Record<string, string>> = {
  VL: 'very-low',
  L: 'low',
  M: 'moderate',
  H: 'high',
  VH: 'very-high',
};

const CELLS = PAGE.split('; ').flatMap((row, index) =>
  row.split(' ').map((level, column) => [5 - index, column + 1, WORDS[level]] as const),
);

test.each(CELLS)('likelihood %i and impact %i give %s', (likelihood, impact, level) => {
  expect(riskLevel(likelihood, impact)).toBe(level);
});

test('covers all 25 cells and refuses anything else', () => {
  expect(CELLS).toHaveLength(25);
  for (const [likelihood, impact] of [
    [0, 1],
    [1, 6],
    [2.5, 3],
    [Number.NaN, 1],
  ] as const) {
    expect(() => riskLevel(likelihood, impact)).toThrow(RangeError);
  }
});
