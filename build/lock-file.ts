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

/** One sentence for each fault; empty when the lock file pins every byte. */
export function lockFaults(lock: LockFile): string[] {
  return lockedPackages(lock).flatMap(({ folder, locked }) => {
    const expected = archiveOf(folder, locked);
    return [
      ...(INTEGRITY.test(locked.integrity ?? '') ? [] : [`${folder} has no SHA-512 integrity.`]),
      ...(locked.resolved === expected ? [] : [`${folder} is not resolved to ${expected}.`]),
    ];
  });
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
