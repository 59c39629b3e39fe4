import { type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const STAND_IN = join(ROOT, 'tests', 'desktop', 'stand-in', 'electron-stand-in.sh');

export interface LaunchOptions {
  /** Where engagements, settings and logs of this run go. */
  readonly home: string;
  /** The bundled main process; the product's own by default. */
  readonly main?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export interface LaunchedDesktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

/** Starts the built desktop shell: on Electron where `DRYDOCK_ELECTRON` names its binary, else on the stand-in. */
export async function launchDesktop(options: LaunchOptions): Promise<LaunchedDesktop> {
  const app = await _electron.launch({
    executablePath: electronExecutable(),
    args: [options.main ?? join(ROOT, 'dist', 'desktop', 'main.js'), ...(options.args ?? [])],
    env: {
      ...definedVariables(process.env),
      DRYDOCK_HOME: options.home,
      DRYDOCK_NODE: process.execPath,
      ...options.env,
    },
  });
  const page = await app.firstWindow();
  return { app, page, process: app.process(), close: () => app.close() };
}

/** True when the specs drive the real binary. */
export function onRealElectron(): boolean {
  return electronExecutable() !== STAND_IN;
}

function electronExecutable(): string {
  const named = process.env['DRYDOCK_ELECTRON'];
  return named === undefined || named === '' ? STAND_IN : named;
}

function definedVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  const { NODE_OPTIONS: _dropped, ...rest } = environment;
  return Object.fromEntries(
    Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
