/** The record of the interview: what was said, by whom, what nobody answered, and where the evidence disagrees. */
import { expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import type { QuestionView } from '../../../shared/interview.ts';
import { NOW, richInput } from '../../fixtures/report/model.ts';

const rich = richInput();
const model = buildReportModel(rich);
const [where] = rich.questions;
if (where?.answer == null) throw new Error('the fixture is answered');
const { answer } = where;
const reportOf = (...questions: QuestionView[]) =>
  buildReportModel({ ...rich, questions, contradictions: [], sentences: [] });

test('every step with answers stands with its number, and each answer with all that is known of it', () => {
  expect(
    model.interview.map(({ number, entries }) => [number, entries.map(({ questionId }) => questionId)]),
  ).toEqual([
    [1, ['where.clusters']],
    [6, ['components.isolation', 'components.mesh']],
    [9, ['detection.oncall']],
  ]);
  expect(model.interview[0]?.entries[0]).toEqual({
    questionId: 'where.clusters',
    question: 'Where do the clusters run?',
    clusterName: '',
    state: 'answered',
    answer: 'One production cluster on EKS, in three zones.',
    disputedBy: [],
    noteMarkdown: answer.note,
    askedOf: 'R. Okafor, Platform lead',
    askedAt: '2026-08-20',
    basis: 'interview',
    confidence: 'medium',
    confidenceReason: '',
    author: 'M. Assessor',
    at: NOW,
    revision: 2,
    markedForReview: false,
    suggestedBy: null,
  });
  expect(model.interview[1]?.entries.map(({ disputedBy }) => disputedBy)).toEqual([['C-01'], ['C-02']]);
});

test('who was asked is named as far as it is known', () => {
  const askedOf = (of: { name: string; role: string } | null) =>
    reportOf({ ...where, answer: { ...answer, askedOf: of } }).interview[0]?.entries[0]?.askedOf;
  expect([
    askedOf({ name: 'Ada', role: 'CTO' }),
    askedOf({ name: '', role: 'CTO' }),
    askedOf({ name: 'Ada', role: '' }),
    askedOf(null),
  ]).toEqual(['Ada, CTO', 'CTO', 'Ada', '']);
});

test.each([
  ['answered', 'In a data centre', 'In a data centre', false],
  ['unknown', null, 'Asked, not known', true],
  ['not-applicable', null, 'Not applicable', false],
  ['alternative-control', 'A second review', 'Another measure replaces it: A second review', false],
] as const)('an answer of the state %s and the value %j reads “%s”', (state, value, said, open) => {
  const { interview, unanswered } = reportOf({ ...where, answer: { ...answer, state, value } });
  expect(interview[0]?.entries.map((entry) => entry.answer)).toEqual([said]);
  expect(unanswered.map((question) => question.state)).toEqual(open ? [said] : []);
});

test('a question that was not asked is no entry, and is unanswered unless it does not apply', () => {
  const silent = { ...where, answer: null };
  expect(reportOf(silent).interview).toEqual([]);
  expect(reportOf(silent).unanswered).toEqual([
    {
      questionId: 'where.clusters',
      question: 'Where do the clusters run?',
      clusterName: '',
      mandatory: true,
      state: 'Not asked',
    },
  ]);
  expect(reportOf({ ...silent, applies: false }).unanswered).toEqual([]);
  expect(reportOf({ ...silent, clusterId: 'k1' }).unanswered[0]?.clusterName).toBe('halcyon-prod');
  expect(reportOf({ ...silent, clusterId: 'gone' }).unanswered[0]?.clusterName).toBe('gone');
});

test('both sides of a contradiction stand without their label, with the evidence and how it was settled', () => {
  expect(model.contradictions).toEqual([
    {
      number: 'C-01',
      id: 'c1',
      question: 'Are namespaces isolated from each other on the network?',
      clusterName: 'halcyon-prod',
      interviewSays: 'All namespaces are isolated.',
      evidenceSays: '3 of 16 namespaces with pods have a policy that selects a pod.',
      evidence: [
        {
          object: 'labels/NetworkPolicy/allow-nothing',
          path: 'spec.podSelector',
          value: '{"app":"none"}',
          message: '',
        },
      ],
      resolution: {
        inFavourOf: 'evidence',
        reasonMarkdown: 'The platform lead agreed after seeing the list.',
        author: 'M. Assessor',
        at: NOW,
        current: true,
      },
    },
    {
      number: 'C-02',
      id: 'c2',
      question: 'Does the mesh encrypt all traffic?',
      clusterName: 'halcyon-prod',
      interviewSays: 'The mesh requires mutual TLS for all traffic.',
      evidenceSays: 'Mutual TLS is permissive for the whole mesh.',
      evidence: [],
      resolution: null,
    },
  ]);
});

test('beside the evidence stands what was said, on what basis, and whether the evidence disputes it', () => {
  const said = (change: object, contradictions = rich.contradictions.slice(0, 0)) => {
    const questions = [{ ...where, answer: { ...answer, ...change } }];
    return buildReportModel({ ...rich, questions, contradictions }).fiveQuestions[0]?.answers;
  };
  expect(said({})).toEqual([
    {
      question: 'Where do the clusters run?',
      clusterName: '',
      answer: 'One production cluster on EKS, in three zones.',
      basis: 'interview',
    },
  ]);
  const bases = (['document', 'observed', 'tool'] as const).map((basis) => said({ basis })?.[0]?.basis);
  expect(bases).toEqual(['document', 'observed', 'tool']);
  expect(said({ state: 'unknown', value: null })).toEqual([]);
  const [dispute] = rich.contradictions.slice(1);
  if (dispute === undefined) throw new Error('the fixture holds two');
  expect(said({}, [{ ...dispute, questionId: 'where.clusters' }])?.[0]?.basis).toBe(
    'interview; disputed by the evidence',
  );
});
