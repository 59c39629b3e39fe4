import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStoreApi } from '../../../main/store/api.ts';
import { initEngagement } from '../../../main/store/engagement.ts';
import type { FindingQuery } from '../../../main/store/findings.ts';
import { MIGRATIONS } from '../../../main/store/migrations/list.ts';
import type { ManualFindingInput } from '../../../shared/finding.ts';
import { SEVERITIES } from '../../../shared/verdict.ts';
import { PROFILE, STAMP } from './places.ts';

const ROWS = 20_000;
const ALL: FindingQuery = {
  offset: 0,
  limit: 50,
  search: '',
  severities: [],
  verdicts: [],
  origins: [],
  statuses: [],
  domains: [],
  clusterId: null,
  includeMerged: false,
  sort: 'number',
  descending: false,
};

const written = (change: Partial<ManualFindingInput> = {}): ManualFindingInput => ({
  title: 'Anyone can become administrator',
  fact: '',
  whyItMatters: '',
  recommendation: '',
  severity: 'high',
  domain: 'other',
  clusterId: null,
  affected: [],
  status: 'open',
  questions: [],
  ...change,
});

const db = new Database(':memory:');
const api = createStoreApi(db, '', () => STAMP.at);

beforeAll(() => {
  for (const { sql } of MIGRATIONS) db.exec(sql);
  db.transaction(() => initEngagement(db, STAMP, PROFILE, false)).immediate();
  db.transaction(() => {
    for (let n = 0; n < ROWS; n += 1) {
      api.findings.create(
        written({
          title: `Issue ${String(n).padStart(5, '0')}`,
          severity: SEVERITIES[n % SEVERITIES.length] ?? 'info',
          affected: n % 100 === 0 ? ['namespace Payroll', `pod ${n}`] : [],
          status: n % 4 === 0 ? 'accepted' : 'open',
        }),
      );
    }
  })();
});
afterAll(() => db.close());

test('a window of 20,000 findings comes with the whole count, and every row is in exactly one window', () => {
  const seen = new Set<string>();
  for (let offset = 0; offset < ROWS; offset += 2_500) {
    const { total, rows } = api.findings.list({ ...ALL, sort: 'severity', offset, limit: 2_500 });
    expect(total).toBe(ROWS);
    for (const { id } of rows) seen.add(id);
  }
  expect(seen.size).toBe(ROWS);
});

test('search finds words of title and affected things, whatever their case', () => {
  const { total, rows } = api.findings.list({ ...ALL, search: ' payROLL ' });
  expect(total).toBe(ROWS / 100);
  expect(rows.every(({ affectedCount }) => affectedCount === 2)).toBe(true);
  expect(api.findings.list({ ...ALL, search: '%' }).total).toBe(0);
});

test('filters narrow', () => {
  const { total, rows } = api.findings.list({
    ...ALL,
    severities: ['critical', 'low'],
    statuses: ['accepted'],
  });
  expect(
    rows.every(({ severity, status }) => ['critical', 'low'].includes(severity) && status === 'accepted'),
  ).toBe(true);
  // Every fifth is critical, every fifth is low, and every fourth is accepted.
  expect(total).toBe((2 * ROWS) / 20);
});

test('groups come a window at a time, with the counts of each filter', () => {
  const { total, findings, rows, counts } = api.findings.groups({
    ...ALL,
    standing: 'closed',
    severities: ['critical'],
    offset: 990,
    limit: 50,
  });
  expect([total, findings, rows.length]).toEqual([ROWS / 20, ROWS / 20, 10]);
  expect(counts.severities).toEqual(Object.fromEntries(SEVERITIES.map((severity) => [severity, ROWS / 20])));
  expect(counts.standing).toEqual({ open: (3 * ROWS) / 20, closed: ROWS / 20 });
  expect(api.findings.groups({ ...ALL, standing: 'closed', search: 'payroll' }).total).toBe(ROWS / 100);
});

test('sorting puts the worst first, or last', () => {
  const first = (descending: boolean) =>
    api.findings.list({ ...ALL, sort: 'severity', descending, limit: 1 }).rows[0];
  expect(first(false)?.severity).toBe('critical');
  expect(first(true)?.severity).toBe('info');
  expect(api.findings.list({ ...ALL, sort: 'title', descending: true, limit: 1 }).rows[0]?.title).toBe(
    'Issue 19999',
  );
});

test('an override stands until it is taken back, and an edit does not undo it', () => {
  const { id } = api.findings.create(written());
  api.findings.override({
    id,
    baseRevision: 0,
    verdict: null,
    severity: 'low',
    reason: 'Only in the laboratory.',
  });
  api.findings.update({
    id,
    baseRevision: 1,
    input: written({ title: 'Edited', severity: 'critical' }),
  });
  expect(api.findings.record({ id }).row).toMatchObject({
    title: 'Edited',
    severity: 'low',
    overridden: true,
  });
  api.findings.override({
    id,
    baseRevision: 1,
    verdict: null,
    severity: null,
    reason: 'It is in production after all.',
  });
  expect(api.findings.record({ id }).row).toMatchObject({ severity: 'critical', overridden: false });
  expect(api.findings.record({ id }).overrides).toHaveLength(2);
});

