import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asksForDebugger } from '../../../main/hosts/desktop/devtools.ts';
import { plainFileName } from '../../../main/hosts/desktop/dialogs.ts';
import { createKeychain } from '../../../main/hosts/desktop/keychain.ts';
import { openLog } from '../../../main/hosts/desktop/logging.ts';
import { startDesktop } from '../../../main/hosts/desktop/start.ts';
import { redactForLog } from '../../../main/hosts/log-redaction.ts';
import { createFakeElectron } from '../fake-electron/fake.ts';
import { startFakeDesktop } from './start-fake-desktop.ts';

describe('the process around the window', () => {
  test('S-17 a second instance quits before it opens anything', async () => {
    const { electron, control } = createFakeElectron({ isFirstInstance: false });
    const homeDir = await mkdtemp(join(tmpdir(), 'drydock-second-'));
    await startDesktop({
      electron,
      homeDir,
      distDir: '/nowhere',
      argv: [],
      openWorkbench: () => Promise.reject(new Error('must not be reached')),
    });
    expect(control.exits).toEqual([0]);
    expect(await readdir(homeDir)).toEqual([]);
  });

  test('S-17 a second instance brings the window to the front, whatever its arguments say', async () => {
    const { control, window, served } = await startFakeDesktop();
    window.minimized = true;
    control.appEvents.emit('second-instance', {}, ['drydock', '--inspect', '/etc/passwd', 'x\0y'], '/tmp');
    expect(window.did).toEqual(expect.arrayContaining(['restore', 'focus']));
    expect(served).toEqual([]);
    expect(control.windows.all).toHaveLength(1);
  });

  test.each([
    ['basic_text', false],
    ['unknown', false],
    ['gnome_libsecret', true],
    ['kwallet6', true],
  ] as const)('S-22 the backend %s counts as a keychain: %s', async (storageBackend, expected) => {
    const { electron, control } = createFakeElectron({ storageBackend });
    control.lifecycle.becomeReady();
    const keychain = createKeychain(electron, await mkdtemp(join(tmpdir(), 'drydock-keys-')));
    const counts = process.platform === 'linux' ? expected : true;
    expect(await keychain.available()).toBe(counts);
    if (!counts) await expect(keychain.store('x', new Uint8Array(32))).rejects.toThrow(/no keychain/);
  });

  test('S-22 a key is stored wrapped, readable by its owner only, and comes back the same', async () => {
    const { electron, control } = createFakeElectron();
    control.lifecycle.becomeReady();
    const directory = await mkdtemp(join(tmpdir(), 'drydock-keys-'));
    const keychain = createKeychain(electron, directory);
    const key = crypto.getRandomValues(new Uint8Array(32));
    await keychain.store('../../etc/passwd', key);
    const [name = ''] = await readdir(directory);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, name), 'latin1')).not.toContain(
      Buffer.from(key).toString('base64'),
    );
    expect(await keychain.load('../../etc/passwd')).toEqual(key);
    await keychain.forget('../../etc/passwd');
    expect(await keychain.load('../../etc/passwd')).toBeNull();
  });

  test('S-23 a saved file is written whole in the chosen place, and no part file stays', async () => {
    const { control, host, window } = await startFakeDesktop();
    const directory = await mkdtemp(join(tmpdir(), 'drydock-save-'));
    control.answers.savePath = join(directory, 'report.pdf');
    expect(await host.saveFile('../../evil\u202e.pdf', Buffer.from('%PDF'))).toEqual({
      kind: 'saved',
      path: control.answers.savePath,
    });
    expect(await readdir(directory)).toEqual(['report.pdf']);
    expect(control.saveDialogs[0]?.defaultPath).toBe(join(tmpdir(), 'evil.pdf'));
    control.answers.savePath = join(directory, 'missing', 'report.pdf');
    await expect(host.saveFile('report.pdf', Buffer.from('x'))).rejects.toMatchObject({
      code: 'FILE_NOT_WRITABLE',
    });
    control.answers.savePath = null;
    expect(await host.saveFile('report.pdf', Buffer.from('x'))).toEqual({ kind: 'cancelled' });
    const download = { prevented: false, preventDefault: () => void (download.prevented = true) };
    window.session.events.emit('will-download', download);
    expect(download.prevented).toBe(true);
  });

  test.each([
    ['../../x.pdf', 'x.pdf'],
    ['a\\b\\c.pdf', 'c.pdf'],
    ['', 'drydock-'],
    ['CON.pdf', 'drydock-CON.pdf'],
    ['.hidden', 'hidden'],
    ['na\u0000me.pdf', 'name.pdf'],
  ])('S-23 the name %j is proposed as %j', (suggested, plain) => {
    expect(plainFileName(suggested)).toBe(plain);
  });

  test('S-25 an error is logged by kind and place, without its message', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'drydock-log-'));
    const log = openLog(directory, () => new Date(0));
    log.error('job failed', new TypeError('canary-payload'));
    const text = await readFile(join(directory, 'drydock.log'), 'utf8');
    expect(text).toContain('TypeError');
    expect(text).toContain('process.test.ts');
    expect(text).not.toContain('canary-payload');
  });

  test.each([
    [['drydock', '--remote-debugging-port=9222'], [], true],
    [['drydock', '--inspect-brk'], [], true],
    [['drydock'], ['remote-debugging-pipe'], true],
    [['drydock', '/home/a/target.drydock'], [], false],
  ])('S-27 packaged, %j with switches %j asks for a debugger: %s', (argv, switches, expected) => {
    const { electron } = createFakeElectron({ isPackaged: true, switches });
    expect(asksForDebugger(electron, argv)).toBe(expected);
  });

  test('S-27 developer tools are off when packaged, and closed if opened all the same', async () => {
    const { window } = await startFakeDesktop({ isPackaged: true });
    expect(window.contents.preferences.devTools).toBe(false);
    window.contents.events.emit('devtools-opened');
    expect(window.contents.devToolsClosed).toBe(1);
  });

  test.each([
    'Authorization: Bearer canary',
    'authorization: Basic Y2FuYXJ5',
    '"token": "canary"',
    'token=canary',
    'password: canary',
    '-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----',
    '-----BEGIN PRIVATE KEY-----\ncanary',
    'eyJhbGciOiJSUzI1NiJ9.canarycanary.canary',
    'client-key-data: canary',
    'exec failed, stderr: canary\nmore canary',
    '{"kind":"ExecCredential","status":{"x":"canary"}}',
    'https://user:canary@192.0.2.1/',
    'Cookie: a=canary',
  ])('S-28 %j is redacted', (line) => {
    expect(redactForLog(line)).not.toMatch(/canary|Y2FuYXJ5/);
  });

  test('S-28 an ordinary line stays as it is', () => {
    expect(redactForLog('collected 512 objects in 3 s')).toBe('collected 512 objects in 3 s');
  });

  test('S-30 the engagement locks before the computer sleeps', async () => {
    const { control, locks } = await startFakeDesktop();
    control.powerEvents.emit('suspend');
    expect(locks()).toBe(1);
  });

  test('the fake is strict: an unknown member throws, and nothing works before ready', () => {
    const { electron } = createFakeElectron();
    expect(() => Reflect.get(electron.app, 'setBadgeCount')).toThrow(/no app.setBadgeCount/);
    expect(() => new electron.BrowserWindow({})).toThrow(/after the app is ready/);
    expect(() => electron.session.defaultSession).toThrow(/after the app is ready/);
  });
});
