/** Who accepts a risk, why, for what and until when. */
import { Button, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type ExceptionView, scopeInWords } from '../../../shared/exception.ts';
import { client, orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { useSelection } from '../../shell/selection.ts';
import { domainWord } from '../findings/words.ts';
import { exceptionChanged } from './changed.ts';
import classes from './exceptions.module.css';
import { type ScopeChoice, usualExpiry } from './scopes.ts';

interface ExceptionFormProps {
  /** null makes a new one. */
  readonly exception: ExceptionView | null;
  readonly control: string;
  readonly clusterId: string | null;
  readonly choices: readonly ScopeChoice[];
  readonly onDone: () => void;
}

export function ExceptionForm({ exception, control, clusterId, choices, onDone }: ExceptionFormProps) {
  const { clusters } = useSelection();
  const engagement = useQuery(orpc.engagements.current.queryOptions());
  const family = `${control.slice(0, control.indexOf('/'))}/*`;
  const kept: readonly ScopeChoice[] =
    exception === null
      ? choices
      : [{ value: 'object', label: scopeInWords(exception.scope), scope: exception.scope }, ALL];
  const [pattern, setPattern] = useState(exception?.control ?? control);
  const [chosen, setChosen] = useState(kept[0]?.value ?? 'control');
  const [cluster, setCluster] = useState(clusterId);
  const [reason, setReason] = useState(exception?.reason ?? '');
  const [author, setAuthor] = useState<string | null>(exception?.author ?? null);
  const [expires, setExpires] = useState(() => exception?.expires ?? usualExpiry(new Date()));
  const who = author ?? engagement.data?.profile.assessor ?? '';
  const save = useMutation({
    mutationFn: () =>
      client.exceptions.save({
        id: exception?.id ?? null,
        control: pattern,
        clusterId: cluster,
        scope: kept.find(({ value }) => value === chosen)?.scope ?? {},
        reason: reason.trim(),
        author: who.trim(),
        expires,
      }),
    onSuccess: async () => {
      await exceptionChanged();
      onDone();
    },
  });
  const ready = reason.trim() !== '' && who.trim() !== '' && expires !== '';
  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) save.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} aria-label="Accept this risk">
      <Radio.Group
        label="What is accepted"
        value={chosen}
        onChange={(value) => setChosen(value as typeof chosen)}
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
          onChange={(value) => value !== null && setPattern(value)}
        />
        {clusters.length > 1 && (
          <Select
            label="Cluster"
            placeholder="Every cluster"
            clearable
            data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
            value={cluster}
            onChange={setCluster}
          />
        )}
      </div>
      <Textarea
        label="Reason"
        description="It stands beside the fail, here and in the report. The fail stays a fail."
        value={reason}
        maxLength={20_000}
        autosize
        minRows={2}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
      />
      <div className={classes.row}>
        <TextInput
          label="Accepted by"
          value={who}
          maxLength={200}
          onChange={(event) => setAuthor(event.currentTarget.value)}
          required
        />
        <TextInput
          label="Until"
          description="The last day on which it counts"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="date"
          value={expires}
          onChange={(event) => setExpires(event.currentTarget.value)}
          required
        />
      </div>
      {save.isError && <ProblemNote error={save.error} />}
      <div className={classes.buttons}>
        <Button type="submit" size="compact-sm" loading={save.isPending} disabled={!ready}>
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
