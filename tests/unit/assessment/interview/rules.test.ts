/** The building blocks of suggestions and disputes. */
import { describe, expect, test } from 'vitest';
import { evaluateQuestion } from '../../../../main/assessment/interview/catalogue.ts';
import { dispute, farOff, suggest } from '../../../../main/assessment/interview/rules.ts';
import { answersOf, evidenceOf } from './views.ts';

test.each([
  // Small numbers: by more than two.
  [4, 4, false],
  [6, 4, false],
  [7, 4, true],
  [2, 4, false],
  [1, 4, true],
  // Large ones: by more than a quarter.
  [125, 100, false],
  [126, 100, true],
  [75, 100, false],
  [74, 100, true],
])('%i said where %i were seen is far off: %s', (said, seen, expected) => {
  expect(farOff(said, seen)).toBe(expected);
});

test('a suggestion needs a known fact and a value', () => {
  const evidence = evidenceOf({ 'size.nodes': 9 });
  expect(suggest(evidence, 'size.nodes', 9)).toMatchObject({ value: 9, source: 'size.nodes' });
  expect(suggest(evidence, 'size.nodes', 0)).toMatchObject({ value: 0 });
  expect(suggest(evidence, 'size.nodes', null)).toBeNull();
  expect(suggest(evidence, 'size.zones', 3)).toBeNull();
});

test('a dispute brings the evidence of each fact that it names, where there is some', () => {
  const { evidence } = dispute(
    evidenceOf({ 'size.nodes': 9, 'size.pods': 9 }),
    ['size.nodes', 'size.zones', 'size.pods'],
    'it is so',
    'It is not.',
  );
  expect(evidence).toHaveLength(2);
});

describe('a question that does not apply', () => {
  const id = 'components.mesh-encrypts';
  const of = (mesh: string) =>
    evaluateQuestion(
      id,
      evidenceOf({ 'network.mesh': mesh, 'network.meshStrictMtls': false }),
      answersOf({ [id]: 'yes' }),
    );
  test('suggests nothing and disputes nothing, and says why it does not', () => {
    expect(of('istio')).toMatchObject({ applies: true, appliesReason: '' });
    expect(of('istio').suggestion).not.toBeNull();
    expect(of('istio').contradiction).not.toBeNull();
    expect(of('none')).toMatchObject({ applies: false, suggestion: null, contradiction: null });
    expect(of('none').appliesReason).toMatch(/\.$/);
  });
  test('is asked while nobody knows', () => {
    expect(evaluateQuestion(id, evidenceOf(), answersOf()).applies).toBe(true);
  });
  test('is none that is not there', () => {
    expect(() => evaluateQuestion('size.nothing', evidenceOf(), answersOf())).toThrow(RangeError);
  });
});
