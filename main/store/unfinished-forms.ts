/**
 * What was typed into forms and not yet submitted, so that a reload or a crash takes no words. It is no statement of the
 * assessor yet: it stands in no report and in no journal, and is overwritten until the form is submitted or given up.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DrydockError } from '../../shared/errors.ts';
import { UnfinishedForm } from '../../shared/unfinished.ts';
import type { Db } from './db.ts';
import { appendJournal, type Stamp } from './journal.ts';
import { jsonOf, rowsOf } from './rows.ts';

/** Submitted forms too, without fields: who still has one on the screen learns that it is empty now. */
export function listUnfinishedForms(db: Db): UnfinishedForm[] {
  const forms = db.prepare(
    'SELECT key, revision, fields, saved_at AS savedAt FROM unfinished_form ORDER BY saved_at, key',
  );
  return rowsOf(forms, FormRow).readable();
}

export const FormRow = z.object({ ...UnfinishedForm.shape, fields: jsonOf(UnfinishedForm.shape.fields) });

/** @throws DrydockError CONFLICT when the edit began from an older revision */
export function saveUnfinishedForm(
  db: Db,
  stamp: Stamp,
  edit: Pick<UnfinishedForm, 'key' | 'fields'> & { readonly baseRevision: number },
): UnfinishedForm {
  const { revision } = takeStored(db, stamp, edit.key);
  if (revision !== edit.baseRevision) throw new DrydockError('CONFLICT', { what: 'The form' });
  return put(db, { key: edit.key, fields: edit.fields, revision: revision + 1, savedAt: stamp.at });
}

/**
 * The form was given up, or what is `submitted` was: what was typed since stays. Its revision goes on, so that a late
 * save of another tab is noticed.
 */
export function emptyUnfinishedForm(
  db: Db,
  stamp: Stamp,
  { key, submitted }: { readonly key: string; readonly submitted?: UnfinishedForm['fields'] | undefined },
): UnfinishedForm {
  const { fields: kept, revision } = takeStored(db, stamp, key);
  const left = Object.entries(submitted === undefined ? {} : kept).filter(
    ([field, value]) => !isDeepStrictEqual(value, submitted?.[field]),
  );
  return put(db, { key, fields: Object.fromEntries(left), revision: revision + 1, savedAt: stamp.at });
}

/** What the next state of the form stands on. A damaged one counts as none, and the journal keeps its text. */
function takeStored(db: Db, stamp: Stamp, key: string): Pick<UnfinishedForm, 'revision' | 'fields'> {
  const form = db.prepare('SELECT revision, fields FROM unfinished_form WHERE key = ?');
  const row = rowsOf(form, z.object({ revision: z.int(), fields: z.string() })).get(key);
  const fields = FormRow.shape.fields.safeParse(row?.fields ?? '{}');
  if (fields.success) return { revision: row?.revision ?? 0, fields: fields.data };
  appendJournal(db, stamp, 'form.replace', key, { replacedDamaged: row?.fields });
  return { revision: 0, fields: {} };
}

function put(db: Db, form: UnfinishedForm): UnfinishedForm {
  db.prepare(
    `INSERT INTO unfinished_form VALUES (@key, @revision, @fields, @savedAt)
     ON CONFLICT (key) DO UPDATE SET revision = @revision, fields = @fields, saved_at = @savedAt`,
  ).run({ ...form, fields: JSON.stringify(form.fields) });
  return form;
}
