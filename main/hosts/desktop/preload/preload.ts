/**
 * The preload: it runs in the page's process, in its own world, and is the page's only way out. It is bundled
 * into one CommonJS file that requires nothing but `electron`.
 */
// SECURITY S-14
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { PORT, REQUEST_PORT } from '../channels.ts';

// SECURITY S-12: the port goes on to this very page and to no other origin.
ipcRenderer.on(PORT, (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage(PORT, window.location.origin, [port]);
});

// SECURITY S-15: two functions and a word; neither a channel name nor `ipcRenderer` is within the page's reach.
contextBridge.exposeInMainWorld('drydockDesktop', {
  kind: 'desktop',
  requestPort: (): void => ipcRenderer.send(REQUEST_PORT),
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
});
