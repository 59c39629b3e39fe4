/** How far a step has come, and what is still open. */
import { expect, test } from 'vitest';
import { interviewProgress } from '../../../../main/assessment/views.ts';
import { isAnswered, isAsked, STEPS } from '../../../../shared/interview.ts';
import { answer } from '../interview/views.ts';
import { clusterOf } from './view-states.ts';

test('every step is told in order, those without questions with none', () => {
  const rows = interviewProgress({ clusters: [clusterOf('k1')], answers: [], resolutions: [] });
  expect(rows.map(({ stepId }) => stepId)).toEqual(STEPS.map(({ id }) => id));
  expect(rows.find(({ stepId }) => stepId === 'report')).toEqual({
    stepId: 'report',
    questions: 0,
    answered: 0,
    forReview: 0,
    contradictions: 0,
  });
});

test('a step counts answered, disputed and marked questions', () => {
  const rows = interviewProgress({
    clusters: [clusterOf('k1', { 'size.nodes': 9 })],
    answers: [answer('size.nodes', 40, { clusterId: 'k1', markedForReview: true })],
    resolutions: [],
  });
  expect(rows.find(({ stepId }) => stepId === 'size')).toMatchObject({
    answered: 1,
    contradictions: 1,
    forReview: 1,
  });
});

test('a question that the evidence rules out leaves the progress', () => {
  const total = (values: Parameters<typeof clusterOf>[1]) =>
    interviewProgress({ clusters: [clusterOf('k1', values)], answers: [], resolutions: [] }).find(
      ({ stepId }) => stepId === 'components',
    )?.questions ?? 0;
  expect(total({}) - total({ 'platform.managedControlPlane': true, 'network.mesh': 'none' })).toBe(2);
});

test.each([
  ['not-asked', false, false],
  ['unknown', true, false],
  ['answered', true, true],
  ['not-applicable', true, true],
  ['alternative-control', true, true],
] as const)('%s: asked %s, answered %s', (state, asked, answered) => {
  const view = { answer: answer('size.nodes', null, { state }) };
  expect([isAsked(view), isAnswered(view)]).toEqual([asked, answered]);
  expect([isAsked({ answer: null }), isAnswered({ answer: null })]).toEqual([false, false]);
});
