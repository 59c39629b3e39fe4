/**
 * Builds the tests' control plane from Kubernetes' own Go modules. The binary is kept outside of the checkout, by a
 * hash of everything it is made of, so that a clean clone finds it again.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SOURCE = join(import.meta.dirname, '..', 'tests', 'cluster', 'control-plane');

/** The modules of each: the newest minor there is, and one that is three minors older. */
const MODULES = { newest: 'go.mod', older: 'older.mod' } as const;
export type Which = keyof typeof MODULES;
export const CONTROL_PLANES = Object.keys(MODULES) as Which[];

/** Whether `go` can be run at all. */
export function hasGo(): boolean {
  return spawnSync('go', ['version'], { cwd: SOURCE }).status === 0;
}

/** `v1.37.2`. */
export function kubernetesVersion(which: Which): string {
  const version = /k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(SOURCE, MODULES[which]), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${MODULES[which]} names no Kubernetes.`);
  return version;
}

/** Path of the binary; the first build of a minor takes minutes. @throws Error when the build fails */
export function buildControlPlane(which: Which): string {
  const version = kubernetesVersion(which);
  const folder = join(cacheDirectory(), `${version}-${sourceHash(which)}`);
  const binary = join(folder, 'control-plane');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  console.log(`Building a control plane of Kubernetes ${version}; the first time takes minutes …`);
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  const stamp = Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor })
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
  const partial = `${binary}.${process.pid}`;
  const { status } = spawnSync(
    'go',
    [
      'build',
      `-modfile=${MODULES[which]}`,
      '-mod=readonly',
      '-trimpath',
      '-ldflags',
      `-s -w ${stamp}`,
      '-o',
      partial,
      '.',
    ],
    { cwd: SOURCE, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } },
  );
  if (status !== 0) throw new Error(`The control plane of Kubernetes ${version} could not be built.`);
  renameSync(partial, binary);
  return binary;
}

function cacheDirectory(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'drydock', 'control-plane');
}

function sourceHash(which: Which): string {
  const sums = MODULES[which].replace(/mod$/, 'sum');
  const files = readdirSync(SOURCE).filter(
    (name) => name.endsWith('.go') || name === MODULES[which] || name === sums,
  );
  const hash = createHash('sha256').update(spawnSync('go', ['version'], { cwd: SOURCE }).stdout);
  for (const name of files.sort()) hash.update(`${name}\n`).update(readFileSync(join(SOURCE, name)));
  return hash.digest('hex').slice(0, 16);
}
