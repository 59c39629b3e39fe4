import { expect, test } from 'vitest';
import { QUESTIONS } from '../../../../main/assessment/interview/catalogue.ts';
import { SCENARIOS } from '../../../../main/assessment/risk/catalogue.ts';
import { GLOSSARY, glossaryTerm } from '../../../../shared/glossary.ts';

/** Abbreviations in capitals that need no entry: units and names that every reader knows. */
const PLAIN = new Set(['CTO', 'HTTP']);
const EXPLAINED = GLOSSARY.map(({ term, short, more }) => `${term} ${short} ${more ?? ''}`).join(' ');

test('at least 60 terms, each id and name once, findable by id', () => {
  expect(GLOSSARY.length).toBeGreaterThanOrEqual(60);
  expect(new Set(GLOSSARY.map(({ id }) => id)).size).toBe(GLOSSARY.length);
  expect(new Set(GLOSSARY.map(({ term }) => term.toLowerCase())).size).toBe(GLOSSARY.length);
  for (const entry of GLOSSARY) expect(glossaryTerm(entry.id)).toBe(entry);
  expect(glossaryTerm('__proto__')).toBeNull();
});

test.each(GLOSSARY.map((entry) => [entry.id, entry] as const))(
  '%s is explained in one to three plain sentences',
  (_id, { short, more = '' }) => {
    expect(short).toMatch(/^[A-Z].*\.$/s);
    expect(short.length).toBeLessThan(220);
    expect(short.split(/\.\s/).length).toBeLessThanOrEqual(3);
    expect(jargonOf(`${short} ${more}`)).toEqual([]);
  },
);

test.each(QUESTIONS.map(({ meta }) => [meta.id, meta] as const))(
  '%s asks and explains without an unexplained abbreviation',
  (_id, meta) => {
    expect(jargonOf(`${meta.text} ${meta.why} ${meta.good}`)).toEqual([]);
  },
);

test.each(SCENARIOS.map(({ meta }) => [meta.id, meta] as const))(
  'scenario %s explains itself without an unexplained abbreviation',
  (_id, meta) => {
    expect(jargonOf(`${meta.statement} ${meta.explanation}`)).toEqual([]);
  },
);

/** Abbreviations and CamelCase names that the glossary does not explain. */
function jargonOf(words: string): string[] {
  const found = words.match(/\b(?:[A-Z]{2,}|[A-Z][a-z]+[A-Z]\w+)\b/g) ?? [];
  return found.filter((word) => !PLAIN.has(word) && !EXPLAINED.includes(word));
}
