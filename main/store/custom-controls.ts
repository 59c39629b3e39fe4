/** Files of custom controls as they were loaded; what is in them is read by who uses them. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { rowsOf } from './rows.ts';
import { sha256Hex } from './snapshots.ts';

const StoredControlFile = z.object({
  id: z.string(),
  name: z.string(),
  text: z.string(),
  sha256: z.string(),
  addedBy: z.string(),
  addedAt: z.string(),
});
export type StoredControlFile = Readonly<z.infer<typeof StoredControlFile>>;

/** In the order in which they were first added. */
export function listControlFiles(db: Db): StoredControlFile[] {
  const files = db.prepare(
    'SELECT id, name, text, sha256, added_by AS addedBy, added_at AS addedAt FROM custom_control_file ORDER BY position',
  );
  return rowsOf(files, StoredControlFile, 'A file of controls').all();
}

/** A file of the same name is replaced, and keeps its place and id. */
export function addControlFile(
  db: Db,
  stamp: Stamp,
  { name, text }: { readonly name: string; readonly text: string },
): { id: string } {
  const sha256 = sha256Hex(Buffer.from(text));
  const insert = db.prepare(
    `INSERT INTO custom_control_file
     VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM custom_control_file), ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET text = excluded.text, sha256 = excluded.sha256, added_by = excluded.added_by,
       added_at = excluded.added_at
     RETURNING id`,
  );
  const [id = ''] = rowsOf(insert.pluck(), z.string()).all(
    randomUUID(),
    name,
    text.toWellFormed(),
    sha256,
    stamp.author,
    stamp.at,
  );
  appendJournal(db, stamp, 'controls.add', id, { name, sha256, added: stamp.at });
  return { id };
}

/** @throws DrydockError NOT_FOUND */
export function removeControlFile(db: Db, stamp: Stamp, id: string): void {
  const row = db.prepare('DELETE FROM custom_control_file WHERE id = ? RETURNING name, sha256').get(id);
  if (row === undefined) throw new DrydockError('NOT_FOUND', { what: 'The file of controls' });
  appendJournal(db, stamp, 'controls.remove', id, row);
}
