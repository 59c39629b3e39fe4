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
import { createValue, useValue } from '../shell/value.ts';
import {
  createDraft,
  type Draft,
  type DraftField,
  type DraftState,
  type FieldOf,
  fieldsOf,
  type Stored,
} from './draft.ts';
import { type Choice, formFields, grownFrom, type Shape } from './form-fields.ts';
import { type DraftPlace, drafts } from './registry.ts';
import { sameValue } from './same-value.ts';
import { type Submission, submitForm } from './submit.ts';
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
  readonly shape: Shape<F>;
  /** The form changes a stored record, which `initial` follows: then someone else may change it meanwhile. */
  readonly changesStored?: boolean;
}

export interface FormDraft<F extends object> {
  /** What the fields hold that nobody touched. */
  readonly initial: F;
  readonly values: F;
  readonly save: DraftState<Partial<F>>;
  readonly draft: Draft<Partial<F>>;
  /** Something was typed and not yet submitted. */
  readonly begun: boolean;
  readonly set: (part: Partial<F>) => void;
  readonly field: <K extends FieldOf<F>>(name: K) => DraftField<F[K]>;
  /** What stands in the stored record now, of fields that were changed there and here. */
  readonly theirs: Readonly<Partial<F>>;
  /** Decides about `theirs`; the stored record changes when the form is submitted. */
  readonly resolve: (choice: Choice) => void;
  readonly submit: <S>(submission: FormSubmission<F, S>) => Promise<boolean>;
  /** Empties it, after it was given up. */
  readonly clear: () => Promise<void>;
}

/** See submit.ts. */
export type FormSubmission<F extends object, S> = Pick<
  Submission<F, S>,
  'send' | 'earlier' | 'onStored' | 'ready'
>;

export function useFormDraft<F extends object>(options: FormOptions<F>): FormDraft<F> {
  const { key, title, address, initial, shape, changesStored = false } = options;
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
  useValue(untouched);
  const form = useMemo(
    () => formFields<F>({ draft, untouched, shape, changesStored }),
    [draft, untouched, shape, changesStored],
  );
  const empty = async (sent?: Partial<F>) => {
    const submitted = sent === undefined ? undefined : z.record(z.string(), z.json()).parse(sent);
    const left = await client.unfinished.empty({ key, engagementId: id, submitted });
    putInCache(left);
    return storedOf<F>(left, shape);
  };
  return {
    initial,
    values: form.values(),
    save,
    draft,
    begun: Object.keys(save.value).length > 0,
    set: form.set,
    field: form.field,
    theirs: form.theirs(),
    resolve: form.resolve,
    async submit(submission) {
      if (fieldsOf(form.theirs()).length > 0) return false;
      return submitForm({ ...submission, draft, values: form.values, growFrom: form.growFrom, empty });
    },
    async clear() {
      await draft.flush();
      draft.adopt(await empty());
    },
  };
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
  shape: Shape<F>,
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

function storedOf<F extends object>(form: UnfinishedForm | undefined, shape: Shape<F>): Stored<Partial<F>> {
  const value: Partial<F> = {};
  for (const name of Object.keys(shape) as FieldOf<F>[]) {
    for (const key of [name, grownFrom(name)]) {
      if (form === undefined || !Object.hasOwn(form.fields, key)) continue;
      const parsed = shape[name].safeParse(form.fields[key]);
      if (parsed.success) Object.assign(value, { [key]: parsed.data });
    }
  }
  return { value, revision: form?.revision ?? 0 };
}

function putInCache(saved: UnfinishedForm): void {
  queryClient.setQueryData<UnfinishedForm[]>(orpc.unfinished.list.queryKey(), (all) =>
    all === undefined ? undefined : [...all.filter((form) => form.key !== saved.key), saved],
  );
}
