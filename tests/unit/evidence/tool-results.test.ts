import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { ToolFormat } from '../../../main/evidence/detect.ts';
import { readToolResults } from '../../../main/evidence/tools/read-tool-results.ts';
import { line, reference, text } from '../../../main/evidence/tools/tool-text.ts';
import type { ToolResults } from '../../../main/snapshot/tool-results.ts';
import { DrydockError } from '../../../shared/errors.ts';
import { CANARIES } from '../../fixtures/foreign/canaries.ts';
import { kubeBench, kubeletControls } from '../../fixtures/foreign/kube-bench.ts';
import { kubescape, kubescapeOld } from '../../fixtures/foreign/kubescape.ts';
import { polaris, polarisOld } from '../../fixtures/foreign/polaris.ts';
import { sarif } from '../../fixtures/foreign/sarif.ts';
import {
  CVE,
  KSV012,
  trivyBareList,
  trivyConfig,
  trivyK8sAll,
  trivyK8sSummary,
} from '../../fixtures/foreign/trivy.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-tools-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function readAll(format: ToolFormat, content: unknown, name = 'x.json', nodes: string[] = []) {
  const path = join(dir, 'results.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return readToolResults({ path, name, format, nodes });
}

async function read(
  format: ToolFormat,
  content: unknown,
  name?: string,
  nodes?: string[],
): Promise<ToolResults> {
  const { results } = await readAll(format, content, name, nodes);
  expect(results).toHaveLength(1);
  return results[0] as ToolResults;
}

const rulesOf = ({ rules }: ToolResults) =>
  Object.fromEntries(rules.map(({ rule, severity, objects }) => [rule, `${severity} ${objects.length}`]));
const ruleOf = ({ rules }: ToolResults, id: string) => {
  const found = rules.find(({ rule }) => rule === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
};

describe('trivy', () => {
  test('k8s: one entry for each rule, with every object; passes are none', async () => {
    const results = await read('trivy', trivyK8sAll);
    expect(rulesOf(results)).toEqual({
      KSV012: 'medium 2',
      KSV104: 'medium 1',
      KSV014: 'medium 1',
      'CVE-2024-0001': 'critical 1',
      'aws-access-key-id': 'critical 1',
      KCV0069: 'medium 1',
    });
    expect(results).toMatchObject({ tool: 'trivy', passed: ['KSV001'], scope: '' });
    expect(results.areas.toSorted()).toEqual(['misconfiguration', 'secret', 'vulnerability']);
    expect(ruleOf(results, 'KSV012')).toMatchObject({
      title: 'Runs as root user',
      domain: 'pod',
      objects: [
        { named: { kind: 'Deployment', namespace: 'shop', name: 'web' }, state: 'fail', exception: null },
        { named: { kind: 'Pod', namespace: 'shop', name: 'web-7d9f8b6c5d-x2k5p' } },
      ],
    });
    expect(ruleOf(results, 'KCV0069')).toMatchObject({
      domain: 'control-plane',
      objects: [{ named: { kind: 'Node', namespace: null, name: 'node-1' } }],
    });
    expect(ruleOf(results, 'CVE-2024-0001').objects[0]?.message).toBe(
      'openssl 3.0.1 is installed; fixed in 3.0.9.',
    );
  });

  test('what it was told to except is kept with the reason', async () => {
    const results = await read('trivy', trivyK8sAll);
    expect(ruleOf(results, 'KSV104').objects[0]?.exception).toBe('excepted by policy');
    expect(ruleOf(results, 'KSV014').objects[0]?.exception).toBe('agreed with security until May');
  });

  test('summary is the same as all', async () => {
    expect(await read('trivy', trivyK8sSummary)).toEqual(await read('trivy', trivyK8sAll));
  });

  test('config: the object that the cause names, with the place in the file; the version of newer ones', async () => {
    const results = await read('trivy', trivyConfig);
    expect(results.toolVersion).toBe('0.68.2');
    expect(ruleOf(results, 'KSV012').objects).toMatchObject([
      { named: { kind: 'Deployment', namespace: null, name: 'web' }, path: 'deploy/web.yaml:21' },
    ]);
    expect(rulesOf(await read('trivy', trivyBareList))).toEqual({ KSV012: 'medium 1' });
  });

  test('image: named by its digest, which the workloads that run it have as well', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const scan = (RepoDigests: readonly string[]) => ({
      SchemaVersion: 2,
      ArtifactName: 'registry.example/web:1.4.2',
      ArtifactType: 'container_image',
      Metadata: { RepoTags: ['registry.example/web:1.4.2'], RepoDigests },
      Results: [
        { Target: 'registry.example/web:1.4.2 (debian 12)', Class: 'os-pkgs', Vulnerabilities: [CVE] },
      ],
    });
    const named = async (digests: readonly string[]) =>
      ruleOf(await read('trivy', scan(digests)), 'CVE-2024-0001').objects[0]?.named;
    expect(await named([`registry.example/web@${digest}`])).toEqual({
      apiVersion: '',
      kind: 'Image',
      namespace: null,
      name: `registry.example/web@${digest}`,
    });
    expect(await named([])).toMatchObject({ kind: '', name: 'registry.example/web:1.4.2 (debian 12)' });
  });

  test('a rating that nobody gave is medium, and the worst of several stands', async () => {
    const twice = {
      ...trivyConfig,
      Results: [
        { Target: 'a', Misconfigurations: [KSV012, { ...KSV012, Severity: 'CRITICAL', Message: 'other' }] },
      ],
    };
    expect(rulesOf(await read('trivy', twice))).toEqual({ KSV012: 'critical 2' });
    const unrated = {
      ...trivyConfig,
      Results: [{ Target: 'a', Vulnerabilities: [{ ...CVE, Severity: 'UNKNOWN' }] }],
    };
    expect(rulesOf(await read('trivy', unrated))).toEqual({ 'CVE-2024-0001': 'medium 1' });
  });
});

