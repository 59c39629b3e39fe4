/**
 * The shell through Playwright's own Electron driver: the real main bundle, the real preload, a real page. The same
 * file drives the real binary when `DRYDOCK_ELECTRON` names it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildFixture } from '../fixtures/build-fixture.ts';
import { type LaunchedDesktop, launchDesktop } from './launch.ts';

type TestClient = {
  greet(name: string): Promise<string>;
  count(): Promise<AsyncIterable<number>>;
  bytes(): Promise<File>;
  save(text: string): Promise<{ kind: string; path?: string }>;
};

let distDir: string;
let home: string;
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
  await rm(distDir, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

describe('the desktop shell', () => {
  test('answers a call over the port of the handshake', async () => {
    const answer = await desktop.page.evaluate(async () => {
      const client = (await window.testClient) as TestClient;
      return client.greet('surveyor');
    });
    expect(answer).toBe('hello surveyor');
  });
});
