import type { BrowserWindow, Electron } from './electron.ts';

/**
 * Makes this the only running Drydock. Returns false when another one runs already: this process must then quit
 * without having opened a file. The one that runs comes to the front.
 */
export function claimSingleInstance(
  { app }: Pick<Electron, 'app'>,
  currentWindow: () => BrowserWindow | null,
): boolean {
  // SECURITY S-17
  if (!app.requestSingleInstanceLock()) return false;
  // The second instance's arguments and directory may come from any program of this user. They are not even named.
  app.on('second-instance', () => {
    const window = currentWindow();
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  return true;
}
