/** Numbers and lists in sentences are written in one place; nobody writes them on their own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agree, andList, count, number, some } from '../../../shared/in-words.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

test.each([
  [0, '0'],
  [1000, '1,000'],
  [1_234_567.891, '1,234,567.89'],
  [-1234.5, '−1,234.5'],
  [0.001, '0'],
])('%d is written %s', (value, text) => {
  expect(number(value)).toBe(text);
});

test('a whole number is grouped as British English groups it, on a machine of any language', () => {
  const british = new Intl.NumberFormat('en-GB');
  fc.assert(
    fc.property(fc.nat(2 ** 48), (value) => {
      expect(number(value)).toBe(british.format(value));
    }),
  );
});

test.each([
  [1, '1 pod'],
  [0, '0 pods'],
  [1200, '1,200 pods'],
])('%d pods are %s', (value, text) => {
  expect(count(value, 'pod')).toBe(text);
});

test('one that has a plural of its own keeps it', () => {
  expect([count(1, 'retry', 'retries'), count(2, 'retry', 'retries')]).toEqual(['1 retry', '2 retries']);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('of %j the first three are named', (names, text) => {
  expect(some(names)).toBe(text);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('all of %j are named', (names, text) => {
  expect(andList(names)).toBe(text);
});

test('a verb agrees with its number', () => {
  expect([0, 1, 2].map((value) => agree(value, 'is', 'are'))).toEqual(['are', 'is', 'are']);
});

test('names and the rest add up to all', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,5}$/)),
      fc.integer({ min: 1, max: 9 }),
      (names, most) => {
        const [, shown = '', rest = '0'] = /^(.*?)(?: and (\d+) more)?$/.exec(some(names, most)) ?? [];
        const named = shown === '' ? 0 : shown.split(', ').length;
        expect(named + Number(rest)).toBe(names.length);
        expect(named).toBeLessThanOrEqual(most);
      },
    ),
  );
});

test('no other file makes a list with "and N more" or an English plural by adding an s', () => {
  // Each with what it does besides.
  const OTHERWISE = new Set([
    'shared/in-words.ts',
    'main/snapshot/coverage.ts', // one name, and how many others do the same
    'main/snapshot/doubled.ts', // one name in two places, and how many others
    'main/evidence/readme.ts', // lines of a text file
    'main/hosts/cli/work/policy-files.ts', // lines of a terminal
  ]);
  const found = ['shared', 'main', 'renderer'].flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${top}/${name}`)
      .filter((path) => {
        const text = readFileSync(join(ROOT, path), 'utf8');
        return /and \$\{[^}]*\} more/.test(text) || /=== 1 \? '' : 's'/.test(text);
      }),
  );
  expect(found.filter((path) => !OTHERWISE.has(path))).toEqual([]);
});
