/** Clusters that only the evidence speaks of: each is suggested once, until a person has entered it. */
import { describe, expect, test } from 'vitest';
import { estateView, noteOfConfirmed } from '../../../../main/assessment/views.ts';
import type { EstateEntry } from '../../../../shared/engagement.ts';
import { clusterOf } from './view-states.ts';

const entry = (change: Partial<EstateEntry>): EstateEntry => ({
  id: 'x1',
  name: 'production',
  kind: 'kubernetes',
  purpose: '',
  provider: '',
  status: 'pending',
  heardFrom: '',
  note: '',
  clusterId: null,
  suggested: false,
  revision: 1,
  ...change,
});
const deploysTo = (clusterId: string, ...names: string[]) =>
  clusterOf(clusterId, { 'gitops.externalClusters': names });
const suggestedBy = (...args: Parameters<typeof estateView>) =>
  estateView(...args)
    .filter(({ suggested }) => suggested)
    .map(({ name, heardFrom }) => `${name}: ${heardFrom}`);

describe('a suggestion', () => {
  test('comes from every cluster, and each name once', () => {
    const clusters = [
      clusterOf('k1'),
      deploysTo('k2', 'staging', 'edge'),
      deploysTo('k3', 'Staging', 'test'),
    ];
    expect(suggestedBy([], clusters)).toEqual([
      'staging: GitOps configuration in cluster k2',
      'edge: GitOps configuration in cluster k2',
      'test: GitOps configuration in cluster k3',
    ]);
  });

  test('is none once somebody entered it, by its name or in a note of it', () => {
    const clusters = [deploysTo('k1', 'staging')];
    expect(suggestedBy([entry({ name: 'STAGING' })], clusters)).toEqual([]);
    expect(suggestedBy([entry({ note: 'In the evidence: staging' })], clusters)).toEqual([]);
    expect(suggestedBy([entry({ note: 'not the staging-2, one, staging;' })], clusters)).toEqual([]);
    expect(suggestedBy([entry({ name: 'staging-2', note: 'prestaging' })], clusters)).toHaveLength(1);
  });

  test('rests on what is known, and not on what is only a part or of another shape', () => {
    expect(suggestedBy([], [clusterOf('k1', { 'gitops.externalClusters': 'staging' })])).toEqual([]);
    expect(suggestedBy([], [{ ...clusterOf('k1'), facts: null }])).toEqual([]);
  });

  test('stands after what people entered, which stays as it is', () => {
    const entered = [entry({ id: 'x1' }), entry({ id: 'x2', name: 'batch', kind: 'nomad' })];
    const view = estateView(entered, [deploysTo('k1', 'staging')]);
    expect(view.slice(0, 2)).toEqual(entered);
    expect(view[2]).toMatchObject({ id: 'suggested:staging', status: 'pending', suggested: true });
  });
});

describe('the note of a suggestion that was confirmed', () => {
  const noteOf = (change: Partial<Parameters<typeof noteOfConfirmed>[0]>) =>
    noteOfConfirmed({ id: 'suggested:staging', name: 'Test cluster', note: '', ...change });
  test('keeps the name that the evidence uses where nothing else does', () => {
    expect(noteOf({})).toBe('In the evidence: staging');
    expect(noteOf({ note: 'Seen on the call.' })).toBe('Seen on the call.\nIn the evidence: staging');
    expect(noteOf({ name: 'Staging' })).toBe('');
    expect(noteOf({ note: 'the old staging' })).toBe('the old staging');
  });
  test('of any other entry is as it was typed', () => {
    expect(noteOf({ id: 'x1', note: 'a' })).toBe('a');
    expect(noteOf({ id: null })).toBe('');
  });
  test('keeps it from being suggested again', () => {
    const confirmed = entry({ name: 'Test cluster', note: noteOf({}) });
    expect(suggestedBy([confirmed], [deploysTo('k1', 'staging')])).toEqual([]);
  });
});