test('an override that began before another one is refused, and the other one stands', () => {
  const { id } = api.findings.create(written());
  const theirs = { verdict: 'pass' as const, severity: null, reason: 'Theirs.' };
  api.findings.override({ id, baseRevision: 0, ...theirs });
  for (const baseRevision of [0, 2]) {
    const late = () =>
      api.findings.override({ id, baseRevision, verdict: null, severity: 'low', reason: 'Mine.' });
    expect(late).toThrow(expect.objectContaining({ code: 'CONFLICT', data: { what: 'The override' } }));
  }
  expect(api.findings.record({ id }).overrides).toMatchObject([theirs]);
  expect(api.findings.record({ id }).row).toMatchObject({ verdict: 'pass', overridden: true });
  // A change of the status in between is no other judgement.
  api.findings.setStatus({ id, status: 'accepted' });
  api.findings.override({ id, baseRevision: 1, verdict: null, severity: 'low', reason: 'Mine.' });
  expect(api.findings.record({ id }).overrides).toMatchObject([theirs, { reason: 'Mine.' }]);
});

test('an edit that began from an older text is refused, and the newer text stands', () => {
  const { id } = api.findings.create(written({ fact: 'As it was.' }));
  const { revision } = api.findings.record({ id });
  api.findings.update({ id, baseRevision: revision, input: written({ fact: 'Theirs.' }) });
  const late = () => api.findings.update({ id, baseRevision: revision, input: written({ fact: 'Mine.' }) });
  expect(late).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  expect(api.findings.record({ id }).input?.fact).toBe('Theirs.');
  // What the inspector changes is a change of the same text.
  const seen = api.findings.record({ id }).revision;
  api.findings.setStatus({ id, status: 'fixed' });
  const older = () => api.findings.update({ id, baseRevision: seen, input: written({ status: 'open' }) });
  expect(older).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  const newest = api.findings.record({ id }).revision;
  api.findings.update({ id, baseRevision: newest, input: written({ fact: 'Both.', status: 'fixed' }) });
  expect(api.findings.record({ id }).input).toMatchObject({ fact: 'Both.', status: 'fixed' });
});

test('an entry of the estate that was changed meanwhile is not overwritten', () => {
  const entry = {
    id: 'heard-of',
    name: 'staging',
    kind: 'kubernetes',
    purpose: '',
    provider: '',
    status: 'pending',
    heardFrom: '',
    note: '',
    clusterId: null,
  } as const;
  const first = api.estate.save({ ...entry, baseRevision: 0 });
  const second = api.estate.save({ ...entry, note: 'Theirs.', baseRevision: first.revision });
  const late = () => api.estate.save({ ...entry, note: 'Mine.', baseRevision: first.revision });
  expect(late).toThrow(expect.objectContaining({ code: 'CONFLICT' }));
  expect(api.estate.list().find(({ id }) => id === entry.id)).toEqual(second);
});

test('a merge hides its members, taking it apart brings them back, and its number is not given again', () => {
  const ids = [api.findings.create(written()).id, api.findings.create(written()).id];
  const merged = api.findings.merge({ ids, input: written({ title: 'Both' }) });
  expect(api.findings.record({ id: merged.id }).members).toEqual(ids);
  expect(() => api.findings.merge({ ids, input: written() })).toThrow(
    expect.objectContaining({ code: 'CONFLICT' }),
  );
  const before = api.findings.list({ ...ALL, limit: 0 }).total;
  const { number } = api.findings.record({ id: merged.id }).row;
  api.findings.unmerge({ id: merged.id });
  expect(api.findings.list({ ...ALL, limit: 0 }).total).toBe(before + 1);
  const next = api.findings.create(written());
  expect(api.findings.record({ id: next.id }).row.number).not.toBe(number);
});

test('hostile text is kept as it was typed', () => {
  const hostile = `<img src=x onerror=alert(1)> #{panic("x")} =cmd()'";DROP TABLE finding;-- \u202e`;
  const { id } = api.findings.create(written({ title: hostile, fact: hostile }));
  expect(api.findings.record({ id })).toMatchObject({
    row: { title: hostile },
    input: { title: hostile, fact: hostile },
  });
});

test('a status and linked questions are the same in the row and in what was written', () => {
  const { id } = api.findings.create(written());
  api.findings.setStatus({ id, status: 'fixed' });
  api.findings.linkQuestions({ id, questions: ['access.deploy'] });
  const { row, input, questions } = api.findings.record({ id });
  expect([row.status, input?.status, questions, input?.questions]).toEqual([
    'fixed',
    'fixed',
    ['access.deploy'],
    ['access.deploy'],
  ]);
  expect(() => api.findings.setStatus({ id: 'none', status: 'fixed' })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  );
});
