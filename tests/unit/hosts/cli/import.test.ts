import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleServer, startSampleServer } from '../../../../main/sample/server.ts';
import { createStoreApi } from '../../../../main/store/api.ts';
import { closeFile, openFile } from '../../../../main/store/file.ts';
import { createEngagement } from '../../../../main/store/unlock.ts';
import { PROFILE, STAMP } from '../../store/places.ts';
import { drydock, drydockInTerminal } from './run-drydock.ts';

const PASSPHRASE = 'four plain words here';
const dir = mkdtempSync(join(tmpdir(), 'drydock-import-'));
const bundle = join(dir, 'halcyon.evidence.zip');
const sealed = join(dir, 'sealed.evidence.zip.age');
const identity = join(dir, 'identity.txt');
const passphrase = join(dir, 'passphrase');
let sample: SampleServer;

beforeAll(async () => {
  sample = await startSampleServer();
  const kubeconfig = file('kubeconfig', sample.kubeconfig());
  const key = await generateIdentity();
  file('identity.txt', `${key}\n`);
  file('passphrase', `${PASSPHRASE}\nnot this line\n`);
  const collect = ['collect', '--kubeconfig', kubeconfig, '--out'];
  await drydock([...collect, bundle]);
  await drydock([...collect, sealed, '--encrypt-to', await identityToRecipient(key)]);
});
afterAll(async () => {
  await sample.close();
  rmSync(dir, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

async function engagement(): Promise<string> {
  const path = join(mkdtempSync(join(dir, 'engagement-')), 'harbour.drydock');
  (
    await createEngagement({ path, passphrase: PASSPHRASE, profile: PROFILE, isSample: false, stamp: STAMP })
  ).fill(0);
  return path;
}

/** Without what a terminal or this machine would add. */
const env = (more: NodeJS.ProcessEnv = {}) => ({
  PATH: process.env.PATH,
  HOME: dir,
  TMPDIR: tmpdir(),
  ...more,
});

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: registry.example/web:1 }] }
`;

describe('import', () => {
  test('takes bundles, encrypted ones and manifests into one engagement, each under its cluster', async () => {
    const target = await engagement();
    const manifests = file('shop.yaml', POD);
    const args = ['import', target, bundle, sealed, manifests, '--identity', identity, '--format', 'json'];
    const ran = await drydock(args, { env: env({ DRYDOCK_PASSPHRASE: PASSPHRASE }) });
    expect(ran.code).toBe(3);
    const result = JSON.parse(ran.stdout) as { imported: object[] };
    expect(result).toMatchObject({
      schemaVersion: 1,
      engagement: target,
      failed: [],
      imported: [
        { file: bundle, format: 'bundle', cluster: 'halcyon-prod' },
        { file: sealed, format: 'encrypted-bundle', cluster: 'halcyon-prod' },
        { file: manifests, format: 'manifests', cluster: 'shop', objects: 1 },
      ],
    });
    expect(ran.stderr).toContain('incomplete: halcyon-prod: secrets');
    // What was stored is read back as any later command would.
    const again = await drydock(
      ['import', target, manifests, '--cluster', 'renamed', '--passphrase-file', passphrase],
      { env: env() },
    );
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain(`${manifests}: manifests, cluster renamed, 1 object\n`);
  });

  test('takes the results of another tool as findings', async () => {
    const target = await engagement();
    const result = {
      SchemaVersion: 2,
      Trivy: { Version: '0.70.0' },
      ArtifactName: 'halcyon',
      ArtifactType: 'kubernetes',
      ClusterName: 'halcyon-prod',
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
              Misconfigurations: [
                {
                  Type: 'Kubernetes Security Check',
                  ID: 'KSV017',
                  AVDID: 'AVD-KSV-0017',
                  Title: 'Privileged',
                  Description: 'd',
                  Message: 'm',
                  Resolution: 'r',
                  Severity: 'HIGH',
                  Status: 'FAIL',
                },
              ],
            },
          ],
        },
      ],
    };
    const path = file('trivy.json', JSON.stringify(result));
    const args = ['import', target, bundle, path, '--cluster', 'halcyon', '--format', 'json'];
    const ran = await drydock(args, { env: env({ DRYDOCK_PASSPHRASE: PASSPHRASE }) });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      failed: [],
      imported: [
        { format: 'bundle', cluster: 'halcyon' },
        { format: 'trivy', cluster: 'halcyon', snapshotId: null, findings: 1 },
      ],
    });
  });

  test('goes on after a file that cannot be used, and names it', async () => {
    const target = await engagement();
    const broken = file('broken.evidence.zip', 'no zip');
    const ran = await drydock(['import', target, broken, file('pod.yaml', POD)], {
      env: env({ DRYDOCK_PASSPHRASE: PASSPHRASE }),
    });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^BUNDLE_INVALID: \S*broken\.evidence\.zip: /m);
    expect(ran.stdout).toContain('pod.yaml: manifests');
    const alone = await drydock(['import', target, broken], { env: env({ DRYDOCK_PASSPHRASE: PASSPHRASE }) });
    expect(alone).toMatchObject({ code: 4, stdout: '' });
  });

  test('asks for the passphrase in a terminal and shows nothing of it', async () => {
    const target = await engagement();
    const cues = [['Passphrase of', `wrong\\x15${PASSPHRASE}X\\x7f\\r`]] as const;
    const ran = await drydockInTerminal(['import', target, file('pod.yaml', POD)], {
      columns: 200,
      cues,
      env: { DRYDOCK_PASSPHRASE: '' },
    });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('pod.yaml: manifests');
    for (const shown of ['wrong', 'four', 'plain words']) expect(ran.stdout).not.toContain(shown);
    const stopped = await drydockInTerminal(['import', target, bundle], {
      columns: 200,
      cues: [['Passphrase of', '\\x03']],
      env: { DRYDOCK_PASSPHRASE: '' },
    });
    expect(stopped).toMatchObject({ code: 4, stdout: expect.stringContaining('CANCELLED') as string });
  });

  test('without a terminal and without a passphrase is wrong usage; a wrong one changes nothing', async () => {
    const target = await engagement();
    const pod = file('pod.yaml', POD);
    const none = await drydock(['import', target, pod], { env: env() });
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('DRYDOCK_PASSPHRASE');
    const wrong = await drydock(['import', target, pod], {
      env: env({ DRYDOCK_PASSPHRASE: 'something else' }),
    });
    expect(wrong.code).toBe(4);
    expect(wrong.stderr).toMatch(/^ENGAGEMENT_WRONG_PASSPHRASE: /m);
    const lost = await drydock(['import', `${target}.none`, pod], {
      env: env({ DRYDOCK_PASSPHRASE: PASSPHRASE }),
    });
    expect(lost.stderr).toMatch(/^FILE_NOT_FOUND: /m);
    const unread = await drydock(['import', target, pod, '--passphrase-file', join(dir, 'none')], {
      env: env(),
    });
    expect(unread.stderr).toMatch(/^FILE_NOT_READABLE: /m);
  });

  test('leaves nothing behind but in the engagement', async () => {
    const target = await engagement();
    const temporary = mkdtempSync(join(dir, 'tmp-'));
    await drydock(['import', target, file('pod.yaml', POD)], {
      env: env({ DRYDOCK_PASSPHRASE: PASSPHRASE, TMPDIR: temporary }),
    });
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('review', () => {
  test('shows the owner what a bundle holds, in words and as JSON', async () => {
    const ran = await drydock(['review', bundle]);
    expect(ran.code).toBe(0);
    for (const words of [
      'Cluster    halcyon-prod',
      'Values removed before',
      'Missing    halcyon-prod: persistentvolumes is forbidden',
      'named like a password',
      'objects/',
      'manifest.json',
    ]) {
      expect(ran.stdout).toContain(words);
    }
    expect(ran.stdout.includes('\u001b')).toBe(false);
    const json = JSON.parse(
      (await drydock(['review', sealed, '--identity', identity, '--format', 'json'])).stdout,
    ) as object;
    expect(json).toMatchObject({
      schemaVersion: 1,
      encrypted: true,
      manifest: { clusterName: 'halcyon-prod' },
    });
  });

  test('of an encrypted bundle needs the identity', async () => {
    const ran = await drydock(['review', sealed]);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/^BUNDLE_ENCRYPTED: /m);
  });
});

test('an engagement that lost its log is opened only when that is asked for, and copied first', async () => {
  const path = await engagement();
  const unlocked = await openFile(path, { passphrase: PASSPHRASE });
  createStoreApi(unlocked.db, path, () => STAMP.at, unlocked.guard).clusters.create({ name: 'lost' });
  // As a crash leaves it, without the log.
  const crashed = path.replace('harbour', 'crashed');
  for (const side of ['', '-head']) copyFileSync(path + side, crashed + side);
  closeFile(path, unlocked);
  const args = ['import', crashed, bundle, '--passphrase-file', passphrase];
  const refused = await drydock(args, { env: env() });
  expect(refused).toMatchObject({ code: 4, stdout: '' });
  expect(refused.stderr).toMatch(/With --open-incomplete.*ENGAGEMENT_INCOMPLETE/s);
  const opened = await drydock([...args, '--open-incomplete'], { env: env() });
  expect(opened.stderr).toMatch(/are missing.*The intact part is opened, as requested\./s);
  expect(opened.stdout).toContain('halcyon.evidence.zip');
  expect(readdirSync(join(crashed, '..'))).toContain('crashed.drydock.incomplete-1');
});
