/** Sections of the report on plain inputs: what counts, what does not, and where each boundary lies. */
import { describe, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import { reportChecks } from '../../../main/report/checks.ts';
import type { ReportInput, ReportSnapshot } from '../../../main/report/input.ts';
import { confidenceLevel, examinedShare } from '../../../main/report/sections/confidence.ts';
import { distinctRisks } from '../../../main/report/sections/decision.ts';
import { findingsOf } from '../../../main/report/sections/findings.ts';
import { standingDisputes, unansweredOf } from '../../../main/report/sections/interview.ts';
import { matrixOf, scenariosOf } from '../../../main/report/sections/risk.ts';
import { limitationsOf, scopeOf } from '../../../main/report/sections/scope.ts';
import { strengthsOf } from '../../../main/report/sections/strengths.ts';
import type { Contradiction, QuestionView } from '../../../shared/interview.ts';
import { riskLevel, type ScenarioView } from '../../../shared/risk.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';
import { interviewOnlyInput, NOW, richInput } from '../../fixtures/report/model.ts';

const rich = richInput();
function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('the fixture holds one');
  return first;
}
const base = firstOf(rich.snapshots);
const dispute = firstOf(rich.contradictions);
const scenario = firstOf(rich.scenarios);
const answered = firstOf(rich.questions.filter(({ answer }) => answer?.state === 'answered'));

const cluster = (id: string) => ({ id, name: `cluster ${id}`, latestSnapshotId: `s-${id}`, createdAt: NOW });
const control = (id: string, change: Partial<ControlSummary> = {}): ControlSummary => ({
  ...firstOf(base.controls),
  control: id,
  family: 'audit',
  verdict: 'pass',
  counts: { fail: 0, pass: 1, notApplicable: 0, unknown: 0 },
  message: 'It is there.',
  ...change,
});
const snapshotOf = (
  clusterId: string,
  controls: readonly ControlSummary[],
  change: Partial<ReportSnapshot> = {},
): ReportSnapshot => ({
  ...base,
  summary: { ...base.summary, id: `s-${clusterId}`, clusterId, clusterName: `cluster ${clusterId}` },
  controls,
  size: null,
  facts: null,
  responsibility: [],
  ...change,
});
/** These clusters and nothing else. */
const inputOf = (snapshots: readonly ReportSnapshot[], change: Partial<ReportInput> = {}): ReportInput => ({
  ...interviewOnlyInput(),
  clusters: snapshots.map(({ summary }) => cluster(summary.clusterId)),
  estate: [],
  questions: [],
  snapshots,
  ...change,
});

describe('disputes that stand against an answer', () => {
  const resolved = (inFavourOf: 'interview' | 'evidence', current: boolean): Contradiction['resolution'] => ({
    inFavourOf,
    current,
    reason: '',
    revision: 1,
    author: 'M. Assessor',
    at: NOW,
  });
  const one = (clusterId: string, resolution: Contradiction['resolution']): Contradiction => ({
    ...dispute,
    questionId: 'q.one',
    clusterId,
    resolution,
  });

  test.each([
    ['nobody settled', null, true, ['contradiction-unresolved']],
    ['were settled for the answer', resolved('interview', true), false, []],
    ['were settled for the evidence', resolved('evidence', true), true, []],
    [
      'were settled for the answer before something changed',
      resolved('interview', false),
      true,
      ['contradiction-outdated'],
    ],
    [
      'were settled for the evidence before something changed',
      resolved('evidence', false),
      true,
      ['contradiction-outdated'],
    ],
  ] as const)('are those that %s', (_, resolution, stands, checks) => {
    const input = inputOf([], { contradictions: [one('k1', null), one('k2', resolution)] });
    expect(standingDisputes(input)('q.one', 'k2')).toEqual(stands ? ['C-02'] : []);
    const alone = inputOf([], { contradictions: [one('k2', resolution)] });
    const codes = reportChecks(alone).map(({ code }) => code);
    expect(codes.filter((code) => code.startsWith('contradiction'))).toEqual(checks);
    const open = buildReportModel(alone).decision.confidenceReasons.filter((each) =>
      /contradiction/.test(each),
    );
    expect(open).toHaveLength(checks.length);
  });

  test('are of the cluster that is asked for, and of all for the engagement', () => {
    const disputes = standingDisputes(
      inputOf([], {
        contradictions: [one('k1', null), one('k2', null), { ...one('k1', null), questionId: 'q.two' }],
      }),
    );
    expect(disputes('q.one', 'k1')).toEqual(['C-01']);
    expect(disputes('q.one', null)).toEqual(['C-01', 'C-02']);
    expect(disputes('q.two', 'k2')).toEqual([]);
  });
});

