import { Button } from '@mantine/core';
import { useState } from 'react';
import { z } from 'zod';
import type { Authorisation } from '../../../shared/engagement.ts';
import { blankFault, firstFault, requiredFault, windowFault } from '../../../shared/form-rules.ts';
import { useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { LineField } from '../../components/fields/LineField.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './scope.module.css';

const DAY_MS = 86_400_000;

interface AuthorisationFields {
  readonly grantedBy: string;
  readonly role: string;
  readonly names: string;
  readonly scope: string;
  readonly from: string;
  readonly until: string;
  readonly reference: string;
  readonly reason: string;
}

const SHAPE = {
  grantedBy: z.string(),
  role: z.string(),
  names: z.string(),
  scope: z.string(),
  from: z.string(),
  until: z.string(),
  reference: z.string(),
  reason: z.string(),
};

interface AuthorisationFormProps {
  readonly clusters: readonly string[];
  /** The entry to correct, and its first wording; without one a new entry is recorded. */
  readonly corrected?: { readonly current: Authorisation; readonly first: Authorisation };
  readonly onDone?: () => void;
}

/** Records who allowed the collection of which clusters, what it covers, and when; or corrects such an entry. */
export function AuthorisationForm({ clusters, corrected: entry, onDone }: AuthorisationFormProps) {
  const corrected = entry?.current;
  const [today] = useState(() => Date.now());
  const form = useFormDraft<AuthorisationFields>({
    key: authorisationKey(clusters, entry?.first),
    title: corrected === undefined ? 'Record an authorisation' : 'Correct an authorisation',
    address: '/step/scope',
    initial: {
      grantedBy: corrected?.grantedBy ?? '',
      role: corrected?.role ?? '',
      names: corrected?.clusters.join(', ') ?? (clusters.length === 0 ? '*' : clusters.join(', ')),
      scope: corrected?.scope ?? 'Read-only collection of configuration evidence',
      from: localDay(corrected?.validFrom ?? new Date(today)),
      until: localDay(corrected?.validUntil ?? new Date(today + 30 * DAY_MS)),
      reference: corrected?.reference ?? '',
      reason: '',
    },
    shape: SHAPE,
    changesStored: corrected !== undefined,
  });
  const faults = windowFault(form.values);
  const record = useSubmit<AuthorisationFields, Authorisation>(form, {
    ready: (fields) =>
      fields.grantedBy.trim() !== '' &&
      fields.names.trim() !== '' &&
      firstFault(windowFault(fields)) === null &&
      (corrected === undefined || fields.reason.trim() !== ''),
    async send(fields, earlier) {
      const wording = wordingOf(fields);
      const stored = earlier ?? corrected;
      try {
        return await (stored === undefined
          ? client.authorisations.record(wording)
          : client.authorisations.correct({
              ...wording,
              id: stored.id,
              reason: fields.reason.trim() || 'Edited while the first wording was being recorded.',
            }));
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await queryClient.invalidateQueries({ queryKey: orpc.authorisations.key() });
      }
    },
    onDone: () => onDone?.(),
  });
  return (
    <form className={classes.form} onSubmit={record.onSubmit}>
      <LineField
        label="Authorised by"
        field={form.field('grantedBy')}
        maxLength={500}
        required
        error={blankFault(form.values.grantedBy, 'Enter who authorised the collection.')}
      />
      <LineField label="Role" field={form.field('role')} maxLength={500} />
      <LineField
        label="Clusters"
        description="Names, separated by commas. * covers all."
        field={form.field('names')}
        required
        error={requiredFault(form.values.names, 'Enter the clusters, or * for all of them.')}
      />
      <LineField
        label="Reference"
        description="A letter, ticket or email."
        field={form.field('reference')}
        maxLength={500}
      />
      <LineField label="From" type="date" field={form.field('from')} error={faults.from} required />
      <LineField label="Until" type="date" field={form.field('until')} error={faults.until} required />
      <AreaField className={classes.wide ?? ''} label="Scope" field={form.field('scope')} minRows={2} />
      {corrected !== undefined && (
        <LineField
          className={classes.wide ?? ''}
          label="Reason for the correction"
          description="The earlier wording stays in the history."
          field={form.field('reason')}
          maxLength={5_000}
          required
          error={blankFault(form.values.reason, 'Enter the reason for the correction.')}
        />
      )}
      <div className={classes.wide}>
        <FormKept form={form} then="It takes effect when you record it." record="The authorisation" />
      </div>
      {record.error !== null && <ProblemNote error={record.error} />}
      <div className={classes.buttons}>
        <Button type="submit" loading={record.isPending} disabled={!record.ready}>
          {corrected === undefined ? 'Record the authorisation' : 'Save the correction'}
        </Button>
        {corrected !== undefined && (
          <Button variant="default" onClick={() => onDone?.()}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}

function wordingOf({ grantedBy, role, names, scope, from, until, reference }: AuthorisationFields) {
  return {
    grantedBy: grantedBy.trim(),
    role,
    clusters: names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    scope,
    validFrom: new Date(`${from}T00:00:00`).toISOString(),
    validUntil: new Date(`${until}T23:59:59`).toISOString(),
    reference,
  };
}

/** What was typed for some clusters does not stand in the form for others; `corrected` is the first wording. */
export function authorisationKey(clusters: readonly string[], corrected?: Authorisation): string {
  const about = corrected === undefined ? clusters.join(', ') : `correct ${corrected.id}`;
  return `authorisation ${about}`.slice(0, 500);
}

/** A time as the day it falls on here; a day without a time is that day. */
function localDay(time: Date | string): string {
  if (typeof time === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(time)) return time;
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
