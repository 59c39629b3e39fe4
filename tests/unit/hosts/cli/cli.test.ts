import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type SampleServer, startSampleServer } from '../../../../main/sample/server.ts';
import { ObjectRef, Unread } from '../../../../shared/evidence.ts';
import { Verdict } from '../../../../shared/verdict.ts';
import { asciiJson } from './ascii-json.ts';
import { drydock, type Ran } from './run-drydock.ts';

/** The JSON of `drydock scan`, exactly: a field more is a new `schemaVersion`. */
const ScanJson = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('drydock'), version: z.string() }),
  verdicts: z.array(Verdict),
  summary: z.strictObject({
    counts: z.strictObject({
      fail: z.int(),
      excepted: z.int(),
      pass: z.int(),
      notApplicable: z.int(),
      unknown: z.int(),
    }),
    controls: z.int(),
    clusters: z.array(z.strictObject({ name: z.string(), evidenceSha256: z.string().length(64) })),
    incomplete: z.array(z.string()),
    unread: z.array(Unread),
    notJudged: z.array(z.strictObject({ object: ObjectRef, reason: z.enum(['patch', 'encrypted']) })),
    kubeVersion: z.string().optional(),
  }),
});

const scanned = ({ stdout }: Ran) => ScanJson.parse(JSON.parse(stdout));
const ONE_LINE = /^[A-Z_]+: .+\.\n$/;

const dir = mkdtempSync(join(tmpdir(), 'drydock-cli-'));
const manifests = join(dir, 'sample', 'manifests');
const bundle = join(dir, 'sample', 'sample.evidence.zip');
let sampled: Ran;

