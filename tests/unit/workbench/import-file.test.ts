/** Foreign files through the whole workbench: what becomes of them, and that no secret of theirs is stored anywhere. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { closeFile, openFile } from '../../../main/store/file.ts';
import { directClient, type WorkbenchClient } from '../../../main/workbench/serve.ts';
import { createWorkbench, type Workbench } from '../../../main/workbench/workbench.ts';
import { CANARIES } from '../../fixtures/foreign/canaries.ts';
import {
  clusterInfoStream,
  configMap,
  deployment,
  kubectlList,
  live,
  node,
  pod,
  secret,
  writeClusterInfo,
  writeMustGather,
} from '../../fixtures/foreign/dumps.ts';
import { kubeBench } from '../../fixtures/foreign/kube-bench.ts';
import { kubescape } from '../../fixtures/foreign/kubescape.ts';
import { polaris } from '../../fixtures/foreign/polaris.ts';
import { sarif } from '../../fixtures/foreign/sarif.ts';
import { trivyK8sAll } from '../../fixtures/foreign/trivy.ts';
import { unzipped } from '../../fixtures/main-job/unzipped.ts';

/** As kubectl lays it out, quoted for YAML 1.1. */
const dump = (value: unknown): string => stringify(value, { version: '1.1', indentSeq: false });

/**
 * Milliseconds. Five analyses, five bundles, a report of all of them and two runs of scrypt are work, not waiting: some 15
 * seconds alone, several times that beside other work. The limit catches a hang.
 */
const LONGEST = 300_000;

const PASSPHRASE = 'four plain words here';
const root = mkdtempSync(join(tmpdir(), 'drydock-import-'));
const [home, files, saved] = ['home', 'files', 'saved'].map((name) => join(root, name)) as [
  string,
  string,
  string,
];
let workbench: Workbench;
let client: WorkbenchClient;
let engagement = '';

beforeAll(async () => {
  for (const folder of [home, files, saved]) mkdirSync(folder);
  workbench = await createWorkbench({
    kind: 'cli',
    homeDir: home,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    async saveFile(name, bytes) {
      writeFileSync(join(saved, name.replaceAll(/[^\w.-]/g, '_')), bytes);
      return { kind: 'saved', path: name };
    },
  });
  client = directClient(workbench);
  ({ file: engagement } = await client.engagements.create({
    fileName: 'import',
    passphrase: PASSPHRASE,
    profile: { name: 'Lantern', target: 'Halcyon' },
  }));
});
afterAll(async () => {
  await workbench.close();
  rmSync(root, { recursive: true, force: true });
});

