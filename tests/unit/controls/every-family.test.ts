import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ControlFamily } from '../../../shared/verdict.ts';

/** Controls of one's own are compiled from files, so their cases lie with the tests of the compiler. */
const CASES: Partial<Record<ControlFamily, string>> = { custom: 'custom/control.test.ts' };

test.each(ControlFamily.options)('family %s has a table of cases', (family) => {
  expect(existsSync(join(import.meta.dirname, CASES[family] ?? `${family}.test.ts`))).toBe(true);
});
