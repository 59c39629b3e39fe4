import { join } from 'node:path';
import type { FilePurpose, SaveResult } from '../../../shared/files.ts';
import { settlesWithin } from '../../workbench/bounded.ts';
import type { Host, Keychain } from '../../workbench/host.ts';
import { openRendererFiles } from '../renderer-files.ts';
import { serveApp } from './app-protocol.ts';
import { hardenApp } from './app-switches.ts';
import { asksForDebugger, refuseDevTools } from './devtools.ts';
import { pickFiles, saveFile } from './dialogs.ts';
import type { BrowserWindow, Electron, MessagePortMain } from './electron.ts';
import { openExternalLink } from './external-links.ts';
import { offerPort } from './handshake.ts';
import { createKeychain } from './keychain.ts';
import { lockOnSuspend } from './lock.ts';
import { type Log, logCrashes, openLog } from './logging.ts';
import { installMenu } from './menu.ts';
import { confineNavigation } from './navigation.ts';
import { APP_START_URL } from './origin.ts';
import { restrictPermissions } from './permissions.ts';
import { refusalWithoutSandbox, tellRefusal } from './sandbox-switch.ts';
import { declareAppScheme } from './scheme.ts';
import { createAppSession } from './session-network.ts';
import { claimSingleInstance } from './single-instance.ts';
import { createAppWindow } from './window.ts';
import { keepWindowPlace, readWindowPlace } from './window-state.ts';

const QUITS_WITHIN_MS = 20_000;

/** What the shell needs of a workbench. The shell itself knows nothing of engagements. */
export interface ShellWorkbench {
  serve(port: MessagePortMain): void;
  /** Closes the open engagement and forgets its key. */
  lock(): Promise<void>;
  close(): Promise<void>;
}

export interface DesktopOptions {
  readonly electron: Electron;
  /** The directory of the build: `preload.cjs` is in `desktop/`, the interface in `renderer/`. */
  readonly distDir: string;
  readonly homeDir: string;
  readonly argv: readonly string[];
  readonly openWorkbench: (host: Host) => Promise<ShellWorkbench>;
}

/**
 * The desktop shell, from the start of the process to its window. Reads top-down; the order is part of its
 * security: sandbox and scheme before ready, the lock before any file.
 */
export async function startDesktop(options: DesktopOptions): Promise<void> {
  const { electron, homeDir } = options;
  const { app } = electron;

  if (asksForDebugger(electron, options.argv)) return app.exit(1);
  const refusal = refusalWithoutSandbox(electron, options.argv, process.env);
  if (refusal !== null) {
    await tellRefusal(electron, refusal);
    return app.exit(1);
  }
  hardenApp(electron);
  declareAppScheme(electron);

  let window: BrowserWindow | null = null;
  if (!claimSingleInstance(electron, () => window)) return app.quit();

  const log = openLog(join(homeDir, 'logs'), () => new Date());
  logCrashes(electron, log);
  await app.whenReady();
  installMenu(electron);

  const workbench = await options.openWorkbench(desktopHost(electron, homeDir, () => window));
  lockOnSuspend(electron, () => {
    workbench.lock().catch((error: unknown) => log.error('lock failed', error));
  });

  const openWindow = windowOpener(options, workbench, log, (opened) => {
    window = opened;
    opened.on('closed', () => (window = null));
  });
  await openWindow();

  app.on('activate', () => {
    if (window === null) openWindow().catch((error: unknown) => log.error('window failed', error));
  });
  app.on('window-all-closed', () => {
    if (process.platform === 'darwin') void workbench.lock();
    else app.quit();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    // The store writes its last checkpoint before the process may go, which waits for it no longer than this.
    void settlesWithin(workbench.close(), QUITS_WITHIN_MS).then(() => {
      closed = true;
      app.quit();
    });
  });
}

/** Makes windows of the interface. They share one session; everything a window may not do is settled here. */
function windowOpener(
  { electron, distDir, homeDir }: DesktopOptions,
  workbench: ShellWorkbench,
  log: Log,
  onOpened: (window: BrowserWindow) => void,
): () => Promise<void> {
  const session = createAppSession(electron);
  restrictPermissions(session);
  const files = openRendererFiles(join(distDir, 'renderer-files.json'), join(distDir, 'renderer'));
  const served = files.then((opened) => serveApp(session, opened));
  const statePath = join(homeDir, 'window.json');

  return async () => {
    await served;
    const { maximized, ...place } = await readWindowPlace(electron, statePath);
    const window = createAppWindow(electron, {
      session,
      place,
      preloadPath: join(distDir, 'desktop', 'preload.cjs'),
    });
    const { webContents } = window;
    refuseDevTools(electron, webContents);
    confineNavigation(webContents, (url) => {
      openExternalLink(electron, window, url).catch((error: unknown) => log.error('link failed', error));
    });
    offerPort(electron, window, {
      serve: (port) => workbench.serve(port),
      onRefused: (reason) => log.write('port refused', { reason }),
    });
    keepWindowPlace(window, statePath);
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
    });
    onOpened(window);
    await window.loadURL(APP_START_URL);
  };
}

function desktopHost(electron: Electron, homeDir: string, currentWindow: () => BrowserWindow | null): Host {
  const keychain: Keychain = createKeychain(electron, join(homeDir, 'keys'));
  return {
    kind: 'desktop',
    homeDir,
    keychain,
    pickFiles: (purpose: FilePurpose): Promise<readonly string[]> =>
      pickFiles(electron, currentWindow(), purpose),
    uploadedFile: () => null,
    saveFile: (suggestedName: string, bytes: Uint8Array): Promise<SaveResult> =>
      saveFile(electron, currentWindow(), suggestedName, bytes),
  };
}
