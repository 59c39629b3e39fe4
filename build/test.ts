/**
 * `npm test`: types, lint, format and layers, then every suite but the slow ones; `npm run test:slow` and
 * `npm run test:cluster` run those, and `npm run test:real` scans the manifests of real projects. Ends with the plain
 * line `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from './chromium.ts';
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
const environment = { ...process.env };
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
let passed = 0;
let failed = checked ? 0 : 1;
// One after the other: suites that drive a browser must not share two cores with those that compute.
for (const project of projects.length > 0 ? projects : ['unit', 'contract', 'desktop', 'e2e']) {
  const resultFile = join(RESULTS, `${project}.json`);
  rmSync(resultFile, { force: true });
  const green = run(process.execPath, [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
  ]);
  const counts = existsSync(resultFile)
    ? Counts.parse(JSON.parse(readFileSync(resultFile, 'utf8')))
    : { numPassedTests: 0, numFailedTests: 0 };
  passed += counts.numPassedTests;
  failed += green ? counts.numFailedTests : Math.max(1, counts.numFailedTests);
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: environment }).status === 0;
}
