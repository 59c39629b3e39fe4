/** The report's fonts and Typst sources. A bundled host copies them as two folders and says where they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Coverage } from '../text.ts';

export interface ReportAssets {
  readonly fonts: readonly Buffer[];
  /** File name to source. */
  readonly sources: ReadonlyMap<string, string>;
  readonly coverage: Coverage;
}

/** The folder that holds `fonts/` and `typst/`: beside this module, or `override` in a bundled host. */
export function reportAssetsDir(override?: string): string {
  return override ?? fileURLToPath(new URL('..', import.meta.url));
}

export function readReportAssets(directory: string): ReportAssets {
  const fonts = join(directory, 'fonts');
  const typst = join(directory, 'typst');
  const coverage = CoverageFile.parse(JSON.parse(readFileSync(join(fonts, 'coverage.json'), 'utf8')));
  return {
    fonts: named(fonts, '.ttf').map((name) => readFileSync(join(fonts, name))),
    sources: new Map(named(typst, '.typ').map((name) => [name, readFileSync(join(typst, name), 'utf8')])),
    // Every text falls back on the sans, so what the sans covers can be drawn everywhere.
    coverage: coverage.sans,
  };
}

const CoverageFile = z.object({ sans: z.array(z.tuple([z.int(), z.int()])) });

function named(directory: string, suffix: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(suffix))
    .sort();
}
