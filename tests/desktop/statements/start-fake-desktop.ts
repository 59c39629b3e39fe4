import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePortMain } from 'electron';
import { onTestFinished } from 'vitest';
import { startDesktop } from '../../../main/hosts/desktop/start.ts';
import type { Host } from '../../../main/workbench/host.ts';
import {
  createFakeElectron,
  type FakeElectronControl,
  type FakeElectronOptions,
} from '../fake-electron/fake.ts';
import type { FakeWindow } from '../fake-electron/windows.ts';

export interface StartedDesktop {
  readonly control: FakeElectronControl;
  readonly window: FakeWindow;
  readonly served: MessagePortMain[];
  readonly homeDir: string;
  readonly locks: () => number;
  readonly host: Host;
}

export const INDEX = '<!doctype html><style nonce="__CSP_NONCE__"></style>';

/** Runs the whole composition of the shell on the strict fake and returns when its window is open. */
export async function startFakeDesktop(options: FakeElectronOptions = {}): Promise<StartedDesktop> {
  const { electron, control } = createFakeElectron(options);
  const homeDir = mkdtempSync(join(tmpdir(), 'drydock-statements-'));
  const distDir = join(homeDir, 'dist');
  writeFixtureDist(distDir);
  const served: MessagePortMain[] = [];
  let locks = 0;
  let host: Host | null = null;
  const crashListeners = ['uncaughtException', 'unhandledRejection'] as const;
  const before = crashListeners.map((name) => process.listeners(name as 'uncaughtException'));
  onTestFinished(() => {
    rmSync(homeDir, { recursive: true, force: true });
    for (const [index, name] of crashListeners.entries()) {
      for (const listener of process.listeners(name as 'uncaughtException')) {
        if (before[index]?.includes(listener) !== true) process.off(name, listener);
      }
    }
  });
  const started = startDesktop({
    electron,
    homeDir,
    distDir,
    argv: ['drydock'],
    openWorkbench: (given) => {
      host = given;
      return Promise.resolve({
        serve: (port) => void served.push(port),
        lock: () => Promise.resolve(void locks++),
        close: () => Promise.resolve(),
      });
    },
  });
  control.lifecycle.becomeReady();
  await started;
  const [window] = control.windows.all;
  if (window === undefined || host === null) throw new Error('The shell opened no window.');
  return { control, window, served, homeDir, locks: () => locks, host };
}

/** A built interface of two files, and one beside them that is not on the list. */
export function writeFixtureDist(distDir: string): void {
  mkdirSync(join(distDir, 'renderer', 'assets'), { recursive: true });
  const files = { 'index.html': INDEX, 'assets/app.js': 'export {};' };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(distDir, 'renderer', path), text);
  writeFileSync(join(distDir, 'renderer', 'secret.txt'), 'not listed');
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    sha256: createHash('sha256').update(text).digest('hex'),
    type: path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8',
  }));
  writeFileSync(join(distDir, 'renderer-files.json'), JSON.stringify(list));
}
