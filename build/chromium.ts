/** Makes sure that a browser for the tests is there: Debian's Chromium is installed when none is found, and it says so. */
import { spawnSync } from 'node:child_process';
import { findChromium } from './find-chromium.ts';

/** Path of a Chromium. Throws with what to do when there is none and none can be installed. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  if (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync('apt-get', ['--version']).status === 0
  ) {
    console.log('No browser was found: installing Debian’s chromium for the browser tests …');
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
    spawnSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: environment,
      },
    );
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new Error('The browser tests need Chromium or Chrome. Install one, or name it in DRYDOCK_CHROMIUM.');
}
