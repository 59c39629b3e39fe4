import { describe, expect, test } from 'vitest';
import {
  evaluateQuestion,
  findQuestion,
  QUESTIONS,
  questionMeta,
} from '../../../../main/assessment/interview/catalogue.ts';
import { reportSentences } from '../../../../main/assessment/interview/sentences.ts';
import { SCENARIOS } from '../../../../main/assessment/risk/catalogue.ts';
import { FACT_IDS } from '../../../../shared/facts.ts';
import { glossaryTerm } from '../../../../shared/glossary.ts';
import { QuestionMeta, STEPS, Suggestion } from '../../../../shared/interview.ts';
import { answersOf, evidenceOf, FACT_SAMPLES, type FactValues } from './views.ts';

const NOTHING = evidenceOf();

test('there are at least 90 questions, each id once, in every step that asks', () => {
  expect(QUESTIONS.length).toBeGreaterThanOrEqual(90);
  expect(new Set(QUESTIONS.map(({ meta }) => meta.id)).size).toBe(QUESTIONS.length);
  const asking = STEPS.filter(({ number }) => number <= 10).map(({ id }) => id);
  for (const step of asking)
    expect(QUESTIONS.filter(({ meta }) => meta.step === step).length, step).toBeGreaterThanOrEqual(5);
});

test('no sentence names a number of an unknown fact', () => {
  // Every known fact is a number that occurs nowhere else, so a zero can only be of one that is unknown.
  const known: FactValues = Object.fromEntries(
    FACT_IDS.map((id, i) => {
      const samples = FACT_SAMPLES[id];
      if (typeof samples[0] === 'number') return [id, 1_111 + i];
      if (id === 'rbac.humanClusterAdmins') return [id, ['a', 'b']];
      return [
        id,
        samples.includes('something') ? 'something' : samples.includes(true) ? true : (samples.at(-1) ?? []),
      ];
    }),
  );
  const numbersIn = (text: string): readonly string[] => text.match(/(?<![\w.])\d+(?![\w.]*\d)/g) ?? [];
  const said = (facts: FactValues) =>
    QUESTIONS.flatMap(({ meta, worst, contradicts, prefill }) =>
      [worst, 'yes', 'partly', 'no', 7, []].flatMap((value) => [
        [meta.id, contradicts?.(value, evidenceOf(facts), answersOf())?.evidenceSays ?? ''],
        [meta.id, prefill?.(evidenceOf(facts), answersOf())?.sentence ?? ''],
      ]),
    );
  const whole = new Set(said(known).flatMap(([, text = '']) => numbersIn(text)));
  expect(said(known).filter(([, text = '']) => numbersIn(text).includes('0'))).toEqual([]);
  for (const missing of FACT_IDS) {
    const { [missing]: _gone, ...rest } = known;
    for (const [id, text = ''] of said(rest))
      for (const number of numbersIn(text))
        expect([id, missing, number, whole.has(number)]).toEqual([id, missing, number, true]);
    // Alone as well: the others are then all unknown.
    for (const [id, text = ''] of said({ [missing]: known[missing] }))
      expect([id, missing, numbersIn(text).includes('0')]).toEqual([id, missing, false]);
  }
});

test('a question that does not exist is not found, and not evaluated', () => {
  for (const id of ['__proto__', 'constructor', 'scope.nothing']) {
    expect(findQuestion(id)).toBeNull();
    expect(questionMeta(id)).toBeNull();
    expect(() => evaluateQuestion(id, NOTHING, answersOf())).toThrow(RangeError);
  }
});

