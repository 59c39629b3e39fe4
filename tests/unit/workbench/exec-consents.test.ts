import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { finished } from '../../../main/hosts/cli/work/assess.ts';
import { type SampleServer, startSampleServer } from '../../../main/sample/server.ts';
import { fromCrossing } from '../../../main/workbench/errors.ts';
import { directClient, type WorkbenchClient } from '../../../main/workbench/serve.ts';
import { createWorkbench } from '../../../main/workbench/workbench.ts';

let dir: string;
let sample: SampleServer;
let client: WorkbenchClient;
let close: () => Promise<void>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'drydock-consents-'));
  sample = await startSampleServer();
  const workbench = await createWorkbench({
    kind: 'cli',
    homeDir: dir,
    keychain: null,
    pickFiles: async () => null,
    uploadedFile: () => null,
    saveFile: async () => ({ kind: 'cancelled' }),
  });
  client = directClient(workbench);
  close = () => workbench.close();
});
afterEach(async () => {
  await close();
  await sample.close();
  rmSync(dir, { recursive: true, force: true });
});

async function openEngagement(fileName: string) {
  await client.engagements.create({
    fileName,
    passphrase: 'four plain words here',
    profile: { name: fileName, target: 'Halcyon' },
  });
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  await client.authorisations.record({
    grantedBy: 'The owner',
    role: 'Head of platform',
    clusters: ['halcyon-prod'],
    scope: 'Read-only',
    validFrom: day(-1),
    validUntil: day(1),
    reference: '',
  });
}

function kubeconfig(value = 'yes') {
  const config = parse(sample.kubeconfig('exec')) as {
    users: { user: { exec: { env: { value: string }[] } } }[];
  };
  const [variable] = config.users[0]?.user.exec.env ?? [];
  if (variable !== undefined) variable.value = value;
  const path = join(dir, `${value}.kubeconfig`);
  writeFileSync(path, stringify(config, { version: '1.1' }));
  return { path };
}

const start = (file: { path: string }, allowExec: string[]) =>
  client.collect.start({
    files: [file],
    targets: [{ context: 'halcyon-prod', clusterId: null, clusterName: 'halcyon-prod' }],
    allowExec,
  });
const ask = (file: { path: string }, allowExec: string[]) =>
  client.collect.preflight({
    files: [file],
    context: 'halcyon-prod',
    clusterName: 'halcyon-prod',
    allowExec,
    namespaces: ['default'],
  });
const fingerprint = async (file: { path: string }) =>
  (await client.collect.inspect({ files: [file] })).contexts[0]?.exec?.fingerprint ?? '';
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => '',
    (error: unknown) => (fromCrossing(error) as { code: string }).code,
  );

test('consent to a sign-in program is asked for once in an engagement, and remembered with who and when', async () => {
  await openEngagement('first');
  const file = kubeconfig();
  const agreed = await fingerprint(file);
  expect(await client.collect.consents()).toEqual([]);
  expect(await codeOf(ask(file, []))).toBe('EXEC_CONSENT_REQUIRED');
  expect(sample.requestLog).toEqual([]);
  // Something else that was agreed to is not this.
  expect(await codeOf(ask(file, ['0'.repeat(64)]))).toBe('EXEC_CONSENT_REQUIRED');
  expect(await client.collect.consents()).toEqual([]);

  expect((await ask(file, [agreed])).rows.length).toBeGreaterThan(10);
  expect(await client.collect.consents()).toEqual([agreed]);
  expect(await fingerprint(file)).toBe(agreed);
  const { jobIds } = await start(file, []);
  expect((await finished(client, jobIds[0] ?? '')).result?.snapshotId).toBeDefined();

  const { rows, intact } = await client.engagements.journal({ offset: 0, limit: 100 });
  expect(intact).toBe(true);
  const entries = rows.filter(({ action }) => action === 'exec.agree');
  expect(entries).toMatchObject([{ subject: agreed, author: 'Assessor' }]);
  expect(entries[0]?.detail).toContain('DRYDOCK_SAMPLE');
  // Neither the value of a variable nor an argument is written down.
  expect(entries[0]?.detail).not.toMatch(/yes|exec-token/);

  await client.engagements.lock();
  await client.engagements.open({
    file: join(dir, 'first.drydock'),
    passphrase: 'four plain words here',
    rememberKey: false,
  });
  expect(await client.collect.consents()).toEqual([agreed]);
  expect(await fingerprint(file)).toBe(agreed);
});

test('a change of the program, and another engagement, ask again', async () => {
  await openEngagement('first');
  const agreed = await fingerprint(kubeconfig());
  await ask(kubeconfig(), [agreed]);
  const changed = kubeconfig('no');
  expect(await fingerprint(changed)).not.toBe(agreed);
  const { jobIds } = await start(changed, [agreed]);
  await expect(finished(client, jobIds[0] ?? '')).rejects.toMatchObject({ code: 'EXEC_CONSENT_REQUIRED' });
  expect(await codeOf(ask(changed, []))).toBe('EXEC_CONSENT_REQUIRED');

  await openEngagement('second');
  expect(await client.collect.consents()).toEqual([]);
  expect(await fingerprint(kubeconfig())).not.toBe(agreed);
  expect(await codeOf(ask(kubeconfig(), [agreed]))).toBe('EXEC_CONSENT_REQUIRED');
});
