/** Numbers of things in the documents are those of the catalogues, and of the tests that they speak of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { QUESTIONS } from '../../../main/assessment/interview/catalogue.ts';
import { SCENARIOS } from '../../../main/assessment/risk/catalogue.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { LEVELS } from '../../../main/kubernetes/podsecurity/define.ts';
import { STEPS } from '../../../shared/interview.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const read = (name: string) => readFileSync(join(ROOT, ...name.split('/')), 'utf8');

const FIGURES: Readonly<Record<string, number>> = {
  controls: CONTROLS.length,
  families: new Set(CONTROLS.map(({ meta }) => meta.family)).size,
  questions: QUESTIONS.length,
  scenarios: SCENARIOS.length,
  steps: STEPS.length,
  // Rows of its table, which `security-statements.test.ts` holds to code and tests.
  statements: [...read('SECURITY.md').matchAll(/^\| S-\d\d \|/gm)].length,
};

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'main/sample/README.md',
  'tests/cluster/README.md',
  'docs/custom-controls.md',
];
const UP_TO_TWENTY = (
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen twenty'
).split(' ');

test.each(DOCUMENTS)('%s gives the numbers that the catalogues give', (name) => {
  const wrong = figuresIn(read(name)).filter(({ thing, value, atLeast }) => {
    const counted = FIGURES[thing] ?? 0;
    // “Over 200” spares whoever adds one the document, and is not left behind by more than a tenth.
    return atLeast ? counted <= value || counted > value * 1.1 : counted !== value;
  });
  expect(wrong.map(({ words, thing }) => `${name} says “${words}”; there are ${FIGURES[thing]}`)).toEqual([]);
});

test('README.md says how many controls, families and questions there are', () => {
  const told = figuresIn(read('README.md')).map(({ thing }) => thing);
  expect(told).toEqual(expect.arrayContaining(['controls', 'families', 'questions']));
});

test.each([
  ['210 controls', ['210 controls']],
  ['1,113 interview questions and fourteen scenarios', ['1113 questions', '14 scenarios']],
  ['Thirty controls, 2026 and 3 of them', []],
])('reads the numbers of “%s”', (text, wanted) => {
  expect(figuresIn(text).map(({ thing, value }) => `${value} ${thing}`)).toEqual(wanted);
});

test('README.md counts the kills of the test that kills', () => {
  const text = read('tests/slow/kill.test.ts');
  const [rounds, every] = [
    numberIn(text, /'KILL_ROUNDS'\] \?\? (\d+)/),
    numberIn(text, /OPENING_EVERY = (\d+)/),
  ];
  expect(numberIn(read('README.md'), /([\d,]+) times `kill -9`/)).toBe(rounds - rounds / every);
});

test('README.md counts the pods that real API servers are asked about', () => {
  const text = read('tests/cluster/pod-security.test.ts');
  const servers = /describe\.each\(\[([^\]]+)\]/.exec(text)?.[1]?.split(',').length ?? 0;
  const pods = numberIn(text, /^const PODS = ([\d_]+);/m) * LEVELS.length * servers;
  expect(numberIn(read('README.md'), /asked about ([\d,]+) pods/)).toBe(pods);
});

/** Every number before one of the things, as digits or in words: “over 200 controls”, “fourteen compromise scenarios”. */
function figuresIn(text: string): { words: string; thing: string; value: number; atLeast: boolean }[] {
  const number = String.raw`\d[\d,]*|${UP_TO_TWENTY.join('|')}`;
  const figure = new RegExp(
    String.raw`\b(over\s+)?\b(${number})\s+(?:[a-z-]+\s+)?(${Object.keys(FIGURES).join('|')})\b`,
    'gi',
  );
  return [...text.matchAll(figure)].map(([words, over, count = '', thing = '']) => ({
    words,
    thing: thing.toLowerCase(),
    atLeast: over !== undefined,
    value: UP_TO_TWENTY.indexOf(count.toLowerCase()) + 1 || Number(count.replaceAll(',', '')),
  }));
}

function numberIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1]?.replaceAll(/[,_]/g, ''));
}