describe('the examined share', () => {
  const question = (
    change: Partial<QuestionView> & { readonly confidence?: 'low' | 'high' } = {},
  ): QuestionView => {
    const { confidence = 'high', ...rest } = change;
    const { answer } = answered;
    return {
      ...answered,
      clusterId: 'k1',
      meta: { ...answered.meta, mandatory: false },
      answer: answer === null ? null : { ...answer, state: 'answered', confidence },
      ...rest,
    };
  };
  const whole = [control('audit/a')];
  const share = (change: Partial<ReportInput>, controls = whole) =>
    examinedShare(inputOf([snapshotOf('k1', controls)], change));

  test('is six tenths of the evidence and four of the interview', () => {
    expect(share({})).toBeCloseTo(0.6);
    expect(share({ questions: [question()] })).toBeCloseTo(1);
    expect(examinedShare(inputOf([], { questions: [question({ clusterId: null })] }))).toBeCloseTo(0.4);
  });

  test('counts what could be judged, and leaves out the assessor’s own controls', () => {
    const unknown = control('audit/b', { verdict: 'unknown', reason: 'forbidden' });
    expect(share({}, [...whole, unknown])).toBeCloseTo(0.3);
    expect(share({}, [...whole, unknown, unknown])).toBeCloseTo(0.3);
    expect(share({}, [...whole, { ...unknown, family: 'custom' }])).toBeCloseTo(0.6);
    expect(share({}, [control('audit/a', { verdict: 'fail' })])).toBeCloseTo(0.6);
  });

  test('counts a control once any snapshot of the cluster judged it', () => {
    const unknown = [control('audit/a', { verdict: 'unknown', reason: 'forbidden' })];
    const of = (...all: (readonly ControlSummary[])[]) =>
      examinedShare(
        inputOf(
          all.map((controls) => snapshotOf('k1', controls)),
          { clusters: [cluster('k1')] },
        ),
      );
    expect([of(whole, unknown), of(unknown, whole), of(unknown, unknown)]).toEqual([
      of(whole),
      of(whole),
      of(unknown),
    ]);
    expect(of(unknown)).toBe(0);
  });

  test('weighs mandatory questions twice, answers of low confidence by half, and needs none that does not apply', () => {
    const interview = (...questions: QuestionView[]) => (share({ questions }) - 0.6) / 0.4;
    const open = question({ answer: null });
    const mandatory = { ...open, meta: { ...open.meta, mandatory: true } };
    expect(interview(question(), open)).toBeCloseTo(1 / 2);
    expect(interview(question(), mandatory)).toBeCloseTo(1 / 3);
    expect(interview(question({ confidence: 'low' }))).toBeCloseTo(1 / 2);
    expect(interview(question(), { ...open, applies: false })).toBeCloseTo(1);
    expect(interview(question({ clusterId: null }), question({ clusterId: 'k2', answer: null }))).toBeCloseTo(
      1,
    );
  });

  test('is of all clusters together, and of what was only named and never examined', () => {
    const of = (change: Partial<ReportInput>) => share({ questions: [question()], ...change });
    expect(of({ clusters: [cluster('k1'), cluster('k2')] })).toBeCloseTo(0.5);
    const named = firstOf(interviewOnlyInput().estate);
    const estate = (suggested: boolean, clusterId: string | null) =>
      of({ estate: [{ ...named, suggested, clusterId }] });
    expect([estate(false, null), estate(true, null), estate(false, 'k1')]).toEqual([0.5, 1, 1]);
  });

  test.each([
    [10, 'high'],
    [5, 'high'],
    [4, 'medium'],
    [1, 'medium'],
    // Evidence alone gives no more than low, whatever it shows.
    [0, 'low'],
  ] as const)('with every control judged and %i of ten questions answered is %s', (answers, level) => {
    const questions = Array.from({ length: 10 }, (_, at) => question(at < answers ? {} : { answer: null }));
    expect(confidenceLevel(inputOf([snapshotOf('k1', whole)], { questions }))).toBe(level);
  });
});

