import { expect, test } from 'vitest';
import { mutantsOf } from '../../../../build/mutate/mutants.ts';
import { ranked } from '../../../../build/mutate/sample.ts';
import { type Fate, mutantLine, scoreOf, tallyLines } from '../../../../build/mutate/tally.ts';

const mutant = mutantsOf('main/a.ts', 'a(b < c)').find(({ operator }) => operator === 'boundary');
if (mutant === undefined) throw new Error('a comparison has mutants');
const judged = (file: string, ...fates: Fate[]) =>
  fates.map((fate) => ({ mutant: { ...mutant, file }, fate }));

test('killed is what a test or a limit ended; a score is never rounded up', () => {
  expect(scoreOf(judged('a.ts', 'killed', 'timed out', 'survived'))).toBe(66);
  expect(scoreOf(judged('a.ts', 'no test'))).toBe(0);
  expect(scoreOf([])).toBe(0);
});

test('files with most survivors stand first, and all at the end', () => {
  const all = [
    ...judged('a.ts', 'killed'),
    ...judged('c.ts', 'survived'),
    ...judged('b.ts', 'no test', 'killed'),
  ];
  expect(tallyLines(all)).toEqual([
    'b.ts: 50 % of 2 (1 killed, 1 no test)',
    'c.ts: 0 % of 1 (1 survived)',
    'a.ts: 100 % of 1 (1 killed)',
    'all: 50 % of 4 (2 killed, 1 survived, 1 no test)',
  ]);
});

test('a mutant is one line', () => {
  expect(mutantLine(mutant)).toBe('main/a.ts:1 boundary: < → <=');
  expect(mutantLine({ ...mutant, before: `a(\n  ${'b'.repeat(200)})`, after: '' })).toBe(
    `main/a.ts:1 boundary: a( ${'b'.repeat(96)}… → (nothing)`,
  );
});

test('a seed decides the order, and neither folders nor other mutants change it', () => {
  const mutants = mutantsOf('main/a.ts', 'a(b < c, d === e, f && g, !h, i ?? j)');
  const texts = (of: typeof mutants, seed: number) => ranked(of, seed).map(({ broken }) => broken);
  expect(texts(mutants, 1)).toEqual(texts(mutants, 1));
  expect(texts(mutants, 1)).not.toEqual(texts(mutants, 2));
  expect(
    texts(
      [...mutants].reverse().map((one) => ({ ...one, file: 'main/moved/a.ts' })),
      1,
    ),
  ).toEqual(texts(mutants, 1));
  const [, ...rest] = ranked(mutants, 1);
  expect(texts(rest, 1)).toEqual(texts(mutants, 1).slice(1));
});
