import { describe, expect, test } from 'vitest';
import { CONTROLS, controlMeta } from '../../../main/analysis/controls/catalogue.ts';
import { SCENARIOS, scenarioMeta } from '../../../main/analysis/risk/catalogue.ts';
import { QUESTIONS } from '../../../main/interview/catalogue.ts';

const questionIds = new Set(QUESTIONS.map(({ meta }) => meta.id));

describe('references between controls, questions and scenarios', () => {
  test.each(QUESTIONS.map(({ meta }) => [meta.id, meta.controls] as const))(
    'every control of question %s exists',
    (_, controls) => {
      expect(controls.filter((id) => controlMeta(id) === null)).toEqual([]);
    },
  );
  test.each(SCENARIOS.map(({ meta }) => [meta.id, meta.controls] as const))(
    'every control of scenario %s exists',
    (_, controls) => {
      expect(controls.filter((id) => controlMeta(id) === null)).toEqual([]);
    },
  );
  test.each(QUESTIONS.map(({ meta }) => [meta.id, meta.scenarios] as const))(
    'every scenario of question %s exists',
    (_, scenarios) => {
      expect(scenarios.filter((id) => scenarioMeta(id) === null)).toEqual([]);
    },
  );
  test.each(CONTROLS.map(({ id, meta }) => [id, meta.questions] as const))(
    'every question of control %s exists',
    (_, questions) => {
      expect(questions.filter((id) => !questionIds.has(id))).toEqual([]);
    },
  );
});
