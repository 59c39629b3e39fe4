/**
 * The part of Electron that the shell uses. It is handed in as a value, so that every file but `main.ts` can run
 * against the strict fake of the tests, and so that this list is the shell's whole surface.
 */
export type Electron = Pick<
  typeof import('electron'),
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeTheme'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
>;

export type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  IpcMainEvent,
  MenuItemConstructorOptions,
  MessagePortMain,
  OpenDialogOptions,
  Session,
  WebContents,
  WebFrameMain,
} from 'electron';
