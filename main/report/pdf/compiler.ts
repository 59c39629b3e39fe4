/** The typesetter, loaded when a report is built: a computer on which it does not load can do everything else. */
import { createRequire } from 'node:module';
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { DrydockError } from '../../../shared/errors.ts';

interface Typesetter {
  readonly NodeCompiler: typeof NodeCompiler;
}

/**
 * @param load how a package is loaded; for tests
 * @throws DrydockError REPORT_FAILED when its compiled part is missing or does not fit this system
 */
export function loadTypesetter(load: NodeJS.Require = createRequire(import.meta.url)): Typesetter {
  const { report } = process;
  const getReport = Object.getOwnPropertyDescriptor(report, 'getReport');
  try {
    // Where it finds no ldd, the loader looks into the process report, and that ends Electron 42 and later.
    Object.defineProperty(report, 'getReport', { value: undefined, configurable: true, writable: true });
    return load('@myriaddreamin/typst-ts-node-compiler') as Typesetter;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    const reason = `the typesetting component does not load on this computer${code}`;
    throw new DrydockError('REPORT_FAILED', { reason }, { cause: error });
  } finally {
    if (getReport === undefined) Reflect.deleteProperty(report, 'getReport');
    else Object.defineProperty(report, 'getReport', getReport);
  }
}
