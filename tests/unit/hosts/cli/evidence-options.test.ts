/** Every command that reads evidence takes it alike, and ends alike. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createBundleSink } from '../../../../main/evidence/bundle-write.ts';
import { readEvidence } from '../../../../main/evidence/read.ts';
import { createEngagement } from '../../../../main/store/unlock.ts';
import { copyEvidence } from '../../../../main/workbench/evidence-flow.ts';
import { newProfile } from '../../../../main/workbench/new-profile.ts';
import { Verdict } from '../../../../shared/verdict.ts';
import { drydock } from './run-drydock.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-evidence-'));
const manifests = join(dir, 'sample', 'manifests');
const bundle = join(dir, 'sample', 'sample.evidence.zip');
const sealed = join(dir, 'sealed.evidence.zip.age');
const identity = join(dir, 'identity.txt');
const engagement = join(dir, 'halcyon.drydock');
const passphraseFile = join(dir, 'passphrase.txt');
const PASSPHRASE = 'a passphrase for the test';
/** No variable helps: whatever is known comes by an option. */
const env = { ...process.env, DRYDOCK_PASSPHRASE: undefined };
let snapshotId = '';

beforeAll(async () => {
  await drydock(['sample', '--out', join(dir, 'sample')]);
  const secret = await generateIdentity();
  writeFileSync(identity, `${secret}\n`);
  writeFileSync(passphraseFile, `${PASSPHRASE}\n`);
  const [evidence] = await readEvidence([bundle]);
  if (evidence === undefined) throw new Error('no evidence');
  await copyEvidence(
    evidence,
    await createBundleSink({ path: sealed, encryptTo: [await identityToRecipient(secret)] }),
    { signal: new AbortController().signal, onProgress: () => undefined, label: '' },
  );
  await evidence.close();
  const key = await createEngagement({
    path: engagement,
    passphrase: PASSPHRASE,
    profile: newProfile({ name: 'halcyon', target: 'halcyon' }),
    isSample: false,
    stamp: { author: 'tester', at: '2026-01-01T00:00:00.000Z' },
  });
  key.fill(0);
  const imported = await drydock(
    ['import', engagement, bundle, '--passphrase-file', passphraseFile, '--format', 'json'],
    { env },
  );
  snapshotId =
    (JSON.parse(imported.stdout) as { imported: { snapshotId: string }[] }).imported[0]?.snapshotId ?? '';
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const Subject = z.strictObject({
  kind: z.enum(['User', 'Group', 'ServiceAccount']),
  namespace: z.string().nullable(),
  name: z.string(),
});
const Via = { binding: z.string(), role: z.string(), namespace: z.string().nullable() };
const Rules = z.array(
  z.strictObject({
    verbs: z.array(z.string()),
    apiGroups: z.array(z.string()).optional(),
    resources: z.array(z.string()).optional(),
    resourceNames: z.array(z.string()).optional(),
    nonResourceURLs: z.array(z.string()).optional(),
  }),
);
const ScanShape = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('drydock'), version: z.string() }),
  verdicts: z.array(Verdict).min(1),
  summary: z.looseObject({ controls: z.int() }),
});
const PodSecurityShape = z
  .array(
    z.strictObject({
      source: z.string().nullable(),
      object: z.strictObject({
        apiVersion: z.string(),
        kind: z.string(),
        namespace: z.string().nullable(),
        name: z.string(),
      }),
      level: z.literal('baseline'),
      version: z.string().regex(/^v1\.\d+$/),
      allowed: z.boolean().nullable(),
      violations: z.array(z.strictObject({ check: z.string(), message: z.string() })),
      unknown: z.array(z.strictObject({ check: z.string(), path: z.string() })).optional(),
    }),
  )
  .min(1);
const ReachShape = z
  .array(z.strictObject({ src: z.string(), dst: z.string(), connections: z.string().min(1) }))
  .min(1);

/** Each command, the JSON that it gives exactly, and how it ends on the sample's bundle, of which some was refused. */
const COMMANDS: readonly (readonly [args: readonly string[], shape: z.ZodType, code: number])[] = [
  [['scan', '--family', 'rbac'], ScanShape, 3],
  [['pod-security', '--level', 'baseline'], PodSecurityShape, 3],
  [
    ['who-can', 'get', 'secrets'],
    z.array(z.strictObject({ subject: Subject, via: z.array(z.strictObject(Via)).min(1) })).min(1),
    0,
  ],
  [
    ['what-can', 'Group:system:masters'],
    z.array(z.strictObject({ ...Via, as: Subject, rules: Rules.nullable() })).min(1),
    0,
  ],
  [['reach', '--dst', 'platform/policy-controller'], ReachShape, 3],
];

/** The sample's manifests as one text, as a pipe brings them. */
function piped(): string {
  const files = readdirSync(manifests, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  return files
    .toSorted()
    .map((name) => readFileSync(join(manifests, name), 'utf8'))
    .join('\n---\n');
}
/** Where a document lies is the one thing in which a pipe differs from a directory. */
const withoutSource = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner: unknown) => (key === 'source' ? null : inner)) as unknown;

