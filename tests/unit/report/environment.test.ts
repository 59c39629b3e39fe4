/** What the report copies from each cluster: figures, endpoints, gaps, kinds, and what a risk rests on. */
import { describe, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import type { ReportInput, ReportSnapshot } from '../../../main/report/input.ts';
import { strengthsOf } from '../../../main/report/sections/strengths.ts';
import { UNKNOWN_REASONS } from '../../../main/report/words.ts';
import type { Level } from '../../../shared/risk.ts';
import type { ControlSummary } from '../../../shared/verdict.ts';
import { richInput } from '../../fixtures/report/model.ts';

const rich = richInput();
function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('the fixture holds one');
  return first;
}
const base = firstOf(rich.snapshots);
const modelOf = (change: Partial<ReportSnapshot>, input: Partial<ReportInput> = {}) =>
  buildReportModel({ ...rich, ...input, snapshots: [{ ...base, ...change }] });

describe('the environment of a cluster', () => {
  test('shows its figures, endpoints, teams and namespaces as they were counted', () => {
    const of = firstOf(modelOf({}).environment);
    expect(of.figures.find(({ label }) => label === 'nodes')?.value).toBe(9);
    expect(of.namespaces).toEqual(base.size?.byNamespace);
    expect(of.workloadsByKind).toEqual(base.size?.workloadsByKind);
    expect(of.workloads).toBe('Workloads: 44 Deployments, 9 DaemonSets, 6 StatefulSets, 5 CronJobs.');
    const partly = {
      ...base.size,
      workloads: null,
      workloadsByKind: [
        { kind: 'NetworkPolicy', count: 2 },
        { kind: 'Job', count: 1 },
      ],
    };
    expect(firstOf(modelOf({ size: partly as ReportSnapshot['size'] }).environment).workloads).toBe(
      'Workloads, at least: 2 NetworkPolicies, 1 Job.',
    );
    expect(of.services).toEqual(base.size?.servicesByExposure);
    expect(of.teams).toMatchObject({ label: 'team', labelled: 40, rows: base.size?.byTeam?.teams });
    expect(of.responsibility).toEqual(base.responsibility);
    expect(of.exposure).toEqual([
      {
        kind: 'Ingress',
        name: 'parcel-photos/uploads',
        hosts: ['photos.halcyon.example'],
        tls: 'no',
        workloads: ['Deployment/resizer'],
        sensitive: null,
      },
      {
        kind: 'Ingress',
        name: 'argocd/server',
        hosts: ['deploy.halcyon.example'],
        tls: 'yes',
        workloads: ['Deployment/argocd-server'],
        sensitive: 'Argo CD',
      },
    ]);
    expect(of.exposureUnknown).toEqual([]);
    expect(of.support).toEqual({ supported: false, sentence: 'The server version is out of support.' });
  });

  test('counts checks by family and by what became of them', () => {
    const of = (family: ControlSummary['family'], verdict: ControlSummary['verdict'], at: number) => ({
      ...firstOf(base.controls),
      control: `${family}/check-${at}`,
      family,
      verdict,
    });
    const controls = [
      of('pod', 'fail', 1),
      of('pod', 'fail', 2),
      of('pod', 'pass', 3),
      of('rbac', 'not-applicable', 1),
      of('rbac', 'unknown', 2),
    ];
    const counted = firstOf(modelOf({ controls }).environment).families.map(({ counts }) => counts);
    expect(counted).toEqual([
      { fail: 2, pass: 1, notApplicable: 0, unknown: 0 },
      { fail: 0, pass: 0, notApplicable: 1, unknown: 1 },
    ]);
  });

  test('is empty where nothing was counted, and says what was not analysed', () => {
    const of = firstOf(modelOf({ size: null, exposure: null, facts: null }).environment);
    expect(of).toMatchObject({
      namespaces: [],
      workloadsByKind: [],
      services: [],
      teams: { label: null, labelled: 0, rows: [] },
      sizeDetails: [],
      exposure: [],
      exposureUnknown: ['Exposure was not analysed.'],
      support: { supported: null },
    });
    expect(of.figures.every(({ value }) => value === null)).toBe(true);
  });
});

