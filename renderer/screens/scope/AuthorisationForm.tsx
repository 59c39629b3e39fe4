import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from './scope.module.css';

const DAY_MS = 86_400_000;

/** Records who allowed the collection of which clusters, what it covers, and when. */
export function AuthorisationForm({
  clusters,
  onDone,
}: {
  readonly clusters: readonly string[];
  readonly onDone?: () => void;
}) {
  const [grantedBy, setGrantedBy] = useState('');
  const [role, setRole] = useState('');
  const [names, setNames] = useState(clusters.length === 0 ? '*' : clusters.join(', '));
  const [scope, setScope] = useState('Read-only collection of configuration evidence');
  const [from, setFrom] = useState(() => localDay(new Date()));
  const [until, setUntil] = useState(() => localDay(new Date(Date.now() + 30 * DAY_MS)));
  const [reference, setReference] = useState('');
  const record = useMutation({
    mutationFn: () =>
      client.authorisations.record({
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
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: orpc.authorisations.key() });
      onDone?.();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    record.mutate();
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
        onChange={(event) => setFrom(event.currentTarget.value)}
        required
      />
      <TextInput
        label="Until"
        type="date"
        value={until}
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
      {record.isError && <ProblemNote error={record.error} />}
      <div className={classes.wide}>
        <Button
          type="submit"
          loading={record.isPending}
          disabled={grantedBy.trim() === '' || names.trim() === ''}
        >
          Record the authorisation
        </Button>
      </div>
    </form>
  );
}

function localDay(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
