/** Nothing of the runtime stands on a terminal, whichever command runs: neither where it ends well nor where it fails. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drydock, ended, RUNTIME_WARNING, startDrydock } from './run-drydock.ts';

const dir = mkdtempSync(join(tmpdir(), 'drydock-quiet-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const files = join(dir, 'files');
const sample = join(dir, 'sample');
const bundle = join(sample, 'sample.evidence.zip');
const { NODE_NO_WARNINGS: _silenced, ...environment } = process.env;
const env = { ...environment, DRYDOCK_PASSPHRASE: 'four plain words here', DRYDOCK_HOME: join(dir, 'home') };

/** By command; a command without one fails the last test. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  sample: ['--out', sample],
  scan: ['--from', files],
  'pod-security': ['--from', files],
  'who-can': ['get', 'secrets', '--from', files],
  'what-can': ['User:anna', '--from', files],
  reach: ['--from', files],
  review: [bundle],
  collect: ['--kubeconfig', join(dir, 'none'), '--out', join(dir, 'x.evidence.zip')],
  import: [join(dir, 'made.drydock'), files, '--create'],
  assess: ['--from', files, '--out', join(dir, 'report.pdf')],
  serve: ['--home', join(dir, 'home')],
};

beforeAll(() => {
  mkdirSync(files);
  writeFileSync(
    join(files, 'pod.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: "e/x:1"}]}\n',
  );
});

test('no command lets a warning of the runtime through', async () => {
  for (const [command, args] of Object.entries(RUNS)) {
    const child = startDrydock([command, ...args], env);
    // It runs until it is told to end.
    if (command === 'serve') child.stdout.once('data', () => child.kill('SIGTERM'));
    child.stdin.end();
    const { stderr, stdout } = await ended(child);
    expect(`${command}: ${stderr}${stdout}`).not.toMatch(RUNTIME_WARNING);
  }
});

test('each command is among them', async () => {
  const { stdout } = await drydock(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)(?= )/gm)].map(([, name]) => name);
  expect(new Set(Object.keys(RUNS))).toEqual(new Set(commands.filter((name) => name !== 'help')));
});
