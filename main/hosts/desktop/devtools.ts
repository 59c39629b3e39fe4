import type { Electron, WebContents } from './electron.ts';

/** Whether this start asks for a debugger although the app is packaged. Such a start must end. */
export function asksForDebugger({ app }: Pick<Electron, 'app'>, argv: readonly string[]): boolean {
  // SECURITY S-27
  if (!app.isPackaged) return false;
  return (
    DEBUG_SWITCHES.some((name) => app.commandLine.hasSwitch(name)) ||
    argv.some((argument) => /^--?(remote-debugging-|inspect|debug)/.test(argument))
  );
}

/** Closes developer tools that were opened all the same in a packaged app. */
export function refuseDevTools({ app }: Pick<Electron, 'app'>, contents: WebContents): void {
  // SECURITY S-27
  if (app.isPackaged) contents.on('devtools-opened', () => contents.closeDevTools());
}

const DEBUG_SWITCHES = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'js-flags',
];
