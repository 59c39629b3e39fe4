import type { Electron } from './electron.ts';

/** What must be settled before the app is ready: the sandbox for every process, and no background traffic. */
export function hardenApp({ app }: Pick<Electron, 'app'>): void {
  // SECURITY S-02
  app.enableSandbox();
  for (const name of QUIET_SWITCHES) app.commandLine.appendSwitch(name);
}

/** Chromium asks servers of its maker for updates, experiments and spelling unless it is told not to. */
const QUIET_SWITCHES = [
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
  'disable-field-trial-config',
  'disable-sync',
  'no-pings',
];
