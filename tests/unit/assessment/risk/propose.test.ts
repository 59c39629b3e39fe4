import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionMeta } from '../../../../main/assessment/interview/catalogue.ts';
import { SCENARIOS, scenarioMeta } from '../../../../main/assessment/risk/catalogue.ts';
import type { DriverRule, Scenario } from '../../../../main/assessment/risk/define.ts';
import { proposeRating } from '../../../../main/assessment/risk/propose.ts';
import type { FactId } from '../../../../shared/facts.ts';
import type { AnswerValue } from '../../../../shared/interview.ts';
import { Proposal, riskLevel, ScenarioMeta } from '../../../../shared/risk.ts';
import { answersOf, evidenceOf, FACT_SAMPLES, type FactValues } from '../interview/views.ts';
import { valuesFor } from './answer-values.ts';

describe.each(SCENARIOS.map((scenario) => [scenario.meta.id, scenario] as const))(
  'scenario %s',
  (id, scenario) => {
    test('has its words, a 12-month horizon and drivers on both axes', () => {
      expect(ScenarioMeta.parse(scenario.meta)).toEqual(scenario.meta);
      expect(scenarioMeta(id)).toBe(scenario.meta);
      expect(scenario.meta.statement).toMatch(/^Within the next 12 months, /);
      expect(scenario.meta.mitigations.length).toBeGreaterThanOrEqual(3);
      expect(new Set(scenario.drivers.map(({ axis }) => axis)).size).toBe(2);
      expect(new Set(scenario.drivers.map((driver) => driver.id)).size).toBe(scenario.drivers.length);
    });

    test('replacing a fact or an answer by unknown never lowers the proposal', () => {
      fc.assert(
        fc.property(inputs(scenario), ({ facts, answers, hideFacts, hideAnswers }) => {
          const before = proposeRating(scenario, evidenceOf(facts), answersOf(answers));
          const after = proposeRating(
            scenario,
            evidenceOf(without(facts, hideFacts)),
            answersOf(without(answers, hideAnswers)),
          );
          expect(after.likelihood).toBeGreaterThanOrEqual(before.likelihood);
          expect(after.impact).toBeGreaterThanOrEqual(before.impact);
        }),
      );
    });

    test('an answer of “unknown” or “not applicable” counts as no answer', () => {
      fc.assert(
        fc.property(
          inputs(scenario),
          fc.constantFrom('unknown', 'not-applicable', 'alternative-control', 'not-asked'),
          ({ facts, answers }, state) => {
            const evidence = evidenceOf(facts);
            const given = proposeRating(scenario, evidence, answersOf(answers, { state }));
            const silent = proposeRating(scenario, evidence, answersOf());
            expect([given.likelihood, given.impact]).toEqual([silent.likelihood, silent.impact]);
          },
        ),
      );
    });

    test('the proposal is the clamped sum of base and steps, and fits its schema', () => {
      fc.assert(
        fc.property(inputs(scenario), ({ facts, answers }) => {
          const proposal = proposeRating(scenario, evidenceOf(facts), answersOf(answers));
          expect(Proposal.parse(proposal)).toEqual(proposal);
          const sum = proposal.drivers.reduce(
            (total, { axis, step }) => (axis === 'impact' ? total + step : total),
            scenario.baseImpact,
          );
          expect(proposal.impact).toBe(Math.min(5, Math.max(1, sum)));
          for (const { sentence } of proposal.drivers) expect(sentence).toMatch(/^[“A-Z0-9].*\.$/);
        }),
      );
    });

    test('unknown everything is proposed with low confidence, and every sentence says “not evidenced”', () => {
      const proposal = proposeRating(scenario, evidenceOf(), answersOf());
      expect(proposal.confidence).toBe('low');
      expect(
        proposal.drivers.every(
          ({ source, sentence }) => source === 'unknown' && sentence.startsWith('Not established: '),
        ),
      ).toBe(true);
    });

    test('the interview alone never gives more than medium confidence, and says so', () => {
      fc.assert(
        fc.property(inputs(scenario), ({ answers }) => {
          const proposal = proposeRating(scenario, evidenceOf(), answersOf(answers));
          expect(proposal.confidence).not.toBe('high');
          expect(proposal.confidenceReason).toContain('No fact is evidenced');
        }),
      );
    });

    test.each(scenario.drivers.map((driver) => [driver.id, driver] as const))(
      'driver %s changes the proposal’s sum and its sentence',
      (driverId, driver) => {
        const steps = outcomesOf(driver);
        const silent = proposeRating(scenario, evidenceOf(), answersOf()).drivers.find(
          (shown) => shown.id === driverId,
        );
        expect(silent?.step).toBe(driver.worst);
        expect(driver.worst).toBeGreaterThanOrEqual(0);
        // The worst that can be found is as bad as not knowing, and something good can be found, too.
        expect(Math.max(...steps)).toBe(driver.worst);
        expect(Math.min(...steps)).toBeLessThan(driver.worst);
      },
    );

    test('a disputed answer counts as unknown: it moves nothing, and is told with what disputes it', () => {
      const open: readonly string[] = scenario.meta.questions;
      fc.assert(
        fc.property(inputs(scenario), fc.subarray([...open]), ({ facts, answers }, disputed) => {
          const view = answersOf(answers);
          const proposal = proposeRating(scenario, evidenceOf(facts), {
            ...view,
            dispute: (id) => (disputed.includes(id) ? 'Evidence: it is not so.' : null),
          });
          const silent = proposeRating(scenario, evidenceOf(facts), answersOf(without(answers, disputed)));
          expect([proposal.likelihood, proposal.impact]).toEqual([silent.likelihood, silent.impact]);
          for (const driver of proposal.drivers)
            if (driver.disputed === true) {
              expect(driver.source).toBe('unknown');
              expect(driver.sentence).toContain('disputed; evidence: it is not so');
            }
        }),
      );
    });

    test('more work never lowers the confidence: a fact, an answer, or a dispute that evidence brings', () => {
      const rank = ['low', 'medium', 'high'];
      fc.assert(
        fc.property(inputs(scenario), ({ facts, answers, hideFacts, hideAnswers }) => {
          const of = (factsGiven: FactValues, answersGiven: Record<string, AnswerValue>) =>
            rank.indexOf(proposeRating(scenario, evidenceOf(factsGiven), answersOf(answersGiven)).confidence);
          const most = of(facts, answers);
          expect(of(without(facts, hideFacts), answers)).toBeLessThanOrEqual(most);
          expect(of(facts, without(answers, hideAnswers))).toBeLessThanOrEqual(most);
          const disputed = proposeRating(scenario, evidenceOf(facts), {
            ...answersOf(answers),
            dispute: () => 'Evidence: it is not so.',
          });
          expect(rank.indexOf(disputed.confidence)).toBe(most);
        }),
      );
    });

    test('unknowns neither raise the evidenced level nor call for a mitigation', () => {
      const nothing = proposeRating(scenario, evidenceOf(), answersOf());
      expect(nothing.evidencedLevel).toBe(riskLevel(scenario.baseLikelihood, scenario.baseImpact));
      expect(nothing.calledFor).toEqual([]);
    });

    test('every mitigation names drivers that exist', () => {
      const ids = scenario.drivers.map((driver) => driver.id);
      for (const { what, against } of scenario.mitigations)
        for (const driver of against) expect(ids, `“against” of “${what}”`).toContain(driver);
    });

    test('every mitigation is called for by each driver that it answers, once that is evidenced to be bad', () => {
      for (const { what, against } of scenario.mitigations)
        for (const driver of scenario.drivers.filter(({ id: one }) => against.includes(one))) {
          const { facts = {}, answers = {} } = worstOf(driver);
          const { calledFor } = proposeRating(scenario, evidenceOf(facts), answersOf(answers));
          expect(calledFor, driver.id).toContain(what);
        }
      // One asks for what no driver can see: an audit log has to be read.
      const unasked = scenario.mitigations.filter(({ against }) => against.length === 0);
      expect(unasked.length).toBe(id === 'exposed-control-plane' ? 1 : 0);
    });

    test('what a part shows already is evidenced when it is as bad as it gets, and not otherwise', () => {
      for (const driver of scenario.drivers) {
        if (driver.reads.kind !== 'facts') continue;
        const [first, ...rest] = driver.reads.ids;
        if (first === undefined || rest.length > 0) continue;
        for (const value of FACT_SAMPLES[first]) {
          const whole = driver.evaluate(evidenceOf({ [first]: value }), answersOf());
          const partial = driver.evaluate(
            {
              ...evidenceOf(),
              fact: () => ({
                state: 'unknown',
                reason: 'partial',
                sentence: 'A part could not be read.',
                seen: { value, sentence: 'Seen in part.', evidence: [] },
              }),
            },
            answersOf(),
          );
          expect(partial.step).toBe(driver.worst);
          expect(partial.source).toBe(
            whole.source === 'fact' && whole.step >= driver.worst ? 'fact' : 'unknown',
          );
        }
      }
    });

    test('names the questions that it reads, and they exist', () => {
      for (const question of scenario.meta.questions)
        expect(questionMeta(question), `question ${question}`).not.toBeNull();
    });
  },
);

