import type { BrowserWindow, BrowserWindowConstructorOptions, Electron, Session } from './electron.ts';

/** Where and how large a window is, in device-independent pixels. */
export interface WindowPlace {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowOptions {
  readonly session: Session;
  readonly preloadPath: string;
  readonly place: WindowPlace;
}

/** The one place where a window is made, so that there is one place to read what a window may do. */
export function createAppWindow(
  { BrowserWindow, app, nativeTheme }: Pick<Electron, 'BrowserWindow' | 'app' | 'nativeTheme'>,
  { session, preloadPath, place }: WindowOptions,
): BrowserWindow {
  const options: BrowserWindowConstructorOptions = {
    ...place,
    minWidth: 960,
    minHeight: 600,
    title: 'Drydock',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#131a22' : '#f7f9fa',
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload: preloadPath,
      // SECURITY S-01: all of it said aloud, also where it is Electron's default, so that a change shows up here.
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      experimentalFeatures: false,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      // SECURITY S-27
      devTools: !app.isPackaged,
    },
  };
  const window = new BrowserWindow(options);
  // WebRTC is outside both the content security policy and webRequest.
  window.webContents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  return window;
}
