/** SECURITY.md, the marks in the code and the tests tell of the same statements. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ALL = Array.from({ length: 30 }, (_, i) => `S-${String(i + 1).padStart(2, '0')}`);

/** Number and test files of each row of the table. */
const rows = [
  ...readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').matchAll(/^\| (S-\d\d) \| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, number = '', words = '', tests = '']) => ({
  number,
  words,
  files: [...tests.matchAll(/`([^`]+)`/g)].flatMap(([, file]) => file ?? []),
}));

const sources = ['main', 'renderer', 'shared', 'build', 'tests'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|yml)$/.test(name))
    .map((name) => ({ path: `${top}/${name}`, text: readFileSync(join(ROOT, top, name), 'utf8') })),
);

test('the table states S-01 to S-30, each once', () => {
  expect(rows.map(({ number }) => number)).toEqual(ALL);
});

test.each(rows)(
  '$number has a test that begins with its number, in every file that the table names',
  ({ number, files }) => {
    expect(files.length).toBeGreaterThan(0);
    const title = new RegExp(`(?:test|describe)[^'\`]*['\`]${number} |\\)\\(\\s*['\`]${number} `);
    for (const file of files) expect(readFileSync(join(ROOT, file), 'utf8'), file).toMatch(title);
  },
);

test('every number in code and tests stands in the table', () => {
  const told = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bS-\d\d\b(?!-)/g)].map(([number]) => `${number} in ${path}`),
  );
  expect(told.length).toBeGreaterThan(60);
  expect(told.filter((one) => !ALL.includes(one.slice(0, 4)))).toEqual([]);
});

test('a statement that code keeps is marked there', () => {
  const marked = new Set(
    sources
      .filter(({ path }) => !path.startsWith('tests/'))
      .flatMap(({ text }) => [...text.matchAll(/SECURITY (S-\d\d)/g)].flatMap(([, number]) => number ?? [])),
  );
  // Kept by what the code does not do, or by the package, which the tests read.
  const NOT_IN_CODE = ['S-18', 'S-19', 'S-20', 'S-21'];
  expect(ALL.filter((number) => !marked.has(number))).toEqual(NOT_IN_CODE);
});
