import { expect, test } from 'vitest';
import { lackingKinds, unknownControls } from '../../../main/controls/unknown.ts';
import { KindStatus } from '../../../shared/evidence.ts';
import { severityRank } from '../../../shared/verdict.ts';

const kind = (status: KindStatus) => ({
  resource: { group: '', version: 'v1', resource: `${status}-things`, kind: 'Thing', namespaced: true },
  status,
  objects: 0,
  bytes: 0,
  refusedNamespaces: [],
  message: '',
  sha256: '',
});

test('every end of a list but the whole one makes what depends on it unknown, one that was never begun too', () => {
  const lacking = lackingKinds(KindStatus.options.map(kind)).map(({ resource }) => resource);
  expect(lacking).toEqual(['partial-things', 'forbidden-things', 'failed-things', 'not-collected-things']);
});

test('names the controls that a missing kind leaves open, the worst first', () => {
  const pods = { group: '', version: 'v1', resource: 'pods', kind: 'Pod', namespaced: true };
  const open = unknownControls([pods]);
  expect(open.find(({ id }) => id === 'pod/privileged-container')?.lacks).toEqual(['pods']);
  const ranks = open.map(({ severity }) => severityRank(severity));
  expect(ranks.length).toBeGreaterThan(10);
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
});
