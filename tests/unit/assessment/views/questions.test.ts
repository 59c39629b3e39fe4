/** Questions as shown: what disputes an answer, for how long a resolution stands, and in which cluster. */
import { describe, expect, test } from 'vitest';
import {
  allQuestionViews,
  contradictions,
  disputeFingerprint,
  type InterviewState,
  interviewProgress,
  questionView,
  stepQuestions,
  weighedAnswers,
} from '../../../../main/assessment/views.ts';
import type { StoredResolution } from '../../../../shared/interview.ts';
import { type Contradiction, standsAgainst } from '../../../../shared/interview.ts';
import { answer } from '../interview/views.ts';
import { clusterOf, resolutionOf } from './view-states.ts';

/** Answered with yes, while no such tool runs. */
const DISPUTED = 'access.gitops';
const clusters = ['k1', 'k2', 'k3'];
/** Three clusters that all say yes; in the first of them the evidence agrees. */
const stateOf = (resolutions: readonly StoredResolution[] = []): InterviewState => ({
  clusters: clusters.map((id) => clusterOf(id, { 'gitops.controller': id === 'k1' ? 'flux' : 'none' })),
  answers: clusters.map((clusterId) => answer(DISPUTED, 'yes', { clusterId })),
  resolutions,
});
const disputeIn = (clusterId: string): Contradiction => {
  const found = contradictions(stateOf()).find((one) => one.clusterId === clusterId);
  if (found === undefined) throw new Error(`nothing is disputed in ${clusterId}`);
  return found;
};
const current = (clusterId: string, inFavourOf: StoredResolution['inFavourOf']) =>
  resolutionOf(`${DISPUTED}@${clusterId}`, inFavourOf, disputeFingerprint(disputeIn(clusterId)));
const outdated = (clusterId: string, inFavourOf: StoredResolution['inFavourOf']) =>
  resolutionOf(`${DISPUTED}@${clusterId}`, inFavourOf, 'Interview: something else.\nEvidence: too.');

describe('contradictions', () => {
  test('are told of every cluster that disputes an answer, and of no other', () => {
    expect(contradictions(stateOf()).map(({ id, clusterName }) => [id, clusterName])).toEqual([
      [`${DISPUTED}@k2`, 'cluster k2'],
      [`${DISPUTED}@k3`, 'cluster k3'],
    ]);
  });

  test('are settled in their own cluster alone', () => {
    const told = contradictions(stateOf([current('k3', 'interview')]));
    expect(told.map(({ clusterId, resolution }) => [clusterId, resolution?.current ?? null])).toEqual([
      ['k2', null],
      ['k3', true],
    ]);
  });

  test('are open again when either side says something else than when they were settled', () => {
    const { interviewSays, evidenceSays } = disputeIn('k2');
    for (const [fingerprint, isCurrent] of [
      [disputeFingerprint({ interviewSays, evidenceSays }), true],
      [disputeFingerprint({ interviewSays: 'Interview: no.', evidenceSays }), false],
      [disputeFingerprint({ interviewSays, evidenceSays: 'Evidence: 2 tools run.' }), false],
    ] as const) {
      const state = stateOf([resolutionOf(`${DISPUTED}@k2`, 'interview', fingerprint)]);
      expect(contradictions(state)[0]?.resolution?.current).toBe(isCurrent);
    }
  });
});

describe('what stands against an answer', () => {
  test.each([
    ['nobody settled it', [], true],
    ['it was settled for the answer', [current('k2', 'interview')], false],
    ['it was settled for the evidence', [current('k2', 'evidence')], true],
    ['it was settled for the answer, and something changed since', [outdated('k2', 'interview')], true],
    ['it was settled for the evidence, and something changed since', [outdated('k2', 'evidence')], true],
    ['another cluster’s was settled', [current('k3', 'interview')], true],
  ] as const)('where %s', (_, resolutions, stands) => {
    const state = stateOf(resolutions);
    const disputes = contradictions(state);
    const dispute = disputes.find(({ clusterId }) => clusterId === 'k2');
    expect(dispute !== undefined && standsAgainst(dispute)).toBe(stands);
    expect(weighedAnswers(state, 'k2', disputes).dispute?.(DISPUTED)).toBe(
      stands ? dispute?.evidenceSays : null,
    );
  });

  test('and what the evidence says where nobody was asked, of the own cluster', () => {
    const state = { ...stateOf(), clusters: [clusterOf('k1', { 'size.nodes': 9 }), clusterOf('k2')] };
    const told = ['k1', 'k2'].map((id) => weighedAnswers(state, id, []).suggestion?.('size.nodes') ?? null);
    expect(told).toEqual([questionView(state, 'size.nodes', 'k1')?.suggestion?.sentence, null]);
    expect(told[0]).not.toBeNull();
  });

  test('is weighed in the cluster that disputes it, and not in one that agrees', () => {
    const state = stateOf();
    const told = clusters.map((id) => weighedAnswers(state, id, contradictions(state)).dispute?.(DISPUTED));
    expect(told).toEqual([null, disputeIn('k2').evidenceSays, disputeIn('k3').evidenceSays]);
  });
});

