/** Bundles the desktop shell into `dist/desktop`: main and its workers as ES modules, the preload as one CommonJS file. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, copyReportAssets, copySample, esm, WORKERS } from './bundle.ts';

const ROOT = join(import.meta.dirname, '..');
export const DESKTOP_DIST = join(ROOT, 'dist', 'desktop');

const MAIN = 'main/hosts/desktop/main.ts';

export interface DesktopBuildOptions {
  readonly outDir?: string;
  /** Takes the place of `main.ts`, and leaves workers and assets out: for the tests of the shell alone. */
  readonly mainEntry?: string;
}

/** Builds everything. Returns the directory of the bundles. */
export async function buildDesktop(options: DesktopBuildOptions = {}): Promise<string> {
  const outDir = options.outDir ?? DESKTOP_DIST;
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await bundle({ main: join(ROOT, options.mainEntry ?? MAIN) }, esm(outDir, ''));
  // Workers share nothing with main: a package keeps main inside its archive, and all that a worker loads beside it.
  if (options.mainEntry === undefined) await bundle(WORKERS, esm(outDir, 'worker-'));
  // SECURITY S-14: one file, and `electron` is the only thing it may require.
  await bundle(
    { preload: join(ROOT, 'main/hosts/desktop/preload/preload.ts') },
    { dir: outDir, format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
  );
  if (options.mainEntry === undefined) {
    await copyReportAssets(join(outDir, '..'));
    await copySample(outDir);
  }
  return outDir;
}

if (import.meta.main) console.log(`Built the desktop shell in ${await buildDesktop()}.`);
