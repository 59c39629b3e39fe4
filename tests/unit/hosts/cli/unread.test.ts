/** What was not read is named on standard error, beside a whole answer, and nothing of the runtime stands there. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { drydock } from './run-drydock.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-unread-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const repository = join(dir, 'repository');
mkdirSync(join(repository, 'templates'), { recursive: true });
writeFileSync(join(repository, 'values.yaml'), 'image: x\n');
writeFileSync(
  join(repository, 'templates', 'map.yaml'),
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {{ .Values.meta }}\n',
);
writeFileSync(
  join(repository, 'pod.yaml'),
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: e/x:1, securityContext: {privileged: true}}]}\n',
);

test('a scan judges the rest, ends with 3 and names each file', async () => {
  const ran = await drydock([
    'scan',
    '--from',
    repository,
    '--control',
    'pod/privileged-container',
    '--format',
    'json',
  ]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain('templates/map.yaml');
  expect(ran.stderr).toContain('values.yaml (the values of a Helm chart)');
  expect(ran.stderr).not.toMatch(/\(node:|--trace-warnings/);
  const result = JSON.parse(ran.stdout) as { verdicts: object[]; summary: { unread: object[] } };
  expect(result.verdicts).toMatchObject([
    { verdict: 'fail', object: { name: 'a' } },
    // What was not read may hold more.
    { verdict: 'unknown', object: null },
  ]);
  expect(result.summary.unread).toMatchObject([
    { what: 'template', reason: 'a Helm template' },
    { what: 'other', reason: 'the values of a Helm chart' },
  ]);
});

test('import makes the engagement that it imports into, and none for files that hold nothing', async () => {
  const env = { ...process.env, DRYDOCK_PASSPHRASE: 'four plain words here' };
  const made = join(dir, 'made.drydock');
  const ran = await drydock(
    ['import', made, repository, '--create', '--target', 'Halcyon', '--format', 'json'],
    { env },
  );
  expect(ran.code).toBe(3);
  expect(existsSync(made)).toBe(true);
  expect((JSON.parse(ran.stdout) as { unread: object[] }).unread).toHaveLength(2);
  const again = await drydock(['import', made, repository, '--create'], { env });
  expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining('FILE_EXISTS') as string });
  const none = join(dir, 'none.drydock');
  const failed = await drydock(['import', none, join(repository, 'values.yaml'), '--create'], { env });
  expect([failed.code, existsSync(none)]).toEqual([4, false]);
});
