/** Command-line tools of Debian that the tests read results with. */
import { spawnSync } from 'node:child_process';

/** Installs the package when the command is missing and apt-get may be used; otherwise throws with what to do. */
export function ensureTool(command: string, debianPackage: string, versionFlag = '--version'): void {
  const isThere = () => spawnSync(command, [versionFlag]).error === undefined;
  if (isThere()) return;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    console.log(`${command} was not found: installing Debian’s ${debianPackage} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', debianPackage], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
    if (isThere()) return;
  }
  throw new Error(`The tests need ${command} (Debian package ${debianPackage}).`);
}
