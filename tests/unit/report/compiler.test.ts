import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTypesetter } from '../../../main/report/pdf/compiler.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'main');

/** What reads the process report, if anything does. */
const reader = (): unknown => Reflect.get(process.report, 'getReport');

test('a typesetter whose compiled part is missing is a typed error that names the PDF alone', () => {
  const missing = Object.assign(
    () => {
      throw Object.assign(new Error('Cannot find native binding'), { code: 'MODULE_NOT_FOUND' });
    },
    createRequire(import.meta.url),
  );
  expect(() => loadTypesetter(missing)).toThrow(
    expect.objectContaining({
      code: 'REPORT_FAILED',
      message: expect.stringContaining(
        'the typesetting component does not load on this computer (MODULE_NOT_FOUND)',
      ) as string,
    }),
  );
});

test('the process report is not asked while it loads, and is as it was afterwards', () => {
  const before = reader();
  let during: unknown = 'never asked';
  const watching = Object.assign(
    (name: string) => {
      during = reader();
      return { NodeCompiler: name };
    },
    createRequire(import.meta.url),
  );
  loadTypesetter(watching);
  expect(during).toBeUndefined();
  expect(reader()).toBe(before);
});

test('the worker of all heavy work starts on a computer where the typesetter does not load', () => {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) {
      if (name.startsWith('@myriaddreamin/')) throw new Error('no binary for this system');
      return next(name, context);
    } });`;
  const printed = execFileSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(hook)}`,
      '--input-type=module',
      '--eval',
      `const worker = await import(${JSON.stringify(join(MAIN, 'workbench', 'job-worker.ts'))});
       const { loadTypesetter } = await import(${JSON.stringify(join(MAIN, 'report', 'pdf', 'compiler.ts'))});
       let code = 'loaded';
       try { loadTypesetter(); } catch (error) { code = error.code; }
       console.log(typeof worker.collect, code);`,
    ],
    { encoding: 'utf8' },
  );
  expect(printed.trim()).toBe('function REPORT_FAILED');
});
