import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Authorisation } from '../../../shared/engagement.ts';
import { firstFault, windowFault } from '../../../shared/form-rules.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './scope.module.css';

const DAY_MS = 86_400_000;

interface AuthorisationFormProps {
  readonly clusters: readonly string[];
  /** The entry to correct; without one a new entry is recorded. */
  readonly corrected?: Authorisation;
  readonly onDone?: () => void;
}

/** Records who allowed the collection of which clusters, what it covers, and when; or corrects such an entry. */
export function AuthorisationForm({ clusters, corrected, onDone }: AuthorisationFormProps) {
  const [grantedBy, setGrantedBy] = useState(corrected?.grantedBy ?? '');
  const [role, setRole] = useState(corrected?.role ?? '');
  const [names, setNames] = useState(
    corrected?.clusters.join(', ') ?? (clusters.length === 0 ? '*' : clusters.join(', ')),
  );
  const [scope, setScope] = useState(corrected?.scope ?? 'Read-only collection of configuration evidence');
  const [from, setFrom] = useState(() => localDay(corrected?.validFrom ?? new Date()));
  const [until, setUntil] = useState(() =>
    localDay(corrected?.validUntil ?? new Date(Date.now() + 30 * DAY_MS)),
  );
  const [reference, setReference] = useState(corrected?.reference ?? '');
  const [reason, setReason] = useState('');
  const faults = windowFault({ from, until });
  const record = useMutation({
    mutationFn: () => {
      const wording = {
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
      return corrected === undefined
        ? client.authorisations.record(wording)
        : client.authorisations.correct({ ...wording, id: corrected.id, reason: reason.trim() });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: orpc.authorisations.key() });
      onDone?.();
    },
  });
  const ready =
    grantedBy.trim() !== '' &&
    names.trim() !== '' &&
    firstFault(faults) === null &&
    (corrected === undefined || reason.trim() !== '');
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) record.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="Allowed by"
        value={grantedBy}
        onChange={(event) => setGrantedBy(event.currentTarget.value)}
        maxLength={500}
        required
      />
      <TextInput
        label="Role"
        value={role}
        onChange={(event) => setRole(event.currentTarget.value)}
        maxLength={500}
      />
      <TextInput
        label="Clusters"
        description="Names, separated by commas. * covers all."
        value={names}
        onChange={(event) => setNames(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Reference"
        description="A letter, a ticket, an e-mail."
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        maxLength={500}
      />
      <TextInput
        label="From"
        type="date"
        value={from}
        error={faults.from}
        onChange={(event) => setFrom(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Until"
        type="date"
        value={until}
        error={faults.until}
        onChange={(event) => setUntil(event.currentTarget.value)}
        required
      />
      <Textarea
        className={classes.wide ?? ''}
        label="Scope"
        value={scope}
        onChange={(event) => setScope(event.currentTarget.value)}
        autosize
        minRows={2}
      />
      {corrected !== undefined && (
        <TextInput
          className={classes.wide ?? ''}
          label="Reason for the correction"
          description="The earlier wording stays in the history."
          value={reason}
          maxLength={5_000}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
      )}
      {record.isError && <ProblemNote error={record.error} />}
      <div className={classes.buttons}>
        <Button type="submit" loading={record.isPending} disabled={!ready}>
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

/** A time as the day it falls on here; a day without a time is that day. */
function localDay(time: Date | string): string {
  if (typeof time === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(time)) return time;
  const date = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