describe('strengths', () => {
  const shipped = control('audit/no-log-shipping');
  const names = (...controls: ControlSummary[]) =>
    strengthsOf(inputOf(controls.map((each, index) => snapshotOf(`k${index + 1}`, [each])))).map(
      ({ clusterName, detail }) => `${clusterName}: ${detail}`,
    );
  const failing = { ...shipped, verdict: 'fail' } as const;
  const unknown = { ...shipped, verdict: 'unknown' } as const;

  test('stand once, with every cluster that they hold in', () => {
    expect(names(shipped)).toEqual(['cluster k1: It is there.']);
    expect(names(shipped, shipped)).toEqual(['cluster k1, cluster k2: It is there.']);
  });
  test('are none where another cluster fails, and say where it is not known', () => {
    expect(names(shipped, failing)).toEqual([]);
    expect(names(failing, shipped)).toEqual([]);
    expect(names(shipped, unknown)).toEqual(['cluster k1: It is there. Not established in cluster k2.']);
  });
  test('are none where a pass judged nothing', () => {
    expect(names({ ...shipped, counts: { ...shipped.counts, pass: 0 } })).toEqual([]);
    expect(names(unknown)).toEqual([]);
  });
});

describe('strengths of single namespaces', () => {
  const size = base.size;
  const namespace = (name: string, workloads: number | null, enforce = '') => ({
    ...firstOf(size?.byNamespace ?? []),
    namespace: name,
    workloads,
    enforce,
  });
  const quota = control('tenancy/no-quota', {
    verdict: 'fail',
    counts: { fail: 1, pass: 2, notApplicable: 0, unknown: 0 },
  });
  const own = [
    namespace('shop', 3),
    namespace('data', 2),
    namespace('empty', 0),
    namespace('hidden', null),
    namespace('kube-system', 9),
  ];
  const holdsIn = (
    change: Partial<ReportSnapshot>,
    controls: readonly ControlSummary[] = [quota],
    others: readonly ReportSnapshot[] = [],
  ) => {
    const snapshot = snapshotOf('k1', controls, {
      size: size === null ? null : { ...size, byNamespace: own },
      failingNamespaces: { 'tenancy/no-quota': ['data'] },
      ...change,
    });
    return strengthsOf(inputOf([snapshot, ...others])).map(({ title, namespaces }) => [
      title,
      ...(namespaces ?? []),
    ]);
  };

  test('hold where the control neither fails nor is unknown, among those in which the target runs workloads', () => {
    expect(holdsIn({})).toEqual([['Resource quotas set', 'shop']]);
    expect(holdsIn({ failingNamespaces: { 'tenancy/no-quota': [] } })).toEqual([
      ['Resource quotas set', 'shop', 'data'],
    ]);
    expect(holdsIn({ failingNamespaces: { 'tenancy/no-quota': ['shop', 'data'] } })).toEqual([]);
  });

  test('are none where the control judged nothing, or where nobody recorded where it fails', () => {
    expect(holdsIn({}, [{ ...quota, counts: { ...quota.counts, pass: 0 } }])).toEqual([]);
    expect(holdsIn({ failingNamespaces: {} })).toEqual([]);
    expect(holdsIn({}, [])).toEqual([]);
  });

  test('are none where another cluster fails the control', () => {
    expect(holdsIn({}, [quota], [snapshotOf('k2', [quota], { failingNamespaces: {} })])).toEqual([]);
  });

  test('count denied traffic only where something enforces it', () => {
    const known = (value: boolean | number, names: readonly string[] = []) => ({
      state: 'known' as const,
      value,
      sentence: '',
      evidence: names.map((name) => ({
        object: { apiVersion: 'v1', kind: 'Namespace', namespace: null, name },
      })),
    });
    const denied = (enforced: boolean | null) =>
      holdsIn(
        {
          facts: {
            ...base.facts,
            'network.defaultDenyNamespaces': known(2, ['shop', 'kube-system']),
            'platform.cniEnforcesPolicy':
              enforced === null
                ? { state: 'unknown', reason: 'not-collected', sentence: '' }
                : known(enforced),
            'supplyChain.signatureVerification': known(false),
          },
        },
        [],
      ).filter(([title]) => title === 'Incoming traffic denied by default');
    expect(denied(true)).toEqual([['Incoming traffic denied by default', 'shop']]);
    expect(denied(false)).toEqual([]);
    expect(denied(null)).toEqual([]);
  });
});

