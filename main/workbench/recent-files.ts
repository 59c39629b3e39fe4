/** Recently opened engagement files: paths only, for nothing inside is known without the passphrase. */

import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { compare } from '../../shared/compare.ts';
import type { RecentEngagement } from '../../shared/engagement.ts';
import type { Keychain } from './host.ts';

export interface RecentFiles {
  list(): Promise<RecentEngagement[]>;
  remember(file: string): Promise<void>;
  forget(file: string): Promise<void>;
}

const MAX_RECENT = 50;
export const ENGAGEMENT_EXTENSION = '.drydock';

/** The list is kept in `homeDir/recent.json`; engagement files in `homeDir` are always part of it. */
export function createRecentFiles(homeDir: string, keychain: Keychain | null): RecentFiles {
  const listFile = join(homeDir, 'recent.json');

  async function read(): Promise<string[]> {
    try {
      return z.array(z.string()).parse(JSON.parse(await readFile(listFile, 'utf8')));
    } catch {
      return [];
    }
  }

  /** One change after the other: two at once would read the same list, and the second would bring back what went. */
  let last: Promise<void> = Promise.resolve();
  function change(edit: (files: readonly string[]) => readonly string[]): Promise<void> {
    const next = last.then(async () => write(edit(await read())));
    last = next.catch(() => undefined);
    return next;
  }

  async function write(files: readonly string[]): Promise<void> {
    await mkdir(homeDir, { recursive: true, mode: 0o700 });
    await writeFile(`${listFile}.new`, JSON.stringify(files.slice(0, MAX_RECENT)), { mode: 0o600 });
    await rename(`${listFile}.new`, listFile);
  }

  async function inHome(): Promise<string[]> {
    const names = await readdir(homeDir).catch(() => []);
    return names.filter(isEngagement).map((name) => join(homeDir, name));
  }

  async function describe(file: string): Promise<RecentEngagement> {
    const info = await stat(file).catch(() => null);
    const key = keychain !== null && (await keychain.load(file).catch(() => null)) !== null;
    return {
      file,
      fileName: basename(file, ENGAGEMENT_EXTENSION),
      bytes: info?.size ?? null,
      modifiedAt: info?.mtime.toISOString() ?? null,
      keychain: key,
      missing: info === null,
    };
  }

  return {
    async list() {
      const files = new Set([...(await read()), ...(await inHome())]);
      const described = await Promise.all([...files].map(describe));
      return described.sort((a, b) => compare(b.modifiedAt ?? '', a.modifiedAt ?? ''));
    },
    async remember(file) {
      const path = resolve(file);
      await change((files) => [path, ...files.filter((other) => other !== path)]);
    },
    async forget(file) {
      const path = resolve(file);
      await change((files) => files.filter((other) => other !== path));
    },
  };
}

/** Automatic copies open as engagements do, but are no engagements of their own. */
function isEngagement(name: string): boolean {
  return name.endsWith(ENGAGEMENT_EXTENSION) && !/\.autosave-\d{8}T\d{6}Z\.drydock$/.test(name);
}