describe('kubescape', () => {
  test('failed controls with their paths; passed, skipped and manual ones are none', async () => {
    const results = await read('kubescape', kubescape);
    expect(rulesOf(results)).toEqual({ 'C-0057': 'high 1', 'C-0012': 'critical 1', 'C-0053': 'medium 1' });
    expect(results).toMatchObject({ tool: 'kubescape', toolVersion: 'v3.0.22', passed: ['C-0001'] });
    expect(ruleOf(results, 'C-0057').objects).toMatchObject([
      {
        named: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
        path: 'spec.template.spec.containers[0].securityContext.privileged',
      },
    ]);
    expect(ruleOf(results, 'C-0053')).toMatchObject({
      domain: 'rbac',
      objects: [{ named: { kind: 'User', name: 'system:anonymous' }, exception: 'exclude-anonymous' }],
    });
  });

  test('older versions rank by score factor, and may write results before controls', async () => {
    expect(rulesOf(await read('kubescape', kubescapeOld))).toEqual(
      rulesOf(await read('kubescape', kubescape)),
    );
  });

  test('a skipped control is neither a finding nor passed', async () => {
    const { passed, rules } = await read('kubescape', kubescape);
    expect([...passed, ...rules.map(({ rule }) => rule)]).not.toContain('C-0030');
  });
});

