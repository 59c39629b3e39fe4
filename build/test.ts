/**
 * `npm test`: types, lint, format and layers, then every suite but the slow ones; `npm run test:slow` and
 * `npm run test:cluster` run those, and `npm run test:real` scans the manifests of real projects. Ends with the plain
 * line `N passed, N failed`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from './chromium.ts';
import { freshCli } from './cli.ts';
import { COMPILE_CACHE } from './compile-cache.ts';
import { hasGo } from './control-plane.ts';
import { ensureTool } from './debian-tools.ts';
import { buildDesktop } from './desktop.ts';
import { REAL_MANIFESTS } from './real-manifests.ts';
import { buildRenderer } from './renderer.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, 'test-results');
const projects = process.argv.slice(2);
const NO_GO = `
*** THE CLUSTER SUITE DID NOT RUN ***
It proves the collector against real Kubernetes API servers, which it builds from source with Go. There is no "go" here.
Install Go 1.26 or newer (https://go.dev/dl), then run it again: npm run test:cluster
`;

const NO_REAL = `
*** THE SUITE ON REAL PROJECTS DID NOT RUN ***
It scans the manifests of real projects, which are not part of this repository. Name a directory that holds one directory
for each project: DRYDOCK_REAL_MANIFESTS=/path npm run test:real
`;

mkdirSync(RESULTS, { recursive: true });
// Commands and threads that the tests start load their code compiled.
const environment: NodeJS.ProcessEnv = { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE };
freshCli();
ensureTool('pdftotext', 'poppler-utils');
ensureTool('unzip', 'unzip', '-v');
ensureTool('python3', 'python3');
let checked = true;
if (projects.includes('cluster')) {
  if (!hasGo()) {
    console.error(NO_GO);
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
} else if (projects.includes('real')) {
  if (!existsSync(REAL_MANIFESTS)) {
    console.log(NO_REAL);
    // Data that may be absent fails nothing, but it is said here and again at the end of what CI prints.
    console.log('0 passed, 0 failed');
    process.exit(0);
  }
} else {
  environment['DRYDOCK_CHROMIUM'] = ensureChromium();
  checked = projects.length > 0 || run('npm', ['run', '--silent', 'check']);
  await buildRenderer({ quiet: true });
  await buildDesktop();
}

const Counts = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });
/**
 * Suites of one lane run one after the other, lanes beside each other: browser suites mostly wait, so the rules compute
 * meanwhile. The first lane prints at once, each other one when it has ended. The typing test comes last, alone.
 */
const lanes = projects.length > 0 ? [projects] : [['unit'], ['contract', 'desktop', 'e2e']];
const counted = (await Promise.all(lanes.map(runLane))).flat();
if (projects.length === 0) counted.push(...(await runLane(['typing'], 0)));
const passed = counted.reduce((sum, suite) => sum + suite.passed, 0);
const failed = counted.reduce((sum, suite) => sum + suite.failed, checked ? 0 : 1);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

interface Counted {
  readonly passed: number;
  readonly failed: number;
}

async function runLane(suites: readonly string[], lane: number): Promise<Counted[]> {
  const said = join(RESULTS, `lane-${lane}.log`);
  const output = lane > 0 ? openSync(said, 'w') : null;
  const results: Counted[] = [];
  for (const suite of suites) results.push(await runSuite(suite, output));
  if (output !== null) {
    closeSync(output);
    process.stdout.write(readFileSync(said));
  }
  return results;
}

/** @param output where it prints; null is this terminal */
async function runSuite(suite: string, output: number | null): Promise<Counted> {
  const resultFile = join(RESULTS, `${suite}.json`);
  rmSync(resultFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', suite, ...reporters],
    { cwd: ROOT, env: environment, stdio: output === null ? 'inherit' : ['ignore', output, output] },
  );
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const { numPassedTests, numFailedTests } = existsSync(resultFile)
    ? Counts.parse(JSON.parse(readFileSync(resultFile, 'utf8')))
    : { numPassedTests: 0, numFailedTests: 0 };
  return { passed: numPassedTests, failed: code === 0 ? numFailedTests : Math.max(1, numFailedTests) };
}

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: environment }).status === 0;
}
