import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Electron } from './electron.ts';

/**
 * Makes this the only running Drydock. Returns false when another one runs already; that one is then told of our
 * arguments, and this process must quit without having opened a file.
 */
export function claimSingleInstance(
  { app }: Pick<Electron, 'app'>,
  onSecondInstance: (file: string | null) => void,
): boolean {
  // SECURITY S-17
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv, workingDirectory) => {
    onSecondInstance(fileToOffer(argv, workingDirectory));
  });
  return true;
}

/**
 * The one file that a command line asks to open, as an absolute path, or `null`. The arguments may come from any
 * program of this user, so switches are ignored, and only an existing regular file with one of our own endings
 * counts. The person is still asked before it is opened.
 */
export function fileToOffer(argv: readonly string[], workingDirectory: string): string | null {
  // SECURITY S-17: the arguments are untrusted.
  if (!isAbsolute(workingDirectory)) return null;
  for (const argument of argv.slice(1)) {
    if (argument.startsWith('-') || argument.includes('\0') || argument.length > MAX_PATH_CHARACTERS)
      continue;
    if (argument.startsWith('\\\\') || argument.startsWith('//')) continue;
    if (!OURS.test(argument)) continue;
    const path = resolve(workingDirectory, argument);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
  }
  return null;
}

const OURS = /\.(drydock|evidence\.zip)$/i;
const MAX_PATH_CHARACTERS = 4096;
