/** `node build/complete-lock.ts`: adds to the lock file what npm left out, as the registry tells it. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { archiveOf, type LockedPackage, LockFile, lockedPackages, packageName } from './lock-file.ts';

const PATH = join(import.meta.dirname, '..', 'package-lock.json');
const lock = LockFile.parse(JSON.parse(readFileSync(PATH, 'utf8')));
for (const { folder, locked } of lockedPackages(lock)) {
  const integrity = locked.integrity ?? integrityOf(folder, locked);
  lock.packages[folder] = { ...locked, resolved: archiveOf(folder, locked), integrity };
}
// Parsed again, for the schema puts the fields in npm's order.
writeFileSync(PATH, `${JSON.stringify(LockFile.parse(lock), null, 2)}\n`);

function integrityOf(folder: string, locked: LockedPackage): string {
  const name = `${packageName(folder, locked)}@${locked.version ?? ''}`;
  const answer = execFileSync('npm', ['view', name, 'dist.integrity', '--json'], { encoding: 'utf8' });
  console.log(`${name}: asked the registry`);
  return z.string().parse(JSON.parse(answer));
}
