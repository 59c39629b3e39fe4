/** Orders that depend on no locale. */
import { expect, test } from 'vitest';
import { compare } from '../../../shared/compare.ts';
import { byFindingNumber } from '../../../shared/finding.ts';
import { bySeverity, type Severity } from '../../../shared/verdict.ts';

test('texts are ordered by code unit: capitals first, and Swedish letters where no locale puts them', () => {
  expect(['b', 'ä', 'a', 'B', 'ab'].toSorted(compare)).toEqual(['B', 'a', 'ab', 'b', 'ä']);
  expect(compare('a', 'a')).toBe(0);
});

test('findings are ordered by the number that people read', () => {
  const rows = ['F-10', 'F-2', 'none', 'F-1'].map((number) => ({ number }));
  expect(rows.toSorted(byFindingNumber).map(({ number }) => number)).toEqual(['F-1', 'F-2', 'F-10', 'none']);
});

test('the worst severity comes first', () => {
  const all: Severity[] = ['info', 'critical', 'medium', 'high', 'low'];
  const sorted = all.map((severity) => ({ severity })).toSorted(bySeverity);
  expect(sorted.map(({ severity }) => severity)).toEqual(['critical', 'high', 'medium', 'low', 'info']);
});
