import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ControlFamily } from '../../../../shared/verdict.ts';

test.each(ControlFamily.options)('family %s has a table of cases', (family) => {
  expect(existsSync(join(import.meta.dirname, `${family}.test.ts`))).toBe(true);
});
