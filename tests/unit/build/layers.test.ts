import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkLayers, circlesIn, importsOf, LAYERS, type Layer } from '../../../build/layers.ts';

const layers = LAYERS.filter((layer) =>
  ['shared', 'main/snapshot', 'main/controls', 'main/hosts/desktop'].includes(layer.folder),
);

/** What stands against the direction; small houses do not use all that they may. */
const against = (root: string, of: readonly Layer[] = layers) =>
  checkLayers(root, of).filter(({ why }) => !why.startsWith('it may import'));

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
      "import { x } from '../controls/b.ts';",
    ],
    [
      'a type import against the direction',
      'main/snapshot/a.ts',
      "import type { X } from '../controls/b.ts';",
    ],
    ['a re-export', 'shared/a.ts', "export * from '../main/snapshot/b.ts';"],
    ['a dynamic import', 'shared/a.ts', "export const load = () => import('../main/snapshot/b.ts');"],
    ['Node in a pure layer', 'main/controls/a.ts', "import { readFileSync } from 'node:fs';"],
    ['electron outside the desktop host', 'main/snapshot/a.ts', "import { app } from 'electron';"],
    ['a package that shared may not use', 'shared/a.ts', "import { parse } from 'yaml';"],
  ])('refuses %s', (_, path, source) => {
    const violations = against(houseOf({ [path]: source }));
    expect(violations.map((violation) => violation.file)).toEqual([path]);
  });

  test('allows imports along the direction', () => {
    const root = houseOf({
      'shared/a.ts': "import { z } from 'zod';",
      'main/controls/a.ts':
        "import { x } from '../snapshot/b.ts'; import type { A } from '../../shared/a.ts';",
      'main/hosts/desktop/a.ts': "import { app } from 'electron';",
    });
    expect(against(root)).toEqual([]);
  });

  test('refuses files that import each other, however long the way round and though types alone', () => {
    const root = houseOf({
      'shared/a.ts': "import type { B } from './b.ts';",
      'shared/b.ts': "import { c } from './deep/c.ts';",
      'shared/deep/c.ts': "export const load = () => import('../a.ts');",
      'shared/d.ts': "import { a } from './a.ts';",
    });
    expect(against(root)).toEqual([
      {
        file: 'shared/a.ts',
        imported: 'shared/b.ts, shared/deep/c.ts',
        why: 'they import each other in a circle',
      },
    ]);
  });

  test('refuses what a layer may import and does not', () => {
    const of: Layer[] = [
      { folder: 'shared', imports: [], packages: ['zod'] },
      { folder: 'main/snapshot', imports: ['shared'], packages: [] },
    ];
    const root = houseOf({ 'shared/a.ts': "import { z } from 'zod';", 'main/snapshot/a.ts': 'export {};' });
    expect(checkLayers(root, of)).toEqual([
      { file: 'main/snapshot', imported: 'shared', why: 'it may import this and does not' },
    ]);
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

test.each([
  [[], {}],
  [[['a']], { a: ['a'] }],
  [[['a', 'b']], { a: ['b'], b: ['a'], c: ['a'] }],
  [
    [
      ['c', 'd'],
      ['a', 'b'],
    ],
    { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c', 'gone'] },
  ],
])('circles %j of %j', (circles, targets) => {
  expect(circlesIn(new Map(Object.entries(targets)))).toEqual(circles);
});
