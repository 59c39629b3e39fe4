import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import type {
  App,
  CommandLine,
  Dialog,
  Menu,
  MessageBoxOptions,
  NativeTheme,
  OpenDialogOptions,
  PowerMonitor,
  Protocol,
  SafeStorage,
  SaveDialogOptions,
  Screen,
  Shell,
  WebContents,
} from 'electron';
import type { Electron } from '../../../main/hosts/desktop/electron.ts';
import { preventable } from './contents.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { fakeMessageChannelClass } from './ports.ts';
import { createFakeSessions, type FakeSessions } from './sessions.ts';
import { strict } from './strict.ts';
import { createFakeWindows, type FakeWindows, type PageRenderer } from './windows.ts';

/** The module as the shell sees it, and `webContents`, which Playwright asks for. */
export type FakeElectronModule = Electron & Pick<typeof import('electron'), 'webContents'>;

export interface FakeElectronOptions {
  readonly isPackaged?: boolean;
  readonly isFirstInstance?: boolean;
  readonly switches?: readonly string[];
  readonly storageBackend?: ReturnType<SafeStorage['getSelectedStorageBackend']>;
  readonly encryptionAvailable?: boolean;
  readonly renderer?: PageRenderer;
  readonly targetIdOf?: (contents: WebContents) => string | null;
  readonly onExit?: (code: number) => void;
}

/** What a test sets and reads: the other side of the module. */
export interface FakeElectronControl {
  readonly lifecycle: Lifecycle;
  readonly sessions: FakeSessions;
  readonly windows: FakeWindows;
  readonly appEvents: EventEmitter;
  readonly powerEvents: EventEmitter;
  readonly schemes: Parameters<Protocol['registerSchemesAsPrivileged']>[0][];
  readonly paths: Map<string, string>;
  readonly openedExternally: string[];
  readonly messageBoxes: MessageBoxOptions[];
  readonly saveDialogs: SaveDialogOptions[];
  readonly openDialogs: OpenDialogOptions[];
  readonly exits: number[];
  /** What the next dialogs answer. */
  readonly answers: { messageBox: number; savePath: string | null; openPaths: string[] };
  sandboxEnabled: boolean;
  idleSeconds: number;
}

/**
 * A strict stand-in for the electron module: typed by the real declarations, throwing on every member that it does
 * not have, with Electron's order enforced.
 */
