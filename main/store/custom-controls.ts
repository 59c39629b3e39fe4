/** Files of custom controls as they were loaded; what is in them is read by who uses them. */
import { randomUUID } from 'node:crypto';
import { DrydockError } from '../../shared/errors.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { sha256Hex } from './snapshots.ts';

export interface StoredControlFile {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  readonly addedBy: string;
  readonly addedAt: string;
}

/** In the order in which they were first added. */
export function listControlFiles(db: Db): StoredControlFile[] {
  return db
    .prepare(
      'SELECT id, name, text, sha256, added_by AS addedBy, added_at AS addedAt FROM custom_control_file ORDER BY position',
    )
    .all() as StoredControlFile[];
}

/** A file of the same name is replaced, and keeps its place and id. */
export function addControlFile(
  db: Db,
  stamp: Stamp,
  { name, text }: { readonly name: string; readonly text: string },
): { id: string } {
  const sha256 = sha256Hex(Buffer.from(text));
  const { id, added } = db
    .prepare(
      `INSERT INTO custom_control_file
       VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM custom_control_file), ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET text = excluded.text, sha256 = excluded.sha256, added_by = excluded.added_by,
         added_at = excluded.added_at
       RETURNING id, added_at AS added`,
    )
    .get(randomUUID(), name, text.toWellFormed(), sha256, stamp.author, stamp.at) as {
    id: string;
    added: string;
  };
  appendJournal(db, stamp, 'controls.add', id, { name, sha256, added });
  return { id };
}

/** @throws DrydockError NOT_FOUND */
export function removeControlFile(db: Db, stamp: Stamp, id: string): void {
  const row = db.prepare('DELETE FROM custom_control_file WHERE id = ? RETURNING name, sha256').get(id);
  if (row === undefined) throw new DrydockError('NOT_FOUND', { what: 'The file of controls' });
  appendJournal(db, stamp, 'controls.remove', id, row);
}
