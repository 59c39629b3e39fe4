/** "403 read as absent" is the commonest lie of scanners; here it cannot happen. */
import { describe, expect, test } from 'vitest';
import { analyseSnapshot } from '../../../main/controls/analyse.ts';
import { CONTROLS } from '../../../main/controls/catalogue.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';

const KINDS = [...new Set(CONTROLS.flatMap(({ judges, needs }) => [...judges, ...needs]))].sort();

describe('what was refused', () => {
  test('is unknown for every control when everything was refused', () => {
    const { summaries } = analyseSnapshot(snapshotOf([], { origin: 'live', forbidden: KINDS }));
    expect(summaries.filter(({ verdict }) => verdict !== 'unknown').map(({ control }) => control)).toEqual(
      [],
    );
  });
  test('is unknown for every fact when everything was refused', () => {
    const { facts } = analyseSnapshot(snapshotOf([], { origin: 'live', forbidden: KINDS }));
    const known = Object.entries(facts).filter(([, fact]) => fact.state === 'known');
    expect(known).toEqual([]);
  });
  test('is unknown when nothing was collected at all', () => {
    const { summaries } = analyseSnapshot(snapshotOf([], { origin: 'live' }));
    expect(summaries.filter(({ verdict }) => verdict !== 'unknown').map(({ control }) => control)).toEqual(
      [],
    );
  });
  test('a namespace that is known only by what lies in it is not said to lack a label', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'shop' }, spec: {} };
    const { summaries } = analyseSnapshot(snapshotOf([pod], { origin: 'live', forbidden: ['/namespaces'] }));
    expect(summaries.find(({ control }) => control === 'admission/no-enforce-label')?.verdict).toBe(
      'unknown',
    );
  });
  test.each(KINDS)('%s: no control that leans on it passes for the cluster', (kind) => {
    const { summaries } = analyseSnapshot(snapshotOf([], { forbidden: [kind] }));
    const leaning = new Set(
      CONTROLS.filter(({ judges, needs }) => [...judges, ...needs].includes(kind)).map(({ id }) => id),
    );
    for (const one of summaries)
      if (leaning.has(one.control)) expect([one.control, one.verdict]).toEqual([one.control, 'unknown']);
  });
});
