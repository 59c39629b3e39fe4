/** Builds the interface into `dist/renderer` and writes the allow-list of its files. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { filesBelow } from './files-below.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, 'renderer.stamp');

/** Builds when a source changed since the last build. Returns whether it built. */
export async function buildRenderer(options: { readonly quiet?: boolean } = {}): Promise<boolean> {
  const stamp = sourceStamp();
  if (
    existsSync(STAMP) &&
    existsSync(join(DIST, 'renderer-files.json')) &&
    readFileSync(STAMP, 'utf8') === stamp
  ) {
    return false;
  }
  const { build } = await import('vite');
  await build({
    root: join(ROOT, 'renderer'),
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: options.quiet ? 'error' : 'warn',
  });
  writeFileList(join(DIST, 'renderer'), join(DIST, 'renderer-files.json'));
  mkdirSync(DIST, { recursive: true });
  writeFileSync(STAMP, stamp);
  return true;
}

/** Writes `[{path, sha256, type}]` of every file in `directory`. SECURITY S-05 */
export function writeFileList(directory: string, listFile: string): void {
  const list = filesBelow(directory).map((file) => ({
    path: relative(directory, file).split(sep).join('/'),
    sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
    type: mediaType(file),
  }));
  writeFileSync(listFile, `${JSON.stringify(list, null, 1)}\n`);
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

function mediaType(file: string): string {
  const type = MEDIA_TYPES[extname(file)];
  if (type === undefined)
    throw new Error(`No media type is known for ${file}; add it or leave the file out.`);
  return type;
}

function sourceStamp(): string {
  const hash = createHash('sha256');
  const files = [
    ...filesBelow(join(ROOT, 'renderer')),
    ...filesBelow(join(ROOT, 'shared')),
    join(ROOT, 'vite.config.ts'),
    join(ROOT, 'package-lock.json'),
  ];
  for (const file of files) hash.update(relative(ROOT, file)).update(readFileSync(file));
  return hash.digest('hex');
}

if (import.meta.main)
  console.log((await buildRenderer()) ? 'Built the interface.' : 'The interface is up to date.');
