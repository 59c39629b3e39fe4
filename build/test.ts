/**
 * `npm test`: types, lint, format and layers, then every suite but the slow one; `npm run test:slow` runs that.
 * Ends with the plain line `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureChromium } from './chromium.ts';
import { ensureTool } from './debian-tools.ts';
import { buildDesktop } from './desktop.ts';
import { buildRenderer } from './renderer.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, 'test-results');
const projects = process.argv.slice(2);

mkdirSync(RESULTS, { recursive: true });
const environment = { ...process.env, DRYDOCK_CHROMIUM: ensureChromium() };
ensureTool('pdftotext', 'poppler-utils');
ensureTool('python3', 'python3');
const slow = projects.includes('slow');
const checked = slow || run('npm', ['run', '--silent', 'check']);
await buildRenderer({ quiet: true });
await buildDesktop();

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
