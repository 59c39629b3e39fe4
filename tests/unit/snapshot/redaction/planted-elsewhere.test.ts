/** The same words in what is written beside evidence: logs, and the texts of other tools. */
import { expect, test } from 'vitest';
import { line, text } from '../../../../main/evidence/tools/tool-text.ts';
import { redactForLog } from '../../../../main/hosts/log-redaction.ts';
import { planted, SHAPES, WORDS } from './planted-shapes.ts';

const PLACES: readonly (readonly [place: string, shown: (text: string) => string])[] = [
  ['a line of the log', redactForLog],
  ['an error in the log', (said) => redactForLog(`cannot read it: Error: ${said}`)],
  ['what a sign-in program printed', (said) => redactForLog(`exec failed, stderr: ${said}`)],
  ['a line of another tool', (said) => line(said)],
  ['a text of another tool', (said) => text(said)],
];

test.each(PLACES)('planted words in %s', (_place, shown) => {
  const leaks = WORDS.flatMap(([, word]) =>
    SHAPES.filter((shape) => shown(planted(shape, word)).includes(word)).map((shape) => `${word}: ${shape}`),
  );
  expect(leaks).toEqual([]);
});
