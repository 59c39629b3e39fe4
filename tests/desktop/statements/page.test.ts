import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../../main/hosts/csp.ts';
import { createFakeElectron } from '../fake-electron/fake.ts';
import { startFakeDesktop } from './start-fake-desktop.ts';

async function request(url: string, method = 'GET') {
  const { window } = await startFakeDesktop();
  return ask(window, url, method);
}

async function ask(
  window: Awaited<ReturnType<typeof startFakeDesktop>>['window'],
  url: string,
  method = 'GET',
) {
  const handler = window.session.protocols.get('app');
  if (handler === undefined) throw new Error('no handler');
  // As written: `new Request` would repair the traversal that is to be refused.
  return handler({ url, method } as Request);
}

describe('the window and its page', () => {
  test('S-01 the window factory turns every protection on and every escape off', async () => {
    const { window } = await startFakeDesktop();
    expect(window.contents.preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      experimentalFeatures: false,
      allowRunningInsecureContent: false,
    });
  });

  test('S-02 the sandbox is enabled before the app is ready', async () => {
    const { control } = await startFakeDesktop();
    expect(control.sandboxEnabled).toBe(true);
    const { uses } = control.lifecycle;
    expect(uses.indexOf('app.enableSandbox')).toBeLessThan(uses.indexOf('app.whenReady'));
    const { electron, control: late } = createFakeElectron();
    late.lifecycle.becomeReady();
    expect(() => electron.app.enableSandbox()).toThrow(/before the app is ready/);
  });

  test('S-03 the scheme has exactly three privileges', async () => {
    const { control } = await startFakeDesktop();
    expect(control.schemes).toEqual([
      [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }],
    ]);
  });

  test('S-04 only the window’s own session knows the scheme, and it is kept in memory', async () => {
    const { control, window } = await startFakeDesktop();
    expect(window.session.name).toBe('drydock');
    expect(window.session.options).toEqual({ cache: false });
    expect(window.session.protocols.has('app')).toBe(true);
    expect(control.sessions.all.has('')).toBe(false);
  });

  test.each([
    ['app://drydock/', 200],
    ['app://drydock/index.html', 200],
    ['app://drydock/assets/app.js', 200],
    ['app://drydock/secret.txt', 404],
    ['app://drydock/assets/', 404],
    ['app://drydock/assets/../secret.txt', 400],
    ['app://drydock/../renderer-files.json', 400],
    ['app://drydock/%2e%2e/renderer-files.json', 400],
    ['app://drydock/assets%2fapp.js', 400],
    ['app://drydock/assets\\app.js', 400],
    ['app://drydock/index.html\0.js', 400],
    ['app://other/index.html', 400],
    ['app://drydock.example/index.html', 400],
    ['app://drydock:80/index.html', 400],
    ['app://user@drydock/index.html', 400],
    ['file:///etc/hostname', 400],
    ['https://drydock/index.html', 400],
  ])('S-05 %s gets %i', async (url, status) => {
    expect((await request(url)).status).toBe(status);
  });

  test.each(['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('S-05 the method %s is refused', async (method) => {
    expect((await request('app://drydock/index.html', method)).status).toBe(405);
  });

  test('S-05 a file that was altered after the build is not served', async () => {
    const { window, homeDir } = await startFakeDesktop();
    writeFileSync(join(homeDir, 'dist', 'renderer', 'assets', 'app.js'), 'alert(1)');
    expect((await ask(window, 'app://drydock/assets/app.js')).status).toBe(500);
  });

  test.each(['app://drydock/index.html', 'app://drydock/assets/app.js', 'app://drydock/none', 'app://else/'])(
    'S-06 the answer to %s carries the security headers',
    async (url) => {
      const { headers } = await request(url);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  test('S-07 the policy is exactly the one that was decided', () => {
    expect(contentSecurityPolicy({ nonce: 'abcdefghijklmnopqrstuv' })).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abcdefghijklmnopqrstuv'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types default",
    );
    expect(() => contentSecurityPolicy({ nonce: "x'; script-src *" })).toThrow(TypeError);
  });

  test('S-07 the page gets the nonce of its own load, new each time', async () => {
    const { window } = await startFakeDesktop();
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const answer = await ask(window, 'app://drydock/index.html');
        const [, inPage] = /nonce="([^"]+)"/.exec(await answer.text()) ?? [];
        expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${inPage}'`);
        return inPage;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  test('S-08 every permission is denied but writing to the clipboard from the interface', async () => {
    const { window } = await startFakeDesktop();
    const { permissionCheck, permissionRequest, devicePermission, displayMedia } = window.session;
    const check = (permission: 'media' | 'clipboard-read' | 'clipboard-sanitized-write', origin: string) =>
      permissionCheck?.(null, permission, origin, { isMainFrame: true, requestingUrl: origin });
    expect(check('clipboard-sanitized-write', 'app://drydock/')).toBe(true);
    expect(check('clipboard-sanitized-write', 'https://attacker.example')).toBe(false);
    expect(check('clipboard-read', 'app://drydock/')).toBe(false);
    expect(check('media', 'app://drydock/')).toBe(false);
    const requested = (permission: 'geolocation' | 'clipboard-sanitized-write'): boolean[] => {
      const granted: boolean[] = [];
      const details = { isMainFrame: true, requestingUrl: 'app://drydock/index.html' };
      permissionRequest?.(window.contents.face, permission, (answer) => granted.push(answer), details);
      return granted;
    };
    expect(requested('geolocation')).toEqual([false]);
    expect(requested('clipboard-sanitized-write')).toEqual([true]);
    expect(
      devicePermission?.({ deviceType: 'usb' } as Parameters<NonNullable<typeof devicePermission>>[0]),
    ).toBe(false);
    expect(displayMedia).not.toBeNull();
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)(
    'S-09 %s is allowed to the exact origin only',
    async (event) => {
      const { contents } = (await startFakeDesktop()).window;
      expect(contents.navigate(event, 'app://drydock/index.html')).toBe(true);
      for (const url of [
        'https://attacker.example/',
        'app://drydock.example/',
        'app://drydockx/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'data:text/html,x',
        'about:blank',
        '',
      ]) {
        expect(contents.navigate(event, url), url).toBe(false);
      }
    },
  );

  test('S-09 no webview is ever attached', async () => {
    const { contents } = (await startFakeDesktop()).window;
    expect(contents.navigate('will-attach-webview', 'app://drydock/index.html')).toBe(false);
  });

  test('S-10 no new window opens, not even of the interface itself', async () => {
    const { control, window } = await startFakeDesktop();
    expect(window.contents.openWindow('app://drydock/index.html')).toBe(false);
    expect(window.contents.openWindow('https://attacker.example/')).toBe(false);
    expect(control.windows.all).toHaveLength(1);
  });

  test('S-11 a listed link opens once it is confirmed, and only then', async () => {
    const { control, window } = await startFakeDesktop();
    const listed = 'https://www.cisecurity.org/benchmark/kubernetes';
    control.answers.messageBox = 1;
    window.contents.openWindow(listed);
    await Promise.resolve();
    expect(control.openedExternally).toEqual([]);
    control.answers.messageBox = 0;
    window.contents.openWindow(listed);
    await expect.poll(() => control.openedExternally).toEqual([listed]);
  });

  test.each([
    'https://www.cisecurity.org/benchmark/kubernetes?leak=1',
    'https://www.cisecurity.org/benchmark/kubernetes/../x',
    'http://www.cisecurity.org/benchmark/kubernetes',
    'https://attacker.example/',
    'file:///etc/passwd',
  ])('S-11 %s is not even asked about', async (url) => {
    const { control, window } = await startFakeDesktop();
    window.contents.openWindow(url);
    await new Promise((resolve) => setImmediate(resolve));
    expect(control.messageBoxes).toEqual([]);
    expect(control.openedExternally).toEqual([]);
  });

  test('S-16 the session cancels every request beyond the interface', async () => {
    const { window } = await startFakeDesktop();
    const { beforeRequest } = window.session;
    const cancelled = (url: string): unknown[] => {
      const answers: unknown[] = [];
      const details = { url } as Parameters<NonNullable<typeof beforeRequest>>[0];
      beforeRequest?.(details, ({ cancel }) => answers.push(cancel));
      return answers;
    };
    expect(cancelled('app://drydock/index.html')).toEqual([false]);
    expect(cancelled('blob:app://drydock/1')).toEqual([false]);
    for (const url of [
      'https://attacker.example/',
      'http://127.0.0.1:1/',
      'wss://attacker.example/',
      'file:///etc/passwd',
      'app://drydock.example/',
      'blob:https://attacker.example/1',
    ]) {
      expect(cancelled(url), url).toEqual([true]);
    }
    expect(window.session.spellChecker).toBe(false);
    expect(window.contents.webRtcPolicy).toBe('disable_non_proxied_udp');
  });
});
