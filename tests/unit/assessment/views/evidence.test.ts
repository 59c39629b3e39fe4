/** What rules see of a cluster: its own facts and answers, and those of the engagement. */
import { expect, test } from 'vitest';
import { allFacts, answerView, evidenceView } from '../../../../main/assessment/views.ts';
import { FACT_IDS } from '../../../../shared/facts.ts';
import type { ControlSummary } from '../../../../shared/verdict.ts';
import { answer } from '../interview/views.ts';
import { clusterOf } from './view-states.ts';

test('a cluster sees its own answers and those of the engagement, and no other cluster’s', () => {
  const answers = [
    answer('q.shared', 'all', { clusterId: null }),
    answer('q.own', 'one', { clusterId: 'k1' }),
    answer('q.own', 'two', { clusterId: 'k2' }),
    answer('q.other', 'two', { clusterId: 'k2' }),
  ];
  const seen = (clusterId: string | null) =>
    ['q.shared', 'q.own', 'q.other', 'q.none'].map(
      (id) => answerView(answers, clusterId).answer(id)?.value ?? null,
    );
  expect(seen('k1')).toEqual(['all', 'one', null, null]);
  expect(seen('k2')).toEqual(['all', 'two', 'two', null]);
  expect(seen(null)).toEqual(['all', null, null, null]);
});

test('a fact that nobody collected is unknown, and never missing', () => {
  const none = { ...clusterOf('k1'), facts: null };
  const facts = allFacts({ ...clusterOf('k1'), facts: {} });
  expect(Object.keys(facts)).toEqual([...FACT_IDS]);
  expect(new Set(Object.values(facts).map(({ state }) => state))).toEqual(new Set(['unknown']));
  expect(evidenceView(none).fact('size.nodes')).toMatchObject({ state: 'unknown', reason: 'not-collected' });
  expect(evidenceView(clusterOf('k1', { 'size.nodes': 3 })).fact('size.nodes')).toMatchObject({
    state: 'known',
    value: 3,
  });
});

test('a control is told by its id, or not at all', () => {
  const control: ControlSummary = {
    control: 'pod/proc-mount',
    family: 'pod',
    severity: 'low',
    verdict: 'pass',
    counts: { fail: 0, pass: 1, notApplicable: 0, unknown: 0 },
    evidence: [],
    message: '',
  };
  const view = evidenceView({ ...clusterOf('k1'), controls: [control] });
  expect([view.control('pod/proc-mount'), view.control('pod/other')]).toEqual([control, null]);
  expect([view.clusterId, view.clusterName]).toEqual(['k1', 'cluster k1']);
});
