import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findChromium } from '../../../build/find-chromium.ts';

export interface RunningChromium {
  readonly address: string;
  readonly process: ChildProcess;
  removeProfile(): void;
}

/** Starts a headless Chromium without a window and waits for its debugger's address. */
export async function startChromium(): Promise<RunningChromium> {
  const executable = findChromium();
  if (executable === null)
    throw new Error('The stand-in needs Chromium. Install it, or set DRYDOCK_CHROMIUM.');
  const profile = mkdtempSync(join(tmpdir(), 'drydock-stand-in-'));
  const isRoot = process.getuid?.() === 0;
  const chromium = spawn(
    executable,
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      '--no-startup-window',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-default-apps',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--disable-popup-blocking',
      '--password-store=basic',
      '--window-size=1440,900',
      // Chromium refuses its own sandbox to root.
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const lines = createInterface({ input: chromium.stderr });
  const address = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const [, found] = /^DevTools listening on (ws:\/\/.*)$/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    chromium.once('exit', () => reject(new Error('Chromium ended before it listened.')));
  });
  return {
    address,
    process: chromium,
    removeProfile: () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }),
  };
}
