/**
 * `npm start`: opens the workbench. Electron when a display is there and its binary is present or can be fetched;
 * otherwise the same workbench on 127.0.0.1, and it says so.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freshCli } from './cli.ts';
import { useCompileCache } from './compile-cache.ts';

const ROOT = join(import.meta.dirname, '..');
const ELECTRON = join(ROOT, 'node_modules', 'electron');
/** Fetching Electron is bounded: a slow or closed network must not keep anyone from working. */
const FETCH_LIMIT_MS = 60_000;

console.log('Preparing the interface …');
buildInAnotherProcess('renderer.ts');
const electron = findElectron();
if (electron !== null) await openDesktop(electron);
else await openLoopback();

function findElectron(): string | null {
  if (process.env['DRYDOCK_HOST'] === 'loopback') return null;
  if (!hasDisplay()) {
    console.log('There is no display, so Drydock opens in a browser instead of its own window.');
    return null;
  }
  const present = electronBinary();
  if (present !== null) return present;
  console.log('Fetching Electron once (at most a minute) …');
  spawnSync(process.execPath, [join(ELECTRON, 'install.js')], { timeout: FETCH_LIMIT_MS, stdio: 'ignore' });
  const fetched = electronBinary();
  if (fetched === null)
    console.log('Electron could not be fetched here, so Drydock opens in a browser instead.');
  return fetched;
}

/** Read from path.txt: importing the electron package would start a download by itself. */
function electronBinary(): string | null {
  const pathFile = join(ELECTRON, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = join(ELECTRON, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

async function openDesktop(binary: string): Promise<void> {
  buildInAnotherProcess('desktop.ts');
  const child = spawn(binary, [join(ROOT, 'dist', 'desktop', 'main.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

async function openLoopback(): Promise<void> {
  process.argv.splice(2, 0, 'serve', '--open');
  useCompileCache();
  await import(pathToFileURL(freshCli()).href);
}

/** A bundler takes hundreds of megabytes, which would stay with the workbench for as long as it runs. */
function buildInAnotherProcess(script: string): void {
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, script)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
