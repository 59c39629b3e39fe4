/** `npm run check:lock`: fails when the lock file leaves open what `npm ci` installs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockFile, lockedPackages, lockFaults } from './lock-file.ts';

const lock = LockFile.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')),
);
const faults = lockFaults(lock);
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
if (faults.length > 0) {
  console.error('To add what is missing: node build/complete-lock.ts');
  process.exitCode = 1;
} else {
  console.log(`Lock file: all ${lockedPackages(lock).length} packages have a source and a hash.`);
}
