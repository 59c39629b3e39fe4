/** What the bundles of the desktop shell and of the command line have in common. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutputOptions, rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');

/**
 * What is loaded from node_modules at run time: Electron itself, packages with compiled parts, and piscina, which
 * starts a file beside itself. `electron-builder.yml` packs the same.
 */
const EXTERNAL = ['electron', 'better-sqlite3', '@myriaddreamin/typst-ts-node-compiler', 'piscina'];

/** Threads by the name of their bundle, each loaded by URL from beside the bundle that starts it. */
export const WORKERS: Readonly<Record<string, string>> = {
  'store-worker': join(ROOT, 'main/workbench/store-worker.ts'),
  'job-worker': join(ROOT, 'main/workbench/job-worker.ts'),
};

/** @param input whole paths of entries by the name of their bundle */
export async function bundle(input: Readonly<Record<string, string>>, output: OutputOptions): Promise<void> {
  const build = await rolldown({
    input: { ...input },
    platform: 'node',
    external: EXTERNAL,
    logLevel: 'warn',
  });
  try {
    await build.write({ ...output, sourcemap: false });
  } finally {
    await build.close();
  }
}

export function esm(dir: string, chunkPrefix: string): OutputOptions {
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
export async function copyReportAssets(directory: string): Promise<void> {
  for (const folder of ['fonts', 'typst']) {
    await rm(join(directory, folder), { recursive: true, force: true });
    await cp(join(ROOT, 'main', 'report', folder), join(directory, folder), { recursive: true });
  }
}

/** The sample's manifests, which `main/sample/load.ts` reads from beside itself. */
export async function copySample(directory: string): Promise<void> {
  for (const name of ['manifests', 'manifests-later', 'exec-token.mjs']) {
    await cp(join(ROOT, 'main', 'sample', name), join(directory, name), { recursive: true });
  }
}
