import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { warmCompiler } from '../../../../build/mutate/compiler.ts';

test('the compiler judges each file as it stands now, also after another one was broken and mended', () => {
  const root = mkdtempSync(join(tmpdir(), 'drydock-compiler-'));
  const write = (file: string, text: string) => writeFileSync(join(root, file), text);
  const colours = "export type Colour = 'red' | 'blue';\n";
  const use = "import type { Colour } from './colours.ts';\nexport const colour: Colour = 'green';\n";
  write('tsconfig.json', '{"compilerOptions":{"noEmit":true,"allowImportingTsExtensions":true,"types":[]}}');
  write('colours.ts', colours);
  write('use.ts', use.replace('green', 'red'));
  const compiler = warmCompiler(root);
  onTestFinished(() => {
    compiler.close();
    rmSync(root, { recursive: true });
  });
  expect(compiler.refuses('use.ts')).toBe(false);
  write('use.ts', use);
  expect(compiler.refuses('use.ts')).toBe(true);
  write('use.ts', use.replace('green', 'red'));
  write('colours.ts', colours.replace('blue', 'green'));
  expect(compiler.refuses('colours.ts')).toBe(false);
  write('colours.ts', colours);
  write('use.ts', use);
  expect(compiler.refuses('use.ts')).toBe(true);
});
