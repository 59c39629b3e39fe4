/** What a red flag takes from a text in Markdown: its first paragraph in plain words, a cut marked. */
import { expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { richInput } from '../../fixtures/report/model.ts';

function flagOf(fact: string): string | undefined {
  const input = richInput();
  const [first] = input.findings;
  if (first === undefined) throw new Error('the fixture has findings');
  const finding = {
    ...first,
    id: 'own',
    number: 'F-900',
    origin: 'manual' as const,
    source: null,
    severity: 'critical' as const,
    verdict: 'fail' as const,
    status: 'open' as const,
    mergedInto: null,
    members: [],
    newerEvidence: null,
    fact,
  };
  return buildReportModel({ ...input, findings: [finding] }).redFlags.find(({ number }) => number === 'F-900')
    ?.fact;
}

test.each([
  ['The **token** of `argocd` is *valid*.\n\nMore of it.', 'The token of argocd is valid.'],
  ['# Heading\n\nThe account still signs in.', 'The account still signs in.'],
  ['A name with \\* and \\_ in it.', 'A name with * and _ in it.'],
  ['Plain words.', 'Plain words.'],
])('%j reads “%s”', (markdown, words) => {
  expect(flagOf(markdown)).toBe(words);
});

test('a cut is marked', () => {
  const told = flagOf('word '.repeat(400)) ?? '';
  expect(told).toMatch(/word…$/);
  expect(told.length).toBeLessThanOrEqual(601);
});
