/** The entry of the desktop app, and the only file that imports Electron as a value. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as electron from 'electron';
import { serveMessagePort } from '../../workbench/serve.ts';
import { createWorkbench } from '../../workbench/workbench.ts';
import { besideArchive } from './beside-archive.ts';
import { startDesktop } from './start.ts';

const homeDir = process.env['DRYDOCK_HOME'] ?? join(homedir(), 'Drydock');
// Chromium's own files stay with ours, and the single-instance lock is one per home.
electron.app.setPath('userData', join(homeDir, '.desktop'));

// Not awaited: Electron becomes ready only once this module has run to its end.
startDesktop({
  electron,
  homeDir,
  distDir: join(import.meta.dirname, '..'),
  argv: process.argv,
  async openWorkbench(host) {
    const workbench = await createWorkbench(host, {
      storeWorkerUrl: besideArchive(new URL('./store-worker.js', import.meta.url)),
      jobWorkerUrl: besideArchive(new URL('./job-worker.js', import.meta.url)),
    });
    return {
      serve: (port) => serveMessagePort(workbench, port),
      lock: () => workbench.lock(),
      close: () => workbench.close(),
    };
  },
}).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  electron.dialog.showErrorBox('Drydock could not start', message);
  electron.app.exit(1);
});
