/** Brings a file to this version's format: all pending migrations in one transaction, after a backup. */
import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { Migration } from './migrations/list.ts';
import { copyTo } from './whole-copy.ts';

/**
 * A file that has rows is copied first, to `PATH.before-format-N`, encrypted with the same key.
 * @param upgraded called at the end of the transaction, with the format of before
 */
export function migrate(
  db: Database.Database,
  path: string,
  migrations: readonly Migration[],
  upgraded: (found: number) => void = () => {},
): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  const pending = migrations.filter(({ version }) => version > found);
  if (pending.length === 0) return;
  if (found > 0) backUp(db, `${path}.before-format-${found + 1}`);
  db.transaction(() => {
    for (const { version, sql } of pending) {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    }
    if (found > 0) upgraded(found);
  }).immediate();
}

function backUp(db: Database.Database, wanted: string): void {
  let target = wanted;
  for (let count = 2; existsSync(target); count += 1) target = `${wanted}-${count}`;
  copyTo(db, target);
}
