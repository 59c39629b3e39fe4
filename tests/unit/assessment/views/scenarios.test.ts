/** Scenarios as shown: of every cluster, with a rating that counts as long as its proposal stands. */
import { describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../../../main/assessment/risk/catalogue.ts';
import {
  contradictions,
  disputeFingerprint,
  type InterviewState,
  scenarioViews,
} from '../../../../main/assessment/views.ts';
import type { StoredRating } from '../../../../shared/risk.ts';
import { answer } from '../interview/views.ts';
import { clusterOf, ratingOf, resolutionOf } from './view-states.ts';

const state: InterviewState = {
  clusters: [clusterOf('k1'), clusterOf('k2'), clusterOf('k3')],
  answers: [],
  resolutions: [],
};
const SCENARIO = 'pod-rce';
const viewIn = (clusterId: string, ratings: readonly StoredRating[], of = state) => {
  const view = scenarioViews(of, ratings, null).find(
    (one) => one.meta.id === SCENARIO && one.clusterId === clusterId,
  );
  if (view === undefined) throw new Error(`there is no ${SCENARIO} in ${clusterId}`);
  return view;
};
const { proposal } = viewIn('k2', []);
const asProposed = {
  proposedLikelihood: proposal.likelihood,
  proposedImpact: proposal.impact,
};

test('every scenario is shown in every cluster, or in the one that is asked for', () => {
  const places = (clusterId: string | null) =>
    scenarioViews(state, [], clusterId).map((view) => `${view.meta.id} ${view.clusterName}`);
  const all = (ids: readonly string[]) =>
    ids.flatMap((id) => SCENARIOS.map(({ meta }) => `${meta.id} cluster ${id}`));
  expect(places(null)).toEqual(all(['k1', 'k2', 'k3']));
  expect(places('k2')).toEqual(all(['k2']));
  expect(places('k9')).toEqual([]);
});

describe('a rating', () => {
  test('is shown in its own cluster and for its own scenario', () => {
    const ratings = [ratingOf(SCENARIO, 'k2', asProposed)];
    const rated = scenarioViews(state, ratings, null).filter((view) => view.rating !== null);
    expect(rated.map(({ meta, clusterId }) => [meta.id, clusterId])).toEqual([[SCENARIO, 'k2']]);
    expect(viewIn('k2', ratings)).toMatchObject({ likelihood: 2, impact: 2, level: 'low', confirmed: true });
    expect(viewIn('k1', ratings)).toMatchObject({
      likelihood: proposal.likelihood,
      impact: proposal.impact,
      confirmed: false,
    });
  });

  test.each([
    ['likelihood', { ...asProposed, proposedLikelihood: proposal.likelihood - 1 }],
    ['impact', { ...asProposed, proposedImpact: proposal.impact - 1 }],
  ])('whose proposal had another %s is shown, and has to be confirmed again', (_, change) => {
    expect(viewIn('k2', [ratingOf(SCENARIO, 'k2', change)])).toMatchObject({
      rating: { decision: 'moved' },
      likelihood: 2,
      impact: 2,
      confirmed: false,
    });
  });

  test('shows nothing of the proposal it was made on', () => {
    expect(Object.keys(viewIn('k2', [ratingOf(SCENARIO, 'k2')]).rating ?? {})).not.toContain(
      'proposedLikelihood',
    );
  });
});

test('what the evidence disputes is not credited, until it is settled for the answer and stays so', () => {
  const question = 'where.staging-separate';
  const disputing: InterviewState = {
    clusters: [clusterOf('k1'), clusterOf('k2', { 'gitops.externalClusters': ['staging'] })],
    answers: ['k1', 'k2'].map((clusterId) => answer(question, 'yes', { clusterId })),
    resolutions: [],
  };
  const [dispute] = contradictions(disputing);
  if (dispute === undefined) throw new Error('the evidence disputes it');
  const drivers = (clusterId: string, fingerprint: string | null) =>
    scenarioViews(
      {
        ...disputing,
        resolutions: fingerprint === null ? [] : [resolutionOf(dispute.id, 'interview', fingerprint)],
      },
      [],
      clusterId,
    ).flatMap((view) => view.proposal.drivers.filter(({ sourceId }) => sourceId === question));
  const sources = (clusterId: string, fingerprint: string | null) =>
    new Set(drivers(clusterId, fingerprint).map(({ source }) => source));
  expect(sources('k1', null)).toEqual(new Set(['answer']));
  expect(sources('k2', null)).toEqual(new Set(['unknown']));
  expect(sources('k2', disputeFingerprint(dispute))).toEqual(new Set(['answer']));
  expect(sources('k2', 'Interview: no.\nEvidence: no.')).toEqual(new Set(['unknown']));
});