describe('kube-bench', () => {
  test('a fail is a finding, a warning is unknown, a pass and a skip are none', async () => {
    const results = await read('kube-bench', kubeBench);
    const states = results.rules.map(({ rule, severity, objects }) => [rule, severity, objects[0]?.state]);
    expect(states).toEqual([
      ['4.2.1', 'medium', 'fail'],
      ['4.2.8', 'low', 'unknown'],
      ['4.2.9', 'low', 'unknown'],
      ['5.1.1', 'medium', 'fail'],
    ]);
    expect(results).toMatchObject({ passed: ['4.2.2'], areas: ['node', 'policies'], toolVersion: 'cis-1.9' });
    expect(ruleOf(results, '4.2.8').objects[0]?.message).toMatch(/manual/);
    expect(ruleOf(results, '4.2.9').objects[0]?.message).toMatch(/could not be run/);
    expect(ruleOf(results, '5.1.1')).toMatchObject({
      domain: 'rbac',
      mappings: [{ framework: 'cis', id: '5.1.1' }],
    });
  });

  test('lists and single sets of controls of older versions read alike', async () => {
    const alone = await read('kube-bench', kubeletControls);
    expect(await read('kube-bench', [kubeletControls])).toEqual(alone);
    expect(rulesOf(alone)).toEqual({ '4.2.1': 'medium 1', '4.2.8': 'low 1', '4.2.9': 'low 1' });
  });

  test('the node is the one that the file is named after, the only one, or not known', async () => {
    const nodes = ['ip-10-0-1-2', 'ip-10-0-1-23'];
    const scope = async (name: string, known: string[]) =>
      (await read('kube-bench', kubeBench, name, known)).scope;
    expect(await scope('kube-bench-ip-10-0-1-23.json', nodes)).toBe('ip-10-0-1-23');
    expect(await scope('kube-bench-ip-10-0-1-2.json', nodes)).toBe('ip-10-0-1-2');
    expect(await scope('x.json', ['only'])).toBe('only');
    expect(await scope('x.json', nodes)).toBe('');
  });
});

describe('polaris', () => {
  test('failed checks of controller, pod and container', async () => {
    const results = await read('polaris', polaris);
    expect(rulesOf(results)).toEqual({ deploymentMissingReplicas: 'medium 1', runAsPrivileged: 'high 1' });
    expect(results.passed).toEqual(['hostNetworkSet']);
    expect(ruleOf(results, 'runAsPrivileged').objects).toMatchObject([
      { named: { kind: 'Deployment', namespace: 'shop', name: 'web' }, path: 'container web' },
    ]);
  });

  test('the lists and types of the first versions', async () => {
    const results = await read('polaris', polarisOld);
    expect(rulesOf(results)).toEqual({ runAsRootAllowed: 'high 1' });
    expect(results.passed).toEqual(['cpuRequestsMissing']);
  });
});

describe('SARIF', () => {
  test('results by rule, with severity by score, then level', async () => {
    const results = await read('sarif', sarif);
    expect(results).toMatchObject({ tool: 'Checkov', toolVersion: '3.2.1', passed: ['CKV_K8S_1'] });
    expect(rulesOf(results)).toEqual({ CKV_K8S_16: 'critical 1', CKV_K8S_8: 'low 1', CKV_K8S_2: 'medium 1' });
    expect(ruleOf(results, 'CKV_K8S_16').objects).toMatchObject([
      {
        named: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        path: 'deploy/web.yaml:12',
        state: 'fail',
      },
    ]);
    expect(ruleOf(results, 'CKV_K8S_8').objects).toMatchObject([
      { named: { kind: '', name: 'deploy/web.yaml' }, message: 'No probe in web.', exception: 'a batch job' },
    ]);
    expect(ruleOf(results, 'CKV_K8S_2').objects).toMatchObject([{ state: 'unknown', named: { name: '' } }]);
  });

  test('of several tools are several results', async () => {
    const [run] = sarif.runs;
    const other = { ...run, tool: { driver: { name: 'kube-linter' } } };
    const { results } = await readAll('sarif', { ...sarif, runs: [run, other, run] });
    expect(results.map(({ tool }) => tool)).toEqual(['Checkov', 'kube-linter']);
    await expect(readAll('sarif', { ...sarif, runs: [{ results: [] }] })).rejects.toMatchObject({
      code: 'TOOL_RESULTS_INVALID',
    });
  });
});

const EVERY: readonly (readonly [ToolFormat, unknown])[] = [
  ['trivy', trivyK8sAll],
  ['trivy', trivyConfig],
  ['kubescape', kubescape],
  ['kube-bench', kubeBench],
  ['polaris', polaris],
  ['sarif', sarif],
];

