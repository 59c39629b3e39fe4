import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const MODULE = new URL('../../../main/evidence/file-output.ts', import.meta.url).href;

/** The names that a process of its own leaves in an empty folder. */
function leftBy(ending: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-output-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = `
    import { createFileOutput } from ${JSON.stringify(MODULE)};
    const output = await createFileOutput(${JSON.stringify(join(folder, 'x.zip'))});
    await output.write(Buffer.from('evidence'));
    ${ending}`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return readdirSync(folder);
}

test('a process that ends while its file is being abandoned leaves nothing of it', () => {
  expect(leftBy('void output.abandon(); process.exit(0);')).toEqual([]);
});

test('one that ends before leaves nothing, one that has finished leaves its file', () => {
  expect(leftBy('process.exit(0);')).toEqual([]);
  expect(leftBy('await output.finish(); process.exit(0);')).toEqual(['x.zip']);
});
