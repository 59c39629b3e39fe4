import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of a Chromium or Chrome on this machine, or null. `DRYDOCK_CHROMIUM` comes first. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment['DRYDOCK_CHROMIUM'];
  const candidates =
    named === undefined || named === '' ? places(environment) : [named, ...places(environment)];
  return candidates.find(isExecutable) ?? null;
}

function places(environment: NodeJS.ProcessEnv): readonly string[] {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    return ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData']
      .map((variable) => environment[variable])
      .filter((directory) => directory !== undefined)
      .map((directory) => join(directory, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  return (environment['PATH'] ?? '/usr/bin')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .flatMap((directory) => UNIX_NAMES.map((name) => join(directory, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const UNIX_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
