/**
 * The shell through Playwright's own Electron driver: the real main bundle, the real preload, a real page. The same
 * file drives the real binary when `DRYDOCK_ELECTRON` names it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FakeElectronControl } from '../fake-electron/fake.ts';
import { buildFixture } from '../fixtures/build-fixture.ts';
import { type LaunchedDesktop, launchDesktop, onRealElectron } from './launch.ts';

type TestClient = {
  greet(name: string): Promise<string>;
  count(): Promise<AsyncIterable<number>>;
  bytes(): Promise<File>;
  save(text: string): Promise<{ kind: string; path?: string }>;
};

let distDir = '';
let home = '';
let desktop: LaunchedDesktop;

beforeAll(async () => {
  distDir = await buildFixture();
  home = await mkdtemp(join(tmpdir(), 'drydock-home-'));
  desktop = await launchDesktop({
    home,
    main: join(distDir, 'desktop', 'main.js'),
    env: { DRYDOCK_TEST_DIST: distDir },
  });
  await desktop.page.getByRole('heading', { name: 'Shell fixture' }).waitFor();
});

afterAll(async () => {
  await desktop?.close();
  await Promise.all(
    [distDir, home].filter(Boolean).map((path) => rm(path, { recursive: true, force: true })),
  );
});

describe('the desktop shell', () => {
  test('answers a call over the port of the handshake', async () => {
    const answer = await desktop.page.evaluate(async () => {
      const client = (await window.testClient) as TestClient;
      return client.greet('surveyor');
    });
    expect(answer).toBe('hello surveyor');
  });

  test('streams values and carries bytes over the port', async () => {
    const answer = await desktop.page.evaluate(async () => {
      const client = (await window.testClient) as TestClient;
      const numbers: number[] = [];
      for await (const number of await client.count()) numbers.push(number);
      return { numbers, bytes: [...new Uint8Array(await (await client.bytes()).arrayBuffer())] };
    });
    expect(answer).toEqual({ numbers: [1, 2, 3], bytes: [0, 1, 254, 255] });
  });

  test('shows the page neither ipcRenderer nor require nor the stand-in’s own means', async () => {
    const seen = await desktop.page.evaluate(() => ({
      keys: Object.keys(window.drydockDesktop),
      globals: ['require', 'process', 'ipcRenderer', '__drydockToMain', '__drydockFromMain'].filter(
        (name) => name in window,
      ),
    }));
    expect(seen).toEqual({ keys: ['kind', 'requestPort', 'pathForFile'], globals: [] });
  });

  test('styles with the nonce of the load; refuses inline script and strings of HTML', async () => {
    const outcome = await desktop.page.evaluate(() => {
      const heading = document.querySelector('h1');
      if (heading === null) return null;
      let refused = '';
      try {
        heading.innerHTML = '<img src=x onerror="window.hacked = 1">';
      } catch (error) {
        refused = error instanceof Error ? error.name : 'other';
      }
      return { colour: getComputedStyle(heading).color, refused, hacked: 'hacked' in window };
    });
    expect(outcome).toEqual({ colour: 'rgb(1, 2, 3)', refused: 'TypeError', hacked: false });
  });

  test('stays where it is when a page tries to leave, to open a window or to reach the network', async () => {
    const before = desktop.page.url();
    const fetched = await desktop.page.evaluate(async () => {
      window.open('https://attacker.example/');
      location.href = 'https://attacker.example/';
      return fetch('https://attacker.example/').then(
        () => 'reached',
        () => 'refused',
      );
    });
    expect(fetched).toBe('refused');
    await expect
      .poll(() => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
      .toBe(1);
    expect(desktop.page.url()).toBe(before);
    expect(await desktop.page.getByRole('heading').textContent()).toBe('Shell fixture');
  });

  test('gives a reloaded page a new port', async () => {
    await desktop.page.reload();
    const answer = await desktop.page.evaluate(async () =>
      ((await window.testClient) as TestClient).greet('again'),
    );
    expect(answer).toBe('hello again');
  });

  test.skipIf(onRealElectron())('saves through the dialog of main', async () => {
    const path = join(home, 'report.pdf');
    await desktop.app.evaluate((_electron, chosen) => {
      const { answers } = (globalThis as unknown as { fakeElectron: FakeElectronControl }).fakeElectron;
      answers.savePath = chosen;
    }, path);
    const saved = await desktop.page.evaluate(async () =>
      ((await window.testClient) as TestClient).save('%PDF-test'),
    );
    expect(saved).toEqual({ kind: 'saved', path });
    expect(await readFile(path, 'utf8')).toBe('%PDF-test');
  });
});
