/** The whole way as people walk it, on a real API server: collect, hand over, import, export. No planted word anywhere. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { closeFile, openFile } from '../../main/store/file.ts';
import { createEngagement } from '../../main/store/unlock.ts';
import { newProfile } from '../../main/workbench/new-profile.ts';
import { unzipped } from '../fixtures/main-job/unzipped.ts';
import { drydock, type Ran } from '../unit/hosts/cli/run-drydock.ts';
import { manifestsOf } from './seed.ts';

const PASSPHRASE = 'a sentence of six plain words';
const plane = inject('newest');
const root = mkdtempSync(join(tmpdir(), 'drydock-product-'));
const place = (name: string) => join(root, name);
const [home, temporary, out] = ['home', 'tmp', 'out'].map(place) as [string, string, string];
const env = {
  ...process.env,
  HOME: home,
  TMPDIR: temporary,
  XDG_CACHE_HOME: join(home, 'cache'),
  DRYDOCK_HOME: home,
  DRYDOCK_PASSPHRASE: PASSPHRASE,
};
let collected: Ran;
let sealed: Ran;
let identity: string;

beforeAll(async () => {
  for (const folder of [home, temporary, out]) mkdirSync(folder);
  identity = await generateIdentity();
  writeFileSync(place('identity.txt'), `# kept by the consultant\n${identity}\n`);
  const kubeconfig = plane.kubeconfigs['collector'] ?? '';
  collected = await drydock(
    ['collect', '--kubeconfig', kubeconfig, '--out', join(out, 'real.evidence.zip')],
    { env },
  );
  sealed = await drydock(
    [
      'collect',
      `--kubeconfig=${kubeconfig}`,
      '--format=json',
      `--out=${join(out, 'sealed.evidence.zip')}`,
      `--encrypt-to=${await identityToRecipient(identity)}`,
    ],
    { env },
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Every planted word of the manifests, and how the generator's begin; each in clear and as Kubernetes encodes it. */
const PLANTED = [
  ...new Set(
    manifestsOf('canaries.yaml').flatMap((object) => JSON.stringify(object).match(/CANARY-[a-z-]+/g) ?? []),
  ),
  'CANARY-generated',
  'CANARY-secret-crt',
  'CANARY-config-binary',
].flatMap((word) => [
  word,
  Buffer.from(word)
    .toString('base64')
    .replace(/.{0,2}=*$/, ''),
]);

const found = (bytes: Buffer | string): string[] => PLANTED.filter((word) => bytes.includes(word));
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());

test('the command collects, says what it could not have, and ends with its own status for that', () => {
  expect(collected.code).toBe(3);
  expect(collected.stdout.trim()).toContain('real.evidence.zip');
  expect(collected.stderr).toContain('broken.example.test');
  expect(sealed.code).toBe(3);
  expect(JSON.parse(sealed.stdout)).toMatchObject({ schemaVersion: 1, completeness: 'partial' });
});

test('no planted word is in the bundle, in what was said, or in any file that was left', async () => {
  expect(PLANTED.length).toBeGreaterThan(60);
  const bundle = await unzipped(join(out, 'real.evidence.zip'));
  expect(bundle).toContain('checkout');
  expect(found(bundle)).toEqual([]);
  expect(found(collected.stdout + collected.stderr + sealed.stdout + sealed.stderr)).toEqual([]);
  for (const file of [...filesBelow(home), ...filesBelow(temporary), ...filesBelow(out)]) {
    expect({ file, found: found(readFileSync(file)) }).toEqual({ file, found: [] });
  }
});

test('the bundle’s listing reads well in a zip viewer', () => {
  const listing = execFileSync('unzip', ['-l', join(out, 'real.evidence.zip')]).toString();
  for (const name of [
    'README.txt',
    'manifest.json',
    'collection-log.ndjson',
    'objects/core_v1_pods.ndjson',
  ]) {
    expect(listing).toContain(name);
  }
  expect(listing).not.toMatch(/\s0\s+\d{4}-\d{2}-\d{2} .*objects\/core_v1_pods/);
  expect(execFileSync('unzip', ['-tq', join(out, 'real.evidence.zip')]).toString()).toContain('No errors');
});

