/** kubectl as the judge of what a kubeconfig means. Where it is not installed, the suites say so and are counted as skipped. */
import { spawn, spawnSync } from 'node:child_process';

export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

if (!hasKubectl) {
  process.stderr.write(
    'kubectl is not installed: nothing was compared with it, and those tests count as skipped.\n',
  );
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl with these kubeconfigs and none of this machine's proxies. */
export async function kubectl(kubeconfigs: readonly string[], ...args: string[]): Promise<Ran> {
  const child = spawn('kubectl', args, {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', KUBECONFIG: kubeconfigs.join(':') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}
