import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file so that a reader sees all of it or none of it: to a temporary name in the same directory (mode
 * 0600), flushed to the disk, then renamed. The temporary file is removed when anything fails.
 */
export async function writeWholeFile(path: string, bytes: Uint8Array): Promise<void> {
  // SECURITY S-23
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
