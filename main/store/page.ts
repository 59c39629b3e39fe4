/**
 * The cipher's pages, checked without SQLite. SQLCipher 4: page 1 begins with the salt; every page ends with a
 * 16-byte IV and an HMAC-SHA512 over what precedes it and the page number.
 */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SALT_BYTES } from './key.ts';

export const PAGE_BYTES = 4096;
const MAC_BYTES = 64;
const SALT_MASK = 0x3a;
const MAX_SAMPLED = 64;

/**
 * Tells a wrong key from damage: `damaged` when page 1 fails but another page shows that the key is right.
 * Call only while this process has no connection to the file: closing a plain descriptor drops SQLite's locks.
 */
export function checkKey(path: string, key: Uint8Array): 'right' | 'wrong' | 'damaged' {
  const file = openSync(path, 'r');
  try {
    const pages = Math.floor(fstatSync(file).size / PAGE_BYTES);
    const page = Buffer.alloc(PAGE_BYTES);
    readSync(file, page, 0, PAGE_BYTES, 0);
    const macKey = macKeyOf(key, page.subarray(0, SALT_BYTES));
    if (verifies(page, 1, macKey)) return 'right';
    const step = Math.max(1, Math.floor(pages / MAX_SAMPLED));
    for (let number = 2; number <= pages; number += step) {
      readSync(file, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
      if (verifies(page, number, macKey)) return 'damaged';
    }
    return 'wrong';
  } finally {
    closeSync(file);
  }
}

/** Tells whether a page, with its number from 1, was written with the key. The salt is that of the file. */
export function pageSeal(key: Uint8Array, salt: Uint8Array): (page: Buffer, number: number) => boolean {
  const macKey = macKeyOf(key, salt);
  return (page, number) => verifies(page, number, macKey);
}

function macKeyOf(key: Uint8Array, salt: Uint8Array): Buffer {
  return pbkdf2Sync(
    key,
    Uint8Array.from(salt, (byte) => byte ^ SALT_MASK),
    2,
    32,
    'sha512',
  );
}

function verifies(page: Buffer, number: number, macKey: Buffer): boolean {
  const place = Buffer.alloc(4);
  place.writeUInt32LE(number);
  const mac = createHmac('sha512', macKey)
    .update(page.subarray(number === 1 ? SALT_BYTES : 0, PAGE_BYTES - MAC_BYTES))
    .update(place)
    .digest();
  return mac.equals(page.subarray(PAGE_BYTES - MAC_BYTES));
}
