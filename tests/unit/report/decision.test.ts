/** The decision page: its figures, what confidence rests on, and what may stop the deal, in words that fit the numbers. */
import { describe, expect, test } from 'vitest';
import { buildReportModel } from '../../../main/report/build-model.ts';
import type { ReportInput, ReportSnapshot } from '../../../main/report/input.ts';
import type { EstateEntry } from '../../../shared/engagement.ts';
import type { FindingDetail } from '../../../shared/finding.ts';
import { riskLevel } from '../../../shared/risk.ts';
import { interviewOnlyInput, NOW, richInput } from '../../fixtures/report/model.ts';

const rich = richInput();
function firstOf<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error('the fixture holds one');
  return first;
}
const base = firstOf(rich.snapshots);
const scenario = firstOf(rich.scenarios);
const automated = firstOf(rich.findings);
const answered = firstOf(rich.questions);

const nothing = (change: Partial<ReportInput> = {}): ReportInput => ({
  ...interviewOnlyInput(),
  clusters: [],
  estate: [],
  questions: [],
  sentences: [],
  ...change,
});
const inCluster = (name: string, change: Partial<ReportSnapshot> = {}): ReportSnapshot => ({
  ...base,
  ...change,
  summary: { ...base.summary, id: `s-${name}`, clusterId: name, clusterName: name, ...change.summary },
});
const clusters = (...names: string[]) =>
  names.map((name) => ({ id: name, name, latestSnapshotId: `s-${name}`, createdAt: NOW }));
const finding = (change: Partial<FindingDetail> = {}): FindingDetail => ({
  ...automated,
  exceptions: [],
  exceptedCount: 0,
  expiredCount: 0,
  overridden: false,
  overrides: [],
  ...change,
});
const environment = (name: string, status: EstateEntry['status']): EstateEntry => ({
  ...firstOf(rich.estate),
  id: name,
  name,
  status,
  clusterId: null,
});
const decisionOf = (input: ReportInput) => buildReportModel(input).decision;
const executiveOf = (input: ReportInput) => buildReportModel(input).executive;

describe('the figures', () => {
  test('of nothing are dashes, each with the reason', () => {
    expect(decisionOf(nothing()).numbers).toEqual([
      { value: '–', label: 'high or very high risks', note: 'no scenario is on record' },
      { value: '–', label: 'critical or high findings open', note: 'no evidence was examined' },
      { value: '–', label: 'environments examined', note: 'no environment is on record' },
    ]);
  });

  test('of a whole engagement are counted', () => {
    expect(decisionOf(rich).numbers).toEqual([
      {
        value: '2',
        label: 'high or very high risks',
        note: 'of 6 scenarios over 12 months; 1 rated by the assessor, 5 proposed',
      },
      {
        value: '12',
        label: 'critical or high findings open',
        note: '4 critical, 8 high, of 24 findings',
      },
      {
        value: '1 of 3',
        label: 'environments examined',
        note: 'of those on record; this report does not cover the others',
      },
    ]);
  });

  test('count a risk of several clusters once, and name the clusters', () => {
    const of = (name: string) => ({ ...scenario, clusterId: name, clusterName: name });
    const [risks] = decisionOf(
      nothing({ clusters: clusters('a', 'b'), scenarios: [of('a'), of('b')] }),
    ).numbers;
    expect(risks?.value).toBe('1');
    expect(risks?.label).toBe('high or very high risk');
    expect(risks?.note).toMatch(/^of 1 scenario over 12 months; of 2 ratings in 2 clusters, /);
  });

  test.each([
    [1, 1, '0'],
    [3, 3, '0'],
    [4, 4, '1'],
    [5, 5, '1'],
  ])('a likelihood of %i and an impact of %i make %s high risks', (likelihood, impact, value) => {
    const level = riskLevel(likelihood, impact);
    const one = {
      ...scenario,
      rating: null,
      confirmed: false,
      likelihood,
      impact,
      level,
      proposal: { ...scenario.proposal, likelihood, impact, level, evidencedLevel: level },
    };
    expect(decisionOf(nothing({ scenarios: [one] })).numbers[0]?.value).toBe(value);
  });

  test('count findings that were written down without evidence, and say that none was examined', () => {
    const { numbers } = decisionOf(nothing({ findings: [finding({ severity: 'high' })] }));
    expect(numbers[1]).toEqual({
      value: '1',
      label: 'critical or high finding open',
      note: '0 critical, 1 high, of 1 finding; no evidence was examined',
    });
  });

  test('count zero serious findings where evidence was examined', () => {
    const { numbers } = decisionOf({ ...rich, findings: [finding({ severity: 'medium' })] });
    expect(numbers[1]).toMatchObject({ value: '0', note: '0 critical, 0 high, of 1 finding' });
  });

  test('name one environment in the singular', () => {
    const { numbers } = decisionOf({ ...rich, estate: [] });
    expect(numbers[2]).toEqual({
      value: '1 of 1',
      label: 'environment examined',
      note: 'every environment on record',
    });
  });

  test.each([
    [null, 'Not decided'],
    ['go', 'Go'],
    ['conditional', 'Conditional go'],
    ['no-go', 'No go'],
  ] as const)('the decision %s reads “%s”', (decision, word) => {
    const { engagement } = rich;
    const profile = { ...engagement.profile, decision };
    expect(decisionOf({ ...rich, engagement: { ...engagement, profile } })).toMatchObject({
      verdict: decision,
      word,
    });
  });
});

