/** A question of the whole engagement is held against every cluster, not against the first alone. */
import { expect, test, vi } from 'vitest';
import {
  allQuestionViews,
  contradictions,
  type InterviewState,
  interviewProgress,
  weighedAnswers,
} from '../../../../main/assessment/views.ts';
import { answer } from '../interview/views.ts';
import { clusterOf, resolutionOf } from './view-states.ts';

/** No question of today is of this kind: one is put in the place of the catalogue. */
vi.mock(import('../../../../main/assessment/interview/catalogue.ts'), async (original) => {
  const { defineQuestion, yesPartlyNo } = await import('../../../../main/assessment/interview/define.ts');
  const { dispute, suggest } = await import('../../../../main/assessment/interview/rules.ts');
  const question = defineQuestion({
    id: 'scope.few-nodes',
    step: 'scope',
    scope: 'engagement',
    text: 'Does every cluster have few nodes?',
    why: '',
    good: '',
    evidenceWanted: '',
    type: yesPartlyNo,
    worst: 'no',
    report: { section: 'estate', say: () => '' },
    appliesWhen: (evidence) =>
      evidence.clusterName === 'cluster k1' ? 'The first cluster has no nodes of its own.' : '',
    prefill: (evidence) => suggest(evidence, 'size.nodes', 'no'),
    contradicts: (_value, evidence) => {
      const fact = evidence.fact('size.nodes');
      return fact.state === 'known'
        ? dispute(evidence, ['size.nodes'], 'there are few nodes', `${String(fact.value)} nodes.`)
        : null;
    },
  });
  return {
    ...(await original()),
    QUESTIONS: [question],
    evaluateQuestion(_id, evidence, answers) {
      const appliesReason = question.appliesWhen?.(evidence, answers) ?? '';
      const applies = appliesReason === '';
      const given = answers.answer(question.meta.id)?.value ?? null;
      const disputed =
        applies && given !== null ? (question.contradicts?.(given, evidence, answers) ?? null) : null;
      return {
        applies,
        appliesReason,
        suggestion: applies ? (question.prefill?.(evidence, answers) ?? null) : null,
        contradiction: disputed === null ? null : { ...disputed, evidence: [...disputed.evidence] },
      };
    },
  };
});

const QUESTION = 'scope.few-nodes';
/** The first cluster has no say, the second knows nothing, the third and the fourth dispute the answer. */
const state: InterviewState = {
  clusters: [
    clusterOf('k1', { 'size.nodes': 7 }),
    clusterOf('k2'),
    clusterOf('k3', { 'size.nodes': 9 }),
    clusterOf('k4', { 'size.nodes': 40 }),
  ],
  answers: [answer(QUESTION, 'yes', { clusterId: null })],
  resolutions: [],
};

test('it is asked once when it applies to any cluster, and shows the first that suggests and disputes', () => {
  const views = allQuestionViews(state);
  expect(views).toHaveLength(1);
  expect(views[0]).toMatchObject({
    applies: true,
    appliesReason: '',
    clusterId: null,
    suggestion: { value: 'no' },
    contradiction: { clusterId: 'k3' },
  });
  const [none] = allQuestionViews({ ...state, clusters: state.clusters.slice(0, 1) });
  expect(none).toMatchObject({ applies: false, suggestion: null, contradiction: null });
  expect(none?.appliesReason).not.toBe('');
});

test('every cluster that disputes it is told, and each is settled by itself', () => {
  expect(contradictions(state).map(({ id }) => id)).toEqual([`${QUESTION}@k3`, `${QUESTION}@k4`]);
  const scope = (of: InterviewState) => interviewProgress(of).find(({ stepId }) => stepId === 'scope');
  expect(scope(state)).toMatchObject({ questions: 1, answered: 1, contradictions: 2 });
  const [first] = contradictions(state);
  if (first === undefined) throw new Error('it is disputed');
  const fingerprint = `${first.interviewSays}\n${first.evidenceSays}`;
  const resolutions = [resolutionOf(first.id, 'interview', fingerprint)];
  expect(scope({ ...state, resolutions })?.contradictions).toBe(1);
});

test('what one cluster disputes is weighed as disputed in all of them', () => {
  const disputes = contradictions(state).slice(0, 1);
  const told = state.clusters.map(({ clusterId }) =>
    weighedAnswers(state, clusterId, disputes).dispute?.(QUESTION),
  );
  expect(told).toEqual(Array.from({ length: 4 }, () => 'Evidence: 9 nodes.'));
});