describe.each(QUESTIONS.map((question) => [question.meta.id, question] as const))('%s', (id, question) => {
  const { meta } = question;

  test('has its words and belongs to the step of its id', () => {
    expect(QuestionMeta.parse(meta)).toEqual(meta);
    expect(id.split('.')[0]).toBe(meta.step);
    expect(meta.text).toMatch(/[?.]$/);
    for (const words of [meta.why, meta.good, meta.evidenceWanted]) {
      expect(words).toMatch(/\.$/);
      expect(words).not.toContain('!');
    }
    expect(meta.why.length).toBeGreaterThan(60);
  });

  test('uses only terms of the glossary', () => {
    for (const term of meta.terms)
      expect(glossaryTerm(term), `${term}, to be added to shared/glossary.ts`).not.toBeNull();
  });

  test('its worst answer is a valid one and becomes a sentence of the report', () => {
    const { type } = meta;
    if (type.kind === 'yes-partly-no') expect(['yes', 'partly', 'no']).toContain(question.worst);
    if (type.kind === 'choice') expect(type.options.map((option) => option.id)).toContain(question.worst);
    if (type.kind === 'choice') for (const option of type.options) expect(option.label).not.toBe('');
    // A bare number tells nobody what was counted.
    if (type.kind === 'number') expect(type.unit).not.toBe('');
    const said = reportSentences(answersOf({ [id]: question.worst }), NOTHING);
    expect(said, `the question’s “report” has a sentence for “${String(question.worst)}”`).toHaveLength(1);
    expect(said[0]).toMatchObject({ questionId: id, section: question.report.section });
    expect(said[0]?.sentence).toMatch(/ \(interview, CTO\)\.$/);
  });

  test('“nobody could tell” is said in the report, too', () => {
    const said = reportSentences(
      answersOf({ [id]: question.worst }, { state: 'unknown', value: null }),
      NOTHING,
    );
    expect(said.map(({ sentence }) => sentence)).toEqual([
      `Nobody who was asked could answer: “${meta.text}” (interview, CTO).`,
    ]);
  });

  test('its worst answer is the worst for each scenario that reads it', () => {
    for (const { meta: scenario, drivers } of SCENARIOS)
      for (const driver of drivers) {
        if (driver.reads.kind !== 'answer' || driver.reads.id !== id) continue;
        const worst = driver.evaluate(NOTHING, answersOf({ [id]: question.worst }));
        expect(worst, `driver ${driver.id} of scenario ${scenario.id}`).toMatchObject({
          source: 'answer',
          sourceId: id,
          step: driver.worst,
        });
      }
  });

  test('applies, suggests nothing and disputes nothing while the evidence is silent', () => {
    for (const value of [question.worst, 'yes', 'no', 'none', 'private', 'self', 7, []]) {
      expect(evaluateQuestion(id, NOTHING, answersOf({ [id]: value }))).toEqual({
        applies: true,
        appliesReason: '',
        suggestion: null,
        contradiction: null,
      });
    }
  });

  test('suggests only what could be answered, with its source and evidence', () => {
    for (const facts of everySample()) {
      const { suggestion } = evaluateQuestion(id, evidenceOf(facts), answersOf());
      if (suggestion === null) continue;
      expect(Suggestion.parse(suggestion)).toEqual(suggestion);
      expect(FACT_IDS).toContain(suggestion.source);
      expect(suggestion.evidence.length).toBeGreaterThan(0);
      const { type } = meta;
      if (type.kind === 'yes-partly-no') expect(['yes', 'partly', 'no']).toContain(suggestion.value);
      if (type.kind === 'choice') expect(type.options.map((option) => option.id)).toContain(suggestion.value);
      if (type.kind === 'number') expect(typeof suggestion.value).toBe('number');
      if (type.kind === 'list') expect(Array.isArray(suggestion.value)).toBe(true);
    }
  });
});

describe('every suggestion', () => {
  const suggesting = QUESTIONS.filter(({ prefill }) => prefill !== undefined);
  test.each(suggesting.map(({ meta }) => meta.id))('of %s has evidence that brings it about', (id) => {
    const suggested = everySample().some(
      (facts) => evaluateQuestion(id, evidenceOf(facts), answersOf()).suggestion !== null,
    );
    expect(suggested).toBe(true);
  });
});

test('the number of administrators is suggested where nothing beside the cluster makes any', () => {
  const suggested = (outside: string) =>
    evaluateQuestion(
      'access.admins-count',
      evidenceOf({ 'rbac.outsideAuthorisation': outside, 'rbac.humanClusterAdmins': ['anna', 'ben'] }),
      answersOf(),
    ).suggestion?.value;
  expect(suggested('none')).toBe(2);
  expect(suggested('EKS access entries')).toBeUndefined();
});

test('at least 25 questions are prefilled from evidence', () => {
  expect(QUESTIONS.filter(({ prefill }) => prefill !== undefined).length).toBeGreaterThanOrEqual(25);
});

test('questions that the evidence rules out say why, and leave the report', () => {
  const managed = evidenceOf({ 'platform.managedControlPlane': true, 'network.mesh': 'none' });
  expect(evaluateQuestion('components.etcd-access', managed, answersOf()).appliesReason).toContain(
    'provider',
  );
  expect(evaluateQuestion('components.mesh-encrypts', managed, answersOf()).applies).toBe(false);
  expect(reportSentences(answersOf({ 'components.etcd-access': 'no' }), managed)).toEqual([]);
});

test('a sentence carries its basis, its role and a low confidence', () => {
  const answers = answersOf({ 'data.backups-tested': 'no' }, { basis: 'document', confidence: 'low' });
  expect(reportSentences(answers, NOTHING)[0]?.sentence).toBe(
    'No restore test is on record (document, CTO, low confidence).',
  );
});

/** All facts at their first value, all at their second, and so on. */
function everySample(): FactValues[] {
  return Array.from({ length: 8 }, (_, index) =>
    Object.fromEntries(FACT_IDS.map((id) => [id, FACT_SAMPLES[id][index % FACT_SAMPLES[id].length]])),
  ) as FactValues[];
}
