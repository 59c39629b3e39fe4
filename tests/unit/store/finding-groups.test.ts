import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FindingGroupQuery, groupedFindings } from '../../../main/store/finding-groups.ts';
import { type FindingRow, FindingStatus } from '../../../shared/finding.ts';
import { FindingStanding, standingOf } from '../../../shared/finding-groups.ts';
import { Severity, VerdictState } from '../../../shared/verdict.ts';

const CHOICE: FindingGroupQuery = {
  offset: 0,
  limit: 500,
  search: '',
  standing: 'open',
  severities: [],
  verdicts: [],
  origins: [],
  statuses: [],
  domains: [],
  clusterId: null,
  includeMerged: false,
  sort: 'severity',
  descending: false,
};

const row = (change: Partial<FindingRow>): FindingRow => ({
  id: `${change.clusterName ?? 'prod'}:${change.controlIds?.[0] ?? 'pod/privileged'}`,
  number: 'F-01',
  origin: 'automated',
  title: 'Privileged container',
  domain: 'pod',
  clusterId: change.clusterName ?? 'prod',
  clusterName: 'prod',
  severity: 'high',
  verdict: 'fail',
  machineSeverity: null,
  machineVerdict: null,
  overridden: false,
  status: 'open',
  affectedCount: 1,
  exceptedCount: 0,
  expiredCount: 0,
  controlIds: ['pod/privileged'],
  mergedInto: null,
  updatedAt: '2026-11-18T09:00:00.000Z',
  ...change,
});

const titles = (rows: readonly FindingRow[], choice: Partial<FindingGroupQuery>) =>
  groupedFindings(rows, { ...CHOICE, ...choice }).rows.map(({ findings }) => findings[0]?.title);

describe('groups of findings', () => {
  test('hold each cluster in which a control fails, by name, with the worst severity and every object', () => {
    const rows = [
      row({ clusterName: 'stage', severity: 'medium', affectedCount: 3 }),
      row({ clusterName: 'prod', severity: 'critical', affectedCount: 2 }),
      row({ clusterName: 'edge', verdict: 'unknown' }),
    ];
    const { total, findings, rows: groups } = groupedFindings(rows, CHOICE);
    expect([total, findings]).toEqual([1, 2]);
    expect(groups[0]).toMatchObject({ id: 'stage:pod/privileged', severity: 'critical', affectedCount: 5 });
    expect(groups[0]?.findings.map(({ clusterName }) => clusterName)).toEqual(['prod', 'stage']);
  });

  test('sort by the worst of each, ties by number whatever the direction', () => {
    const rows = [
      row({ title: 'b', severity: 'low', controlIds: ['b'] }),
      row({ title: 'c', severity: 'high', controlIds: ['c'] }),
      row({ title: 'A', severity: 'low', controlIds: ['a'], affectedCount: 9 }),
      row({ title: 'b', severity: 'critical', controlIds: ['b'], clusterName: 'stage' }),
    ];
    expect(titles(rows, {})).toEqual(['b', 'c', 'A']);
    expect(titles(rows, { descending: true })).toEqual(['A', 'c', 'b']);
    expect(titles(rows, { sort: 'title' })).toEqual(['A', 'b', 'c']);
    expect(titles(rows, { sort: 'number', descending: true })).toEqual(['A', 'c', 'b']);
    expect(titles(rows, { sort: 'affected', descending: true })).toEqual(['A', 'b', 'c']);
    expect(titles(rows, { sort: 'origin', descending: true })).toEqual(['b', 'c', 'A']);
    expect(titles(rows, { offset: 1, limit: 1 })).toEqual(['c']);
  });

  test('of closed findings put what failed before what was unknown', () => {
    const rows = [
      row({
        title: 'unknown',
        verdict: 'unknown',
        severity: 'critical',
        status: 'accepted',
        controlIds: ['a'],
      }),
      row({ title: 'fail', severity: 'low', status: 'fixed', controlIds: ['b'] }),
    ];
    expect(titles(rows, { standing: 'closed' })).toEqual(['fail', 'unknown']);
  });
});

const anyRows = fc.array(
  fc
    .record({
      clusterName: fc.constantFrom('prod', 'stage', 'edge'),
      controlIds: fc.constantFrom('a', 'b', 'c').map((id) => [id]),
      severity: fc.constantFrom(...Severity.options),
      verdict: fc.constantFrom(...VerdictState.options),
      status: fc.constantFrom(...FindingStatus.options),
      origin: fc.constantFrom('automated' as const, 'manual' as const),
    })
    .map(row),
  { maxLength: 12 },
);

test('a count is what choosing its value alone shows', () => {
  fc.assert(
    fc.property(
      anyRows,
      fc.subarray([...Severity.options]),
      fc.constantFrom(...FindingStanding.options),
      (rows, severities, standing) => {
        const choice = { ...CHOICE, severities, standing };
        const { counts } = groupedFindings(rows, choice);
        for (const severity of Severity.options)
          expect(counts.severities[severity] ?? 0).toBe(
            groupedFindings(rows, { ...choice, severities: [severity] }).findings,
          );
        for (const other of FindingStanding.options)
          expect(counts.standing[other] ?? 0).toBe(
            groupedFindings(rows, { ...choice, standing: other }).findings,
          );
      },
    ),
  );
});

test('every finding stands in exactly one tab and one group', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const found = FindingStanding.options.flatMap((standing) =>
        groupedFindings(rows, { ...CHOICE, standing }).rows.flatMap(({ findings }) => findings),
      );
      expect(found.length).toBe(rows.length);
      expect(new Set(found).size).toBe(rows.length);
    }),
  );
});

test.each([
  ['fail', 'open', 'open'],
  ['unknown', 'open', 'unknown'],
  ['fail', 'accepted', 'closed'],
  ['unknown', 'false-positive', 'closed'],
  ['pass', 'open', 'passed'],
  ['not-applicable', 'fixed', 'passed'],
] as const)('%s with the status %s stands as %s', (verdict, status, standing) => {
  expect(standingOf({ verdict, status })).toBe(standing);
});
