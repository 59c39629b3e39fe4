import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainEvent, Session, WebContents, WebPreferences } from 'electron';
import { createFakeFrame, type FakeFrame } from './frames.ts';
import { own, strict } from './strict.ts';

type WindowOpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];
type NavigationEvent = 'will-navigate' | 'will-frame-navigate' | 'will-redirect' | 'will-attach-webview';

/** The contents of a window as the test sees them. */
export interface FakeContents {
  readonly face: WebContents;
  readonly preferences: WebPreferences;
  readonly events: EventEmitter;
  readonly ipcEvents: EventEmitter;
  mainFrame: FakeFrame;
  windowOpenHandler: WindowOpenHandler | null;
  webRtcPolicy: string;
  devToolsClosed: number;
  destroyed: boolean;
  /** Ends the page; the window closes with it. Set by the window. */
  close: () => void;
  /** The page, or something that pretends to be it, sends a message. */
  receive(
    channel: string,
    args: readonly unknown[],
    from?: { sender?: WebContents; frame?: FakeFrame | null },
  ): void;
  /** Something tries to navigate. True when the shell let it. */
  navigate(event: NavigationEvent, url: string, frame?: FakeFrame): boolean;
  /** A page asks for a new window. True when the shell let it. */
  openWindow(url: string): boolean;
}

export function createFakeContents(session: Session, preferences: WebPreferences): FakeContents {
  const events = new EventEmitter();
  const ipcEvents = new EventEmitter();
  const face = strict<WebContents>(
    'WebContents',
    {
      session,
      ipc: strict<IpcMain>('WebContents.ipc', {}, { emitter: ipcEvents }),
      get mainFrame() {
        return contents.mainFrame.face;
      },
      isDestroyed: () => contents.destroyed,
      getURL: () => contents.mainFrame.url,
      setWindowOpenHandler: (handler: WindowOpenHandler) => void (contents.windowOpenHandler = handler),
      setWebRTCIPHandlingPolicy: (policy: string) => void (contents.webRtcPolicy = policy),
      closeDevTools: () => void contents.devToolsClosed++,
      close: () => contents.close(),
    },
    { emitter: events },
  );
  const contents: FakeContents = {
    face,
    preferences,
    events,
    ipcEvents,
    mainFrame: createFakeFrame({ url: '', origin: 'null' }),
    windowOpenHandler: null,
    webRtcPolicy: 'default',
    devToolsClosed: 0,
    destroyed: false,
    close: () => undefined,
    receive(channel, args, { sender = face, frame = contents.mainFrame } = {}) {
      const event = {
        type: 'frame',
        sender,
        senderFrame: frame?.face ?? null,
        ports: [],
        ...preventable(),
      } satisfies Partial<IpcMainEvent>;
      ipcEvents.emit(channel, event, ...structuredClone(args));
    },
    navigate(name, url, frame = contents.mainFrame) {
      const event = { url, isMainFrame: frame === contents.mainFrame, frame: frame.face, ...preventable() };
      events.emit(name, event, url);
      return !event.defaultPrevented;
    },
    openWindow(url) {
      if (contents.windowOpenHandler === null) return true;
      const answer = contents.windowOpenHandler({
        url,
        frameName: '',
        features: '',
        disposition: 'new-window',
        referrer: { url: '', policy: 'no-referrer' },
      });
      return answer.action === 'allow';
    },
  };
  return own(contents);
}

/** The part of Electron's events that lets a listener say no. */
export function preventable(): { defaultPrevented: boolean; preventDefault(): void } {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}
