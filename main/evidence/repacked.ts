/**
 * A bundle that somebody unpacked and packed again: its files lie in one folder, and file managers have added their own.
 * What such a bundle holds is proven as always, by the hashes of its manifest.
 */
import { LOG_FILE, MANIFEST_FILE } from './layout.ts';

/** macOS and Windows put these beside the files of a folder. They hold looks, and nothing reads them here. */
export const isLeftover = (name: string): boolean =>
  /^__MACOSX\/(?:.*\/)?\._[^/]+$|(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/.test(name);

/** The entries as the bundle was written: without the one folder around them all, if there is one. */
export function unfolded<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  const own = entries.filter(({ name }) => !isLeftover(name));
  const folder = folderOf(own[0]?.name ?? '');
  if (folder === '' || own.some(({ name }) => folderOf(name) !== folder)) return entries;
  if (!own.some(({ name }) => name === folder + MANIFEST_FILE)) return entries;
  return entries.map((entry) =>
    isLeftover(entry.name) ? entry : { ...entry, name: entry.name.slice(folder.length) },
  );
}

/** With its slash; '' for a file that lies in none. */
const folderOf = (name: string): string => /^[^/]+\//.exec(name)?.[0] ?? '';

const LONGEST_NAME = 500;
const MOST_FOLDERS = 1_000;

/** What the names of a zip say: a bundle, something else, or something else with a bundle in it. */
export type ZipLayout = 'bundle' | 'other' | { readonly inner: string };

/** Fed with one name after the other, in any order. */
export function createLayout() {
  const folders = new Map<string, { manifest: boolean; log: boolean }>();
  let inner: string | null = null;
  return {
    see(name: string): void {
      // A stranger's names: none that a bundle may have is longer, and no bundle has this many folders around it.
      if (name.length > LONGEST_NAME || folders.size >= MOST_FOLDERS) return;
      const rest = name.slice(name.lastIndexOf('/') + 1);
      const folder = name.slice(0, name.length - rest.length);
      if (rest === MANIFEST_FILE || rest === LOG_FILE) {
        const seen = folders.get(folder) ?? { manifest: false, log: false };
        folders.set(folder, {
          manifest: seen.manifest || rest === MANIFEST_FILE,
          log: seen.log || rest === LOG_FILE,
        });
      }
      if (/\.evidence\.(?:zip|age)$/i.test(name) && !isLeftover(name))
        inner ??= name.slice(name.lastIndexOf('/') + 1).slice(0, 200);
    },
    /** A manifest in a folder is one of many things; with the log of a collection beside it, it is a bundle's. */
    told(): ZipLayout {
      const isBundle = [...folders].some(([folder, { manifest, log }]) => manifest && (folder === '' || log));
      if (isBundle) return 'bundle';
      return inner === null ? 'other' : { inner };
    },
  };
}