describe('gaps in the evidence', () => {
  const control = (id: string, family: ControlSummary['family'], reason?: 'forbidden' | 'partial') => ({
    ...firstOf(base.controls),
    control: id,
    family,
    verdict: reason === undefined ? ('pass' as const) : ('unknown' as const),
    ...(reason === undefined ? {} : { reason }),
  });

  test('stand by family, those with most gaps first, and their reasons by number', () => {
    const { unknowns } = modelOf({
      controls: [
        control('rbac/a', 'rbac', 'partial'),
        control('rbac/b', 'rbac'),
        control('pod/a', 'pod', 'partial'),
        control('pod/b', 'pod', 'forbidden'),
        control('pod/c', 'pod', 'forbidden'),
        control('audit/a', 'audit'),
      ],
    }).limitations;
    expect(unknowns.map(({ unknown, controls, reasons }) => [unknown, controls, reasons])).toEqual([
      [
        3,
        3,
        [
          { reason: UNKNOWN_REASONS.forbidden, count: 2 },
          { reason: UNKNOWN_REASONS.partial, count: 1 },
        ],
      ],
      [1, 2, [{ reason: UNKNOWN_REASONS.partial, count: 1 }]],
    ]);
  });
});

describe('the evidence index', () => {
  test('lists kinds and answers in the order of their names, and leaves out what is not served', () => {
    const kind = firstOf(base.manifest.kinds);
    const of = (group: string, resource: string, status: typeof kind.status = 'collected') => ({
      ...kind,
      status,
      resource: { ...kind.resource, group, resource },
    });
    const manifest = {
      ...base.manifest,
      kinds: [of('', 'services'), of('apps', 'deployments'), of('', 'pods'), of('', 'events', 'not-served')],
      requests: { total: 3, byStatus: { '503': 1, '200': 2 }, retries: 0 },
      unread: [
        { file: 'a.yaml', document: null, line: null, what: 'template' as const, reason: 'a Helm template' },
        { file: 'b.yaml', document: 3, line: 40, what: 'not-yaml' as const, reason: 'a tab' },
      ],
    };
    const index = firstOf(modelOf({ manifest }).evidenceIndex);
    expect(index.kinds.map(({ resource }) => resource)).toEqual(['apps/deployments', 'pods', 'services']);
    expect(index.requests.byStatus.map(({ status }) => status)).toEqual(['200', '503']);
    expect(index.unread.map(({ where }) => where)).toEqual(['a.yaml', 'b.yaml, document 3']);
  });
});

describe('a risk', () => {
  test('names the findings of its controls in its own cluster, and no others', () => {
    const scenario = firstOf(rich.scenarios);
    const finding = firstOf(rich.findings);
    const of = (number: string, clusterName: string, controlIds: string[]) => ({
      ...finding,
      id: number,
      number,
      clusterId: clusterName === '' ? null : clusterName,
      clusterName,
      controlIds,
    });
    const { scenarios } = modelOf(
      {},
      {
        scenarios: [scenario],
        findings: [
          of('F-01', 'halcyon-prod', ['pod/check-0']),
          of('F-02', 'halcyon-prod', ['pod/other']),
          of('F-03', 'elsewhere', ['pod/check-0']),
        ],
      },
    );
    expect(JSON.stringify(firstOf(scenarios))).toContain('F-01');
    expect(JSON.stringify(firstOf(scenarios))).not.toMatch(/F-02|F-03/);
  });
});

describe('a finding', () => {
  const told = (change: object) =>
    firstOf(modelOf({}, { findings: [{ ...firstOf(rich.findings), ...change }] }).findings);
  const [line] = firstOf(rich.findings).evidence;
  if (line === undefined) throw new Error('the fixture has evidence');
  const at = (name: string, message: string) => ({ ...line, object: { ...line.object, name }, message });

  test('of several objects says how many, and whether the same was said of all', () => {
    const alike = [at('a', 'Runs as root'), at('b', 'Runs as root')];
    const mixed = [at('a', 'Runs as root'), at('b', 'Runs as user 0')];
    const fact = (evidence: readonly object[], affectedCount: number, change: object = {}) =>
      told({ fact: 'Runs as root', factOfFirst: true, evidence, affectedCount, ...change }).factMarkdown;
    expect(fact(alike, 2)).toBe('2 objects: Runs as root');
    expect(fact(mixed, 2)).toMatch(/^2 objects\. The first, .*: Runs as root$/);
    // Of a third object nothing was kept.
    expect(fact(alike, 3)).toMatch(/^3 objects\. The first, /);
    expect(fact(alike, 1)).toBe('Runs as root');
    expect(fact(alike, 2, { verdict: 'unknown' })).toBe('Runs as root');
    expect(fact(alike, 2, { factOfFirst: false })).toBe('Runs as root');
    expect(fact([], 2)).toBe('Runs as root');
  });

  test('groups its evidence by kind and namespace, and counts objects', () => {
    const node = { ...line, object: { ...line.object, kind: 'Node', namespace: null, name: 'n' } };
    const groups = told({ evidence: [at('a', 'One.'), at('a', 'Two.'), at('b', 'One.'), node] }).evidence;
    expect(groups.map(({ title, count, first }) => [title, count, first.length])).toEqual([
      ['Deployment in parcel-photos', 2, 3],
      ['Node, cluster-wide', 1, 1],
    ]);
  });

  test('shows what was answered, with the evidence that disputes it', () => {
    const question = firstOf(rich.questions.filter(({ meta }) => meta.id === 'components.mesh'));
    const answers = firstOf(told({ questions: ['components.mesh', 'gone.question'] }).questions);
    expect(answers.question).toBe(question.meta.text);
    expect(answers.answer).toMatch(/^.*Yes.* \(disputed by the evidence: .+\)$/);
  });
});