describe('findings', () => {
  const finding = firstOf(rich.findings);
  const automated = {
    ...finding,
    origin: 'automated' as const,
    verdict: 'unknown' as const,
    status: 'open' as const,
    overridden: false,
    members: [],
    mergedInto: null,
  };
  const hidden = 'control-plane/anonymous-auth';
  const managed = control(hidden, {
    family: 'control-plane',
    verdict: 'unknown',
    reason: 'managed-by-provider',
  });
  const provider: ReportSnapshot['responsibility'] = [
    { ...firstOf(base.responsibility), component: 'API server', owner: 'provider' },
  ];
  const printed = (
    change: Partial<typeof finding>,
    judged: ControlSummary = managed,
    responsibility = provider,
  ) => {
    const snapshot = snapshotOf('k1', [judged], { responsibility });
    const one = { ...automated, clusterId: 'k1', controlIds: [hidden], ...change };
    return findingsOf(inputOf([snapshot], { findings: [one] })).length;
  };

  test('for which the provider answers are told in one line, unless a person touched them', () => {
    expect(printed({})).toBe(0);
    expect(printed({ overridden: true })).toBe(1);
    expect(printed({ verdict: 'fail' })).toBe(1);
    expect(printed({ status: 'accepted' })).toBe(1);
    expect(printed({ origin: 'manual' })).toBe(1);
    expect(printed({ members: ['f2'] })).toBe(1);
    expect(printed({ clusterId: 'k2' })).toBe(1);
    const { byProvider } = limitationsOf(
      inputOf([snapshotOf('k1', [managed], { responsibility: provider })]),
    );
    expect(byProvider).toEqual([
      {
        clusterName: 'cluster k1',
        checks: 1,
        sentence: expect.stringMatching(/^The provider runs .* API server\. 1 check of these/),
      },
    ]);
  });

  test('are the provider’s only where the provider runs the part and it is hidden for that reason', () => {
    expect(printed({}, { ...managed, reason: 'forbidden' })).toBe(1);
    expect(
      printed(
        {},
        managed,
        provider.map((row) => ({ ...row, owner: 'customer' as const })),
      ),
    ).toBe(1);
    expect(
      printed(
        {},
        managed,
        provider.map((row) => ({ ...row, component: 'etcd' })),
      ),
    ).toBe(1);
  });

  test('that were merged are printed with the other, and by themselves only when it does not exist', () => {
    const one = (id: string, mergedInto: string | null, members: string[] = []) => ({
      ...finding,
      id,
      number: id,
      mergedInto,
      members,
    });
    const ids = (...findings: (typeof finding)[]) =>
      findingsOf(inputOf([], { findings })).map(({ id }) => id);
    expect(ids(one('f1', null, ['f2']), one('f2', 'f1'))).toEqual(['f1']);
    expect(ids(one('f2', 'f1'))).toEqual(['f2']);
    const [first] = findingsOf(inputOf([], { findings: [one('f1', null, ['f2', 'gone']), one('f2', 'f1')] }));
    expect(first?.members.map(({ number }) => number)).toEqual(['f2']);
  });

  test('count as open only while they fail and nobody closed them', () => {
    const open = (change: Partial<typeof finding>) =>
      buildReportModel(
        inputOf([], { findings: [{ ...finding, verdict: 'fail', status: 'open', ...change }] }),
      ).executive.findingsTotal;
    expect([
      open({}),
      open({ verdict: 'unknown' }),
      open({ verdict: 'pass' }),
      open({ status: 'accepted' }),
    ]).toEqual([1, 0, 0, 0]);
  });
});

