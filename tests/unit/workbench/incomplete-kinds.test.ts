import { expect, test } from 'vitest';
import { lackingKinds } from '../../../main/controls/unknown.ts';
import { incompleteKinds } from '../../../main/hosts/cli/work/scan.ts';
import type { KindOutcome, KindStatus } from '../../../shared/evidence.ts';

const outcome = (resource: string, status: KindStatus, message = ''): KindOutcome => ({
  resource: { group: '', version: 'v1', resource, kind: resource, namespaced: true },
  status,
  objects: 0,
  bytes: 0,
  refusedNamespaces: [],
  message,
  sha256: '',
});
const STOPPED = 'Not asked: the collection was stopped.';

test('a kind that was not reached before the end is missing; Events and what is not served are not', () => {
  const kinds = [
    outcome('pods', 'not-collected', STOPPED),
    outcome('events', 'not-collected', 'Events are not collected.'),
    outcome('podsecuritypolicies', 'not-served'),
    outcome('services', 'collected'),
  ];
  expect(incompleteKinds({ clusterName: 'quay', kinds })).toEqual([
    `quay: pods is not collected: ${STOPPED}`,
  ]);
  expect(lackingKinds(kinds).map(({ resource }) => resource)).toEqual(['pods']);
});

test('many kinds of one fate share a sentence that names them all', () => {
  const names = ['pods', 'services', 'nodes', 'secrets'];
  const kinds = [
    ...names.map((name) => outcome(name, 'not-collected', STOPPED)),
    outcome('configmaps', 'forbidden', 'The server refused the list.'),
  ];
  expect(incompleteKinds({ clusterName: 'quay', kinds })).toEqual([
    `quay: 4 kinds are not collected: ${STOPPED} They are ${names.join(', ')}.`,
    'quay: configmaps is forbidden: The server refused the list.',
  ]);
});