test('a sign of a compromise that several clusters show alike stands once, with all of them', () => {
  const sign: ControlSummary = {
    ...firstOf(base.controls),
    control: 'compromise/check-0',
    family: 'compromise',
    verdict: 'pass',
    counts: { fail: 0, pass: 2, notApplicable: 0, unknown: 0 },
    message: '2 objects pass. The first: It is fine.',
  };
  const other = { ...base, summary: { ...base.summary, id: 's2', clusterId: 'k2', clusterName: 'edge' } };
  const [own] = rich.clusters;
  if (own === undefined) throw new Error('the fixture has a cluster');
  const { compromise } = buildReportModel({
    ...rich,
    clusters: [own, { ...own, id: 'k2', name: 'edge', latestSnapshotId: 's2' }],
    snapshots: [
      { ...base, controls: [sign] },
      { ...other, controls: [sign] },
    ],
  });
  expect(compromise.lookedFor).toEqual([
    {
      title: 'Check of compromise number 0',
      clusterName: 'halcyon-prod, edge',
      verdict: 'pass',
      message: '2 objects show no such sign.',
    },
  ]);
});

test('a finding keeps what must be preserved', () => {
  const kept = { ...firstOf(rich.findings), preserve: ['default/Pod/kube-proxy-x'] };
  expect(firstOf(modelOf({}, { findings: [kept] }).findings).preserve).toEqual(['default/Pod/kube-proxy-x']);
});

test('every measure of a whole cluster is a strength once its control passes', () => {
  const passing = (control: string): ControlSummary => ({
    ...firstOf(base.controls),
    control,
    verdict: 'pass',
    counts: { fail: 0, pass: 1, notApplicable: 0, unknown: 0 },
    message: 'It is there.',
  });
  const controls = [
    'secrets/no-encryption-at-rest',
    'audit/no-audit-log',
    'audit/no-runtime-detection',
    'version/server-out-of-support',
    'version/kubelet-skew',
    'network/cni-does-not-enforce',
    'network/namespace-without-policy',
    'admission/no-enforce-label',
    'control-plane/kubelet-anonymous',
    'control-plane/kubelet-authorization',
    'control-plane/authorization-mode',
    'control-plane/etcd-client-auth',
    'audit/no-log-shipping',
    'availability/single-control-plane-node',
  ];
  const strengths = strengthsOf({
    ...rich,
    snapshots: [{ ...base, size: null, facts: null, controls: controls.map(passing) }],
  });
  expect(strengths.map(({ controlId }) => controlId).sort()).toEqual(controls.toSorted());
  expect(strengths.every(({ namespaces }) => namespaces === null)).toBe(true);
});

describe('the order of the risks', () => {
  const scenario = firstOf(rich.scenarios);
  const of = (id: string, level: Level, evidencedLevel: Level) => ({
    ...scenario,
    meta: { ...scenario.meta, id },
    rating: null,
    confirmed: false,
    level,
    proposal: { ...scenario.proposal, level, evidencedLevel },
  });
  const noteOf = (...scenarios: (typeof scenario)[]) => modelOf({}, { scenarios }).limitations.orderNote;

  test('is explained where a level that rests on unknowns comes after a lower one, and only there', () => {
    expect(noteOf(of('a', 'very-high', 'low'), of('b', 'moderate', 'moderate'))).not.toBe('');
    expect(noteOf(of('a', 'very-high', 'low'), of('b', 'very-high', 'very-high'))).toBe('');
    expect(noteOf(of('a', 'low', 'low'), of('b', 'very-high', 'very-high'))).toBe('');
    expect(noteOf()).toBe('');
  });
});