describe('coverage', () => {
  test('counts clusters without an entry, and those that the target counts and nobody named', () => {
    const total = (value: number, state: 'answered' | 'unknown' = 'answered') => {
      const { answer } = answered;
      const meta = { ...answered.meta, id: 'where.clusters-total' };
      const said = { ...answered, meta, answer: answer === null ? null : { ...answer, state, value } };
      const input = inputOf([snapshotOf('k1', [])], {
        clusters: [cluster('k1'), cluster('k2')],
        questions: [said],
      });
      return scopeOf(input).coverage;
    };
    expect(total(2)).toMatchObject({ heardOf: 2, collected: 1, pending: 1 });
    expect(total(5)).toMatchObject({ heardOf: 5, collected: 1, pending: 4 });
    expect(total(1)).toMatchObject({ heardOf: 2 });
    expect(total(5, 'unknown')).toMatchObject({ heardOf: 2 });
    expect(total(5).sentence).toBe(
      'We know of 5 environments and examined 1: cluster k1. Of the others, 4 are pending. 3 clusters that the target counts have no name on record.',
    );
  });

  test('names every kind that was not read whole, and no more', () => {
    const kind = firstOf(base.manifest.kinds);
    const of = (resource: string, status: typeof kind.status) => ({
      ...kind,
      status,
      resource: { ...kind.resource, group: '', resource },
    });
    const kinds = [
      of('pods', 'collected'),
      of('secrets', 'forbidden'),
      of('services', 'partial'),
      of('nodes', 'failed'),
      of('jobs', 'not-collected'),
      of('events', 'not-collected'),
      of('podsecuritypolicies', 'not-served'),
    ];
    const told = (origin: ReportSnapshot['summary']['origin'], outcomes = kinds) => {
      const snapshot = snapshotOf('k1', []);
      const manifest = { ...snapshot.manifest, kinds: outcomes };
      const input = inputOf([{ ...snapshot, manifest, summary: { ...snapshot.summary, origin } }]);
      return limitationsOf(input).refused.map(({ kind: name, status }) => `${name} ${status}`);
    };
    expect(told('live')).toEqual([
      'secrets refused',
      'services partial',
      'nodes failed',
      'jobs not collected',
    ]);
    expect(told('manifests')).toEqual(['secrets refused', 'services partial', 'nodes failed']);
    // Events are left alone; where somebody asked for them after all, a refusal is told.
    expect(told('live', [of('events', 'forbidden')])).toEqual(['events refused']);
  });
});

