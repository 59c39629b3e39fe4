import type { Electron } from './electron.ts';

/**
 * Why this start is refused, in words for the person; null when pages will run in the system's sandbox. Not every
 * launcher is ours: that of an AppImage adds `--no-sandbox` by itself where the system restricts user namespaces.
 */
export function refusalWithoutSandbox(
  { app }: Pick<Electron, 'app'>,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  // SECURITY S-02
  if (!app.isPackaged) return null;
  const isOff =
    SANDBOX_OFF.some((name) => app.commandLine.hasSwitch(name) || argv.includes(`--${name}`)) ||
    Boolean(environment['ELECTRON_DISABLE_SANDBOX']);
  return isOff ? WITHOUT_SANDBOX : null;
}

/** Tells it where there is a terminal, and where there is none. Resolves when the person has read it. */
export async function tellRefusal(
  { app, dialog }: Pick<Electron, 'app' | 'dialog'>,
  refusal: string,
): Promise<void> {
  process.stderr.write(`${refusal}\n`);
  // Before it is ready, Electron on Linux shows no box. Nothing has been loaded, and nothing will be.
  await app.whenReady();
  dialog.showErrorBox('Drydock did not start', refusal);
}

const SANDBOX_OFF = [
  'no-sandbox',
  'disable-setuid-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-gpu-sandbox',
  'no-zygote',
];

const WITHOUT_SANDBOX =
  'Drydock was started without the sandbox that isolates its pages, so it does not run. ' +
  'The AppImage launcher disables the sandbox on systems that restrict user namespaces. ' +
  'Install the .deb package, allow user namespaces for Drydock, or run “drydock serve” and use a browser.';
