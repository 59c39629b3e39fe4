/** Brings a file to this version's format: all pending migrations in one transaction, after a backup. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Migration } from './migrations/list.ts';

/** A file that has rows is copied first, to `PATH.before-format-N`, encrypted with the same key. */
export function migrate(db: Database.Database, path: string, migrations: readonly Migration[]): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  const pending = migrations.filter(({ version }) => version > found);
  if (pending.length === 0) return;
  if (found > 0) backUp(db, `${path}.before-format-${found + 1}`);
  db.transaction(() => {
    for (const { version, sql } of pending) {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }
  }).immediate();
}

/** Through SQLite and not by copying the file, which would drop this process's locks on it and lack the log. */
export function backUp(db: Database.Database, wanted: string): string {
  let target = wanted;
  for (let count = 2; existsSync(target); count += 1) target = `${wanted}-${count}`;
  closeSync(openSync(target, 'wx', 0o600));
  try {
    db.prepare('VACUUM INTO ?').run(target);
    chmodSync(target, 0o600);
    const copy = openSync(target, 'r+');
    fsyncSync(copy);
    closeSync(copy);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
  return target;
}