describe('what confidence rests on', () => {
  test('is said of a whole engagement, one sentence for each reason', () => {
    expect(decisionOf(rich).confidenceReasons).toEqual([
      '75 % of the applicable checks could be judged; 9 checks remained unknown.',
      '4 of 5 interview questions were answered.',
      '2 environments on record were not examined.',
      '1 mandatory question of the interview has no answer.',
      '1 contradiction between interview and evidence is not resolved.',
      '1 cluster was collected only partly.',
    ]);
  });

  test('without evidence and answers says so', () => {
    const silent = { ...answered, answer: null };
    expect(decisionOf(nothing({ questions: [silent, silent] })).confidenceReasons).toEqual([
      'No evidence was collected, so confidence cannot be more than low.',
      '0 of 2 interview questions were answered.',
      '2 mandatory questions of the interview have no answer.',
    ]);
  });

  test('counts neither questions that do not apply nor those that nobody must answer', () => {
    const silent = { ...answered, answer: null };
    const optional = { ...silent, meta: { ...silent.meta, mandatory: false } };
    const questions = [answered, optional, { ...silent, applies: false }];
    expect(decisionOf(nothing({ questions })).confidenceReasons).toEqual([
      'No evidence was collected, so confidence cannot be more than low.',
      '1 of 2 interview questions was answered.',
    ]);
  });

  test('of evidence that no check can judge says so', () => {
    const empty = inCluster('halcyon-prod', { controls: [], controlMetas: [] });
    expect(decisionOf({ ...rich, snapshots: [empty] }).confidenceReasons[0]).toBe(
      'The evidence contains nothing that the checks apply to.',
    );
  });

  test('names files and partial collections apart, and each in its number', () => {
    const from = (name: string, origin: 'live' | 'manifests', completeness: 'complete' | 'partial') =>
      inCluster(name, {
        summary: {
          ...base.summary,
          origin,
          completeness,
          id: `s-${name}`,
          clusterId: name,
          clusterName: name,
        },
      });
    const told = (snapshots: readonly ReportSnapshot[]) =>
      decisionOf({
        ...rich,
        clusters: clusters(...snapshots.map(({ summary }) => summary.clusterName)),
        snapshots,
      }).confidenceReasons.filter((reason) => reason.includes('cluster'));
    expect(told([from('a', 'live', 'complete')])).toEqual([]);
    expect(told([from('a', 'manifests', 'partial')])).toEqual([
      '1 cluster was examined from files, not from the running cluster.',
    ]);
    expect(
      told([
        from('a', 'manifests', 'complete'),
        from('b', 'manifests', 'partial'),
        from('c', 'live', 'partial'),
        from('d', 'live', 'partial'),
      ]),
    ).toEqual([
      '2 clusters were examined from files, not from the running cluster.',
      '2 clusters were collected only partly.',
    ]);
  });

  test('counts a contradiction until a resolution stands', () => {
    const [resolved, open] = rich.contradictions;
    if (resolved?.resolution == null || open === undefined) throw new Error('the fixture holds both');
    const outdated = { ...resolved, resolution: { ...resolved.resolution, current: false } };
    const told = (contradictions: ReportInput['contradictions']) =>
      decisionOf({ ...rich, contradictions }).confidenceReasons.filter((one) =>
        one.includes('contradiction'),
      );
    expect(told([resolved])).toEqual([]);
    expect(told([resolved, outdated, open])).toEqual([
      '2 contradictions between interview and evidence are not resolved.',
    ]);
  });
});

