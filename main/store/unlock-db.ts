/** Gives a connection its key, in the standard SQLCipher 4 format. That choice is the file format. */
import type Database from 'better-sqlite3';

/** The salt is for a new file; an existing one has it in its first 16 bytes. */
export function unlockDb(db: Database.Database, key: Uint8Array, salt: Uint8Array = new Uint8Array()): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  const raw = rawKey(key, salt);
  // The cipher build adds it, unknown to its types. Without it the file would be written in clear.
  const setKey: unknown = Reflect.get(db, 'key');
  if (typeof setKey !== 'function') throw new Error('this SQLite has no cipher');
  Reflect.apply(setKey, db, [raw]);
  raw.fill(0);
}

/** `x'…'` in bytes and never as a string, which could not be wiped. SECURITY S-30 */
function rawKey(key: Uint8Array, salt: Uint8Array): Buffer {
  const raw = Buffer.alloc(2 * (key.length + salt.length) + 3);
  let at = raw.write("x'", 'latin1');
  for (const part of [key, salt]) {
    for (const byte of part) {
      raw[at] = hexDigit(byte >> 4);
      raw[at + 1] = hexDigit(byte & 15);
      at += 2;
    }
  }
  raw.write("'", at, 'latin1');
  return raw;
}

const hexDigit = (value: number): number => value + (value < 10 ? 48 : 87);
