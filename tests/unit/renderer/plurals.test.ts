/** No text of the interface puts a number before a plural by hand: “1 lines” comes of that. `count` says both. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count } from '../../../shared/in-words.ts';

const RENDERER = join(import.meta.dirname, '..', '..', '..', 'renderer');
const NOUNS =
  'lines|minutes|hours|days|findings|objects|clusters|pods|files|controls|kinds|questions|documents|snapshots|' +
  'workloads|namespaces|contexts|entries|points|requests|images|nodes|accounts|exceptions|fails|verdicts|more are';
/** “3 of 7 kinds” counts the whole, of which there is more than the part. */
const BY_HAND = new RegExp(String.raw`(?<!\bof \$?)\$?\{([^{}]+)\}\s+(?:${NOUNS})\b(?!=)`, 'g');
/** Branches that one never reaches, and words in place of numbers. */
const ALLOWED = new Set(['count(running)', 'namespaces.length', 'kind']);

const sources = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

test.each(sources)('%s', (name) => {
  const text = readFileSync(join(RENDERER, name), 'utf8');
  const faults = [...text.matchAll(BY_HAND)].filter(([, expression = '']) => !ALLOWED.has(expression));
  expect(faults.map(([words]) => words)).toEqual([]);
});

test('one is told in the singular, everything else in the plural', () => {
  fc.assert(
    fc.property(fc.nat(), (value) => {
      expect(count(value, 'line').endsWith(' lines')).toBe(value !== 1);
      expect(count(value, 'entry', 'entries').endsWith(' entries')).toBe(value !== 1);
    }),
  );
});
