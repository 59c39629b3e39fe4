import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../../main/assessment/interview/catalogue.ts';
import { DEFAULT_BANDS } from '../../../shared/engagement.ts';
import { bandFaults, expiryFault, firstFault, numberFault, windowFault } from '../../../shared/form-rules.ts';
import { inUnit } from '../../../shared/interview.ts';

describe('a window', () => {
  test.each([
    ['2026-11-01', '2026-11-30', null],
    ['2026-11-01', '2026-11-01', null],
    ['2026-11-30', '2026-11-01', 'The window ends before it begins. Choose a later last day.'],
    ['', '2026-11-01', 'Enter the first day.'],
    ['2026-11-01', '', 'Enter the last day.'],
    ['2026-11-01', '2026-02-31x', 'Enter the last day.'],
  ])('from %s until %s', (from, until, fault) => {
    expect(firstFault(windowFault({ from, until }))).toBe(fault);
  });
});

test('an acceptance that has expired cannot be given', () => {
  expect(expiryFault('2026-11-29', '2026-11-30')).toBe('This day has passed. Choose today or a later day.');
  expect(expiryFault('2026-11-30', '2026-11-30')).toBeNull();
  expect(expiryFault('', '2026-11-30')).toBe('Enter the last day.');
});

describe('impact bands', () => {
  test('those that a new engagement starts with are in order', () => {
    expect(bandFaults(DEFAULT_BANDS).flatMap(({ from, to }) => [from, to])).toEqual(Array(10).fill(null));
  });

  test.each([
    ['an overlap', 2, { from: 200_000, to: 1_000_000 }, 2, 'from'],
    ['a gap', 2, { from: 300_000, to: 1_000_000 }, 2, 'from'],
    ['an end below the start', 1, { from: 50_000, to: 40_000 }, 1, 'to'],
    ['an open band in the middle', 1, { from: 50_000, to: null }, 1, 'to'],
  ] as const)('%s is told beside its field', (_, index, change, at, field) => {
    const bands = DEFAULT_BANDS.map((band, place) => (place === index ? { ...band, ...change } : band));
    expect(bandFaults(bands)[at]?.[field]).not.toBeNull();
  });

  test('bands are faultless exactly when each amount from the lowest on lies in one band', () => {
    const cuts = fc
      .uniqueArray(fc.nat(12), { minLength: 5, maxLength: 5 })
      .map((all) => all.toSorted((x, y) => x - y));
    const change = fc.option(
      fc.record({ at: fc.nat(4), field: fc.constantFrom('from', 'to'), value: fc.nat(14) }),
    );
    fc.assert(
      fc.property(cuts, change, (ends, changed) => {
        const bands = ends.map((from, index) => ({ from, to: ends[index + 1] ?? null }));
        const band = changed === null ? undefined : bands[changed.at];
        if (changed !== null && band !== undefined)
          bands[changed.at] = { ...band, [changed.field]: changed.value };
        const faultless = bandFaults(bands).every(({ from, to }) => from === null && to === null);
        const top = bands.at(-1)?.to ?? 20;
        const amounts = Array.from({ length: 20 }, (_, amount) => amount).filter(
          (amount) => amount >= (bands[0]?.from ?? 0) && amount < top,
        );
        const once = amounts.every(
          (amount) =>
            bands.filter(({ from, to }) => from <= amount && (to === null || amount < to)).length === 1,
        );
        if (faultless) expect(once).toBe(true);
        // An empty band holds no amount and leaves no gap; it is a fault all the same.
        else expect(once && bands.every(({ from, to }) => to === null || from < to)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['% of revenue', 101, 'A share is at most 100 %.'],
  ['% of revenue', 100, null],
  ['nodes', 101, null],
  ['nodes', -1, 'Enter 0 or more.'],
  ['nodes', Number.NaN, 'Enter a number.'],
])('an answer in %s of %d', (unit, value, fault) => {
  expect(numberFault({ kind: 'number', unit }, value)).toBe(fault);
});

test('every unit that a question counts in has its form for one', () => {
  const units = QUESTIONS.flatMap(({ meta }) => (meta.type.kind === 'number' ? [meta.type.unit] : []));
  for (const unit of units.filter((one) => /s$|^people/.test(one)))
    expect(inUnit(1, unit)).not.toBe(`1 ${unit}`);
  expect([inUnit(1, 'nodes'), inUnit(2, 'nodes'), inUnit(1, '% of revenue')]).toEqual([
    '1 node',
    '2 nodes',
    '1 % of revenue',
  ]);
});