describe.each(COMMANDS)('%j', (args, shape, code) => {
  const run = (from: readonly string[], stdin = '') =>
    drydock([...args, '--format', 'json', '--from', ...from], { env, stdin });

  test('answers alike from a bundle, a sealed one and an engagement', async () => {
    const direct = await run([bundle]);
    expect(direct.code).toBe(code);
    shape.parse(JSON.parse(direct.stdout));
    const unsealed = await run([sealed, '--identity', identity]);
    const stored = await run([engagement, '--snapshot', snapshotId, '--passphrase-file', passphraseFile]);
    for (const other of [unsealed, stored]) expect(other).toEqual(direct);
  });

  test('answers alike from a directory and from standard input', async () => {
    const directory = await run([manifests]);
    const shown = shape.parse(JSON.parse(directory.stdout));
    const input = await run(['-'], piped());
    expect(input.code).toBe(directory.code);
    if (args[0] === 'scan')
      return expect(ScanShape.parse(JSON.parse(input.stdout)).verdicts.length).toBe(
        ScanShape.parse(shown).verdicts.length,
      );
    expect(sorted(JSON.parse(input.stdout))).toEqual(sorted(shown));
  });

  test('says what is wrong with the evidence with the same codes', async () => {
    expect(await run([engagement])).toMatchObject({ code: 2, stdout: '' });
    expect((await run([manifests, '--snapshot', 'other'])).stderr).toMatch(/^INVALID_INPUT: /);
  });
});

const sorted = (value: unknown) =>
  (withoutSource(value) as unknown[]).map((one) => JSON.stringify(one)).toSorted();

describe('an engagement', () => {
  const scan = (...more: readonly string[]) =>
    drydock(
      ['scan', '--from', engagement, '--passphrase-file', ...more, '--family', 'rbac', '--format', 'json'],
      { env },
    );

  test('gives the newest snapshot when none is named', async () => {
    const newest = await scan(passphraseFile);
    expect(newest).toEqual(await scan(passphraseFile, '--snapshot', snapshotId));
  });

  test('opens with its own passphrase alone, and says which snapshot is not there', async () => {
    const wrong = join(dir, 'wrong.txt');
    writeFileSync(wrong, 'not the passphrase\n');
    const refused = await scan(wrong);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/^ENGAGEMENT_WRONG_PASSPHRASE: /);
    const none = await scan(passphraseFile, '--snapshot', 'other');
    expect(none).toMatchObject({ code: 4, stdout: '' });
    expect(none.stderr).toMatch(/^NOT_FOUND: Snapshot other /);
  });
});

test('a sealed bundle needs its identity', async () => {
  const closed = await drydock(['reach', '--from', sealed]);
  expect(closed).toMatchObject({ code: 4, stdout: '' });
  expect(closed.stderr).toMatch(/^BUNDLE_ENCRYPTED: .*--identity FILE/);
});

test('a version is read by one rule', async () => {
  for (const command of ['scan', 'pod-security']) {
    for (const version of ['latest', '2.1', '1.37.x', 'v1.32.9 and more']) {
      const ran = await drydock([command, '--from', manifests, '--kube-version', version]);
      expect([command, version, ran.code, ran.stdout]).toEqual([command, version, 2, '']);
      expect(ran.stderr).toContain('It is not a version such as v1.37.');
    }
  }
});

test('what kubectl takes for true is true', async () => {
  const pod = (value: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, securityContext: {privileged: ${value}}}]}\n`;
  const allowed = async (value: string) => {
    const args = ['pod-security', '--from', '-', '--level', 'baseline', '--format', 'json'];
    const { stdout } = await drydock(args, { stdin: pod(value) });
    return (JSON.parse(stdout) as { allowed: boolean | null }[])[0]?.allowed;
  };
  expect(await allowed('yes')).toBe(false);
  expect(await allowed('Off')).toBe(true);
  expect(await allowed('"yes"')).toBeNull();
});

describe('assess', () => {
  const home = join(dir, 'tmp');
  const assess = (out: string, from: readonly string[], stdin = '') =>
    drydock(['assess', '--out', join(dir, out), '--from', ...from], { env: { ...env, TMPDIR: home }, stdin });

  test('takes engagements and standard input too, and leaves nothing behind', async () => {
    mkdirSync(home);
    const stored = await assess(
      'stored.pdf',
      [engagement, '-', '--passphrase-file', passphraseFile],
      piped(),
    );
    expect(stored).toMatchObject({ code: 3, stdout: `${join(dir, 'stored.pdf')}\n` });
    expect(stored.stderr).toContain('incomplete: halcyon-prod: persistentvolumes is forbidden');
    expect(readFileSync(join(dir, 'stored.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await assess('none.pdf', [engagement])).toMatchObject({ code: 2, stdout: '' });
    expect((await assess('none.pdf', [bundle, '--snapshot', 'other'])).stderr).toMatch(/^INVALID_INPUT: /m);
    expect(existsSync(join(dir, 'none.pdf'))).toBe(false);
    expect(readdirSync(home)).toEqual([]);
  });
});
