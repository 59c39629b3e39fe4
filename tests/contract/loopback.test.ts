/** The loopback host's own rules. SECURITY S-29 */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { writeFileList } from '../../build/renderer.ts';
import { type LoopbackHost, startLoopback } from '../../main/hosts/loopback/server.ts';
import { createWorkbench } from '../../main/workbench/workbench.ts';

describe('S-29 loopback', () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-loopback-'));
  let host: LoopbackHost;
  let base: string;

  beforeAll(async () => {
    const distDir = join(root, 'dist');
    mkdirSync(join(distDir, 'renderer'), { recursive: true });
    writeFileSync(join(distDir, 'renderer', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
    writeFileSync(join(distDir, 'secret.txt'), 'not listed');
    writeFileList(join(distDir, 'renderer'), join(distDir, 'renderer-files.json'));
    host = await startLoopback({
      port: 0,
      homeDir: join(root, 'home'),
      distDir,
      createWorkbench: (capabilities) => createWorkbench(capabilities),
    });
    base = `http://127.0.0.1:${host.port}`;
  });

  afterAll(async () => {
    await host.close();
    rmSync(root, { recursive: true, force: true });
  });

  const exchange = (token: string, headers: Record<string, string> = { Origin: base }) =>
    ask('POST', '/session', headers, JSON.stringify({ token }));
  const tokenOf = () => new URL(host.startUrl()).hash.replace('#token=', '');

  test('the page carries the policy and a nonce of its own', async () => {
    const [first, second] = [await ask('GET', '/'), await ask('GET', '/')];
    expect(first.headers['content-security-policy']).toContain("default-src 'none'");
    expect(first.headers['x-content-type-options']).toBe('nosniff');
    expect(first.body).not.toContain('__CSP_NONCE__');
    expect(first.body).not.toBe(second.body);
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/secret.txt',
    '/..%2fsecret.txt',
    '/renderer-files.json',
  ])('serves only listed files, not %s', async (path) => {
    expect((await ask('GET', path)).status).toBe(404);
  });

  test('a foreign Host is refused, whatever it asks', async () => {
    expect((await ask('GET', '/', { Host: 'evil.example' })).status).toBe(421);
    expect((await ask('GET', '/', { Host: `evil.example:${host.port}` })).status).toBe(421);
    expect((await ask('GET', '/', { Host: 'localhost:9000' })).status).toBe(200);
  });

  test('a token works once, from the same origin only', async () => {
    const token = tokenOf();
    expect((await exchange(token, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await exchange(token, {})).status).toBe(403);
    expect((await exchange(token)).status).toBe(200);
    expect((await exchange(token)).status).toBe(401);
    expect((await exchange('guess')).status).toBe(401);
  });

  test('a socket without the secret is closed, one with it is served', async () => {
    const { secret } = JSON.parse((await exchange(tokenOf())).body) as { secret: string };
    expect(await firstOf(`ws://127.0.0.1:${host.port}/rpc`, base, JSON.stringify({ secret: 'wrong' }))).toBe(
      'closed 4401',
    );
    expect(await firstOf(`ws://127.0.0.1:${host.port}/rpc`, base, 'not json')).toBe('closed 4401');
    expect(
      await firstOf(`ws://127.0.0.1:${host.port}/rpc`, 'https://evil.example', JSON.stringify({ secret })),
    ).toBe('refused');
    expect(await firstOf(`ws://127.0.0.1:${host.port}/rpc`, base, JSON.stringify({ secret }))).toBe(
      '{"ready":true}',
    );
  });

  test('an upload needs the secret and is bounded', async () => {
    const { secret } = JSON.parse((await exchange(tokenOf())).body) as { secret: string };
    const put = (headers: Record<string, string>, body: string) =>
      ask('PUT', '/upload?purpose=kubeconfig&name=config', { Origin: base, ...headers }, body);
    expect((await put({}, 'x')).status).toBe(401);
    for (const wrong of ['wrong', '', secret.slice(0, -1), `${secret}x`, tokenOf()])
      expect((await put({ 'x-drydock-secret': wrong }, 'x')).status).toBe(401);
    expect((await put({ 'x-drydock-secret': secret }, 'apiVersion: v1')).status).toBe(200);
    expect((await put({ 'x-drydock-secret': secret }, 'x'.repeat(5 * 1024 * 1024))).status).toBe(413);
  });

  function ask(method: string, path: string, headers: Record<string, string> = {}, body = '') {
    return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
      (resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port: host.port, method, path, headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      },
    );
  }
});

function firstOf(url: string, origin: string, message: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { origin });
    socket.on('open', () => socket.send(message));
    socket.on('message', (data) => {
      resolve((data as Buffer).toString('utf8'));
      socket.terminate();
    });
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('error', () => resolve('refused'));
  });
}

