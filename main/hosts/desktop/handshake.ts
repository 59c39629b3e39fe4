import { PORT, REQUEST_PORT } from './channels.ts';
import type { BrowserWindow, Electron, IpcMainEvent, MessagePortMain } from './electron.ts';
import { APP_ORIGIN, isAppUrl } from './origin.ts';

export interface HandshakeOptions {
  /** Answers what arrives on the port until it closes. */
  readonly serve: (port: MessagePortMain) => void;
  readonly onRefused: (reason: RefusalReason) => void;
}

export type RefusalReason = 'no frame' | 'not the main frame' | 'not the window' | 'not the origin';

/**
 * Hands the workbench's port to the interface when it asks, and to nobody else. A reload asks again; the port of
 * the page before is closed.
 */
export function offerPort(
  { MessageChannelMain }: Pick<Electron, 'MessageChannelMain'>,
  window: BrowserWindow,
  { serve, onRefused }: HandshakeOptions,
): void {
  let current: MessagePortMain | null = null;
  // SECURITY S-13: on this window's own channel; `ipcMain` is not even among the imports.
  window.webContents.ipc.on(REQUEST_PORT, (event) => {
    const refused = refusal(window, event);
    if (refused !== null) return onRefused(refused);
    current?.close();
    const { port1, port2 } = new MessageChannelMain();
    current = port1;
    serve(port1);
    port1.start();
    event.senderFrame?.postMessage(PORT, null, [port2]);
  });
  window.on('closed', () => current?.close());
}

/** Why a sender gets no port; `null` for the main frame of the known window at the exact origin. */
function refusal(window: BrowserWindow, event: IpcMainEvent): RefusalReason | null {
  // SECURITY S-12: a frame that is gone, nested, foreign, or without a URL gets nothing.
  const frame = event.senderFrame;
  if (frame === null || frame.isDestroyed() || frame.detached) return 'no frame';
  if (window.isDestroyed() || event.sender !== window.webContents) return 'not the window';
  if (frame.parent !== null || frame !== window.webContents.mainFrame) return 'not the main frame';
  if (frame.origin !== APP_ORIGIN || !isAppUrl(frame.url)) return 'not the origin';
  return null;
}
