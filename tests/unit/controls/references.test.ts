import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '../../../main/assessment/interview/catalogue.ts';
import { SCENARIOS } from '../../../main/assessment/risk/catalogue.ts';
import { CONTROLS, controlMeta } from '../../../main/controls/catalogue.ts';

/** Controls that are about no compromise, each with why. */
const IN_NO_SCENARIO: ReadonlyMap<string, string> = new Map([
  ['pod/naked-pod', 'a lost pod is an outage without an attacker'],
  ['cloud/platform-recognised', 'says what the other controls may rely on'],
  ['version/removed-api', 'an upgrade fails, and nobody gains anything'],
  ['version/deprecated-api', 'an upgrade will fail, and nobody gains anything'],
  ['availability/no-requests', 'scheduling of an overloaded node'],
  ['availability/no-probes', 'requests reach a pod that is not ready'],
  ['availability/no-spread', 'the outage of one node'],
  ['availability/no-rolling-update', 'the company’s own updates'],
  ['availability/no-disruption-budget', 'the company’s own maintenance'],
  ['availability/blocking-disruption-budget', 'the company’s own maintenance'],
  ['availability/autoscaler-without-target', 'load'],
  ['availability/selector-mismatch', 'a mistake that stops a workload'],
  ['availability/missing-account', 'a mistake that stops a workload'],
  ['availability/single-control-plane-node', 'the outage of one node'],
  ['availability/single-zone', 'the outage of one zone'],
]);

const questionIds = new Set(QUESTIONS.map(({ meta }) => meta.id));

describe('references between controls, questions and scenarios', () => {
  test.each(SCENARIOS.map(({ meta }) => [meta.id, meta.controls] as const))(
    'every control of scenario %s exists',
    (_, controls) => {
      expect(controls.filter((id) => controlMeta(id) === null)).toEqual([]);
    },
  );
  test.each(SCENARIOS.map(({ meta }) => [meta.id, meta.controls] as const))(
    'scenario %s names each control once',
    (_, controls) => {
      expect(controls.filter((id, at) => controls.indexOf(id) !== at)).toEqual([]);
    },
  );
  test('every control belongs to a scenario, or is about none for a reason that stands here', () => {
    const placed = new Set(SCENARIOS.flatMap(({ meta }) => meta.controls));
    const unplaced = CONTROLS.map(({ id }) => id).filter((id) => !placed.has(id) && !IN_NO_SCENARIO.has(id));
    expect(unplaced, 'to be named in a scenario, or in IN_NO_SCENARIO above').toEqual([]);
    const outdated = [...IN_NO_SCENARIO.keys()].filter((id) => placed.has(id) || controlMeta(id) === null);
    expect(outdated, 'in a scenario by now, or no control: to be taken out of IN_NO_SCENARIO').toEqual([]);
  });
  test('an image of attackers bears on what the buyer connects to, and on what is deployed next', () => {
    for (const control of ['compromise/known-bad-release', 'compromise/bad-image-on-node']) {
      const scenarios = SCENARIOS.filter(({ meta }) => meta.controls.includes(control));
      expect(scenarios.map(({ meta }) => meta.id)).toEqual(['poisoned-image', 'buyer-network-joined']);
    }
  });
  test.each(CONTROLS.map(({ id, meta }) => [id, meta.questions] as const))(
    'every question of control %s exists',
    (_, questions) => {
      expect(questions.filter((id) => !questionIds.has(id))).toEqual([]);
    },
  );
});