beforeAll(async () => {
  sampled = await drydock(['sample', '--out', join(dir, 'sample')]);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

const DENY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {} }
`;
const PRIVILEGED = (name: string) => `apiVersion: v1
kind: Pod
metadata: { name: ${asciiJson(name)}, namespace: shop }
spec:
  containers:
    - { name: web, image: registry.example/web@sha256:${'0'.repeat(64)}, securityContext: { privileged: true } }
`;

test('sample writes manifests and a bundle, and leaves no kubeconfig behind', () => {
  expect(sampled).toMatchObject({ code: 0, stderr: '', stdout: `${manifests}\n${bundle}\n` });
  expect(existsSync(join(manifests, 'default', 'pod.yaml'))).toBe(true);
  expect(statSync(bundle).mode & 0o077).toBe(0);
  expect(existsSync(join(dir, 'sample', 'kubeconfig.yaml'))).toBe(false);
});

describe('scan', () => {
  test('gives stable JSON: fail and unknown alone, each with its file and document', async () => {
    const ran = await drydock(['scan', '--from', manifests, '--format', 'json']);
    const { verdicts, summary } = scanned(ran);
    expect(ran.code).toBe(0);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['fail', 'unknown']));
    const debug = verdicts.find(
      ({ control, object }) => control === 'pod/privileged-container' && object?.kind === 'Pod',
    );
    expect(debug?.object?.source).toBe(`${join(manifests, 'default', 'pod.yaml')}#1`);
    expect(verdicts.filter(({ verdict }) => verdict === 'fail').length).toBe(summary.counts.fail);
    for (const { verdict, reason } of verdicts) expect(reason !== undefined).toBe(verdict === 'unknown');
    const again = await drydock(['scan', '--from', manifests, '--format', 'json']);
    expect(again.stdout).toBe(ran.stdout);
  });

  test('counts documents of a file, and of standard input', async () => {
    const text = `kind: nothing of Kubernetes\n---\n${PRIVILEGED('a')}---\n${PRIVILEGED('b')}`;
    const control = ['--control', 'pod/privileged-container', '--format', 'json'];
    const many = file('many.yaml', text);
    const sources = (ran: Ran) =>
      scanned(ran).verdicts.map(({ object }) => `${object?.name} ${object?.source}`);
    expect(sources(await drydock(['scan', '--from', many, ...control]))).toEqual([
      `a ${many}#2`,
      `b ${many}#3`,
    ]);
    expect(sources(await drydock(['scan', '--from', '-', ...control], { stdin: text }))).toEqual([
      'a stdin#2',
      'b stdin#3',
    ]);
  });

  test('ends with 3 when something was refused, and names it', async () => {
    const ran = await drydock(['scan', '--from', bundle, '--format', 'json']);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('incomplete: halcyon-prod: persistentvolumes is forbidden');
    expect(scanned(ran).summary.incomplete).toHaveLength(3);
  });

  test('ends with 1 at findings as bad as asked, and only then', async () => {
    const pod = file('privileged.yaml', PRIVILEGED('web'));
    const scan = (...more: string[]) =>
      drydock(['scan', '--from', pod, '--control', 'pod/privileged-container', ...more]);
    expect((await scan()).code).toBe(0);
    expect((await scan('--fail-on', 'critical')).code).toBe(1);
    expect((await scan('--fail-on', 'low')).code).toBe(1);
    const lesser = ['scan', '--from', pod, '--control', 'pod/host-network', '--fail-on', 'critical'];
    expect((await drydock(lesser)).code).toBe(0);
  });

  test('evaluates one family alone, and with --all also what passes', async () => {
    const ran = await drydock(['scan', '--from', bundle, '--family', 'rbac', '--all', '--format', 'json']);
    const { verdicts, summary } = scanned(ran);
    expect(verdicts.every(({ control }) => control.startsWith('rbac/'))).toBe(true);
    expect(verdicts.filter(({ verdict }) => verdict === 'pass').length).toBe(summary.counts.pass);
    expect(summary.counts.pass).toBeGreaterThan(0);
  });

  test('takes the directories of one repository as one cluster, together with what standard input says', async () => {
    const apps = makeFolder('apps');
    const rules = makeFolder('rules');
    writeFileSync(join(apps, 'pod.yaml'), PRIVILEGED('web'));
    writeFileSync(join(rules, 'policy.yaml'), DENY);
    const ask = ['--control', 'network/namespace-without-policy', '--all', '--format', 'json'];
    const verdicts = async (...from: string[]) =>
      scanned(await drydock(['scan', '--from', ...from, ...ask])).verdicts.map(({ verdict, object }) => [
        verdict,
        object?.name,
      ]);
    expect(await verdicts(apps)).toEqual([['fail', 'shop']]);
    expect(await verdicts(apps, rules)).toEqual([['pass', 'shop']]);
    expect(await verdicts(rules, apps)).toEqual([['pass', 'shop']]);
    const piped = await drydock(['scan', '--from', apps, '-', ...ask], { stdin: DENY });
    expect(scanned(piped).verdicts).toMatchObject([{ verdict: 'pass' }]);
    // A repeated option says the same.
    const repeated = await drydock(['scan', '--from', apps, '--from', rules, ...ask]);
    expect(scanned(repeated).verdicts).toMatchObject([{ verdict: 'pass' }]);
  });

  test('judges as under the version that was asked for, and says nothing of the server', async () => {
    const old = file(
      'old.yaml',
      'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: a, namespace: b}\n',
    );
    const scan = async (...more: string[]) =>
      scanned(await drydock(['scan', '--from', old, '--family', 'version', '--format', 'json', ...more]));
    const message = ({ verdicts }: z.infer<typeof ScanJson>, id: string) =>
      verdicts.find(({ control }) => control === id)?.message;
    const before = await scan('--kube-version', '1.24');
    const after = await scan('--kube-version', 'v1.25');
    expect(message(before, 'version/deprecated-api')).toMatch(/1\.25 removes\.$/);
    expect(message(after, 'version/removed-api')).toMatch(/1\.25 removed\.$/);
    expect([before.summary.kubeVersion, after.summary.kubeVersion]).toEqual(['v1.24', 'v1.25']);
    expect(after.verdicts.find(({ control }) => control === 'version/server-out-of-support')).toMatchObject({
      verdict: 'unknown',
      reason: 'not-in-manifests',
    });
  });

  test.each([
    [['scan']],
    [['scan', '--from', '.', '--fail-on', 'dreadful']],
    [['scan', '--from', '.', '--family', 'unheard-of']],
    [['scan', '--from', '.', '--control', 'pod/unheard-of']],
    [['scan', '--from', '.', '--unheard-of']],
    [['scan', '--from', '.', '--kube-version', '2.1']],
    [['scan', '--from', '.', '--kube-version', 'latest']],
    [['unheard-of']],
    [['collect']],
    [['assess', '--from', 'x']],
  ])('wrong usage ends with 2: %j', async (args) => {
    const ran = await drydock(args);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('error:');
  });

  test.each([
    ['a file that is not there', () => join(dir, 'none.yaml'), 'FILE_NOT_FOUND'],
    ['a folder without manifests', () => makeFolder('empty'), 'EVIDENCE_EMPTY'],
    ['a broken manifest', () => file('broken.yaml', 'a: [1'), 'INVALID_INPUT'],
    ['a zip that is none', () => file('text.zip', 'hello'), 'BUNDLE_INVALID'],
    ['a folder named as a bundle', () => makeFolder('folder.zip'), 'EVIDENCE_EMPTY'],
  ])('%s fails with 4 and one line that begins with a code', async (_, path, code) => {
    const ran = await drydock(['scan', '--from', path()]);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(ONE_LINE);
    expect(ran.stderr.startsWith(`${code}: `)).toBe(true);
  });
});

