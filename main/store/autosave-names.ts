/** Which files beside an engagement are autosaves of it. */
import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Names of the autosaves beside a file, oldest first. Only names of exactly our form. */
export function autosavesOf(path: string): string[] {
  const prefix = `${basename(path, '.drydock')}.autosave-`;
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d{8}T\d{6}Z\.drydock$/.test(name.slice(prefix.length)))
    .toSorted();
}
