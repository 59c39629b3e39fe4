/** Where things are when Drydock runs from the command line. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Engagement files live here unless told otherwise: `DRYDOCK_HOME`, else `Drydock` in the home folder. */
export function homeDirectory(): string {
  return process.env['DRYDOCK_HOME'] ?? join(homedir(), 'Drydock');
}

/** The build's folder, for the sources of a checkout and for their bundle. Throws when nothing was built. */
export function distDirectory(): string {
  const candidates = ['../../../dist', '../..'].map((path) => join(import.meta.dirname, path));
  const found = candidates.find((directory) => existsSync(join(directory, 'renderer-files.json')));
  if (found === undefined) throw new Error('The interface has not been built. Run: npm run build');
  return found;
}
