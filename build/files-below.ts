/** Every file below a directory, by its whole path, sorted. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