describe('scenarios', () => {
  const of = (
    id: string,
    clusterId: string,
    rank: number,
    change: Partial<ScenarioView> = {},
  ): ScenarioView => ({
    ...scenario,
    meta: { ...scenario.meta, id, title: id },
    clusterId,
    clusterName: `cluster ${clusterId}`,
    proposal: { ...scenario.proposal, likelihood: rank, impact: rank, evidencedLevel: riskLevel(rank, rank) },
    rating: null,
    likelihood: rank,
    impact: rank,
    level: riskLevel(rank, rank),
    confirmed: false,
    ...change,
  });
  const model = (...scenarios: ScenarioView[]) => buildReportModel(inputOf([], { scenarios, findings: [] }));

  test('come worst first, whatever cluster they are of, and only unknowns come last', () => {
    const unknowns = of('c', 'k1', 5);
    const proposal = { ...unknowns.proposal, evidencedLevel: 'very-low' as const };
    const input = inputOf([], {
      scenarios: [of('a', 'k1', 2), { ...unknowns, proposal }, of('b', 'k2', 5), of('a', 'k2', 4)],
    });
    expect(scenariosOf(input, []).map(({ id, clusterName }) => `${id} ${clusterName}`)).toEqual([
      'b cluster k2',
      'a cluster k2',
      'a cluster k1',
      'c cluster k1',
    ]);
  });

  test('stand in one line each, as bad as in the worst cluster', () => {
    const { topScenarios } = model(of('a', 'k1', 2), of('a', 'k2', 4), of('a', 'k3', 4)).executive;
    expect(topScenarios.map(({ clusterName, rated }) => `${clusterName} ${rated.level}`)).toEqual([
      'cluster k2, cluster k3 high',
    ]);
  });

  test('stand in one line each, in the order of the register', () => {
    const printed = scenariosOf(
      inputOf([], { scenarios: [of('a', 'k1', 2), of('a', 'k2', 4), of('b', 'k1', 3)] }),
      [],
    );
    expect(distinctRisks(printed).map(({ title, clusterName }) => `${title} ${clusterName}`)).toEqual([
      'a cluster k2',
      'b cluster k1',
    ]);
  });

  test('stand in the cell of their likelihood and impact', () => {
    const input = inputOf([], {
      scenarios: [of('a', 'k1', 2, { likelihood: 5, impact: 1, level: 'very-low' })],
    });
    const cells = matrixOf(scenariosOf(input, []));
    expect(cells).toHaveLength(25);
    expect(cells.filter(({ scenarios }) => scenarios.length > 0)).toEqual([cells[0]]);
    expect(cells[0]).toMatchObject({ likelihood: 5, impact: 1, level: 'very-low', scenarios: ['S-01'] });
  });

  test('are a red flag when evidence or a person’s standing rating makes them very high, and not for unknowns', () => {
    const rating = { ...firstOf(rich.scenarios.flatMap((each) => each.rating ?? [])) };
    const high = of('a', 'k1', 5);
    const unknowns = { ...high, proposal: { ...high.proposal, evidencedLevel: 'low' as const } };
    const moved = { ...unknowns, rating: { ...rating, decision: 'moved' as const } };
    const flags = (view: ScenarioView) => model(view).redFlags.length;
    expect(flags(high)).toBe(1);
    expect(flags(unknowns)).toBe(0);
    expect(flags({ ...moved, confirmed: true })).toBe(1);
    expect(flags({ ...moved, confirmed: false })).toBe(0);
    expect(flags({ ...moved, rating: { ...rating, decision: 'accepted' }, confirmed: true })).toBe(0);
    expect(flags({ ...high, likelihood: 2, level: 'low', confirmed: true })).toBe(0);
  });

  test('that nobody confirmed, or whose proposal has changed, are told before the report is final', () => {
    const codes = (confirmed: boolean) =>
      reportChecks(inputOf([], { scenarios: [of('a', 'k1', 2, { confirmed })] })).map(({ code }) => code);
    expect(codes(false)).toContain('scenario-unrated');
    expect(codes(true)).not.toContain('scenario-unrated');
  });
});

test('a question is unanswered when it applies and was not asked, or nobody knew', () => {
  const { answer } = answered;
  const states = (['answered', 'not-asked', 'unknown', 'not-applicable', 'alternative-control'] as const).map(
    (state) => ({ ...answered, answer: answer === null ? null : { ...answer, state } }),
  );
  const questions = [...states, { ...answered, answer: null }];
  const told = (change: Partial<QuestionView>) =>
    unansweredOf(inputOf([], { questions: questions.map((view) => ({ ...view, ...change })) }));
  expect(told({}).map(({ state }) => state)).toEqual(['Not asked', 'Asked, not known', 'Not asked']);
  expect(told({ applies: false })).toEqual([]);
});
