import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkLayers, importsOf, LAYERS } from '../../../build/layers.ts';

const layers = LAYERS.filter((layer) =>
  ['shared', 'main/snapshot', 'main/analysis', 'main/hosts/desktop'].includes(layer.folder),
);

function houseOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'drydock-layers-'));
  for (const folder of ['shared', 'main']) mkdirSync(join(root, folder), { recursive: true });
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return root;
}

describe('checkLayers', () => {
  test.each([
    [
      'a lower layer that imports a higher one',
      'main/snapshot/a.ts',
      "import { x } from '../analysis/b.ts';",
    ],
    [
      'a type import against the direction',
      'main/snapshot/a.ts',
      "import type { X } from '../analysis/b.ts';",
    ],
    ['a re-export', 'shared/a.ts', "export * from '../main/snapshot/b.ts';"],
    ['a dynamic import', 'shared/a.ts', "export const load = () => import('../main/snapshot/b.ts');"],
    ['Node in a pure layer', 'main/analysis/a.ts', "import { readFileSync } from 'node:fs';"],
    ['electron outside the desktop host', 'main/snapshot/a.ts', "import { app } from 'electron';"],
    ['a package that shared may not use', 'shared/a.ts', "import { parse } from 'yaml';"],
  ])('refuses %s', (_, path, source) => {
    const violations = checkLayers(houseOf({ [path]: source }), layers);
    expect(violations.map((violation) => violation.file)).toEqual([path]);
  });

  test('allows imports along the direction', () => {
    const root = houseOf({
      'shared/a.ts': "import { z } from 'zod';",
      'main/analysis/a.ts':
        "import { x } from '../snapshot/b.ts'; import type { A } from '../../shared/a.ts';",
      'main/hosts/desktop/a.ts': "import { app } from 'electron';",
    });
    expect(checkLayers(root, layers)).toEqual([]);
  });

  test('holds for this repository', () => {
    expect(checkLayers(join(import.meta.dirname, '../../..'))).toEqual([]);
  });
});

test('importsOf sees every form of import', () => {
  const source =
    "import 'a'; import b from 'b'; export { c } from 'c'; export * from 'd'; const e = import('e'); type F = import('f').F;";
  expect(importsOf('x.ts', source).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});