test('with every driver evidenced the confidence is high, and low-confidence answers do not count', () => {
  const [scenario] = SCENARIOS;
  if (scenario === undefined) throw new Error('there are scenarios');
  const facts: FactValues = {};
  const answers: Record<string, AnswerValue> = {};
  for (const { reads } of scenario.drivers) {
    if (reads.kind === 'answer') answers[reads.id] = valuesFor(questionMeta(reads.id)?.type)[0] ?? 'yes';
    else for (const id of reads.ids) facts[id] = FACT_SAMPLES[id][0] ?? 0;
  }
  expect(proposeRating(scenario, evidenceOf(facts), answersOf(answers)).confidence).toBe('high');
  const shaky = proposeRating(scenario, evidenceOf(facts), answersOf(answers, { confidence: 'low' }));
  expect(shaky.confidence).not.toBe('high');
  expect(shaky.confidenceReason).toContain('low confidence');
});

interface Known {
  readonly facts?: FactValues;
  readonly answers?: Record<string, AnswerValue>;
}

/** Known values of what the driver reads, each with the step that it then takes. */
function knownFor(driver: DriverRule): readonly (Known & { readonly step: number })[] {
  const { reads } = driver;
  const known: readonly Known[] =
    reads.kind === 'answer'
      ? valuesFor(questionMeta(reads.id)?.type).map((value) => ({ answers: { [reads.id]: value } }))
      : reads.ids
          .reduce<FactValues[]>(
            (all, id) => all.flatMap((facts) => FACT_SAMPLES[id].map((value) => ({ ...facts, [id]: value }))),
            [{}],
          )
          .map((facts) => ({ facts }));
  return known.flatMap((one) => {
    const { source, step } = driver.evaluate(evidenceOf(one.facts), answersOf(one.answers));
    return source === 'unknown' ? [] : [{ ...one, step }];
  });
}