describe('every tool', () => {
  test.each(EVERY)('%s keeps no secret that it quotes', async (format, content) => {
    const kept = JSON.stringify(await readAll(format, content));
    expect(JSON.stringify(content)).toContain(CANARIES[0]);
    for (const canary of CANARIES) expect(kept).not.toContain(canary);
  });

  test('its file is known by its hash', async () => {
    const { fileSha256 } = await readAll('trivy', trivyConfig);
    const hash = createHash('sha256').update(readFileSync(join(dir, 'results.json')));
    expect(fileSha256).toBe(hash.digest('hex'));
  });

  test.each<[ToolFormat, string]>([
    ['trivy', '{"Results":['],
    ['kubescape', '{"results":[{]}'],
    ['polaris', '{"Results":[{}]} x'],
    ['sarif', `{"runs":[${'['.repeat(1000)}`],
  ])('%s that is damaged is refused by name', async (format, content) => {
    await expect(readAll(format, content)).rejects.toMatchObject({ code: 'TOOL_RESULTS_INVALID' });
  });

  test('more rules than anybody could read are refused', async () => {
    const Misconfigurations = Array.from({ length: 20_001 }, (_, at) => ({ ID: `R${at}`, Status: 'FAIL' }));
    await expect(readAll('trivy', { Results: [{ Target: 'x', Misconfigurations }] })).rejects.toMatchObject({
      message: expect.stringMatching(/20,000 rules/) as string,
    });
  });

  test('whatever values stand in it, it is results or an error in words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...EVERY),
        fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 8 }),
        async ([format, content], changes) => {
          const copy = structuredClone(content);
          for (const [which, value] of changes) {
            const places = placesOf(copy);
            const place = places[which % places.length];
            if (place !== undefined) place.owner[place.key] = value;
          }
          await resultsOrWords(format, JSON.stringify(copy));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('whatever bytes are changed in it, it is results or an error in words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...EVERY),
        fc.nat(),
        fc.uint8Array({ maxLength: 4 }),
        fc.nat(30),
        async ([format, content], position, bytes, removed) => {
          const whole = Buffer.from(JSON.stringify(content));
          const at = position % whole.length;
          const changed = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + removed)]);
          await resultsOrWords(format, changed.toString('latin1'));
        },
      ),
      { numRuns: 400 },
    );
  });
});

async function resultsOrWords(format: ToolFormat, content: string): Promise<void> {
  const outcome = await readAll(format, content).catch((error: unknown) => error);
  if (outcome instanceof DrydockError) return;
  expect(outcome).toHaveProperty('results');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
}

interface PlaceIn {
  readonly owner: Record<string, unknown>;
  readonly key: string;
}

/** Every member and element, at any depth. */
function placesOf(value: unknown): PlaceIn[] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((key) => [{ owner, key }, ...placesOf(owner[key])]);
}

describe('text of a tool', () => {
  test('is plain: no escapes, no controls, no turned direction, bounded', () => {
    expect(line('\u001b[31mred\u001b[0m\u0007 \u202Eevil\u202C  a\nb')).toBe('red evil a b');
    expect(line('x'.repeat(10_000))).toHaveLength(500);
    expect(line({ toString: () => 'no' })).toBe('');
    expect(text('  one\n\n\n\n   two  ')).toBe('one\n\ntwo');
    expect(line('\ud800')).toBe('\ufffd');
  });

  test('loses words that look like credentials, and keeps names', () => {
    expect(line('key AKIAABCDEFGHIJKLMNOP found')).toBe('key *** found');
    expect(line('token "q8Zr2Lk9Vt4Xw7Bn3Ms6Pd1Hf5Jg0Yc"')).toBe('token "***"');
    expect(line('Deployment web-7d9f8b6c5d-x2k5p of shop')).toBe('Deployment web-7d9f8b6c5d-x2k5p of shop');
    expect(line('nginx@sha256:8fe1727132b2506c17ba0e1f6a6ed8a016bb1f5735e43b2738cd3fd1979b6260')).toMatch(
      /^nginx@sha256:8fe/,
    );
  });

  test('links to nothing but pages', () => {
    expect(reference('https://avd.aquasec.com/misconfig/ksv012')?.title).toBe(
      'avd.aquasec.com/misconfig/ksv012',
    );
    for (const bad of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'https://a b',
      5,
      `https://x/${'a'.repeat(600)}`,
    ])
      expect(reference(bad)).toBeNull();
  });
});
