// What `import … from 'electron'` resolves to in the stand-in.
const electron = globalThis[Symbol.for('drydock.stand-in.electron')];
export const {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  webContents,
} = electron;
export default electron;
