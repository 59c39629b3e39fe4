/** Results of older tools are read, or refused as known and too old; never silently empty. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { detectEvidence, isToolFormat } from '../../../main/evidence/detect.ts';
import { readToolResults } from '../../../main/evidence/tools/read-tool-results.ts';
import { isDrydockError } from '../../../shared/errors.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-old-tools-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(dir, 'results.json');
  writeFileSync(path, content instanceof Uint8Array ? content : JSON.stringify(content));
  return path;
}

async function rulesIn(content: unknown): Promise<Record<string, number>> {
  const path = file(content);
  const { format } = await detectEvidence(path);
  if (!isToolFormat(format)) throw new Error(`taken for ${format}`);
  const { results } = await readToolResults({ path, name: 'results.json', format });
  return Object.fromEntries(
    results.flatMap(({ rules }) => rules.map(({ rule, objects }) => [rule, objects.length])),
  );
}

const control = (id: string, ...statuses: string[]) => ({
  controlID: id,
  name: id,
  rules: statuses.map((status) => ({ name: 'r', status, paths: [{ failedPath: 'spec.x' }] })),
});
const kubescape20 = (controls: object[], failed: string[]) => ({
  generationTime: '2022-08-01T10:00:00Z',
  clusterName: 'c',
  metadata: { scanMetadata: { kubescapeVersion: 'v2.0.150' } },
  resources: [
    {
      resourceID: 'apps/v1/shop/Deployment/web',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } },
    },
  ],
  results: [{ resourceID: 'apps/v1/shop/Deployment/web', controls }],
  summaryDetails: {
    controls: Object.fromEntries(
      failed.map((id) => [id, { controlID: id, name: id, status: 'failed', scoreFactor: 8 }]),
    ),
  },
});

describe('kubescape 2.0, whose controls have no status of their own', () => {
  test('one failed rule fails a control, and only then', async () => {
    const controls = [
      control('C-0057', 'failed'),
      control('C-0016', 'passed', 'failed'),
      control('C-0017', 'passed'),
      control('C-0018', 'skipped', 'passed'),
    ];
    expect(await rulesIn(kubescape20(controls, ['C-0057', 'C-0016']))).toEqual({ 'C-0057': 1, 'C-0016': 1 });
  });

  test('failures that cannot be found are told, with the version', async () => {
    await expect(rulesIn(kubescape20([{ controlID: 'C-0057' }], ['C-0057', 'C-0016']))).rejects.toMatchObject(
      {
        code: 'TOOL_RESULTS_INVALID',
        message: expect.stringMatching(/2 failures in an unknown layout of version v2\.0\.150/) as string,
      },
    );
    expect(await rulesIn(kubescape20([control('C-0017', 'passed')], []))).toEqual({});
  });
});

test('trivy k8s of 2022, with a list for each scanner', async () => {
  const at = { Namespace: 'shop', Kind: 'Deployment', Name: 'web' };
  const misconfiguration = {
    Type: 'Kubernetes',
    ID: 'KSV012',
    Title: 't',
    Severity: 'MEDIUM',
    Status: 'FAIL',
  };
  const vulnerability = { VulnerabilityID: 'CVE-2022-0001', PkgName: 'openssl', Severity: 'HIGH' };
  expect(
    await rulesIn({
      SchemaVersion: 0,
      ClusterName: 'minikube',
      Vulnerabilities: [
        { ...at, Results: [{ Target: 'x', Class: 'os-pkgs', Vulnerabilities: [vulnerability] }] },
      ],
      Misconfigurations: [
        { ...at, Results: [{ Target: 'x', Class: 'config', Misconfigurations: [misconfiguration] }] },
      ],
    }),
  ).toEqual({ KSV012: 1, 'CVE-2022-0001': 1 });
});

test('kube-bench whose counts and checks disagree is told', async () => {
  const controls = { id: '4', node_type: 'node', total_fail: 3, tests: [{ section: '4.1', results: [] }] };
  await expect(rulesIn({ Controls: [controls], Totals: { total_fail: 3 } })).rejects.toMatchObject({
    code: 'TOOL_RESULTS_INVALID',
  });
});

test.each([
  ['Kubescape before version 2', [{ name: 'nsa', controlReports: [] }]],
  ['Kubescape before version 2', { controlReports: [] }],
  ['Polaris before version 1', { ClusterSummary: {}, NamespacedResults: {} }],
])('%s is known, and too old', async (tool, content) => {
  await expect(detectEvidence(file(content))).rejects.toMatchObject({
    code: 'EVIDENCE_UNRECOGNISED',
    message: expect.stringContaining(`${tool}, which is too old`) as string,
  });
});

test('results in UTF-16, as a Windows terminal writes them', async () => {
  const text = JSON.stringify(kubescape20([control('C-0057', 'failed')], ['C-0057']));
  expect(await rulesIn(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual({ 'C-0057': 1 });
});

describe('results that report failures and give none are refused', () => {
  const refused = async (content: unknown): Promise<string> => {
    try {
      return JSON.stringify(await rulesIn(content));
    } catch (error) {
      if (isDrydockError(error)) return `${error.code}: ${String(error.data['reason'])}`;
      throw error;
    }
  };
  const polaris = (more: object) => ({
    PolarisOutputVersion: '1.0',
    AuditTime: '2026-01-01T00:00:00Z',
    SourceType: 'Cluster',
    SourceName: 'c',
    ClusterInfo: { Version: '1.31', Nodes: 1, Pods: 1, Namespaces: 1, Controllers: 1 },
    Results: [{ Name: 'web', Namespace: 'shop', Kind: 'Deployment', Checks: [{ ID: 'a', Success: false }] }],
    ...more,
  });
  const sarif = (run: object) => ({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'kubesec', rules: [] } }, ...run }],
  });
  test.each<[string, unknown, string]>([
    [
      'trivy',
      {
        SchemaVersion: 2,
        ArtifactName: '.',
        ArtifactType: 'filesystem',
        Results: [
          {
            Target: 'a.yaml',
            Class: 'config',
            Type: 'kubernetes',
            MisconfSummary: { Successes: 1, Failures: 3 },
            Faults: [{}],
          },
        ],
      },
      'TOOL_RESULTS_INVALID: it reports 3 failures in an unknown layout',
    ],
    [
      'trivy k8s',
      {
        ClusterName: 'c',
        Resources: [
          {
            Namespace: 'shop',
            Kind: 'Deployment',
            Name: 'web',
            Results: [
              {
                Target: 'Deployment/web',
                Class: 'config',
                Type: 'kubernetes',
                MisconfSummary: { Failures: 1 },
              },
            ],
          },
        ],
      },
      'TOOL_RESULTS_INVALID: it reports 1 failure in an unknown layout',
    ],
    [
      'polaris by its score',
      polaris({ Score: 62 }),
      'TOOL_RESULTS_INVALID: it reports failures in an unknown layout',
    ],
    [
      'polaris by its counts',
      polaris({ ClusterSummary: { Results: { Totals: { Successes: 3, Warnings: 2, Errors: 4 } } } }),
      'TOOL_RESULTS_INVALID: it reports 6 failures in an unknown layout',
    ],
    [
      'kube-bench, whose totals repeat its counts',
      {
        Controls: [
          {
            id: '1',
            version: '1.6',
            text: 'x',
            node_type: 'master',
            total_fail: 2,
            total_pass: 1,
            tests: [{ checks: [] }],
          },
        ],
        Totals: { total_pass: 1, total_fail: 2, total_warn: 0, total_info: 0 },
      },
      'TOOL_RESULTS_INVALID: it reports 2 failures in an unknown layout of version 1.6',
    ],
    [
      'SARIF that leaves them to other files',
      sarif({ externalPropertyFileReferences: { results: [{ location: { uri: 'r.json' }, itemCount: 7 }] } }),
      'TOOL_RESULTS_INVALID: 7 of its results are in other files; provide one file that contains them',
    ],
    [
      'SARIF without a list',
      sarif({ results: null }),
      'TOOL_RESULTS_INVALID: a run contains no list of results',
    ],
  ])('%s', async (_, content, message) => {
    expect(await refused(content)).toBe(message);
  });
  test('and files that report none are read', async () => {
    expect(await refused(sarif({ results: [] }))).toBe('{}');
    const good = { ID: 'a', Success: true, Severity: 'warning' };
    const sound = [{ Name: 'w', Namespace: 's', Kind: 'Deployment', Results: { a: good } }];
    expect(await refused(polaris({ Results: sound, Score: 100 }))).toBe('{}');
  });
});
