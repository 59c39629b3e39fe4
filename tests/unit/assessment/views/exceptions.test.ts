/** Accepted risks as shown: whether they stand today, for whom, and how many fails they mark. */
import { expect, test } from 'vitest';
import { type ExceptionSources, exceptionViews } from '../../../../main/assessment/views.ts';
import type { ExceptionRevision } from '../../../../shared/exception.ts';

const exception = (change: Partial<ExceptionRevision> = {}): ExceptionRevision => ({
  id: 'e1',
  control: 'pod/privileged-container',
  clusterId: null,
  scope: {},
  reason: 'The driver needs it.',
  author: 'A. Nders',
  expires: '2026-11-30',
  revision: 1,
  savedBy: 'A. Nders',
  savedAt: '2026-11-01T00:00:00Z',
  withdrawn: null,
  ...change,
});
const viewOf = (change: Partial<ExceptionRevision>, sources: Partial<ExceptionSources> = {}) =>
  exceptionViews({
    exceptions: [exception(change)],
    counts: {},
    clusters: [],
    titleOf: (control) => (control === 'pod/privileged-container' ? 'Privileged container' : null),
    now: '2026-11-30T23:59:59Z',
    ...sources,
  })[0];

test.each([
  ['2026-11-29', null, 'expired'],
  ['2026-11-30', null, 'stands'],
  ['2026-12-01', null, 'stands'],
  ['2026-12-01', 'It was mended.', 'withdrawn'],
  ['2026-11-29', 'It was mended.', 'withdrawn'],
] as const)('one until %s, withdrawn because of %s, is one that %s', (expires, withdrawn, state) => {
  expect(viewOf({ expires, withdrawn })?.state).toBe(state);
});

test('one expires with the end of its last day', () => {
  expect(viewOf({}, { now: '2026-12-01T00:00:00Z' })?.state).toBe('expired');
});

test('one names its cluster, among several, and none where it is for all', () => {
  const clusters = [
    { id: 'k1', name: 'edge' },
    { id: 'k2', name: 'production' },
  ];
  expect(viewOf({ clusterId: 'k2' }, { clusters })?.clusterName).toBe('production');
  expect(viewOf({ clusterId: 'k9' }, { clusters })?.clusterName).toBeNull();
  expect(viewOf({}, { clusters })?.clusterName).toBeNull();
});

test('one counts the fails that it marks, and no other’s', () => {
  const counts = { e1: { accepts: 3, expiredFor: 2 }, e2: { accepts: 9, expiredFor: 9 } };
  expect(viewOf({}, { counts })).toMatchObject({ accepts: 3, expiredFor: 2 });
  expect(viewOf({ id: 'e3' }, { counts })).toMatchObject({ accepts: 0, expiredFor: 0 });
});

test('one has the title of its control; of a family, or of a control that is gone, none', () => {
  expect(viewOf({})?.controlTitle).toBe('Privileged container');
  expect(viewOf({ control: 'pod/*' })?.controlTitle).toBeNull();
  expect(viewOf({ control: 'pod/gone' })?.controlTitle).toBeNull();
});