describe('progress', () => {
  const accessOf = (state: InterviewState) =>
    interviewProgress(state).find(({ stepId }) => stepId === 'access');

  test('counts the questions of every cluster, and disputes that nobody settled or that changed since', () => {
    const [none = 0, one = 0, two = 0, three = 0] = [0, 1, 2, 3].map(
      (count) => accessOf({ ...stateOf(), clusters: stateOf().clusters.slice(0, count) })?.questions,
    );
    expect(one).toBeGreaterThan(none);
    expect([two - none, three - none]).toEqual([2 * (one - none), 3 * (one - none)]);
    expect(accessOf(stateOf())).toMatchObject({ answered: 3, forReview: 0, contradictions: 2 });
    expect(accessOf(stateOf([current('k2', 'evidence')]))?.contradictions).toBe(1);
    expect(accessOf(stateOf([outdated('k2', 'evidence')]))?.contradictions).toBe(2);
  });

  test('counts neither what was not asked nor what nobody could tell as answered', () => {
    const state = (change: Parameters<typeof answer>[2]) => ({
      ...stateOf(),
      answers: [answer(DISPUTED, null, { clusterId: 'k1', ...change })],
    });
    expect(accessOf(state({ state: 'not-asked' }))?.answered).toBe(0);
    expect(accessOf(state({ state: 'unknown' }))?.answered).toBe(0);
    expect(accessOf(state({ state: 'alternative-control' }))?.answered).toBe(1);
    expect(accessOf(state({ state: 'unknown', markedForReview: true }))?.forReview).toBe(1);
  });

  test('leaves out what does not apply', () => {
    const question = 'components.etcd-access';
    const managed = (value: boolean): InterviewState => ({
      clusters: [clusterOf('k1', { 'platform.managedControlPlane': value })],
      answers: [answer(question, 'yes', { clusterId: 'k1' })],
      resolutions: [],
    });
    const components = (state: InterviewState) =>
      interviewProgress(state).find(({ stepId }) => stepId === 'components');
    expect(questionView(managed(true), question, 'k1')).toMatchObject({ applies: false });
    expect(components(managed(false))?.answered).toBe(1);
    expect(components(managed(true))).toMatchObject({
      answered: 0,
      questions: (components(managed(false))?.questions ?? 0) - 1,
    });
  });
});

describe('a question', () => {
  test('shows the answer and the suggestion of its own cluster', () => {
    const state: InterviewState = {
      clusters: [clusterOf('k1', { 'size.nodes': 9 }), clusterOf('k2', { 'size.nodes': 3 })],
      answers: [answer('size.nodes', 4, { clusterId: 'k2' })],
      resolutions: [],
    };
    const [first, second] = ['k1', 'k2'].map((id) => questionView(state, 'size.nodes', id));
    expect([first?.suggestion?.value, first?.answer]).toEqual([9, null]);
    expect([second?.suggestion?.value, second?.answer?.value]).toEqual([3, 4]);
  });

  test('is none for a cluster or an id that is not there', () => {
    expect(questionView(stateOf(), 'size.nodes', 'k9')).toBeNull();
    expect(questionView(stateOf(), 'size.nodes', null)).toBeNull();
    expect(questionView(stateOf(), 'size.nothing', 'k1')).toBeNull();
  });

  test('of the engagement is asked once, that of a cluster in each', () => {
    const views = allQuestionViews(stateOf());
    const ofEngagement = views.filter(({ meta }) => meta.scope === 'engagement');
    expect(new Set(ofEngagement.map(({ meta }) => meta.id)).size).toBe(ofEngagement.length);
    expect(ofEngagement.every(({ clusterId }) => clusterId === null)).toBe(true);
    expect(views.filter(({ meta }) => meta.id === DISPUTED).map(({ clusterId }) => clusterId)).toEqual(
      clusters,
    );
    expect(allQuestionViews({ clusters: [], answers: [], resolutions: [] })).toHaveLength(
      ofEngagement.length,
    );
  });

  test('stands in its step, with those of the engagement', () => {
    const views = stepQuestions(stateOf(), 'scope', 'k2');
    expect(views.length).toBeGreaterThan(0);
    expect(views.every(({ meta }) => meta.step === 'scope')).toBe(true);
    const access = stepQuestions(stateOf(), 'access', 'k2');
    expect(access.find(({ meta }) => meta.id === DISPUTED)?.contradiction?.clusterId).toBe('k2');
    expect(new Set(access.map(({ meta }) => meta.step))).toEqual(new Set(['access']));
  });
});
