/** Bundles the desktop shell into `dist/desktop`: main and its workers as ES modules, the preload as one CommonJS file. */
import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutputOptions, rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');
export const DESKTOP_DIST = join(ROOT, 'dist', 'desktop');

/**
 * What is loaded from node_modules at run time: Electron itself, packages with compiled parts, and piscina, which
 * starts a file beside itself. `electron-builder.yml` packs the same.
 */
const EXTERNAL = ['electron', 'better-sqlite3', '@myriaddreamin/typst-ts-node-compiler', 'piscina'];

const MAIN = 'main/hosts/desktop/main.ts';
/**
 * Workers by the name of their bundle, each loaded by URL. They share nothing with main: a package keeps main inside its
 * archive, and all that a worker loads beside it.
 */
const WORKERS: Readonly<Record<string, string>> = {
  'store-worker': 'main/workbench/store-worker.ts',
  'job-worker': 'main/workbench/job-worker.ts',
};

export interface DesktopBuildOptions {
  readonly outDir?: string;
  /** Takes the place of `main.ts`, and leaves workers and assets out: for the tests of the shell alone. */
  readonly mainEntry?: string;
}

/** Builds everything. Entries that do not exist are left out. Returns the directory of the bundles. */
export async function buildDesktop(options: DesktopBuildOptions = {}): Promise<string> {
  const outDir = options.outDir ?? DESKTOP_DIST;
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await bundle(existing({ main: options.mainEntry ?? MAIN }), esm(outDir, ''));
  if (options.mainEntry === undefined) await bundle(existing(WORKERS), esm(outDir, 'worker-'));
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

/** Entries by their whole path, without those that do not exist. */
function existing(entries: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries)
      .map(([name, path]) => [name, join(ROOT, path)] as const)
      .filter(([, path]) => existsSync(path)),
  );
}

function esm(dir: string, chunkPrefix: string): OutputOptions {
  return {
    dir,
    format: 'esm',
    entryFileNames: '[name].js',
    // Beside the entries: code that looks for its assets in `..` finds them from every chunk.
    chunkFileNames: `${chunkPrefix}[name]-[hash].js`,
    // Inlined CommonJS packages call `require` for what Node has built in.
    banner:
      "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  };
}

/** The report's fonts and Typst sources, which `main/report/pdf/assets.ts` reads from the folder above its own. */
async function copyReportAssets(directory: string): Promise<void> {
  for (const folder of ['fonts', 'typst']) {
    await rm(join(directory, folder), { recursive: true, force: true });
    await cp(join(ROOT, 'main', 'report', folder), join(directory, folder), { recursive: true });
  }
}

/** The sample's manifests, which `main/sample/load.ts` reads from beside itself. */
async function copySample(directory: string): Promise<void> {
  for (const name of ['manifests', 'manifests-later', 'exec-token.mjs']) {
    await cp(join(ROOT, 'main', 'sample', name), join(directory, name), { recursive: true });
  }
}

async function bundle(input: Record<string, string>, output: OutputOptions): Promise<void> {
  const build = await rolldown({ input, platform: 'node', external: EXTERNAL, logLevel: 'warn' });
  try {
    await build.write({ ...output, sourcemap: false });
  } finally {
    await build.close();
  }
}

if (import.meta.main) console.log(`Built the desktop shell in ${await buildDesktop()}.`);