function file(name: string, content: unknown): string {
  const path = join(files, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

async function imported(path: string, clusterName = 'halcyon') {
  const { jobId } = await client.snapshots.importEvidence({ file: { path }, clusterId: null, clusterName });
  return (await finished(client, jobId)).result ?? {};
}

const shop = kubectlList([
  deployment('shop', 'web'),
  live('apps/v1', 'Deployment', 'other', 'api', { spec: {} }),
  node('node-1'),
  secret('shop', 'db'),
  configMap('shop', 'app'),
  pod('shop', 'alone'),
]);

test('a dump becomes a snapshot that is analysed, and says what it does not know', async () => {
  const path = file('get.json', shop);
  expect(await client.snapshots.inspectFile({ file: { path } })).toMatchObject({ format: 'kubectl-get' });
  const result = await imported(path);
  expect(result.findings).toBeUndefined();
  const manifest = await client.snapshots.manifest({ snapshotId: result.snapshotId ?? '' });
  expect(manifest).toMatchObject({ origin: 'dump', clusterName: 'halcyon', completeness: 'partial' });
  const [summary] = await client.snapshots.list();
  expect(summary).toMatchObject({ origin: 'dump', analysed: true });
  const unknown = await client.findings.list({
    verdicts: ['unknown'],
    search: 'network/namespace-without-policy',
  });
  expect(unknown.total).toBe(1);
});

test('results of each tool become findings of the cluster, and again the same ones', async () => {
  const tools = {
    'trivy.json': trivyK8sAll,
    'kubescape.json': kubescape,
    'kube-bench-node-1.json': kubeBench,
    'polaris.json': polaris,
    'checkov.sarif': sarif,
  };
  let total = 0;
  for (const [name, content] of Object.entries(tools)) {
    const result = await imported(file(name, content));
    expect(result.snapshotId).toBeUndefined();
    expect(result.findings).toBeGreaterThan(0);
    total += result.findings ?? 0;
  }
  const list = () =>
    client.findings.list({ origins: ['imported'], verdicts: ['fail', 'unknown', 'pass'], limit: 200 });
  const first = await list();
  expect(first.total).toBe(total);
  await imported(file('trivy.json', trivyK8sAll));
  const second = await list();
  expect(second.rows.map(({ id, number }) => [id, number])).toEqual(
    first.rows.map(({ id, number }) => [id, number]),
  );
});

test('a finding names its tool, version, rule and file, and its objects in the snapshot', async () => {
  const { rows } = await client.findings.list({ origins: ['imported'], search: 'ksv012' });
  const finding = await client.findings.get({ id: rows[0]?.id ?? '' });
  expect(finding.source).toMatchObject({ tool: 'trivy', rule: 'KSV012', fileName: 'trivy.json' });
  expect(finding.source?.fileSha256).toMatch(/^[0-9a-f]{64}$/);
  expect(finding.evidence).toMatchObject([
    { object: { kind: 'Deployment', namespace: 'shop', name: 'web', apiVersion: 'apps/v1' } },
    // The pod is gone; its name leads to its deployment.
    {
      object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
      message: expect.stringMatching(/^Named as Pod/) as string,
    },
  ]);
  const [evidence] = finding.evidence;
  const { yaml } = await client.snapshots.object({
    snapshotId: evidence?.snapshotId ?? '',
    object: evidence?.object ?? { apiVersion: '', kind: '', namespace: null, name: '' },
  });
  expect(yaml).toContain('registry.example/web');
  expect(await client.findings.affected({ id: finding.id, offset: 1, limit: 1 })).toMatchObject({
    total: 2,
    rows: [{}],
  });
  const manual = await client.findings.list({
    origins: ['imported'],
    verdicts: ['unknown'],
    search: '4.2.8',
  });
  const check = await client.findings.get({ id: manual.rows[0]?.id ?? '' });
  expect(check).toMatchObject({ verdict: 'unknown', mappings: [{ framework: 'cis', id: '4.2.8' }] });
  expect(check.evidence[0]?.object).toMatchObject({ kind: 'Node', name: 'node-1' });
});

test('imported findings merge with others and can be overridden', async () => {
  const { rows } = await client.findings.list({ origins: ['imported', 'automated'], limit: 200 });
  const one = rows.find(({ origin }) => origin === 'imported');
  const other = rows.find(({ origin }) => origin === 'automated');
  const merged = await client.findings.merge({
    ids: [one?.id ?? '', other?.id ?? ''],
    input: {
      title: 'Seen twice',
      fact: '',
      whyItMatters: '',
      recommendation: '',
      severity: 'high',
      domain: 'other',
      clusterId: null,
      affected: [],
      status: 'open',
      questions: [],
    },
  });
  expect(merged.members).toHaveLength(2);
  await client.findings.unmerge({ id: merged.id });
  const overridden = await client.findings.override({
    id: one?.id ?? '',
    verdict: null,
    severity: 'low',
    reason: 'Seen.',
  });
  expect(overridden).toMatchObject({ severity: 'low', overridden: true });
});

test('text of a tool is shown as that text', async () => {
  const hostile = '# Heading ![x](http://evil.example/a.png) <img src=x> [a](b) *b* `c`\n    code\n1. one';
  const [run] = sarif.runs;
  const [result] = run?.results ?? [];
  const content = {
    ...sarif,
    runs: [
      {
        tool: { driver: { name: 'Hostile', rules: [{ id: 'X', help: { text: hostile } }] } },
        results: [{ ...result, ruleId: 'X', ruleIndex: 0 }],
      },
    ],
  };
  await imported(file('hostile.json', content));
  const { rows } = await client.findings.list({ search: 'hostile' });
  const { recommendation } = await client.findings.get({ id: rows[0]?.id ?? '' });
  // Every mark of Markdown is escaped; read as Markdown it is the tool's text again.
  expect(recommendation).toContain(
    '\\# Heading \\!\\[x\\]\\(http\\:\\/\\/evil\\.example\\/a\\.png\\) \\<img src\\=x\\>',
  );
  expect(recommendation.replaceAll('\\', '')).toContain(
    '# Heading ![x](http://evil.example/a.png) <img src=x> [a](b)',
  );
});

test('what is nothing known is refused with a code, and leaves nothing', async () => {
  const before = (await client.snapshots.list()).length;
  const refused = (content: unknown) =>
    imported(file('letter.json', content)).catch((error: unknown) => error);
  expect(await refused({ dear: 'reader' })).toMatchObject({ code: 'EVIDENCE_UNRECOGNISED' });
  expect(await refused('{"ClusterName":"x","Resources":[{]}')).toMatchObject({
    code: 'TOOL_RESULTS_INVALID',
  });
  expect(
    await refused(`{"apiVersion":"v1","kind":"List","items":[${JSON.stringify(pod('a', 'b'))},`),
  ).toMatchObject({
    code: 'EVIDENCE_UNRECOGNISED',
  });
  await expect(client.snapshots.inspectFile({ file: { path: join(files, 'none') } })).rejects.toMatchObject({
    code: 'FILE_NOT_FOUND',
  });
  expect(await client.snapshots.list()).toHaveLength(before);
});

test('a report names the tool, its version and the file', async () => {
  const { jobId } = await client.report.build({ draft: true });
  const { result } = await finished(client, jobId);
  await client.files.save({ artifactId: result?.artifactId ?? '' });
  const pdf = readdirSync(saved).find((name) => name.endsWith('.pdf')) ?? '';
  const words = execFileSync('pdftotext', ['-raw', join(saved, pdf), '-'])
    .toString()
    .replaceAll(/\s+/g, ' ');
  expect(words).toMatch(
    /Found by kubescape v3\.0\.22, rule C-0012, from the file kubescape\.json, imported on/,
  );
  expect(words).toContain('From another tool’s dump');
});

test(
  'no secret of any of them is stored: not in the engagement, a bundle or a report',
  async () => {
    const dumps = [
      file('get.yaml', dump(shop)),
      file('dump.txt', clusterInfoStream()),
      writeClusterInfo(join(files, 'cluster-info')),
      writeMustGather(join(files, 'must-gather')),
    ];
    const snapshots = [(await client.snapshots.list())[0]?.id ?? ''];
    for (const [at, path] of dumps.entries())
      snapshots.push((await imported(path, `halcyon-${at}`)).snapshotId ?? '');
    for (const snapshotId of snapshots) {
      const { jobId } = await client.snapshots.exportBundle({ snapshotId });
      const { result } = await finished(client, jobId);
      await client.files.save({ artifactId: result?.artifactId ?? '' });
    }
    const { jobId } = await client.report.build({ draft: false });
    const { result: built } = await finished(client, jobId);
    await client.files.save({ artifactId: built?.artifactId ?? '' });
    const inputs = filesBelow(files)
      .map((path) => readFileSync(path, 'utf8'))
      .join('');
    for (const canary of CANARIES) expect(inputs).toContain(canary);
    const bundles = readdirSync(saved).filter((name) => name.endsWith('.zip'));
    expect(bundles.length).toBeGreaterThan(3);
    for (const name of bundles) {
      const content = await unzipped(join(saved, name));
      expect(content).toContain('web');
      expect([name, CANARIES.filter((canary) => content.includes(canary))]).toEqual([name, []]);
    }
    const reports = readdirSync(saved).filter((name) => name.endsWith('.pdf'));
    // The draft of the test before, and the report of all these dumps.
    expect(reports.length).toBeGreaterThan(1);
    for (const name of reports) {
      const report = execFileSync('pdftotext', ['-raw', join(saved, name), '-'])
        .toString()
        .replaceAll(/\s/g, '');
      expect([name, CANARIES.filter((canary) => report.includes(canary))]).toEqual([name, []]);
    }
    await client.engagements.lock();
    for (const path of filesBelow(home)) {
      const bytes = readFileSync(path);
      expect([path, CANARIES.filter((canary) => bytes.includes(canary))]).toEqual([path, []]);
    }
    const stored = await everythingStored();
    expect(stored).toContain('KSV012');
    expect(CANARIES.filter((canary) => stored.includes(canary))).toEqual([]);
  },
  LONGEST,
);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());

/** Every text and blob of every table. */
async function everythingStored(): Promise<string> {
  const open = await openFile(engagement, { passphrase: PASSPHRASE });
  try {
    const tables = open.db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all() as string[];
    return tables
      .flatMap((table) => open.db.prepare(`SELECT * FROM "${table}"`).raw().all() as unknown[][])
      .flat()
      .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
      .join('\n');
  } finally {
    closeFile(engagement, open);
  }
}
