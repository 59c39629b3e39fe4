import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { FACT_IDS } from '../../../shared/facts.ts';
import { ControlFamily, ControlMeta } from '../../../shared/verdict.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

const pod = (name: string, securityContext: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop' },
  spec: { containers: [{ name: 'web', image: 'nginx:latest', securityContext }] },
});
const hostile = [
  'Pod',
  'Deployment',
  'NetworkPolicy',
  'Ingress',
  'Service',
  'ClusterRoleBinding',
  'Node',
  'Secret',
].map(
  (kind) =>
    ({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'x', labels: 7, annotations: [] },
      spec: { containers: 'no', template: [], selector: 3, rules: {} },
      rules: 'x',
      subjects: [null, 4],
    }) as never,
);

describe('analyseSnapshot', () => {
  test('every control has complete metadata, a unique id, and every family is covered', () => {
    for (const { meta } of CONTROLS) ControlMeta.parse(meta);
    expect(new Set(CONTROLS.map(({ id }) => id)).size).toBe(CONTROLS.length);
    const builtIn = ControlFamily.options.filter((family) => family !== 'custom');
    expect(new Set(CONTROLS.map(({ family }) => family))).toEqual(new Set(builtIn));
    expect(CONTROLS.length).toBeGreaterThan(45);
  });
  test('produces every fact', () => {
    expect(Object.keys(analyseSnapshot(snapshotOf([])).facts)).toEqual(FACT_IDS);
  });
  test('finds a privileged container with its place', () => {
    const { verdicts } = analyseSnapshot(snapshotOf([pod('a', { privileged: true })]), {
      controls: ['pod/privileged-container'],
    });
    expect(verdicts).toMatchObject([
      { verdict: 'fail', path: 'spec.containers[0].securityContext.privileged', value: 'true' },
    ]);
  });
  test('names what nothing shows of the platform unknown', () => {
    expect(analyseSnapshot(snapshotOf([])).platform).toMatchObject({
      provider: 'unknown',
      distribution: 'unknown',
      serverVersion: 'unknown',
      cni: 'unknown',
      supportEnds: null,
    });
  });
  test('a refused kind is unknown, never a pass', () => {
    const { summaries } = analyseSnapshot(
      snapshotOf([], { origin: 'live', forbidden: ['/pods', '/secrets'] }),
    );
    for (const one of summaries.filter(
      ({ control }) => control.startsWith('pod/') || control === 'secrets/long-lived-token',
    ))
      expect(one.verdict).toBe('unknown');
  });
  test('hostile objects do not crash it, and their order does not matter', () => {
    const objects = [...hostile, pod('a', {}), pod('b', { privileged: true })];
    expect(analyseSnapshot(snapshotOf([...objects].reverse()))).toEqual(analyseSnapshot(snapshotOf(objects)));
  });
});
