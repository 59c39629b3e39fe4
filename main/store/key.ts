/** The key of an engagement file: scrypt of the passphrase with the salt that SQLCipher keeps in the file's first 16 bytes. */
import { hkdfSync, scrypt } from 'node:crypto';
import { open } from 'node:fs/promises';

export const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** RFC 7914 parameters: about 0.4 s and 128 MiB on a laptop of today. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

/** 32 bytes. Runs off the thread. */
export function deriveKey(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** A key for one purpose, made of the engagement's key. 32 bytes; the caller zeroes it. */
export function subkey(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `drydock ${purpose}`, KEY_BYTES));
}

/** The salt of an existing file, or null when the file is too short to hold one. */
export async function readSalt(path: string): Promise<Buffer | null> {
  const file = await open(path, 'r');
  try {
    const salt = Buffer.alloc(SALT_BYTES);
    const { bytesRead } = await file.read(salt, 0, SALT_BYTES, 0);
    return bytesRead === SALT_BYTES ? salt : null;
  } finally {
    await file.close();
  }
}
