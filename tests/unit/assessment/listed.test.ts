/** A scenario or a question that is written is asked and rated: none is left out of its catalogue. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { QUESTIONS } from '../../../main/assessment/interview/catalogue.ts';
import { SCENARIOS } from '../../../main/assessment/risk/catalogue.ts';
import { STEPS } from '../../../shared/interview.ts';

const ASSESSMENT = join(import.meta.dirname, '..', '..', '..', 'main', 'assessment');
const namesIn = (...folder: string[]) =>
  readdirSync(join(ASSESSMENT, ...folder)).map((file) => file.replace(/\.ts$/, ''));

test('every file of scenarios/ is named after its scenario and stands in the catalogue', () => {
  const ids = SCENARIOS.map(({ meta }) => meta.id);
  const forgotten = namesIn('risk', 'scenarios').filter((name) => !ids.includes(name));
  expect(forgotten, 'to be added to main/assessment/risk/catalogue.ts').toEqual([]);
  expect(namesIn('risk', 'scenarios').sort()).toEqual(ids.toSorted());
});

test('every file of questions/ is named after its step, and its questions stand in the catalogue', () => {
  const asked = new Set<string>(QUESTIONS.map(({ meta }) => meta.step));
  const forgotten = namesIn('interview', 'questions').filter((name) => !asked.has(name));
  expect(forgotten, 'to be added to main/assessment/interview/catalogue.ts').toEqual([]);
  expect(STEPS.map(({ id }) => id)).toEqual(expect.arrayContaining(namesIn('interview', 'questions')));
});