/** Every step that the driver can take for known values of what it reads. */
const outcomesOf = (driver: DriverRule): number[] => knownFor(driver).map(({ step }) => step);

function worstOf(driver: DriverRule): Known {
  const worst = knownFor(driver).find(({ step }) => step >= driver.worst);
  if (worst === undefined) throw new Error(`${driver.id} is never as bad as it gets`);
  return worst;
}

function inputs(scenario: Scenario) {
  const factIds = [
    ...new Set(scenario.drivers.flatMap(({ reads }) => (reads.kind === 'facts' ? reads.ids : []))),
  ];
  const questions = [...new Set(scenario.meta.questions)];
  const facts = fc.record(
    Object.fromEntries(
      factIds.map((id) => [
        id,
        fc.oneof(fc.constantFrom(...FACT_SAMPLES[id]), fc.nat(40), fc.boolean(), fc.string()),
      ]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<FactValues>;
  const answers = fc.record(
    Object.fromEntries(
      questions.map((id) => [id, fc.constantFrom(...valuesFor(questionMeta(id)?.type), 'nonsense')]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, AnswerValue>>;
  return fc.record({
    facts,
    answers,
    hideFacts: fc.subarray<FactId>(factIds),
    hideAnswers: fc.subarray(questions),
  });
}

function without<T extends object>(record: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key))) as T;
}