describe('the executive summary', () => {
  test('counts open findings by severity, and checks by what became of them', () => {
    const { findings, findingsTotal, verdicts, sentence } = executiveOf(rich);
    expect(findings).toEqual({ critical: 4, high: 8, medium: 6, low: 3, info: 3 });
    expect(findingsTotal).toBe(24);
    expect(verdicts).toEqual({ fail: 9, pass: 18, notApplicable: 9, unknown: 9 });
    expect(sentence).toBe(
      '24 findings are open. Of 45 checks, 9 failed, 18 passed, 9 could not be made and 9 did not apply. A check that could not be made does not count as passed.',
    );
  });

  test('without evidence makes no check, and tells of findings that were written down', () => {
    expect(executiveOf(nothing()).sentence).toBe(
      'No evidence was collected, so no check was made. No finding is on record.',
    );
    expect(executiveOf(nothing({ findings: [finding()] })).sentence).toBe(
      'No evidence was collected, so no check was made. 1 finding is open.',
    );
  });

  test('shows the five worst risks at most', () => {
    expect(executiveOf(rich).topScenarios.map(({ number }) => number)).toEqual([
      'S-01',
      'S-02',
      'S-03',
      'S-04',
      'S-05',
    ]);
  });
});

describe('what may stop the deal', () => {
  const flagsOf = (findings: readonly FindingDetail[], change: Partial<ReportInput> = {}) =>
    buildReportModel(nothing({ clusters: clusters('a', 'b'), findings: [...findings], ...change })).redFlags;
  const critical = (clusterName: string, change: Partial<FindingDetail> = {}) =>
    finding({ id: clusterName, clusterId: clusterName, clusterName, severity: 'critical', ...change });

  test('is critical, or a serious sign of a compromise', () => {
    const kinds = (change: Partial<FindingDetail>) => flagsOf([finding(change)]).map(({ kind }) => kind);
    expect(kinds({ severity: 'critical' })).toEqual(['Critical finding']);
    expect(kinds({ severity: 'high' })).toEqual([]);
    expect(kinds({ severity: 'high', domain: 'compromise' })).toEqual(['Possible compromise']);
    expect(kinds({ severity: 'medium', domain: 'compromise' })).toEqual([]);
    expect(kinds({ severity: 'critical', status: 'accepted' })).toEqual([]);
    expect(kinds({ severity: 'critical', verdict: 'unknown' })).toEqual([]);
  });

  test('asks the seller to mend a fault, and an analyst to look at a sign of a compromise', () => {
    const condition = (change: Partial<FindingDetail>) => flagsOf([critical('a', change)])[0]?.condition;
    expect(condition({ domain: 'pod', recommendation: 'Remove the mount.' })).toBe(
      'Before closing, the seller must remove the mount. A new collection confirms it.',
    );
    expect(condition({ domain: 'compromise' })).toMatch(/^Before closing, a forensic analyst examines it/);
  });

  test('stands once for what one control found in several clusters, with the fact of each', () => {
    const other = critical('b', { number: 'F-02', evidence: [], fact: 'It is *otherwise* there.\n\nMore.' });
    expect(
      flagsOf([critical('a', { number: 'F-01', evidence: [], fact: 'It is so.' }), other]),
    ).toMatchObject([
      {
        number: 'F-01, F-02',
        clusterName: 'a, b',
        fact: 'In a: It is so. In b: It is otherwise there.',
        ladder: 'Condition precedent',
      },
    ]);
    const alike = [
      critical('a', { evidence: [], fact: 'It is so.' }),
      critical('b', { evidence: [], fact: 'It is so.' }),
    ];
    expect(flagsOf(alike)[0]?.fact).toBe('In a, b: It is so.');
  });

  test('stands apart for two findings of one cluster, and for what people wrote', () => {
    expect(flagsOf([critical('a', { id: '1' }), critical('a', { id: '2' })])).toHaveLength(2);
    const byHand = { origin: 'manual' as const, source: null };
    expect(
      flagsOf([critical('a', { ...byHand, id: '1' }), critical('b', { ...byHand, id: '2' })]),
    ).toHaveLength(2);
  });

  test('is no condition while newer evidence may have met it', () => {
    const newerEvidence = { at: NOW, gone: ['a'], there: [], sentence: 'Newer evidence no longer holds it.' };
    const [flag] = flagsOf([critical('a', { newerEvidence, evidence: [], fact: 'It is so.' })]);
    expect(flag).toMatchObject({
      fact: expect.stringMatching(/^It is so\. .*[Nn]ewer evidence/),
      ladder: '',
      condition: '',
    });
  });

  test('is a very high risk, with a condition only where a mitigation is called for', () => {
    const [called] = flagsOf([], { scenarios: [scenario] });
    expect(called).toMatchObject({ number: 'S-01', kind: 'Very high risk', ladder: 'Conditional on' });
    expect(called?.condition).not.toBe('');
    const uncalled = { ...scenario, proposal: { ...scenario.proposal, calledFor: [] } };
    expect(flagsOf([], { scenarios: [uncalled] })[0]).toMatchObject({ ladder: '', condition: '' });
  });

  test('names four objects of a message, three messages, and counts the rest', () => {
    const [line] = automated.evidence;
    if (line === undefined) throw new Error('the fixture has evidence');
    const at = (name: string, message: string) => ({
      ...line,
      object: { ...line.object, namespace: 'shop', name },
      message,
    });
    const evidence = [at('a', 'One.'), at('b', 'Two.'), at('c', 'Three.'), at('d', 'Four.')];
    const [flag] = flagsOf([critical('a', { evidence, affectedCount: 6 })]);
    expect(flag?.fact).toBe(
      'shop/Deployment/a: One. shop/Deployment/b: Two. shop/Deployment/c: Three. 3 further objects in the findings.',
    );
    const [whole] = flagsOf([critical('a', { evidence: [at('a', 'One.')], affectedCount: 1 })]);
    expect(whole?.fact).toBe('shop/Deployment/a: One.');
  });
});

