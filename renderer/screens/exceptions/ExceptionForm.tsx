/** Who accepts a risk, why, for what and until when. */
import { Button, Radio, Select } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import { type ExceptionView, scopeInWords } from '../../../shared/exception.ts';
import { blankFault, expiryFault, requiredFault } from '../../../shared/form-rules.ts';
import { type FormDraft, useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client } from '../../client/workbench.ts';
import { plainWords } from '../../components/ConflictBand.tsx';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { LineField } from '../../components/fields/LineField.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { date } from '../../format.ts';
import { useEngagement } from '../../shell/engagement.ts';
import { useSelection } from '../../shell/selection.ts';
import { domainWord } from '../findings/words.ts';
import { exceptionChanged } from './changed.ts';
import classes from './exceptions.module.css';
import { type ScopeChoice, usualExpiry } from './scopes.ts';

interface ExceptionFormProps {
  /** null makes a new one. */
  readonly exception: ExceptionView | null;
  readonly control: string;
  readonly choices: readonly ScopeChoice[];
  readonly form: FormDraft<ExceptionFields>;
  readonly onDone: () => void;
}

export interface ExceptionFields {
  readonly pattern: string;
  readonly chosen: string;
  readonly cluster: string | null;
  readonly reason: string;
  readonly author: string;
  readonly expires: string;
}

const SHAPE = {
  pattern: z.string(),
  chosen: z.string(),
  cluster: z.string().nullable(),
  reason: z.string(),
  author: z.string(),
  expires: z.string(),
};

/** What is typed of an exception, kept before the form is even open. */
export function useExceptionForm(about: {
  readonly exception: ExceptionView | null;
  readonly control: string;
  readonly clusterId: string | null;
  readonly choices: readonly ScopeChoice[];
  /** What was failing where it is accepted: each place keeps its own words. */
  readonly at: string;
  readonly address: string;
}): FormDraft<ExceptionFields> {
  const { exception, control, clusterId, choices, at, address } = about;
  const { profile } = useEngagement();
  const [usual] = useState(() => usualExpiry(new Date()));
  return useFormDraft<ExceptionFields>({
    key: exception === null ? `exception ${control} ${at}`.slice(0, 500) : `exception ${exception.id}`,
    title: `Accept the risk of ${control}`,
    address,
    initial: {
      pattern: exception?.control ?? control,
      chosen: exception === null ? (choices[0]?.value ?? 'control') : 'object',
      cluster: clusterId,
      reason: exception?.reason ?? '',
      author: exception?.author ?? profile.assessor,
      expires: exception?.expires ?? usual,
    },
    shape: SHAPE,
    changesStored: exception !== null,
  });
}

export function ExceptionForm({ exception, control, choices, form, onDone }: ExceptionFormProps) {
  const { clusters } = useSelection();
  const family = `${control.slice(0, control.indexOf('/'))}/*`;
  const kept: readonly ScopeChoice[] =
    exception === null
      ? choices
      : [{ value: 'object', label: scopeInWords(exception.scope), scope: exception.scope }, ALL];
  const { pattern, chosen, cluster, expires, reason, author } = form.values;
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const withdrawn = exception !== null && exception.withdrawn !== null;
  const save = useSubmit<ExceptionFields, ExceptionView>(form, {
    ready: (fields) =>
      !withdrawn &&
      fields.reason.trim() !== '' &&
      fields.author.trim() !== '' &&
      fields.expires !== '' &&
      expiryFault(fields.expires, today) === null,
    async send(fields, earlier) {
      const stored = earlier ?? exception;
      try {
        return await client.exceptions.save({
          id: stored?.id ?? null,
          baseRevision: stored?.revision ?? 0,
          control: fields.pattern,
          clusterId: fields.cluster,
          scope: kept.find(({ value }) => value === fields.chosen)?.scope ?? {},
          reason: fields.reason.trim(),
          author: fields.author.trim(),
          expires: fields.expires,
        });
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await exceptionChanged();
      }
    },
    onDone,
  });
  return (
    <form className={classes.form} onSubmit={save.onSubmit} aria-label="Accept this risk">
      <Radio.Group
        label="Scope of the exception"
        value={chosen}
        onChange={(value) => form.set({ chosen: value })}
      >
        <div className={classes.form}>
          {kept.map(({ value, label }) => (
            <Radio key={value} size="xs" value={value} label={label} />
          ))}
        </div>
      </Radio.Group>
      <div className={classes.row}>
        <Select
          label="Control"
          data={[
            ...new Map(
              [
                {
                  value: pattern,
                  label: pattern.endsWith('/*') ? `All of ${domainWord(pattern.slice(0, -2))}` : pattern,
                },
                { value: control, label: control },
                { value: family, label: `All of ${domainWord(family.slice(0, -2))}` },
              ].map((one) => [one.value, one]),
            ).values(),
          ]}
          value={pattern}
          allowDeselect={false}
          onChange={(value) => value !== null && form.set({ pattern: value })}
        />
        {clusters.length > 1 && (
          <Select
            label="Cluster"
            placeholder="Every cluster"
            clearable
            data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
            value={cluster}
            onChange={(value) => form.set({ cluster: value })}
          />
        )}
      </div>
      <AreaField
        label="Reason"
        description="Shown beside the failed verdict, here and in the report. The verdict stays “Fail”."
        field={form.field('reason')}
        maxLength={20_000}
        minRows={2}
        required
        error={blankFault(reason, 'Enter the reason.')}
      />
      <div className={classes.row}>
        <LineField
          label="Accepted by"
          field={form.field('author')}
          maxLength={200}
          required
          error={requiredFault(author, 'Enter who accepts the risk.')}
        />
        <LineField
          label="Until"
          description="The last day on which it applies"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="date"
          field={form.field('expires')}
          error={expiryFault(expires, today)}
          required
        />
      </div>
      <FormKept
        form={form}
        then="It takes effect when you save it."
        record="The exception"
        words={(field, value) => {
          if (field === 'expires' && typeof value === 'string') return `Until ${date(value)}`;
          if (field === 'author') return `Accepted by ${String(value)}`;
          if (field === 'pattern') return `Control ${String(value)}`;
          if (field === 'cluster')
            return `Cluster: ${clusters.find(({ id }) => id === value)?.name ?? 'every cluster'}`;
          return plainWords(field, value);
        }}
      />
      {withdrawn && (
        <p>
          It was withdrawn elsewhere and can no longer be changed. Your text stays here until you discard it.
        </p>
      )}
      {save.error !== null && <ProblemNote error={save.error} />}
      <div className={classes.buttons}>
        <Button type="submit" size="compact-sm" loading={save.isPending} disabled={!save.ready}>
          {exception === null ? 'Accept this risk' : 'Save the change'}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

const ALL: ScopeChoice = { value: 'control', label: 'Every object', scope: {} };
