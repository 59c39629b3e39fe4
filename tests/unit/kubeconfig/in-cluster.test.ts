import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../../main/kubeconfig/connection.ts';
import { inClusterKubeconfig } from '../../../main/kubeconfig/in-cluster.ts';
import { createAuthority } from '../../../main/sample/certificates.ts';

test('the account of a pod is used as it is mounted, and its token read again every minute', async () => {
  const mount = mkdtempSync(join(tmpdir(), 'drydock-mount-'));
  onTestFinished(() => rmSync(mount, { recursive: true, force: true }));
  const environment = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '6443' };
  expect(inClusterKubeconfig(environment, mount)).toBeNull();
  const { certificatePem } = await createAuthority('cluster-ca');
  writeFileSync(join(mount, 'ca.crt'), certificatePem);
  // As the kubelet does it: the name is a link that is turned to the next token.
  writeFileSync(join(mount, 'one'), 'first\n');
  writeFileSync(join(mount, 'two'), 'second');
  symlinkSync('one', join(mount, 'token'));
  expect(inClusterKubeconfig({}, mount)).toBeNull();

  const source = inClusterKubeconfig(environment, mount);
  if (source === null) throw new Error('no account');
  let nowMs = 0;
  const connection = await openConnection({
    kubeconfigs: [source],
    context: null,
    allowExec: [],
    environment,
    nowMs: () => nowMs,
  });
  expect(connection.server).toBe('https://10.96.0.1:6443');
  expect(connection.tls.ca).toBe(certificatePem.trim());
  const authorization = async () => (await connection.credentials.current()).authorization;
  expect(await authorization()).toBe('Bearer first');
  unlinkSync(join(mount, 'token'));
  symlinkSync('two', join(mount, 'token'));
  nowMs = 59_999;
  expect(await authorization()).toBe('Bearer first');
  nowMs = 60_000;
  expect(await authorization()).toBe('Bearer second');
  // A moment without the file costs nothing: the last token stays in use.
  unlinkSync(join(mount, 'token'));
  nowMs = 180_000;
  expect(await authorization()).toBe('Bearer second');
  expect(await connection.credentials.refresh()).toBe(false);
});

test.each([
  [{ KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }, 'https://[fd00::1]:443'],
  [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'https://10.0.0.1:443'],
])('with %j the server is %s', (environment, server) => {
  const mount = mkdtempSync(join(tmpdir(), 'drydock-mount-'));
  onTestFinished(() => rmSync(mount, { recursive: true, force: true }));
  writeFileSync(join(mount, 'token'), 'a');
  expect(inClusterKubeconfig(environment, mount)?.text).toContain(JSON.stringify(server));
});
