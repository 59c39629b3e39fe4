import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron';
import { createFakeContents, type FakeContents } from './contents.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { FakeSession, FakeSessions } from './sessions.ts';
import { own, strict } from './strict.ts';

/** A window as the test sees it. */
export interface FakeWindow {
  readonly face: BrowserWindow;
  readonly options: BrowserWindowConstructorOptions;
  readonly contents: FakeContents;
  readonly session: FakeSession;
  readonly events: EventEmitter;
  readonly did: string[];
  visible: boolean;
  minimized: boolean;
  destroyed: boolean;
}

/** What shows the pages. Without one, a page is only its URL. */
export interface PageRenderer {
  load(window: FakeWindow, url: string): Promise<void>;
  close(window: FakeWindow): void;
}

export interface FakeWindows {
  readonly face: typeof BrowserWindow;
  readonly all: FakeWindow[];
}

export function createFakeWindows(deps: {
  readonly lifecycle: Lifecycle;
  readonly sessions: FakeSessions;
  readonly renderer: PageRenderer | null;
  readonly onAllClosed: () => void;
}): FakeWindows {
  const all: FakeWindow[] = [];
  const create = (options: BrowserWindowConstructorOptions): BrowserWindow => {
    deps.lifecycle.requireReady('BrowserWindow');
    deps.lifecycle.uses.push('BrowserWindow');
    const window = createFakeWindow(deps, options, () => {
      all.splice(all.indexOf(window), 1);
      if (all.length === 0) deps.onAllClosed();
    });
    all.push(window);
    return window.face;
  };
  const statics = strict<typeof BrowserWindow>('BrowserWindow', {
    getAllWindows: () => all.map(({ face }) => face),
    fromWebContents: (contents) => all.find((window) => window.contents.face === contents)?.face ?? null,
  });
  // A class whose static side is as strict as its instances.
  const face = new Proxy(BARE_CLASS, {
    construct: (_target, [options]: [BrowserWindowConstructorOptions?]) => create(options ?? {}),
    get: (_target, property) => Reflect.get(statics, property),
  });
  return { face: own(face), all };
}

function createFakeWindow(
  { sessions, renderer }: { readonly sessions: FakeSessions; readonly renderer: PageRenderer | null },
  options: BrowserWindowConstructorOptions,
  onClosed: () => void,
): FakeWindow {
  const events = new EventEmitter();
  const preferences = options.webPreferences ?? {};
  const session = sessions.of(preferences.session ?? sessions.face.defaultSession);
  const contents = createFakeContents(session.face, preferences);
  const note = (what: string) => window.did.push(what);
  const close = () => {
    if (window.destroyed) return;
    events.emit('close', {});
    renderer?.close(window);
    window.destroyed = true;
    contents.destroyed = true;
    contents.mainFrame.destroyed = true;
    contents.events.emit('destroyed');
    events.emit('closed');
    onClosed();
  };
  contents.close = close;
  const face = strict<BrowserWindow>(
    'BrowserWindow',
    {
      webContents: contents.face,
      async loadURL(url: string) {
        if (renderer === null) {
          contents.mainFrame.url = url;
          contents.mainFrame.origin = url.split('/').slice(0, 3).join('/');
        } else {
          await renderer.load(window, url);
        }
        events.emit('ready-to-show');
      },
      show() {
        window.visible = true;
        note('show');
      },
      focus: () => void note('focus'),
      maximize: () => void note('maximize'),
      restore() {
        window.minimized = false;
        note('restore');
      },
      isVisible: () => window.visible,
      isMinimized: () => window.minimized,
      isMaximized: () => false,
      isDestroyed: () => window.destroyed,
      getNormalBounds: () => ({
        x: options.x ?? 0,
        y: options.y ?? 0,
        width: options.width ?? 800,
        height: options.height ?? 600,
      }),
      close,
    },
    {
      emitter: events,
      onUse(path) {
        if (window.destroyed && !path.endsWith('isDestroyed'))
          throw new TypeError('Object has been destroyed');
      },
    },
  );
  const window: FakeWindow = {
    face,
    options,
    contents,
    session,
    events,
    did: [],
    visible: options.show !== false,
    minimized: false,
    destroyed: false,
  };
  return own(window);
}

/** A proxy can be called with `new` only when its target can be. */
const BARE_CLASS = function BrowserWindow() {} as unknown as typeof BrowserWindow;