describe('coverage in words', () => {
  const sentence = (...statuses: EstateEntry['status'][]) =>
    buildReportModel(nothing({ estate: statuses.map((status, at) => environment(`e${at}`, status)) })).scope
      .coverage.sentence;

  test('agrees with each number', () => {
    expect(sentence()).toBe('No environment is on record.');
    expect(sentence('pending')).toBe('We know of 1 environment and examined none. 1 is pending.');
    expect(sentence('refused', 'not-offered')).toBe(
      'We know of 2 environments and examined none. 1 was refused and 1 was not offered.',
    );
    expect(sentence('refused', 'refused', 'not-offered', 'not-offered', 'pending', 'pending')).toBe(
      'We know of 6 environments and examined none. 2 were refused and 2 were not offered and 2 are pending.',
    );
  });

  test('names what was examined first', () => {
    expect(buildReportModel(rich).scope.coverage.sentence).toBe(
      'We know of 3 environments and examined 1: halcyon-prod. Of the others, 1 was refused and 1 was not offered.',
    );
  });
});

describe('limitations in words', () => {
  const statementsOf = (...snapshots: readonly ReportSnapshot[]) =>
    buildReportModel({
      ...rich,
      clusters: clusters(...snapshots.map(({ summary }) => summary.clusterName)),
      snapshots,
    }).limitations.statements;
  const from = (name: string, origin: 'live' | 'dump' | 'manifests', unread = 0) =>
    inCluster(name, {
      summary: { ...base.summary, origin, id: `s-${name}`, clusterId: name, clusterName: name },
      manifest: {
        ...base.manifest,
        unread: Array.from({ length: unread }, () => ({
          file: 'a.yaml',
          document: null,
          line: null,
          what: 'template' as const,
          reason: 'a Helm template',
        })),
      },
    });

  test('say when nothing was collected, and only then', () => {
    expect(buildReportModel(nothing()).limitations.statements).toHaveLength(4);
    expect(buildReportModel(nothing()).limitations.statements[0]).toMatch(/^No evidence was collected/);
    expect(statementsOf(from('a', 'live'))).toHaveLength(3);
  });

  test('name what came from files and dumps, and the documents that were not read', () => {
    expect(statementsOf(from('a', 'dump')).at(-1)).toMatch(/^Some evidence is another tool/);
    expect(statementsOf(from('a', 'manifests', 1), from('b', 'live')).slice(3)).toEqual([
      expect.stringMatching(/^a was examined from files\. /),
      '1 document in the files of a was not read and may hold more objects. The evidence index names it.',
    ]);
    expect(statementsOf(from('a', 'manifests'), from('b', 'manifests', 2)).slice(3)).toEqual([
      expect.stringMatching(/^a and b were examined from files\. /),
      '2 documents in the files of b were not read and may hold more objects. The evidence index names them.',
    ]);
  });
});
