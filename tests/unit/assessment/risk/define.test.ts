/** What holds for every driver, whatever its rule says: the promises that keep an unknown from lowering a proposal. */
import { describe, expect, test } from 'vitest';
import {
  answerDriver,
  byValue,
  defineScenario,
  factDriver,
} from '../../../../main/assessment/risk/define.ts';
import { proposeRating } from '../../../../main/assessment/risk/propose.ts';
import type { AnswerView, EvidenceView } from '../../../../shared/evidence-view.ts';
import type { FactId } from '../../../../shared/facts.ts';
import { answersOf, evidenceOf } from '../interview/views.ts';

const words = { id: 'nodes', axis: 'likelihood', worst: 1, what: 'how many nodes there are' } as const;
const byFact = (step: number) =>
  factDriver({ ...words, facts: ['size.nodes'] }, () => [step, 'There are nodes.']);
const byAnswer = (step: number) =>
  answerDriver({ ...words, question: 'size.nodes' }, () => [step, 'There are nodes.']);
/** As if a part of the nodes could not be read. */
const partly: EvidenceView = {
  ...evidenceOf(),
  fact: () => ({
    state: 'unknown',
    reason: 'partial',
    sentence: 'A part could not be read.',
    seen: { value: 3, sentence: '3 nodes.', evidence: [] },
  }),
};

describe('a driver', () => {
  test.each([
    ['below its worst', 0, 0],
    ['at its worst', 1, 1],
    ['beyond its worst', 3, 1],
    ['far below', -2, -2],
  ])('whose rule is %s moves a proposal by no more than its worst', (_, said, step) => {
    expect(byFact(said).evaluate(evidenceOf({ 'size.nodes': 9 }), answersOf()).step).toBe(step);
    expect(byAnswer(said).evaluate(evidenceOf(), answersOf({ 'size.nodes': 9 })).step).toBe(step);
  });

  test('of a part is evidenced when the part is as bad as it gets, or beyond', () => {
    for (const [said, source] of [
      [0, 'unknown'],
      [1, 'fact'],
      [2, 'fact'],
    ] as const)
      expect(byFact(said).evaluate(partly, answersOf())).toMatchObject({ step: 1, source });
  });

  test('is unknown unless it can read all of its facts, and names the one that is missing', () => {
    const both = factDriver({ ...words, facts: ['size.nodes', 'size.zones'] }, () => [0, 'Both are known.']);
    const known = (...ids: FactId[]) =>
      both.evaluate(evidenceOf(Object.fromEntries(ids.map((id) => [id, 1]))), answersOf());
    expect(known('size.nodes', 'size.zones')).toMatchObject({ source: 'fact', step: 0 });
    expect(known('size.nodes')).toMatchObject({ source: 'unknown', step: 1, sourceId: 'size.zones' });
    expect(known('size.zones')).toMatchObject({ source: 'unknown', step: 1, sourceId: 'size.nodes' });
  });

  test('of a value that its rule cannot read is unknown, for facts and for answers', () => {
    const rule = () => null;
    const fact = factDriver({ ...words, facts: ['size.nodes'] }, rule);
    const answer = answerDriver({ ...words, question: 'size.nodes' }, rule);
    expect(fact.evaluate(evidenceOf({ 'size.nodes': 9 }), answersOf())).toMatchObject({
      source: 'unknown',
      step: 1,
      sentence:
        'Not established: how many nodes there are (not readable; rated at the worst plausible case).',
    });
    expect(answer.evaluate(evidenceOf(), answersOf({ 'size.nodes': 9 }))).toMatchObject({
      source: 'unknown',
      step: 1,
    });
  });

  test.each(['not-asked', 'unknown', 'not-applicable', 'alternative-control'] as const)(
    'reads nothing from an answer of the state %s, even with a value',
    (state) => {
      const { source, step } = byAnswer(-1).evaluate(evidenceOf(), answersOf({ 'size.nodes': 9 }, { state }));
      expect([source, step]).toEqual(['unknown', 1]);
    },
  );

  test('that nobody answered tells what the evidence says, and credits nothing for it', () => {
    const suggestion = () => '3 nodes.';
    const bare = byAnswer(-1).evaluate(evidenceOf(), answersOf());
    const seen = byAnswer(-1).evaluate(evidenceOf(), { ...answersOf(), suggestion });
    expect(seen).toEqual({ ...bare, sentence: `${bare.sentence} Evidence: 3 nodes.` });
    const said = { ...answersOf({ 'size.nodes': 9 }), suggestion };
    expect(byAnswer(-1).evaluate(evidenceOf(), said).sentence).toBe('There are nodes.');
  });

  test('of a fixed set of values knows those and no other', () => {
    const rule = byValue({ yes: [0, 'It is so.'] });
    expect([rule('yes'), rule('maybe'), rule(1), rule(['yes']), rule('constructor')]).toEqual([
      [0, 'It is so.'],
      null,
      null,
      null,
      null,
    ]);
  });
});

