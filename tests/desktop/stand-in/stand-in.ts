/**
 * Stands in for Electron's binary under Playwright's `_electron.launch`: this Node process is the main process,
 * with the strict fake as its `electron` module and a real Chromium for the pages. Both debuggers' "listening on"
 * lines reach stderr, which is all that Playwright waits for.
 */
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFakeElectron } from '../fake-electron/fake.ts';
import { connectCdp } from './cdp.ts';
import { startChromium } from './chromium.ts';
import { createChromiumRenderer } from './renderer.ts';

const chromium = await startChromium();
process.on('exit', () => {
  chromium.process.kill('SIGKILL');
  chromium.removeProfile();
  // An ordinary exit waits for the debugger to go, and Playwright waits for the exit.
  process.kill(process.pid, 'SIGKILL');
});
// The shell logs a crash without its message; a test wants to see it.
process.on('uncaughtExceptionMonitor', (error) => process.stderr.write(`${error.stack}\n`));
chromium.process.on('exit', () => process.exit(1));
// When the test runner itself is killed, nobody else would end this process and its browser.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 1_000).unref();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(1));

const renderer = await createChromiumRenderer(await connectCdp(chromium.address));
const { electron, control } = createFakeElectron({
  renderer,
  targetIdOf: (contents) => renderer.targetIdOf(contents),
  onExit: (code) => process.exit(code),
});
Object.defineProperty(globalThis, Symbol.for('drydock.stand-in.electron'), { value: electron });
// Tests answer dialogs and read what was opened through this, by `app.evaluate`.
Object.defineProperty(globalThis, 'fakeElectron', { value: control });

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    const file = context.conditions.includes('import') ? 'electron-import.mjs' : 'electron-require.cjs';
    return { url: pathToFileURL(resolve(import.meta.dirname, file)).href, shortCircuit: true };
  },
});

// Playwright calls this once it is connected to both debuggers; a window made before races with its attaching.
const connected = Promise.withResolvers<void>();
Object.defineProperty(globalThis, '__playwright_run', { value: () => connected.resolve() });

process.stderr.write(`DevTools listening on ${chromium.address}\n`);
const main = resolve(process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '.');
process.argv.splice(1, 1);
await import(pathToFileURL(main).href);
// As in Electron: a main module that waits for readiness at its top level waits forever.
await connected.promise;
control.lifecycle.becomeReady();
