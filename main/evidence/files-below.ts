/** The files of a directory that a stranger made: bounded, in a stable order, and never out of it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../shared/errors.ts';
import { isSafeEntryName } from './zip-limits.ts';

const MAX_ENTRIES = 200_000;
const MAX_DEPTH = 20;

/** Told of what is left out: a relative path, why, as the end of a sentence, and whether it is a symbolic link. */
export type OnLeftOut = (path: string, reason: string, isLink: boolean) => void;

/**
 * Relative paths (with `/`) of all regular files below a directory, sorted by code units. Symbolic links are neither
 * followed nor listed, names that no honest tool writes are left out.
 * @param onLeftOut without it, a folder that cannot be read is an error
 * @throws DrydockError FILE_NOT_READABLE, INVALID_INPUT for more than 200,000 entries
 */
export async function filesBelow(directory: string, onLeftOut?: OnLeftOut): Promise<string[]> {
  const files: string[] = [];
  let entriesSeen = 0;
  const walk = async (relative: string, depth: number): Promise<void> => {
    const entries = await readdir(join(directory, relative), { withFileTypes: true }).catch(() => {
      if (onLeftOut === undefined || relative === '')
        throw new DrydockError('FILE_NOT_READABLE', {
          path: join(directory, relative),
          reason: 'permission was denied',
        });
      onLeftOut(relative, 'permission to read the directory was denied', false);
      return [];
    });
    entriesSeen += entries.length;
    if (entriesSeen > MAX_ENTRIES) {
      throw new DrydockError('INVALID_INPUT', {
        what: directory,
        reason: 'it contains more than 200,000 files',
      });
    }
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      const leftOut = (reason: string) => onLeftOut?.(path, reason, entry.isSymbolicLink());
      if (!isSafeEntryName(path)) leftOut('its name contains a character that legitimate tools do not write');
      else if (entry.isFile()) files.push(path);
      else if (entry.isSymbolicLink()) leftOut('it is a link, which Drydock does not follow');
      else if (!entry.isDirectory()) leftOut('it is neither a file nor a directory');
      else if (depth < MAX_DEPTH) await walk(path, depth + 1);
      else leftOut(`it is more than ${MAX_DEPTH} directories deep`);
    }
  };
  await walk('', 1);
  return files.sort();
}

/** Of a directory where nothing but links could be evidence, as the end of a sentence. */
export function linksAlone(links: readonly string[]): string {
  const first = links.toSorted()[0] ?? '';
  return links.length === 1
    ? `it contains a symbolic link (${first}), which Drydock does not follow, but no JSON or YAML; choose the target of the link`
    : `it contains ${links.length} symbolic links (${first} is the first), which Drydock does not follow, but no JSON or YAML; choose their targets`;
}
