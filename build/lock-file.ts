/**
 * What a lock file must say of every package, so that `npm ci` installs the same bytes everywhere: where it comes from,
 * and the hash of its archive. npm itself leaves both out for packages of other systems that it never fetched.
 */
import { z } from 'zod';

// Fields stand in npm's own order, so that a file that was parsed and written again is the same file.
const LockedPackage = z.looseObject({
  /** The package's own name, where the folder is an alias. */
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
});
export type LockedPackage = z.infer<typeof LockedPackage>;

export const LockFile = z.looseObject({
  name: z.string(),
  version: z.string(),
  lockfileVersion: z.int(),
  requires: z.boolean(),
  /** By folder; the empty one is the project itself. */
  packages: z.record(z.string(), LockedPackage),
});
export type LockFile = z.infer<typeof LockFile>;

/** The archives of the public registry. A mirror is npm's own matter (`replace-registry-host`). */
const REGISTRY = 'https://registry.npmjs.org';
/** One hash, SHA-512, whole. */
const INTEGRITY = /^sha512-[A-Za-z0-9+/]{86}==$/;

/** The folders of the Node that npm scripts run on, one for each system. */
const BUNDLED_NODE = /^node_modules\/node-(bin-)?(darwin|linux|win)-(arm64|x64)$/;

/** One sentence for each fault; empty when the lock file pins every byte. */
export function lockFaults(lock: LockFile): string[] {
  const faults = lockedPackages(lock).flatMap(({ folder, locked }) => {
    const expected = archiveOf(folder, locked);
    return [
      ...(INTEGRITY.test(locked.integrity ?? '') ? [] : [`${folder} has no SHA-512 integrity.`]),
      ...(locked.resolved === expected ? [] : [`${folder} is not resolved to ${expected}.`]),
    ];
  });
  return [...faults, ...bundledNodeFaults(lock)];
}

/** Every package but the project itself, by its folder. */
export function lockedPackages(
  lock: LockFile,
): { readonly folder: string; readonly locked: LockedPackage }[] {
  return Object.entries(lock.packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, locked]) => ({ folder, locked }));
}

/** The name that the registry knows a package by. */
export function packageName(folder: string, locked: LockedPackage): string {
  return locked.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Address of a package's archive. */
export function archiveOf(folder: string, locked: LockedPackage): string {
  const name = packageName(folder, locked);
  return `${REGISTRY}/${name}/-/${name.slice(name.lastIndexOf('/') + 1)}-${locked.version ?? ''}.tgz`;
}

/** Tests prove one version of Node; another system must not run another one. */
function bundledNodeFaults(lock: LockFile): string[] {
  const versions = lockedPackages(lock)
    .filter(({ folder }) => BUNDLED_NODE.test(folder))
    .map(({ folder, locked }) => ({ folder, version: locked.version ?? 'no version' }));
  if (new Set(versions.map(({ version }) => version)).size < 2) return [];
  const each = versions.map(({ folder, version }) => `${folder.replace('node_modules/', '')} ${version}`);
  return [`The bundled Node differs between systems: ${each.join(', ')}.`];
}
