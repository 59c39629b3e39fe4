/**
 * A form with a button that submits it. What is typed is kept in the engagement as it is typed, so that neither a
 * reload nor a crash nor leaving the form takes it; submitting or discarding empties it.
 */
import { ORPCError } from '@orpc/client';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useState } from 'react';
import { z } from 'zod';
import type { UnfinishedForm } from '../../shared/unfinished.ts';
import { client, orpc, queryClient } from '../client/workbench.ts';
import { useEngagement } from '../shell/engagement.ts';
import { createValue, type Value } from '../shell/value.ts';
import {
  createDraft,
  type Draft,
  type DraftField,
  type DraftState,
  type FieldOf,
  type Stored,
} from './draft.ts';
import { type DraftPlace, drafts } from './registry.ts';
import { sameValue } from './same-value.ts';
import { useDraft } from './useDraft.ts';

export interface FormOptions<F extends object> {
  /** The form and what it is about; unique within the engagement. */
  readonly key: string;
  /** What it is, for a person. */
  readonly title: string;
  /** Where it is, as an address after the #. */
  readonly address: string;
  /** What the fields hold that nobody touched. */
  readonly initial: F;
  /** What a field may hold; what was kept by another version and does not fit is left out. */
  readonly shape: { readonly [K in FieldOf<F>]: z.ZodType<F[K]> };
}

export interface FormDraft<F extends object> {
  readonly values: F;
  readonly save: DraftState<Partial<F>>;
  readonly draft: Draft<Partial<F>>;
  /** Something was typed and not yet submitted. */
  readonly begun: boolean;
  readonly set: (part: Partial<F>) => void;
  readonly field: <K extends FieldOf<F>>(name: K) => DraftField<F[K]>;
  /** Empties it, after it was submitted or given up. */
  readonly clear: () => Promise<void>;
}

type FormFields<F extends object> = { readonly [K in FieldOf<F>]: DraftField<F[K]> };

export function useFormDraft<F extends object>(options: FormOptions<F>): FormDraft<F> {
  const { key, title, address, initial, shape } = options;
  const { id, file } = useEngagement();
  const kept = useUnfinished();
  const found = kept?.find((form) => form.key === key);
  const place = { engagement: { id, file }, key: `form ${key}`, title, address };
  const draft = drafts.of<Partial<F>>(place, () => createFormDraft<F>(place, key, shape, found));
  const stored = useMemo(() => (found === undefined ? null : storedOf<F>(found, shape)), [found, shape]);
  const save = useDraft(draft, stored);
  const [untouched] = useState(() => createValue(initial));
  useLayoutEffect(() => {
    if (!sameValue(untouched.get(), initial)) untouched.set(initial);
  });
  const fields = useMemo(() => formFields<F>(draft, untouched, shape), [draft, untouched, shape]);
  return {
    values: { ...initial, ...save.value },
    save,
    draft,
    begun: Object.keys(save.value).length > 0,
    set: draft.edit,
    field: (name) => fields[name],
    async clear() {
      await draft.flush();
      const emptied = await client.unfinished.empty({ key, engagementId: id });
      draft.adopt(storedOf<F>(emptied, shape));
      putInCache(emptied);
    },
  };
}

/** Each field as an editor shows it: what was typed, else what it holds untouched. */
function formFields<F extends object>(
  draft: Draft<Partial<F>>,
  untouched: Value<F>,
  shape: FormOptions<F>['shape'],
): FormFields<F> {
  const view = <K extends FieldOf<F>>(name: K): DraftField<F[K]> => {
    const typed = draft.view<F[K]>(
      [name],
      (record) => ({ ...untouched.get(), ...record })[name],
      (value) => {
        const part: Partial<F> = {};
        return Object.assign(part, { [name]: value });
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
  const made: Partial<FormFields<F>> = {};
  for (const name of Object.keys(shape) as FieldOf<F>[]) Object.assign(made, { [name]: view(name) });
  return made as FormFields<F>;
}

/** Every unfinished form of the engagement, submitted ones as empty; undefined until they are read. */
export function useUnfinished(): readonly UnfinishedForm[] | undefined {
  return useQuery(orpc.unfinished.list.queryOptions()).data;
}

/** Whether a form was begun and not submitted. */
export function useBegun(key: string): boolean {
  const form = useUnfinished()?.find((one) => one.key === key);
  return form !== undefined && Object.keys(form.fields).length > 0;
}

function createFormDraft<F extends object>(
  { engagement }: DraftPlace,
  key: string,
  shape: FormOptions<F>['shape'],
  found: UnfinishedForm | undefined,
): Draft<Partial<F>> {
  return createDraft<Partial<F>>({
    stored: storedOf<F>(found, shape),
    store: {
      isOpen: () => drafts.isOpen(engagement.id),
      isConflict: (error) => error instanceof ORPCError && error.code === 'CONFLICT',
      async save(record, _fields, { revision }) {
        const fields = z.record(z.string(), z.json()).parse(record);
        const saved = await client.unfinished.save({
          key,
          fields,
          baseRevision: revision,
          engagementId: engagement.id,
        });
        putInCache(saved);
        return storedOf<F>(saved, shape);
      },
      async read() {
        const all = await client.unfinished.list();
        return storedOf<F>(
          all.find((form) => form.key === key),
          shape,
        );
      },
    },
  });
}

function storedOf<F extends object>(
  form: UnfinishedForm | undefined,
  shape: FormOptions<F>['shape'],
): Stored<Partial<F>> {
  const value: Partial<F> = {};
  for (const name of Object.keys(shape) as FieldOf<F>[]) {
    if (form === undefined || !Object.hasOwn(form.fields, name)) continue;
    const parsed = shape[name].safeParse(form.fields[name]);
    if (parsed.success) value[name] = parsed.data;
  }
  return { value, revision: form?.revision ?? 0 };
}

function putInCache(saved: UnfinishedForm): void {
  queryClient.setQueryData<UnfinishedForm[]>(orpc.unfinished.list.queryKey(), (all) =>
    all === undefined ? undefined : [...all.filter((form) => form.key !== saved.key), saved],
  );
}