describe('reach', () => {
  const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: x }] } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec: { template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: c, image: x }] } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: db, namespace: shop }
spec:
  podSelector: { matchLabels: { app: db } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 5432 }] }]
`;
  const reach = (...more: string[]) => drydock(['reach', '--from', file('shop.yaml', SHOP), ...more]);

  test('lists allowed connections as text and as JSON', async () => {
    const text = await reach();
    expect(text.code).toBe(0);
    expect(text.stdout).toBe(
      [
        '0.0.0.0-255.255.255.255[External] => shop/web[Deployment] : All Connections',
        'shop/web[Deployment] => 0.0.0.0-255.255.255.255[External] : All Connections',
        'shop/web[Deployment] => shop/db[StatefulSet] : TCP 5432',
        '',
      ].join('\n'),
    );
    expect(text.stderr).toMatch(/^note: The network plugin is not known\..*\n$/);
    expect(JSON.parse((await reach('--format', 'json', '--dst', 'db')).stdout)).toEqual([
      { src: 'shop/web[Deployment]', dst: 'shop/db[StatefulSet]', connections: 'TCP 5432' },
    ]);
    expect(JSON.parse((await reach('--format', 'json', '--src', 'shop/db')).stdout)).toEqual([]);
  });

  test('ends with 3 and a line for what cannot be determined, with 2 for a peer that nobody is', async () => {
    const foreign = `${SHOP}---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: x, namespace: shop }\n`;
    const ran = await drydock(['reach', '--from', file('foreign.yaml', foreign), '--dst', 'db']);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(
      'incomplete: 1 CiliumNetworkPolicy object may allow or deny traffic of pods of shop',
    );
    expect(ran.stderr).toContain(
      'incomplete: shop/web[Deployment] => shop/db[StatefulSet] : All Connections cannot',
    );
    const nobody = await reach('--src', 'nobody');
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('error: no workload or address is called nobody');
  });
});

describe('a hostile name', () => {
  const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u009b31mred\u202egpj\r\nCRITICAL forged line';
  const HOSTILE = PRIVILEGED(`x${ESCAPES}`);
  /** Whatever a terminal would obey, but the line feeds that Drydock writes itself. */
  const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

  test.each([['text'], ['json']])('moves nothing in a terminal, as %s', async (format) => {
    const ran = await drydock(['scan', '--from', '-', '--format', format], { stdin: HOSTILE });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('forged line');
    expect(ran.stdout + ran.stderr).not.toMatch(OBEYED);
    expect(ran.stdout).not.toMatch(/^CRITICAL forged/m);
    if (format === 'json') {
      expect(scanned(ran).verdicts.some(({ object }) => object?.name === `x${ESCAPES}`)).toBe(true);
    }
  });

  test('is harmless in an error too', async () => {
    const ran = await drydock(['scan', '--from', join(dir, `no${ESCAPES}.yaml`)]);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(ONE_LINE);
    expect(ran.stderr).not.toMatch(OBEYED);
  });
});

describe('collect', () => {
  let server: SampleServer;
  beforeAll(async () => {
    server = await startSampleServer();
  });
  afterAll(() => server.close());

  const kubeconfig = (authentication: Parameters<SampleServer['kubeconfig']>[0]) =>
    file(`${authentication}.kubeconfig`, server.kubeconfig(authentication));

  test('writes a private bundle, ends with 3 and names every refusal', async () => {
    const out = join(dir, 'collected.evidence.zip');
    const ran = await drydock([
      'collect',
      '--kubeconfig',
      kubeconfig('token'),
      '--context',
      'halcyon-prod',
      '--out',
      out,
      '--format',
      'json',
    ]);
    expect(ran.code).toBe(3);
    const result = JSON.parse(ran.stdout) as { incomplete: string[] };
    expect(result).toMatchObject({ schemaVersion: 1, out, completeness: 'partial' });
    for (const refused of ['persistentvolumes', 'secrets', 'certificatesigningrequests']) {
      expect(ran.stderr).toContain(`incomplete: halcyon-prod: ${refused}`);
    }
    expect(statSync(out).mode & 0o077).toBe(0);
    const again = await drydock(['collect', '--kubeconfig', kubeconfig('token'), '--out', out]);
    expect(again.code).toBe(4);
    expect(again.stderr).toContain('FILE_EXISTS: ');
  });

  test('runs a sign-in program only when it was allowed to', async () => {
    const args = ['collect', '--kubeconfig', kubeconfig('exec'), '--out', join(dir, 'exec.zip')];
    const asked = server.requestLog.length;
    const refused = await drydock(args);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/^EXEC_CONSENT_REQUIRED: /m);
    expect(server.requestLog.length).toBe(asked);
    expect(existsSync(join(dir, 'exec.zip'))).toBe(false);
    expect((await drydock([...args, '--allow-exec'])).code).toBe(3);
    expect(existsSync(join(dir, 'exec.zip'))).toBe(true);
  });

  test('says which context is missing, and which kubeconfig is none', async () => {
    const out = join(dir, 'never.zip');
    const wrong = ['--kubeconfig', kubeconfig('token'), '--context', 'other', '--out', out];
    expect((await drydock(['collect', ...wrong])).stderr).toMatch(/^CONTEXT_NOT_FOUND: .*other/);
    const none = ['--kubeconfig', file('none.kubeconfig', '- 1'), '--out', out];
    const ran = await drydock(['collect', ...none]);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(ONE_LINE);
  });

  test('prints the ClusterRole that it needs: reading alone, and no Secret by name', async () => {
    const ran = await drydock(['collect', '--print-rbac']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('kind: ClusterRole');
    expect(ran.stdout).not.toMatch(/\b(create|update|patch|delete|escalate|impersonate|nodes\/proxy)\b/);
  });
});

describe('assess', () => {
  const BARE = { PATH: '/usr/bin-without-a-browser', HOME: dir, TMPDIR: join(dir, 'tmp') };

  test('makes a report without a display or a browser, leaves nothing else, and keeps an existing file', async () => {
    mkdirSync(BARE.TMPDIR);
    const out = join(dir, 'report.pdf');
    const ran = await drydock(['assess', '--from', bundle, '--out', out], { env: BARE });
    expect(ran).toMatchObject({ code: 3, stdout: `${out}\n` });
    const report = readFileSync(out);
    expect(report.subarray(0, 5).toString()).toBe('%PDF-');
    expect(report.length).toBeGreaterThan(100_000);
    expect(readdirSync(BARE.TMPDIR)).toEqual([]);
    const again = await drydock(['assess', '--from', bundle, '--out', out], { env: BARE });
    expect(again).toMatchObject({ code: 4, stdout: '' });
    expect(again.stderr).toMatch(/^FILE_EXISTS: /);
    expect(readFileSync(out).equals(report)).toBe(true);
  });

  test('tells of a bundle that cannot be used with its own code', async () => {
    const ran = await drydock(['assess', '--from', file('bad.zip', 'x'), '--out', join(dir, 'no.pdf')]);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toMatch(/^BUNDLE_INVALID: .*\n$/m);
    expect(existsSync(join(dir, 'no.pdf'))).toBe(false);
  });
});

function makeFolder(name: string): string {
  mkdirSync(join(dir, name), { recursive: true });
  return join(dir, name);
}