describe('S-29 a page that outlives its host', () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-loopback-again-'));
  const distDir = join(root, 'dist');
  const homeDir = join(root, 'home');
  mkdirSync(join(distDir, 'renderer'), { recursive: true });
  writeFileSync(join(distDir, 'renderer', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileList(join(distDir, 'renderer'), join(distDir, 'renderer-files.json'));
  const start = (port = 0) =>
    startLoopback({
      port,
      homeDir,
      distDir,
      createWorkbench: (capabilities) => createWorkbench(capabilities),
    });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const Welcome = z.object({
    ready: z.literal(true),
    port: z.int(),
    key: z.string(),
    secret: z.string().optional(),
  });

  /** Signs in as a page does, from a start address. */
  async function open(host: LoopbackHost) {
    const base = `http://127.0.0.1:${host.port}`;
    const token = new URL(host.startUrl()).hash.replace('#token=', '');
    const response = await fetch(`${base}/session`, {
      method: 'POST',
      headers: { Origin: base },
      body: JSON.stringify({ token }),
    });
    const { secret } = z.object({ secret: z.string() }).parse(await response.json());
    return { secret, ...Welcome.parse(JSON.parse(await say(host, { secret, key: 'none' }))) };
  }

  const say = (host: LoopbackHost, message: unknown) =>
    firstMessage(`ws://127.0.0.1:${host.port}/rpc`, `http://127.0.0.1:${host.port}`, JSON.stringify(message));

  async function proofOf(host: LoopbackHost, key: string, challenge: string): Promise<string | null> {
    const base = `http://127.0.0.1:${host.port}`;
    const tab = createHash('sha256').update(`id ${key}`).digest('hex');
    const response = await fetch(`${base}/session/proof`, {
      method: 'POST',
      headers: { Origin: base },
      body: JSON.stringify({ tab, challenge }),
    });
    return response.ok ? z.object({ proof: z.string() }).parse(await response.json()).proof : null;
  }

  const mac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');

  test('a restarted host takes its port again, proves itself, and lets the page in once', async () => {
    const first = await start();
    const page = await open(first);
    await first.close();
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(page.port).toBe(first.port);
    const proof = await proofOf(second, page.key, 'fresh');
    expect(proof).toBe(mac(mac(page.key, 'host'), `${second.port} fresh`));
    // The old secret ended with its host; only the key of the page's memory counts.
    expect(await say(second, { secret: page.secret })).toBe('closed 4401');
    const welcome = Welcome.parse(JSON.parse(await say(second, { secret: page.secret, key: page.key })));
    expect(await say(second, { secret: welcome.secret })).toBe('{"ready":true}');
    expect(await say(second, { secret: 'none', key: page.key })).toBe('closed 4401');
    await second.close();
  });

  test('nothing on the disk signs anybody in, and a host on another port knows no page', async () => {
    const first = await start();
    const page = await open(first);
    const disk = readFileSync(join(homeDir, 'loopback.json'), 'utf8');
    expect(disk).not.toContain(page.key);
    expect(disk).not.toContain(page.secret);
    await first.close();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await proofOf(second, page.key, 'fresh')).toBeNull();
    expect(await say(second, { secret: page.secret, key: page.key })).toBe('closed 4401');
    await second.close();
    squatter.close();
  });

  test('a port that was asked for and is taken is still refused', async () => {
    const first = await start();
    await expect(start(first.port)).rejects.toThrow('EADDRINUSE');
    await first.close();
  });
});

/** The first message of the host, or how it closed. */
function firstMessage(url: string, origin: string, message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers: { Origin: origin } });
    socket.on('open', () => socket.send(message));
    socket.on('message', (data: Buffer) => {
      resolve(data.toString('utf8'));
      socket.terminate();
    });
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('error', reject);
  });
}