/** Ten drivers: five of facts, five of answers. */
const FACTS = ['size.nodes', 'size.zones', 'size.pods', 'size.images', 'size.services'] as const;
const QUESTIONS = ['a.one', 'a.two', 'a.three', 'a.four', 'a.five'];
const scenario = defineScenario({
  id: 'ten-drivers',
  title: 'Ten drivers',
  statement: 'Within the next 12 months, something happens.',
  explanation: '',
  footholds: [],
  jewels: [],
  controls: [],
  baseLikelihood: 1,
  baseImpact: 5,
  mitigations: [
    { what: 'Fewer nodes.', against: ['size.nodes'] },
    { what: 'Fewer zones.', against: ['size.zones'] },
  ],
  drivers: [
    ...FACTS.map((fact) =>
      factDriver({ id: fact, axis: 'likelihood', worst: 1, facts: [fact], what: 'it' }, ([known]) =>
        known?.value === 'bad' ? [1, 'It is bad.'] : [0, 'It is good.'],
      ),
    ),
    ...QUESTIONS.map((question) =>
      answerDriver({ id: question, axis: 'impact', worst: 0, question, what: 'it' }, () => [
        0,
        'So they say.',
      ]),
    ),
  ],
});

/** The proposal when so many facts and answers are known. */
function proposalOf(
  facts: number,
  answers: number,
  { shaky = 0, disputed = 0 }: { readonly shaky?: number; readonly disputed?: number } = {},
) {
  const given = new Set(QUESTIONS.slice(0, answers));
  const of = (confidence: 'low' | 'medium') =>
    answersOf(Object.fromEntries([...given].map((id) => [id, 'yes'])), { confidence });
  const view: AnswerView = {
    answer: (id) => of(QUESTIONS.indexOf(id) < shaky ? 'low' : 'medium').answer(id),
    dispute: (id) => (QUESTIONS.indexOf(id) < disputed ? 'Evidence: it is not so.' : null),
  };
  const evidence = evidenceOf(Object.fromEntries(FACTS.slice(0, facts).map((id) => [id, 'good'])));
  return proposeRating(scenario, evidence, view);
}

describe('the confidence of a proposal', () => {
  test.each([
    [5, 3, 'high'],
    [4, 4, 'high'],
    [5, 2, 'medium'],
    [3, 2, 'medium'],
    [1, 4, 'medium'],
    [5, 0, 'medium'],
    // More than half of it is unknown.
    [2, 2, 'low'],
    [4, 0, 'low'],
    [1, 3, 'low'],
    // Without any fact.
    [0, 5, 'medium'],
    [0, 4, 'low'],
  ] as const)('of %i facts and %i answers of ten drivers is %s', (facts, answers, confidence) => {
    expect(proposalOf(facts, answers).confidence).toBe(confidence);
  });

  test('does not count answers of low confidence, and counts disputed ones once', () => {
    expect(proposalOf(4, 4, { shaky: 1 })).toMatchObject({
      confidence: 'medium',
      confidenceReason:
        '7 of 10 drivers were examined: 4 by evidence, 3 by interview. Answers of low confidence, not counted: 1.',
    });
    expect(proposalOf(4, 4, { disputed: 1 })).toMatchObject({
      confidence: 'high',
      confidenceReason:
        '8 of 10 drivers were examined: 4 by evidence, 3 by interview, 1 by both, which disagree.',
    });
    expect(proposalOf(4, 4, { shaky: 1, disputed: 1 })).toMatchObject({
      confidence: 'medium',
      confidenceReason:
        '7 of 10 drivers were examined: 4 by evidence, 3 by interview. Answers of low confidence, not counted: 1.',
    });
  });
});

test('a mitigation is called for by what is evidenced to be bad, and by nothing that is unknown or good', () => {
  const calledFor = (facts: Parameters<typeof evidenceOf>[0]) =>
    proposeRating(scenario, evidenceOf(facts), answersOf()).calledFor;
  expect(calledFor({})).toEqual([]);
  expect(calledFor({ 'size.nodes': 'good', 'size.zones': 'good' })).toEqual([]);
  expect(calledFor({ 'size.nodes': 'bad', 'size.zones': 'good' })).toEqual(['Fewer nodes.']);
});

test('the evidenced level leaves unknowns out, and the proposal does not', () => {
  const levels = (facts: Parameters<typeof evidenceOf>[0]) => {
    const { likelihood, level, evidencedLevel } = proposeRating(scenario, evidenceOf(facts), answersOf());
    return [likelihood, level, evidencedLevel];
  };
  expect(levels({})).toEqual([5, 'very-high', 'low']);
  expect(levels({ 'size.nodes': 'bad' })).toEqual([5, 'very-high', 'moderate']);
});

test('the evidenced level leaves unknowns out on both axes', () => {
  const both = defineScenario({
    ...scenario.meta,
    baseLikelihood: 5,
    baseImpact: 2,
    mitigations: [],
    drivers: [
      factDriver({ id: 'nodes', axis: 'impact', worst: 3, facts: ['size.nodes'], what: 'it' }, () => [
        3,
        'It is bad.',
      ]),
    ],
  });
  const levels = (facts: Parameters<typeof evidenceOf>[0]) => {
    const { level, evidencedLevel } = proposeRating(both, evidenceOf(facts), answersOf());
    return [level, evidencedLevel];
  };
  expect(levels({})).toEqual(['very-high', 'low']);
  expect(levels({ 'size.nodes': 9 })).toEqual(['very-high', 'very-high']);
});
