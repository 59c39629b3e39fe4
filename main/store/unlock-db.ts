/** Gives a connection its key, in the standard SQLCipher 4 format. That choice is the file format. */
import type Database from 'better-sqlite3';

/** What the cipher build adds to better-sqlite3, unknown to its types. */
type Keyed = Database.Database & { key(raw: Buffer): number };

/** The salt is for a new file; an existing one has it in its first 16 bytes. */
export function unlockDb(db: Database.Database, key: Uint8Array, salt: Uint8Array = new Uint8Array()): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  const raw = Buffer.from(`x'${Buffer.from(key).toString('hex')}${Buffer.from(salt).toString('hex')}'`);
  (db as Keyed).key(raw);
  raw.fill(0);
}