export function createFakeElectron(options: FakeElectronOptions = {}): {
  readonly electron: FakeElectronModule;
  readonly control: FakeElectronControl;
} {
  const lifecycle = createLifecycle();
  const sessions = createFakeSessions(lifecycle);
  const appEvents = new EventEmitter();
  const powerEvents = new EventEmitter();
  const record = (path: string) => void lifecycle.uses.push(path);
  const recordReady = (path: string) => {
    lifecycle.requireReady(path);
    record(path);
  };
  const windows = createFakeWindows({
    lifecycle,
    sessions,
    renderer: options.renderer ?? null,
    onAllClosed: () => void appEvents.emit('window-all-closed'),
  });
  const control: FakeElectronControl = {
    lifecycle,
    sessions,
    windows,
    appEvents,
    powerEvents,
    schemes: [],
    paths: new Map(),
    openedExternally: [],
    messageBoxes: [],
    saveDialogs: [],
    openDialogs: [],
    exits: [],
    answers: { messageBox: 0, savePath: null, openPaths: [] },
    sandboxEnabled: false,
    idleSeconds: 0,
  };
  const exit = (code = 0) => {
    control.exits.push(code);
    options.onExit?.(code);
  };
  const quit = () => {
    for (const window of windows.all.slice()) window.contents.close();
    const event = preventable();
    appEvents.emit('will-quit', event);
    if (!event.defaultPrevented) exit(0);
  };

  const app = strict<App>(
    'app',
    {
      isPackaged: options.isPackaged ?? false,
      commandLine: strict<CommandLine>('app.commandLine', {
        hasSwitch: (name: string) => options.switches?.includes(name) ?? false,
        appendSwitch: () => lifecycle.requireNotReady('app.commandLine.appendSwitch'),
      }),
      whenReady: () => lifecycle.whenReady,
      isReady: () => lifecycle.isReady(),
      enableSandbox() {
        lifecycle.requireNotReady('app.enableSandbox');
        control.sandboxEnabled = true;
      },
      requestSingleInstanceLock: () => options.isFirstInstance ?? true,
      getPath: (name: string) => control.paths.get(name) ?? tmpdir(),
      setPath: (name: string, path: string) => void control.paths.set(name, path),
      getVersion: () => '0.0.0',
      quit,
      exit,
    },
    { emitter: appEvents, onUse: record },
  );

  const dialog = strict<Dialog>(
    'dialog',
    {
      showMessageBox: (...input: unknown[]) => {
        control.messageBoxes.push(input.at(-1) as MessageBoxOptions);
        return Promise.resolve({ response: control.answers.messageBox, checkboxChecked: false });
      },
      showOpenDialog: (...input: unknown[]) => {
        control.openDialogs.push(input.at(-1) as OpenDialogOptions);
        const filePaths = control.answers.openPaths;
        return Promise.resolve({ canceled: filePaths.length === 0, filePaths });
      },
      showSaveDialog: (...input: unknown[]) => {
        control.saveDialogs.push(input.at(-1) as SaveDialogOptions);
        const filePath = control.answers.savePath;
        return Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' });
      },
      showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}: ${content}\n`),
    },
    { onUse: recordReady },
  );

  const safeStorage = strict<SafeStorage>(
    'safeStorage',
    {
      isAsyncEncryptionAvailable: () => Promise.resolve(options.encryptionAvailable ?? true),
      getSelectedStorageBackend: () => options.storageBackend ?? 'gnome_libsecret',
      // Not encryption, only something that is not the plain text.
      encryptStringAsync: (plain: string) => Promise.resolve(flip(Buffer.from(plain))),
      decryptStringAsync: (wrapped: Buffer) =>
        Promise.resolve({ result: flip(wrapped).toString(), shouldReEncrypt: false }),
    },
    { onUse: recordReady },
  );

  const workArea = { x: 0, y: 0, width: 1920, height: 1080 };
  const modules: FakeElectronModule = {
    app,
    dialog,
    safeStorage,
    BrowserWindow: windows.face,
    MessageChannelMain: fakeMessageChannelClass,
    session: sessions.face,
    Menu: strict<typeof Menu>('Menu', {
      buildFromTemplate: () => strict<Menu>('Menu', {}),
      setApplicationMenu: () => undefined,
    }),
    nativeTheme: strict<NativeTheme>('nativeTheme', { shouldUseDarkColors: false }, { onUse: recordReady }),
    powerMonitor: strict<PowerMonitor>(
      'powerMonitor',
      { getSystemIdleTime: () => control.idleSeconds },
      { emitter: powerEvents, onUse: recordReady },
    ),
    protocol: strict<Protocol>(
      'protocol',
      {
        registerSchemesAsPrivileged(schemes) {
          lifecycle.requireNotReady('protocol.registerSchemesAsPrivileged');
          if (control.schemes.length > 0) throw new Error('Schemes can be registered only once.');
          control.schemes.push(schemes);
        },
      },
      { onUse: record },
    ),
    screen: strict<Screen>(
      'screen',
      { getDisplayMatching: () => ({ workArea }) as ReturnType<Screen['getDisplayMatching']> },
      { onUse: recordReady },
    ),
    shell: strict<Shell>('shell', {
      openExternal(url: string) {
        control.openedExternally.push(url);
        return Promise.resolve();
      },
    }),
    webContents: strict<typeof import('electron')['webContents']>('webContents', {
      fromDevToolsTargetId: (targetId: string) =>
        windows.all.find(({ contents }) => options.targetIdOf?.(contents.face) === targetId)?.contents.face,
    }),
  };
  // `ipcMain`, `crashReporter` and all else is missing on purpose: touching them throws.
  const electron = strict<FakeElectronModule>('electron', modules);
  return { electron, control };
}

function flip(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0x5a));
}
