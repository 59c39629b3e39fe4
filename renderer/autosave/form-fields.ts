/**
 * The fields of a form: what was typed stands over what they hold untouched. Where the form changes a stored record, each
 * typed field remembers what it grew from, so that a change of the record by someone else is seen and both texts are shown.
 */
import type { z } from 'zod';
import type { Value } from '../shell/value.ts';
import { type Choice, type Draft, type DraftField, type FieldOf, fieldsOf, joined } from './draft.ts';
import { sameValue } from './same-value.ts';

export type { Choice } from './draft.ts';

/** What each field may hold. */
export type Shape<F> = { readonly [K in FieldOf<F>]: z.ZodType<F[K]> };

export interface FormFields<F extends object> {
  readonly values: () => F;
  readonly set: (part: Partial<F>) => void;
  readonly field: <K extends FieldOf<F>>(name: K) => DraftField<F[K]>;
  /** What the record holds now, of fields that were changed in it and here. */
  readonly theirs: () => Partial<F>;
  readonly resolve: (choice: Choice) => void;
  /** The record holds `sent` now. */
  readonly growFrom: (sent: Partial<F>) => void;
}

interface FormFieldsOptions<F extends object> {
  readonly draft: Draft<Partial<F>>;
  readonly untouched: Value<F>;
  readonly shape: Shape<F>;
  readonly changesStored: boolean;
}

/** Beside a typed field in the kept form: what it grew from. */
export const grownFrom = (field: string): string => `${field} grew from`;

export function formFields<F extends object>(options: FormFieldsOptions<F>): FormFields<F> {
  const { draft, untouched, shape, changesStored } = options;
  const names = Object.keys(shape) as FieldOf<F>[];

  const typedIn = (record: Partial<F>): Partial<F> => {
    const typed: Partial<F> = {};
    for (const name of names) if (Object.hasOwn(record, name)) typed[name] = record[name];
    return typed;
  };

  /** With what fields grow from that nobody had typed into before. */
  const edited = (part: Partial<F>): Partial<F> => {
    const edit: Partial<F> = { ...part };
    for (const name of changesStored ? fieldsOf(part) : []) {
      if (Object.hasOwn(draft.state().value, name)) continue;
      Object.assign(edit, { [grownFrom(name)]: untouched.get()[name] });
    }
    return edit;
  };

  const theirs = (): Partial<F> => {
    const typed = draft.state().value;
    const stored = untouched.get();
    const changed: Partial<F> = {};
    for (const name of changesStored ? names : []) {
      const from: unknown = Reflect.get(typed, grownFrom(name));
      if (!Object.hasOwn(typed, name) || from === undefined) continue;
      if (sameValue(from, stored[name]) || sameValue(typed[name], stored[name])) continue;
      changed[name] = stored[name];
    }
    return changed;
  };

  const growFrom = (record: Partial<F>) => {
    if (!changesStored) return;
    const edit: Partial<F> = {};
    for (const name of fieldsOf(typedIn(record))) Object.assign(edit, { [grownFrom(name)]: record[name] });
    draft.edit(edit);
  };

  const view = <K extends FieldOf<F>>(name: K): DraftField<F[K]> => {
    const typed = draft.view<F[K]>(
      [name],
      (record) => ({ ...untouched.get(), ...record })[name],
      (value) => {
        const part: Partial<F> = {};
        return edited(Object.assign(part, { [name]: value }));
      },
    );
    return {
      ...typed,
      subscribe(listener) {
        const stops = [typed.subscribe(listener), untouched.subscribe(listener)];
        return () => {
          for (const stop of stops) stop();
        };
      },
    };
  };
  const made: Partial<{ readonly [K in FieldOf<F>]: DraftField<F[K]> }> = {};
  for (const name of names) Object.assign(made, { [name]: view(name) });
  const views = made as { readonly [K in FieldOf<F>]: DraftField<F[K]> };

  return {
    values: () => ({ ...untouched.get(), ...typedIn(draft.state().value) }),
    set: (part) => draft.edit(edited(part)),
    field: (name) => views[name],
    theirs,
    resolve(choice) {
      const stored = theirs();
      growFrom(stored);
      if (choice === 'theirs') draft.edit(stored);
      if (choice === 'both') {
        const own: Partial<F> = {};
        for (const name of fieldsOf(stored)) own[name] = draft.state().value[name];
        draft.edit(joined<F>(stored, own));
      }
    },
    growFrom,
  };
}
