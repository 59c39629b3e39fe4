/**
 * What was typed into forms and not yet submitted, so that a reload or a crash takes no words. It is no statement of the
 * assessor yet: it stands in no report and in no journal, and is overwritten until the form is submitted or given up.
 */
import { isDeepStrictEqual } from 'node:util';
import { DrydockError } from '../../shared/errors.ts';
import { UnfinishedForm } from '../../shared/unfinished.ts';
import type { Db } from './db.ts';

/** Submitted forms too, without fields: who still has one on the screen learns that it is empty now. */
export function listUnfinishedForms(db: Db): UnfinishedForm[] {
  const rows = db
    .prepare('SELECT key, revision, fields, saved_at AS savedAt FROM unfinished_form ORDER BY saved_at, key')
    .all() as { key: string; revision: number; fields: string; savedAt: string }[];
  return rows.map((row) => UnfinishedForm.parse({ ...row, fields: JSON.parse(row.fields) }));
}

/** @throws DrydockError CONFLICT when the edit began from an older revision */
export function saveUnfinishedForm(
  db: Db,
  at: string,
  edit: Pick<UnfinishedForm, 'key' | 'fields'> & { readonly baseRevision: number },
): UnfinishedForm {
  const revision = revisionOf(db, edit.key);
  if (revision !== edit.baseRevision) throw new DrydockError('CONFLICT', { what: 'The form' });
  return put(db, { key: edit.key, fields: edit.fields, revision: revision + 1, savedAt: at });
}

/**
 * The form was given up, or what is `submitted` was: what was typed since stays. Its revision goes on, so that a late
 * save of another tab is noticed.
 */
export function emptyUnfinishedForm(
  db: Db,
  at: string,
  { key, submitted }: { readonly key: string; readonly submitted?: UnfinishedForm['fields'] | undefined },
): UnfinishedForm {
  const kept = submitted === undefined ? {} : fieldsOf(db, key);
  const left = Object.entries(kept).filter(([field, value]) => !isDeepStrictEqual(value, submitted?.[field]));
  const fields = Object.fromEntries(left);
  return put(db, { key, fields, revision: revisionOf(db, key) + 1, savedAt: at });
}

function fieldsOf(db: Db, key: string): UnfinishedForm['fields'] {
  return listUnfinishedForms(db).find((form) => form.key === key)?.fields ?? {};
}

function revisionOf(db: Db, key: string): number {
  const row = db.prepare('SELECT revision FROM unfinished_form WHERE key = ?').get(key) as
    | { revision: number }
    | undefined;
  return row?.revision ?? 0;
}

function put(db: Db, form: UnfinishedForm): UnfinishedForm {
  db.prepare(
    `INSERT INTO unfinished_form VALUES (@key, @revision, @fields, @savedAt)
     ON CONFLICT (key) DO UPDATE SET revision = @revision, fields = @fields, saved_at = @savedAt`,
  ).run({ ...form, fields: JSON.stringify(form.fields) });
  return form;
}