test('the sealed bundle shows nothing of the cluster, and opens with its identity alone', async () => {
  const bytes = readFileSync(join(out, 'sealed.evidence.zip'));
  for (const word of ['checkout', 'manifest.json', 'objects/', 'PK\u0003\u0004'])
    expect(bytes.includes(word)).toBe(false);
  const without = await drydock(['review', join(out, 'sealed.evidence.zip')], { env });
  expect(without.code).toBe(4);
  expect(without.stderr).toContain('BUNDLE_ENCRYPTED');
  const stranger = place('stranger.txt');
  writeFileSync(stranger, `${await generateIdentity()}\n`);
  const wrong = await drydock(['review', join(out, 'sealed.evidence.zip'), '--identity', stranger], { env });
  expect(wrong.stderr).toContain('IDENTITY_WRONG');
  const right = await drydock(
    ['review', join(out, 'sealed.evidence.zip'), '--identity', place('identity.txt')],
    { env },
  );
  expect({ code: right.code, stderr: right.stderr }).toMatchObject({ code: 0 });
  expect(right.stdout).toContain('pods');
  expect(found(right.stdout + right.stderr)).toEqual([]);
});

test('a sealed, partial bundle is completed with its identity, and scanned and assessed with it', async () => {
  const sealedBundle = join(out, 'sealed.evidence.zip');
  const again = await drydock(
    [
      'collect',
      `--kubeconfig=${plane.kubeconfigs['auditor']}`,
      `--resume=${sealedBundle}`,
      `--identity=${place('identity.txt')}`,
      `--out=${join(out, 'again.evidence.zip')}`,
      '--format=json',
    ],
    { env },
  );
  const result = JSON.parse(again.stdout) as { notes: string[]; requests: number };
  expect(result.notes).toContainEqual(expect.stringMatching(/^(1 kind was|[\d,]+ kinds were) taken over/));
  expect(result.requests).toBeLessThan(30);
  const closed = await drydock(['scan', '--from', sealedBundle], { env });
  expect(closed.stderr).toContain('BUNDLE_ENCRYPTED');
  const scanned = await drydock(
    ['scan', '--from', sealedBundle, `--identity=${place('identity.txt')}`, '--format=json'],
    { env },
  );
  expect((JSON.parse(scanned.stdout) as { verdicts: unknown[] }).verdicts.length).toBeGreaterThan(100);
  expect(found(scanned.stdout + scanned.stderr + again.stdout + again.stderr)).toEqual([]);
});

test('imported, no planted word is in the engagement', async () => {
  const engagement = join(home, 'halcyon.drydock');
  await createEngagement({
    path: engagement,
    passphrase: PASSPHRASE,
    profile: newProfile({ name: 'Real', target: 'Real' }),
    isSample: false,
    stamp: { author: 'A', at: '2026-11-24T00:00:00.000Z' },
  });
  const imported = await drydock(
    [
      'import',
      '--cluster=real',
      `--identity=${place('identity.txt')}`,
      engagement,
      join(out, 'real.evidence.zip'),
      join(out, 'sealed.evidence.zip'),
    ],
    { env },
  );
  expect({ code: imported.code, stderr: imported.stderr }).toMatchObject({ code: 0 });
  const opened = await openFile(engagement, { passphrase: PASSPHRASE });
  try {
    const tables = opened.db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .pluck()
      .all() as string[];
    const everything = Buffer.concat(
      tables.flatMap((table) =>
        (opened.db.prepare(`SELECT * FROM "${table}"`).raw().all() as unknown[][]).flatMap((row) =>
          row.map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(`${String(value)}\n`))),
        ),
      ),
    );
    expect(everything.includes('checkout')).toBe(true);
    expect(found(everything)).toEqual([]);
    const hashes = opened.db
      .prepare("SELECT manifest ->> 'evidenceSha256' FROM snapshot")
      .pluck()
      .all() as string[];
    expect(hashes).toHaveLength(2);
  } finally {
    closeFile(engagement, opened);
  }
  for (const file of [...filesBelow(home), ...filesBelow(temporary)]) {
    expect({ file, found: found(readFileSync(file)) }).toEqual({ file, found: [] });
  }
});
