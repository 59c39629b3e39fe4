/** Files of a repository: complete for the kinds that they could hold, and silent about what only a cluster shows. */
import { expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { randomWorld } from '../../fixtures/worlds/index.ts';
import { deployment, namespace } from './objects.ts';

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);

test('what the files do not hold is not there', () => {
  const { summaries } = analyseSnapshot(snapshotOf([namespace('shop'), deployment()]));
  const verdict = (id: string) => summaries.find(({ control }) => control === id)?.verdict;
  for (const id of [
    'network/namespace-without-policy',
    'availability/no-disruption-budget',
    'tenancy/no-quota',
    'tenancy/no-limit-range',
    'admission/no-engine',
    'audit/no-runtime-detection',
    'supply-chain/no-signature-verification',
  ])
    expect([id, verdict(id)]).toEqual([id, 'fail']);
});

test('what only a cluster makes is unknown, for every control that leans on it', () => {
  const { availability } = buildSnapshotIndex(snapshotOf([]));
  const leaning = CONTROLS.filter(({ judges, needs }) =>
    [...judges, ...needs].some((key) => availability(key).reason === 'not-in-manifests'),
  ).map(({ id }) => id);
  expect(leaning).toContain('version/kubelet-skew');
  for (const seed of SEEDS) {
    const { summaries } = analyseSnapshot(randomWorld(seed, 'manifests').source);
    for (const id of leaning) {
      const one = summaries.find(({ control }) => control === id);
      expect(['unknown', 'fail'], `${id} in world ${seed}`).toContain(one?.verdict);
    }
  }
});

test('nobody asked the server, so nothing of the control plane passes or fails', () => {
  for (const seed of SEEDS) {
    const { summaries } = analyseSnapshot(randomWorld(seed, 'manifests').source);
    for (const { control, verdict } of summaries)
      if (control.startsWith('control-plane/') || control === 'version/server-out-of-support')
        expect([control, verdict]).toEqual([control, 'unknown']);
  }
});

test.each(SEEDS)('facts of nodes, running pods and the server are unknown (world %i)', (seed) => {
  const { facts } = analyseSnapshot(randomWorld(seed, 'manifests').source);
  const known = (Object.keys(facts) as (keyof typeof facts)[]).filter((id) => facts[id].state === 'known');
  const unseen = [
    'platform.serverVersion',
    'platform.serverSupported',
    'platform.supportEnds',
    'platform.oldestKubelet',
    'platform.kubeletSkewMinors',
    'size.nodes',
    'size.vcpu',
    'size.memoryGiB',
    'size.zones',
    'size.architectures',
    'size.pods',
    'size.containers',
    'exposure.apiServerPublic',
    'audit.logConfigured',
  ];
  expect(known.filter((id) => unseen.includes(id))).toEqual([]);
  // What an application of Argo CD or an operator makes is not in the files.
  const { availability } = buildSnapshotIndex(randomWorld(seed, 'manifests').source);
  expect(known.includes('size.workloads')).toBe(availability('apps/deployments').reason === null);
});
