import { expect, test } from 'vitest';
import {
  type ControlRow,
  countsOf,
  filtered,
  isControlFiltered,
  NO_CONTROL_FILTER,
  toggledControl,
} from '../../../renderer/screens/controls/filter.ts';
import { scopeChoices, usualExpiry } from '../../../renderer/screens/exceptions/scopes.ts';
import type { ControlMeta, ControlSummary } from '../../../shared/verdict.ts';

const row = (
  id: string,
  severity: ControlMeta['severity'],
  verdict: ControlSummary['verdict'] | null,
  mappings: ControlMeta['mappings'] = [],
): ControlRow => ({
  meta: {
    id,
    family: id.slice(0, id.indexOf('/')) as ControlMeta['family'],
    title: `Title of ${id}`,
    severity,
    rationale: 'An attacker walks in.',
    remediation: { short: '', steps: '', effortHours: { low: 1, likely: 1, high: 1 } },
    references: [],
    mappings,
    questions: [],
  },
  summary:
    verdict === null
      ? null
      : {
          control: id,
          family: 'pod',
          severity,
          verdict,
          counts: { fail: 0, pass: 0, notApplicable: 0, unknown: 0 },
          evidence: [],
          message: '',
        },
  leansOn: [],
});
const ROWS = [
  row('pod/a', 'high', 'fail', [{ framework: 'cis', id: '5.2.2' }]),
  row('pod/b', 'low', 'pass', [{ framework: 'nsa-cisa', id: 'pods' }]),
  row('rbac/a', 'high', 'unknown', [{ framework: 'cis', id: '5.1.1' }]),
  row('custom/x', 'info', null),
];
const ids = (filter: Partial<typeof NO_CONTROL_FILTER>) =>
  filtered(ROWS, { ...NO_CONTROL_FILTER, ...filter }).map(({ meta }) => meta.id);

test('facets narrow together, values of one facet widen each other', () => {
  expect(ids({})).toHaveLength(4);
  expect(ids({ severities: ['high'] })).toEqual(['pod/a', 'rbac/a']);
  expect(ids({ severities: ['high', 'low'] })).toEqual(['pod/a', 'pod/b', 'rbac/a']);
  expect(ids({ severities: ['high'], verdicts: ['unknown'] })).toEqual(['rbac/a']);
  expect(ids({ frameworks: ['cis'], families: ['pod'] })).toEqual(['pod/a']);
});

test('words are found in ids, titles, reasons and mappings, all of them and in any order', () => {
  expect(ids({ search: '5.2.2' })).toEqual(['pod/a']);
  expect(ids({ search: 'cis:5.1' })).toEqual(['rbac/a']);
  expect(ids({ search: 'WALKS pod/b' })).toEqual(['pod/b']);
  expect(ids({ search: 'nothing such' })).toEqual([]);
});

test('a count says what its value would show beside the other facets', () => {
  const filter = { ...NO_CONTROL_FILTER, severities: ['high' as const] };
  expect(countsOf(ROWS, filter, 'severities', ['high', 'low', 'info'])).toEqual([2, 1, 1]);
  expect(countsOf(ROWS, filter, 'verdicts', ['fail', 'pass', 'unknown'])).toEqual([1, 0, 1]);
  const chosen = toggledControl(NO_CONTROL_FILTER, 'families', 'pod');
  expect(chosen.families).toEqual(['pod']);
  expect(isControlFiltered(chosen)).toBe(true);
  expect(isControlFiltered(toggledControl(chosen, 'families', 'pod'))).toBe(false);
});

test('a risk is accepted for the object, its namespace or the control; a holder instead of an object where there is one', () => {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
  expect(scopeChoices(object, undefined).map(({ scope }) => scope)).toEqual([
    { kind: 'Deployment', name: 'web', namespace: 'shop' },
    { namespace: 'shop' },
    {},
  ]);
  expect(scopeChoices({ ...object, namespace: null }, undefined).map(({ value }) => value)).toEqual([
    'object',
    'control',
  ]);
  const subject = { kind: 'Group', namespace: null, name: 'ops' };
  expect(scopeChoices(null, subject).map(({ scope }) => scope)).toEqual([
    { subject: { kind: 'Group', name: 'ops' } },
    {},
  ]);
  expect(usualExpiry(new Date('2026-11-24T10:00:00Z'))).toBe('2027-02-22');
});