describe('where a strength stands', () => {
  const names = ['shop', 'data', 'web'];
  const size =
    base.size === null
      ? null
      : {
          ...base.size,
          byNamespace: names.map((namespace) => ({
            namespace,
            workloads: 1,
            pods: 1,
            services: 0,
            secrets: 0,
            policies: 0,
            enforce: namespace === 'web' ? 'baseline' : 'restricted',
          })),
        };
  const audit: ControlSummary = {
    ...firstOf(base.controls),
    control: 'audit/no-log-shipping',
    verdict: 'pass',
    counts: { fail: 0, pass: 1, notApplicable: 0, unknown: 0 },
    message: 'It is there.',
  };

  const [own] = rich.clusters;
  if (own === undefined) throw new Error('the fixture has a cluster');
  const both = [own, { ...own, id: 'k2', name: 'edge', latestSnapshotId: 's2' }];

  test('a measure that another cluster never judged is not said to be unknown there', () => {
    const other = { ...base, summary: { ...base.summary, id: 's2', clusterId: 'k2', clusterName: 'edge' } };
    const detail = (controls: readonly ControlSummary[]) =>
      strengthsOf({
        ...rich,
        clusters: both,
        snapshots: [
          { ...base, size: null, facts: null, controls: [audit] },
          { ...other, size: null, facts: null, controls },
        ],
      }).map((strength) => strength.detail);
    expect(detail([])).toEqual(['It is there.']);
    expect(detail([{ ...audit, verdict: 'not-applicable' }])).toEqual(['It is there.']);
    expect(detail([{ ...audit, verdict: 'unknown' }])).toEqual(['It is there. Not established in edge.']);
  });

  test('a strength of namespaces says nothing of other clusters', () => {
    const enforcement: ControlSummary = {
      ...audit,
      control: 'admission/no-enforce-label',
      verdict: 'unknown',
    };
    const other = { ...base, summary: { ...base.summary, id: 's2', clusterId: 'k2', clusterName: 'edge' } };
    const strengths = strengthsOf({
      ...rich,
      clusters: both,
      snapshots: [
        { ...base, size, facts: null, controls: [] },
        { ...other, size: null, facts: null, controls: [enforcement] },
      ],
    });
    expect(strengths).toHaveLength(1);
    expect(strengths[0]?.detail).not.toContain('Not established');
  });

  test('incoming traffic is denied where a policy of the namespace, or the namespace itself, shows it', () => {
    const known = (value: boolean | number, objects: readonly object[] = []) => ({
      state: 'known' as const,
      value,
      sentence: '',
      evidence: objects.map((object) => ({ object })),
    });
    const facts = {
      ...base.facts,
      'platform.cniEnforcesPolicy': known(true),
      'network.defaultDenyNamespaces': known(2, [
        { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' },
        { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: 'web' },
        { apiVersion: 'v1', kind: 'Node', namespace: null, name: 'data' },
      ]),
      'supplyChain.signatureVerification': known(false),
    } as unknown as NonNullable<ReportSnapshot['facts']>;
    const denied = strengthsOf({ ...rich, snapshots: [{ ...base, size, facts, controls: [] }] }).find(
      ({ title }) => title === 'Incoming traffic denied by default',
    );
    expect(denied?.namespaces).toEqual(['shop', 'web']);
  });

  test('signatures are verified in the namespaces that an engine looks at, and in none without an engine', () => {
    const titles = (value: string) => {
      const object = { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: 'web' };
      const facts = {
        ...base.facts,
        'supplyChain.signatureVerification': { state: 'known', value, sentence: '', evidence: [{ object }] },
      } as unknown as NonNullable<ReportSnapshot['facts']>;
      return strengthsOf({ ...rich, snapshots: [{ ...base, size, facts, controls: [] }] })
        .filter(({ title }) => title === 'Image signatures verified')
        .map(({ namespaces }) => namespaces);
    };
    expect([titles('kyverno'), titles('none')]).toEqual([[['web']], []]);
  });

  test('measures of whole clusters come first, and a namespace counts by its strictest level alone', () => {
    const strengths = strengthsOf({
      ...rich,
      snapshots: [{ ...base, size, facts: null, controls: [audit] }],
    });
    expect(strengths.map(({ title, namespaces }) => [title, namespaces])).toEqual([
      ['Logs shipped off the nodes', null],
      ['Pod Security level “restricted” enforced', ['shop', 'data']],
    ]);
    expect(strengths[1]?.detail).toBe(
      'The API server rejects pods that violate it in shop and data (2 of 3 namespaces in which the target runs workloads).',
    );
  });
});
