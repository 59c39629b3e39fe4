import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDesktop } from '../../../build/desktop.ts';
import { createFakeElectron } from '../fake-electron/fake.ts';
import { createFakeFrame } from '../fake-electron/frames.ts';
import { startFakeDesktop } from './start-fake-desktop.ts';

const REQUEST = 'drydock:request-port';
const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('the way between page and main', () => {
  test('S-12 the main frame of the window at the exact origin gets a port that works both ways', async () => {
    const { window, served } = await startFakeDesktop();
    window.contents.receive(REQUEST, []);
    const [posted] = window.contents.mainFrame.posted;
    expect(posted?.channel).toBe('drydock:port');
    const [port] = posted?.ports ?? [];
    const received: unknown[] = [];
    served[0]?.on('message', ({ data }) => received.push(data));
    const answers: unknown[] = [];
    if (port !== undefined) port.onMessage = (data) => answers.push(data);
    port?.post('from the page');
    served[0]?.postMessage('from main');
    await expect.poll(() => [received, answers]).toEqual([['from the page'], ['from main']]);
  });

  test('S-12 a hostile sender gets nothing', async () => {
    const { window, served } = await startFakeDesktop();
    const { contents } = window;
    const subframe = createFakeFrame({
      url: 'app://drydock/x',
      origin: 'app://drydock',
      parent: contents.mainFrame,
    });
    const impostor = createFakeFrame({ url: 'app://drydock/index.html', origin: 'app://drydock' });
    const stranger = createFakeElectron();
    stranger.control.lifecycle.becomeReady();
    const other = new stranger.electron.BrowserWindow({});
    contents.receive(REQUEST, [], { frame: null });
    contents.receive(REQUEST, [], { frame: subframe });
    contents.receive(REQUEST, [], { frame: impostor });
    contents.receive(REQUEST, [], { sender: other.webContents });
    for (const [url, origin] of [
      ['https://attacker.example/', 'https://attacker.example'],
      ['app://drydock.example/', 'app://drydock.example'],
      ['', 'null'],
      ['', 'app://drydock'],
      ['app://drydock/index.html', 'null'],
    ] as const) {
      contents.mainFrame.url = url;
      contents.mainFrame.origin = origin;
      contents.receive(REQUEST, []);
    }
    contents.mainFrame.destroyed = true;
    contents.receive(REQUEST, []);
    expect(served).toEqual([]);
    expect(contents.mainFrame.posted).toEqual([]);
  });

  test('S-12 a second request closes the port of the page before', async () => {
    const { window, served } = await startFakeDesktop();
    window.contents.receive(REQUEST, []);
    const closed: string[] = [];
    served[0]?.on('close', () => closed.push('first'));
    window.contents.receive(REQUEST, []);
    await expect.poll(() => closed).toEqual(['first']);
    expect(served).toHaveLength(2);
  });

  test('S-13 only the window’s own channel has a handler, and ipcMain is never touched', async () => {
    const { window } = await startFakeDesktop();
    expect(window.contents.ipcEvents.eventNames()).toEqual([REQUEST]);
    const { electron } = createFakeElectron();
    expect(() => Reflect.get(electron, 'ipcMain')).toThrow(/no electron.ipcMain/);
    expect(await sourcesMatching(/\bipcMain\b(?! )/)).toEqual([]);
  });

  test('S-14 the preload is one CommonJS bundle that requires only electron', async () => {
    const { directory, preload } = await builtPreload();
    expect((await readdir(directory)).filter((name) => name.includes('preload'))).toEqual(['preload.cjs']);
    expect([...preload.matchAll(/require\(["'](.*?)["']\)/g)].map(([, name]) => name)).toEqual(['electron']);
    expect(preload).not.toMatch(/\bimport\b\s*[({"']/);
    for (const name of builtinModules) expect(preload).not.toContain(`"${name}"`);
    execFileSync(process.execPath, ['--check', join(directory, 'preload.cjs')]);
  });

  test('S-15 the preload exposes a word and two functions, and no ipcRenderer', async () => {
    const { preload } = await builtPreload();
    const exposed = new Map<string, Record<string, unknown>>();
    const sent: unknown[][] = [];
    const electron = {
      ipcRenderer: { on: () => undefined, send: (...args: unknown[]) => void sent.push(args) },
      contextBridge: {
        exposeInMainWorld: (key: string, api: Record<string, unknown>) => void exposed.set(key, api),
      },
      webUtils: { getPathForFile: () => '/chosen' },
    };
    // oxlint-disable-next-line typescript/no-implied-eval
    const run = new Function('require', 'module', 'exports', preload) as (...args: unknown[]) => void;
    run(() => electron, { exports: {} }, {});
    expect([...exposed.keys()]).toEqual(['drydockDesktop']);
    const api = exposed.get('drydockDesktop') ?? {};
    expect(Object.entries(api).map(([name, value]) => [name, typeof value])).toEqual([
      ['kind', 'string'],
      ['requestPort', 'function'],
      ['pathForFile', 'function'],
    ]);
    const requestPort = api['requestPort'];
    if (typeof requestPort === 'function') Reflect.apply(requestPort, null, ['other-channel', 'payload']);
    expect(sent).toEqual([[REQUEST]]);
  });

  test('S-20 nothing forks a process of Electron or relies on NODE_EXTRA_CA_CERTS', async () => {
    expect(await sourcesMatching(/child_process['"][\s\S]*\bfork\(|NODE_EXTRA_CA_CERTS/)).toEqual([]);
  });

  test('S-26 the crash reporter is never started', async () => {
    expect(await sourcesMatching(/crashReporter\s*\./)).toEqual([]);
  });
});

async function builtPreload(): Promise<{ directory: string; preload: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'drydock-preload-'));
  await buildDesktop({ outDir: directory, mainEntry: 'main/hosts/desktop/preload/preload.ts' });
  return { directory, preload: await readFile(join(directory, 'preload.cjs'), 'utf8') };
}

/** The files below main/ whose code, without comments, matches. */
async function sourcesMatching(pattern: RegExp): Promise<string[]> {
  const names = await readdir(join(ROOT, 'main'), { recursive: true });
  const matching = await Promise.all(
    names
      .filter((name) => name.endsWith('.ts'))
      .map(async (name) => {
        const text = await readFile(join(ROOT, 'main', name), 'utf8');
        const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
        return pattern.test(code) ? [name] : [];
      }),
  );
  return matching.flat();
}
