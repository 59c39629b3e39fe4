/** The bundle that `npm run -s drydock` starts is the sources as they are, and starts without them. */
import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshCli } from '../../../build/cli.ts';
import packageJson from '../../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '..', '..', '..');

test('a start loads the bundle alone, and no source', () => {
  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', LOADED, freshCli()], {
    encoding: 'utf8',
  });
  const [version, ...files] = loaded.trim().split('\n');
  expect(version).toBe(packageJson.version);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
  // A budget: a thousand files took more than a second of each start.
  expect(files.length).toBeLessThan(40);
});

test('stays while no source changes, and is another once one does', () => {
  const built = freshCli();
  expect(freshCli()).toBe(built);
  const source = join(ROOT, 'main', 'hosts', 'cli', 'main.ts');
  const now = new Date();
  utimesSync(source, now, now);
  expect(freshCli()).not.toBe(built);
  expect(freshCli()).toBe(freshCli());
});

/** Starts the command named in its argument with `--version`, and prints the files that this loaded. */
const LOADED = `
  import { registerHooks } from 'node:module';
  import { pathToFileURL } from 'node:url';
  const loaded = [];
  registerHooks({ load(url, context, next) { if (url.startsWith('file:')) loaded.push(url); return next(url, context); } });
  const [entry] = process.argv.slice(-1);
  process.argv = [process.execPath, entry, '--version'];
  process.on('exit', () => console.log(loaded.join('\\n')));
  await import(pathToFileURL(entry).href);
`;
