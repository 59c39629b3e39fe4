/** An engagement of three clusters, the sample's, one of another platform and an imported one: its report as a whole. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import type { ReportInput } from '../../../main/report/input.ts';
import type { FindingGroups } from '../../../shared/finding.ts';
import type { ReportModel } from '../../../shared/report-model.ts';
import { kubeadm } from '../../fixtures/platforms/kubeadm.ts';
import { writeSampleBundle } from '../../fixtures/sample-bundle.ts';
import { sampleReport } from '../../fixtures/sample-engagement.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-many-'));
let input: ReportInput;
let model: ReportModel;
let groups: FindingGroups;

beforeAll(async () => {
  const edge = join(folder, 'edge.json');
  const old = join(folder, 'old.evidence.zip');
  writeFileSync(edge, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: kubeadm.objects }));
  await writeSampleBundle(old);
  ({ input, model } = await sampleReport(async (client) => {
    for (const [path, clusterName] of [
      [edge, 'edge'],
      [old, 'old-prod'],
    ] as const) {
      const { jobId } = await client.snapshots.importEvidence({
        file: { path },
        identity: null,
        clusterId: null,
        clusterName,
      });
      await finished(client, jobId);
    }
    groups = await client.findings.groups({ limit: 500 });
  }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('imported clusters stand in the estate, beside what was heard of', () => {
  const names = input.estate.map(({ name, status }) => `${name} ${status}`);
  expect(names).toEqual(
    expect.arrayContaining(['halcyon-prod collected', 'edge collected', 'old-prod collected']),
  );
  expect(input.estate.find(({ name }) => name === 'edge')?.heardFrom).toBe('Imported evidence');
  expect(model.scope.coverage).toMatchObject({ heardOf: 5, collected: 3, notOffered: 1, pending: 1 });
  expect(model.environment.map(({ clusterName }) => clusterName)).toEqual([
    'halcyon-prod',
    'edge',
    'old-prod',
  ]);
});

test('the findings on the screen are those of the summary, severity by severity', () => {
  const { critical, high, medium, low, info } = model.executive.findings;
  const { counts, findings } = groups;
  const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  expect({ ...none, ...counts.severities }).toEqual({ critical, high, medium, low, info });
  expect(critical).toBeGreaterThan(0);
  expect([findings, counts.standing['open']]).toEqual([
    model.executive.findingsTotal,
    model.executive.findingsTotal,
  ]);
  expect(counts.standing['unknown']).toBeGreaterThan(0);
});

test('a control stands in one row of the screen, with each cluster in which it fails', () => {
  const controls = groups.rows.flatMap(({ findings: [first] }) =>
    first?.origin === 'automated' ? first.controlIds : [],
  );
  expect(new Set(controls).size).toBe(controls.length);
  expect(groups.total).toBeLessThan(groups.findings);
  const reported = model.findings.filter(
    ({ origin, verdict, status }) => origin === 'automated' && verdict === 'fail' && status === 'open',
  );
  for (const { findings } of groups.rows.filter(({ findings: [first] }) => first?.origin === 'automated')) {
    const clusters = reported
      .filter(({ controlIds }) => controlIds[0] === findings[0]?.controlIds[0])
      .map(({ clusterName }) => clusterName);
    expect(findings.map(({ clusterName }) => clusterName)).toEqual(clusters.toSorted());
  }
});

test('the summary names each risk once, with the clusters it is in', () => {
  const lines = model.executive.topScenarios;
  expect(new Set(lines.map(({ title }) => title)).size).toBe(lines.length);
  const clusters = ['halcyon-prod', 'edge', 'old-prod'];
  for (const { clusterName } of lines)
    for (const name of clusterName.split(', ')) expect(clusters).toContain(name);
  expect(model.decision.numbers[0]?.note).toMatch(
    /^of 14 scenarios over 12 months; of 42 ratings in 3 clusters, /,
  );
  expect(Number(model.decision.numbers[0]?.value)).toBeLessThanOrEqual(14);
});

test('rated counts what a person rated, and no proposal', () => {
  const rated = input.scenarios.filter(({ confirmed }) => confirmed).length;
  expect(rated).toBeLessThanOrEqual(2);
  expect(model.decision.numbers[0]?.note).toContain(
    `${rated} by the assessor and ${input.scenarios.length - rated} proposed`,
  );
});

test('a strength is none where another examined cluster fails it', () => {
  const failing = (controlId: string, but: string) =>
    input.snapshots.some(
      ({ summary, controls }) =>
        summary.clusterName !== but &&
        input.clusters.some(({ latestSnapshotId }) => latestSnapshotId === summary.id) &&
        controls.some(({ control, verdict }) => control === controlId && verdict === 'fail'),
    );
  for (const { controlId, clusterName } of model.strengths)
    for (const name of clusterName.split(', ')) expect(failing(controlId, name), controlId).toBe(false);
  const whole = model.strengths.filter(({ namespaces }) => namespaces === null);
  expect(new Set(whole.map(({ controlId }) => controlId)).size).toBe(whole.length);
});

test('a red flag that several clusters share stands once', () => {
  const keys = model.redFlags.map(({ kind, title }) => `${kind} ${title}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(model.redFlags.some(({ clusterName }) => clusterName.includes(', '))).toBe(true);
});

test('a red flag tells what was found cluster by cluster', () => {
  const shared = model.redFlags.filter(
    ({ kind, clusterName }) => kind !== 'Very high risk' && clusterName.includes(', '),
  );
  expect(shared.length).toBeGreaterThan(0);
  for (const { fact, clusterName } of shared)
    for (const name of clusterName.split(', '))
      expect(fact).toMatch(new RegExp(`In [^:]*\\b${name}\\b[^:]*: `));
});

test('a finding quotes what was answered for its own cluster', () => {
  const answers = (clusterName: string) =>
    model.findings
      .filter((finding) => finding.clusterName === clusterName)
      .flatMap(({ questions }) => questions)
      .filter(({ question }) => question === 'Are all images pinned by digest?')
      .map(({ answer }) => answer);
  expect(new Set(answers('halcyon-prod'))).toEqual(new Set(['Yes (disputed by the evidence: C-08)']));
  expect(new Set(['edge', 'old-prod'].flatMap(answers))).toEqual(new Set(['Not asked']));
});

test('one is told in the singular under its figure', () => {
  const ones = model.environment.flatMap(({ figures }) => figures.filter(({ value }) => value === 1));
  expect(ones.length).toBeGreaterThan(0);
  for (const { label } of ones)
    expect(label).not.toMatch(/^(nodes|cores|zones|namespaces|.*(images|registries|services|kinds|claims))$/);
});

test('verdicts are counted cluster by cluster, and their sums stand in the summary', () => {
  const total = { fail: 0, pass: 0, notApplicable: 0, unknown: 0 };
  for (const { clusterName, families } of model.environment) {
    const own = { fail: 0, pass: 0, notApplicable: 0, unknown: 0 };
    for (const { counts } of families)
      for (const verdict of ['fail', 'pass', 'notApplicable', 'unknown'] as const)
        own[verdict] += counts[verdict];
    const snapshot = input.snapshots.find(
      ({ summary }) =>
        summary.clusterName === clusterName &&
        input.clusters.some(({ latestSnapshotId }) => latestSnapshotId === summary.id),
    );
    const judged = (verdict: string) =>
      (snapshot?.controls ?? []).filter((control) => control.verdict === verdict).length;
    const providers =
      model.limitations.byProvider.find((line) => line.clusterName === clusterName)?.checks ?? 0;
    expect(own, clusterName).toEqual({
      fail: judged('fail'),
      pass: judged('pass'),
      notApplicable: judged('not-applicable'),
      unknown: judged('unknown') - providers,
    });
    const findings = model.findings.filter(
      (finding) => finding.clusterName === clusterName && finding.origin === 'automated',
    );
    expect(
      findings.filter(({ verdict }) => verdict === 'fail'),
      clusterName,
    ).toHaveLength(own.fail);
    expect(
      findings.filter(({ verdict }) => verdict === 'unknown'),
      clusterName,
    ).toHaveLength(own.unknown);
    const tested = model.tested.filter((each) => each.clusterName === clusterName);
    expect(tested, clusterName).toHaveLength(own.pass + own.notApplicable);
    const unknowns = model.limitations.unknowns.filter((line) => line.clusterName === clusterName);
    expect(
      unknowns.reduce((sum, line) => sum + line.unknown, 0),
      clusterName,
    ).toBe(own.unknown);
    for (const verdict of ['fail', 'pass', 'notApplicable', 'unknown'] as const)
      total[verdict] += own[verdict];
  }
  expect(model.executive.verdicts).toEqual(total);
});

test('no gap is told twice in the answer to one question', () => {
  for (const { title, evidence } of model.fiveQuestions)
    for (const cluster of new Set(evidence.map(({ clusterName }) => clusterName))) {
      const told = evidence
        .filter(({ clusterName }) => clusterName === cluster)
        .map(({ sentence }) => sentence);
      const text = told.join(' ');
      for (const sentence of told) expect(text.split(sentence), `${title}: ${sentence}`).toHaveLength(2);
    }
});
