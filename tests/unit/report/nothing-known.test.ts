/** What is not known is not told as zero, as none or as a date: without evidence, and with evidence that bears no time. */
import { expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import type { ReportInput } from '../../../main/report/input.ts';
import { renderPdf } from '../../../main/report/pdf/render.ts';
import { interviewOnlyInput, NOW, richInput } from '../../fixtures/report/model.ts';
import { readBack } from '../../fixtures/report/read-back.ts';

const flat = (input: ReportInput) =>
  readBack(renderPdf(buildReportModel(input), { now: NOW }))
    .replace(/\b(D|R|A|F|T|DR|AF)\b(?=\s)/g, '')
    .replace(/\s+/g, ' ');

/** An engagement that was begun, and nothing else. */
function begun(): ReportInput {
  const input = interviewOnlyInput();
  return {
    ...input,
    engagement: {
      ...input.engagement,
      journalLength: 1,
      profile: { ...input.engagement.profile, client: '', assessor: '', executiveNote: '' },
    },
    clusters: [],
    estate: [],
    authorisations: [],
    questions: input.questions.map((view) => ({ ...view, answer: null })),
    sentences: [],
    scenarios: [],
    findings: [],
    contradictions: [],
  };
}

/** The rich fixture as if its cluster had been read from files, of which two documents were not. */
function fromFiles(): ReportInput {
  const input = richInput();
  return {
    ...input,
    snapshots: input.snapshots.map((snapshot) => ({
      ...snapshot,
      summary: {
        ...snapshot.summary,
        origin: 'manifests' as const,
        server: '',
        identity: '',
        startedAt: '1970-01-01T00:00:00.000Z',
        finishedAt: '1970-01-01T00:00:00.000Z',
      },
      manifest: {
        ...snapshot.manifest,
        unread: [
          { file: 'chart/web.yaml', document: null, line: null, what: 'template', reason: 'a Helm template' },
          { file: 'all.yaml', document: 3, line: 40, what: 'not-yaml', reason: 'a tab begins the line' },
        ],
      },
    })),
  };
}

test('an engagement of which nothing is known shows no figure', () => {
  const { decision, executive } = buildReportModel(begun());
  expect(decision.numbers.map(({ value }) => value)).toEqual(['–', '–', '–']);
  expect(decision.numbers.map(({ note }) => note)).toEqual([
    'no scenario is on record',
    'no evidence was examined',
    'no environment is on record',
  ]);
  expect(executive.sentence).toBe(
    'No evidence was collected, so no check was made. No finding is on record.',
  );
});

test('and its pages say that nothing was established', () => {
  const text = flat(begun());
  for (const said of [
    'Not established: no scenario is on record.',
    'Not established: no evidence was examined and nothing was rated.',
    'Not established: no evidence was collected.',
    'Not established: no evidence was collected to compare the answers with.',
    'No environment is on record.',
    '1 entry, head',
  ])
    expect(text).toContain(said);
  for (const never of [
    'Prepared for',
    'Prepared by',
    'Nothing that was asked for was refused',
    'did not contradict',
    '0 findings',
    '0 failed',
    '0 of 0',
    '1 entries',
    'Matrix',
  ])
    expect(text).not.toContain(never);
});

test('evidence from files has no date, no age and no server, and names what was not read', () => {
  const model = buildReportModel(fromFiles());
  expect(model.scope.access[0]).toMatchObject({ startedAt: '', finishedAt: '' });
  expect(model.limitations.evidenceAge).toMatchObject([{ finishedAt: '', days: null }]);
  expect(model.evidenceIndex[0]?.unread).toEqual([
    { where: 'chart/web.yaml', reason: 'a Helm template' },
    { where: 'all.yaml, document 3', reason: 'a tab begins the line' },
  ]);
  expect(model.limitations.statements.join(' ')).toContain(
    '2 documents in the files of halcyon-prod were not read',
  );
  expect(model.decision.confidenceReasons).toContain(
    '1 cluster was examined from files, not from the running cluster.',
  );
  const text = flat(fromFiles());
  expect(text).not.toContain('1970');
  expect(text).toContain('Not known: files carry no date');
  expect(text).toContain('Files; no server was read');
  expect(text).toContain('a Helm template');
});

test('one of each is told in the singular, and zero of nothing in words', () => {
  const input = richInput(1);
  const [only] = input.findings;
  if (only === undefined) throw new Error('the fixture has a finding');
  const one = {
    ...only,
    severity: 'high' as const,
    verdict: 'fail' as const,
    status: 'open' as const,
    affectedCount: 0,
  };
  const { decision, executive } = buildReportModel({ ...input, findings: [one] });
  expect(decision.numbers[1]).toMatchObject({
    value: '1',
    label: 'critical or high finding open',
    note: '0 critical, 1 high, of 1 finding',
  });
  expect(executive.sentence).toMatch(/^1 finding is open\. /);
});

test('an environment is examined or not, and the note says which', () => {
  const input = richInput();
  const all = buildReportModel({ ...input, estate: [] });
  expect(all.decision.numbers[2]).toMatchObject({ value: '1 of 1', note: 'every environment on record' });
  expect(all.scope.coverage.sentence).toBe('We know of 1 environment and examined 1: halcyon-prod.');
  const some = buildReportModel(input);
  expect(some.decision.numbers[2]?.note).toBe('of those on record; this report does not cover the others');
});

test('only what was found counts as a sign of a compromise, and alike results of clusters stand once', () => {
  const input = richInput();
  const [first] = input.findings;
  const [snapshot] = input.snapshots;
  if (first === undefined || snapshot === undefined) throw new Error('the fixture has both');
  const sign = (id: string, verdict: 'fail' | 'unknown') => ({
    ...first,
    id,
    number: id,
    domain: 'compromise' as const,
    verdict,
  });
  const control = {
    ...snapshot.controls[0]!,
    control: 'compromise/miner',
    family: 'compromise' as const,
    verdict: 'pass' as const,
    message: 'No issue in 8 objects.',
  };
  const clusters = ['k1', 'k2'].map((id) => ({
    id,
    name: id,
    latestSnapshotId: `s-${id}`,
    createdAt: NOW,
  }));
  const { compromise } = buildReportModel({
    ...input,
    clusters,
    snapshots: clusters.map(({ id }) => ({
      ...snapshot,
      summary: { ...snapshot.summary, id: `s-${id}`, clusterId: id, clusterName: id },
      controls: [control],
    })),
    findings: [sign('F-91', 'fail'), sign('F-92', 'unknown')],
  });
  expect(compromise.findings).toEqual(['F-91']);
  expect(compromise.lookedFor).toMatchObject([{ clusterName: 'k1, k2', verdict: 'pass' }]);
});

test('evidence of several clusters is told cluster by cluster, each gap once', () => {
  const input = richInput();
  const [snapshot] = input.snapshots;
  if (snapshot === undefined || snapshot.facts === null) throw new Error('the fixture has facts');
  const gap = { state: 'unknown', reason: 'not-in-manifests', sentence: 'Files tell no version.' } as const;
  const facts = { ...snapshot.facts, 'platform.serverVersion': gap, 'platform.serverSupported': gap };
  const clusters = ['k1', 'k2'].map((id) => ({
    id,
    name: id,
    latestSnapshotId: `s-${id}`,
    createdAt: NOW,
  }));
  const many = {
    ...input,
    clusters,
    snapshots: clusters.map(({ id }) => ({
      ...snapshot,
      facts,
      summary: { ...snapshot.summary, id: `s-${id}`, clusterId: id, clusterName: id },
    })),
  };
  const deployed = buildReportModel(many).fiveQuestions[2]?.evidence ?? [];
  expect(deployed.filter(({ sentence }) => sentence === gap.sentence)).toHaveLength(2);
  expect(flat(many)).toMatch(/Evidence, k1: .*Evidence, k2: /);
});

test('clusters that the target counts and nobody named are part of what is not covered', () => {
  const input = begun();
  const [view] = richInput().questions.filter(({ answer }) => answer !== null);
  if (view?.answer == null) throw new Error('the fixture has answers');
  const counted = { ...view, meta: { ...view.meta, id: 'where.clusters-total' }, clusterId: null };
  const model = buildReportModel({
    ...input,
    clusters: [{ id: 'k1', name: 'prod', latestSnapshotId: null, createdAt: NOW }],
    questions: [{ ...counted, answer: { ...view.answer, state: 'answered' as const, value: 3 } }],
  });
  expect(model.scope.coverage).toMatchObject({ heardOf: 3, collected: 0, pending: 3 });
  expect(model.scope.coverage.sentence).toBe(
    'We know of 3 environments and examined none. 3 are pending. 2 clusters that the target counts have no name on record.',
  );
  expect(model.decision.numbers[2]?.value).toBe('0 of 3');
  expect(model.decision.confidenceReasons).toContain('3 environments on record were not examined.');
});

test('a strength says in which other clusters it is not established', () => {
  const input = richInput();
  const [snapshot] = input.snapshots;
  if (snapshot === undefined) throw new Error('the fixture has a snapshot');
  const clusters = ['k1', 'k2', 'k3'].map((id) => ({
    id,
    name: id,
    latestSnapshotId: `s-${id}`,
    createdAt: NOW,
  }));
  const model = buildReportModel({
    ...input,
    clusters,
    snapshots: clusters.map(({ id }) => ({
      ...snapshot,
      summary: { ...snapshot.summary, id: `s-${id}`, clusterId: id, clusterName: id },
      controls: [
        {
          ...snapshot.controls[0]!,
          control: 'audit/no-log-shipping',
          verdict: id === 'k1' ? ('pass' as const) : ('unknown' as const),
          message: 'fluent-bit runs.',
          counts: { fail: 0, pass: id === 'k1' ? 1 : 0, notApplicable: 0, unknown: id === 'k1' ? 0 : 1 },
        },
      ],
    })),
  });
  expect(model.strengths.find(({ controlId }) => controlId === 'audit/no-log-shipping')).toMatchObject({
    clusterName: 'k1',
    detail: 'fluent-bit runs. Not established in k2 and k3.',
  });
});
