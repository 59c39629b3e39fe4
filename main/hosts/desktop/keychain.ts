import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keychain } from '../../workbench/host.ts';
import { writeWholeFile } from '../write-whole-file.ts';
import type { Electron } from './electron.ts';

/**
 * Caches engagement keys, each wrapped by the operating system's keychain, as files of `directory` (mode 0600).
 * Only the same user on the same machine can unwrap them; losing them costs a passphrase prompt.
 */
export function createKeychain({ safeStorage }: Pick<Electron, 'safeStorage'>, directory: string): Keychain {
  const fileOf = (id: string) => join(directory, createHash('sha256').update(id).digest('hex'));
  const available = async () => (await safeStorage.isAsyncEncryptionAvailable()) && wrapsForReal(safeStorage);

  return {
    available,
    async store(id, key) {
      if (!(await available())) throw new Error('This computer has no keychain that can protect the key.');
      const wrapped = await safeStorage.encryptStringAsync(Buffer.from(key).toString('base64'));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeWholeFile(fileOf(id), wrapped);
    },
    async load(id) {
      if (!(await available())) return null;
      const wrapped = await readFile(fileOf(id)).catch(() => null);
      if (wrapped === null) return null;
      // A key that the keychain no longer opens is as good as none: the passphrase still opens the file.
      const opened = await safeStorage.decryptStringAsync(wrapped).catch(() => null);
      if (opened === null) return null;
      if (opened.shouldReEncrypt) {
        await writeWholeFile(fileOf(id), await safeStorage.encryptStringAsync(opened.result));
      }
      return new Uint8Array(Buffer.from(opened.result, 'base64'));
    },
    async forget(id) {
      await rm(fileOf(id), { force: true });
    },
  };
}

/** Without a real password manager, Electron on Linux "encrypts" with a password that is part of its source. */
function wrapsForReal(safeStorage: Electron['safeStorage']): boolean {
  // SECURITY S-22
  if (process.platform !== 'linux') return true;
  const backend = safeStorage.getSelectedStorageBackend();
  return backend !== 'basic_text' && backend !== 'unknown';
}
