/**
 * `npm run test:electron`: the shell's specs on the real Electron binary, or, said loudly, on the stand-in.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDesktop } from './desktop.ts';
import { buildRenderer } from './renderer.ts';

const ROOT = join(import.meta.dirname, '..');
const binary = process.env['DRYDOCK_ELECTRON'] ?? installedElectron();
if (binary === null) {
  console.log(
    [
      '*** The real Electron is not installed: node_modules/electron/path.txt is missing. ***',
      'Its binary is fetched from the network by: npx install-electron',
      'The same specs run on the stand-in now. What that cannot prove is listed in docs/only-real-electron.md.',
    ].join('\n'),
  );
} else {
  console.log(`Driving the real Electron at ${binary}.`);
}
await buildRenderer({ quiet: true });
await buildDesktop();
const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--project',
    'desktop',
    'tests/desktop/electron',
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(binary !== null && { DRYDOCK_ELECTRON: binary }) },
  },
);
process.exitCode = status ?? 1;

/** Read from path.txt: importing the electron package itself would start a download. */
function installedElectron(): string | null {
  const directory = join(ROOT, 'node_modules', 'electron');
  const pathFile = join(directory, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const found = join(directory, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(found) ? found : null;
}
