/** A disk that is full while a file is handed over: said in plain words, with what to do. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeFileList } from '../../build/renderer.ts';
import { startLoopback } from '../../main/hosts/loopback/server.ts';
import { createWorkbench } from '../../main/workbench/workbench.ts';

const canMount = (() => {
  try {
    return (
      process.getuid?.() === 0 && execFileSync('unshare', ['-m', 'true'], { stdio: 'pipe' }).length === 0
    );
  } catch {
    return false;
  }
})();

async function hostOn(homeDir: string, distDir: string) {
  mkdirSync(join(distDir, 'renderer'), { recursive: true });
  writeFileSync(join(distDir, 'renderer', 'index.html'), 'page');
  writeFileList(join(distDir, 'renderer'), join(distDir, 'renderer-files.json'));
  const host = await startLoopback({
    port: 0,
    homeDir,
    distDir,
    createWorkbench: (capabilities) => createWorkbench(capabilities),
  });
  onTestFinished(() => host.close());
  const base = `http://127.0.0.1:${host.port}`;
  const token = new URL(host.startUrl()).hash.replace('#token=', '');
  const headers = { Origin: base };
  const session = await fetch(`${base}/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token }),
  });
  const { secret } = (await session.json()) as { secret: string };
  return async (name: string, purpose: string, body: Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(`${base}/upload?purpose=${purpose}&name=${name}`, {
      method: 'PUT',
      headers: { ...headers, 'x-drydock-secret': secret },
      body,
    });
    return { status: answer.status, said: (await answer.json()) as unknown };
  };
}

test.runIf(canMount)('a full disk is said as what it is, and nothing of the file stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-upload-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const homeDir = join(root, 'home');
  mkdirSync(homeDir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', homeDir], { stdio: 'pipe' });
  onTestFinished(() => void execFileSync('umount', ['-l', homeDir]));
  const put = await hostOn(homeDir, join(root, 'dist'));
  expect(await put('big.evidence.zip', 'evidence', new Uint8Array(8_000_000))).toEqual({
    status: 507,
    said: {
      code: 'UPLOAD_NOT_KEPT',
      message: 'big.evidence.zip could not be uploaded: the disk is full.',
      remedy: 'Free some space on the disk where Drydock runs, then upload it again.',
    },
  });
  expect(readdirSync(join(homeDir, 'uploads'))).toEqual([]);
  expect((await put('small.zip', 'evidence', new Uint8Array(1_000))).status).toBe(200);
});

test('a folder that cannot be written, and a file that is too large, are told apart', async () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-upload-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const put = await hostOn(join(root, 'home'), join(root, 'dist'));
  expect(await put('config', 'kubeconfig', new Uint8Array(5_000_000))).toMatchObject({
    status: 413,
    said: { code: 'UPLOAD_TOO_LARGE', message: 'config could not be uploaded: it is too large.' },
  });
  writeFileSync(join(root, 'home', 'uploads'), 'in the way');
  expect(await put('one.zip', 'evidence', new Uint8Array(10))).toMatchObject({
    status: 507,
    said: { code: 'UPLOAD_NOT_KEPT' },
  });
});
