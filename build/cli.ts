/**
 * Bundles the command line of a checkout: one start loads a few files in place of a thousand. Each state of the sources
 * has a folder of its own, `dist/cli-HASH`, so that commands that run while another is built keep what they began with.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow } from './files-below.ts';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(ROOT, 'dist');
/** What the bundle is made of. */
const SOURCE_FOLDERS = ['main', 'shared'];
const SOURCE_FILES = ['build/bundle.ts', 'build/cli.ts', 'package-lock.json'];
const BUNDLES_KEPT = 3;
/** A workbench that runs loads its threads from the bundle that it began with. */
const KEPT_FOR_MS = 24 * 60 * 60_000;

/** The bundled command line, built first when a source has changed. Loads no bundler into this process. */
export function freshCli(): string {
  const directory = join(DIST, `cli-${sourceStamp()}`);
  const entry = join(directory, 'bin', 'main.js');
  if (existsSync(entry)) return entry;
  const { status } = spawnSync(process.execPath, [import.meta.filename, directory], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0 || !existsSync(entry)) throw new Error('The command line could not be bundled.');
  return entry;
}

async function buildCli(directory: string): Promise<void> {
  const { bundle, copyReportAssets, copySample, esm, WORKERS } = await import('./bundle.ts');
  const making = `${directory}.${process.pid}`;
  const bin = join(making, 'bin');
  await mkdir(bin, { recursive: true });
  await bundle({ main: join(ROOT, 'main/hosts/cli/main.ts'), ...WORKERS }, esm(bin, ''));
  await copyReportAssets(making);
  await copySample(bin);
  try {
    renameSync(making, directory);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    // Another command was faster, and made the same.
    if (!existsSync(join(directory, 'bin', 'main.js'))) throw error;
  }
  removeOldBundles();
}

function removeOldBundles(): void {
  const bundles = readdirSync(DIST)
    .filter((name) => /^cli-[0-9a-f]+$/.test(name))
    .map((name) => ({ path: join(DIST, name), madeMs: statSync(join(DIST, name)).mtimeMs }))
    .toSorted((a, b) => b.madeMs - a.madeMs);
  const oldest = Date.now() - KEPT_FOR_MS;
  for (const { path, madeMs } of bundles.slice(BUNDLES_KEPT))
    if (madeMs < oldest) rmSync(path, { recursive: true, force: true });
}

/** Changes with the time or size of any source; reading them all would cost more than a start. */
function sourceStamp(): string {
  const hash = createHash('sha256').update(process.version);
  const below = SOURCE_FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder)));
  for (const file of [...below, ...SOURCE_FILES.map((path) => join(ROOT, path))]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

if (import.meta.main) {
  const [, , directory] = process.argv;
  if (directory === undefined) console.log(`The command line is bundled in ${freshCli()}.`);
  else await buildCli(directory);
}
