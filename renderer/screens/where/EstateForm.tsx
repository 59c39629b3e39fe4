import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { EstateEntry } from '../../../shared/engagement.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from '../start/dialogs.module.css';
import { ESTATE_KINDS, ESTATE_STATUS } from './estate-words.ts';

const options = <K extends string>(words: Record<K, string>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }));

/** One cluster, or other orchestrator, that was heard of. */
export function EstateForm({
  entry,
  onClose,
}: {
  readonly entry: EstateEntry | null;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(entry?.name ?? '');
  const [kind, setKind] = useState<EstateEntry['kind']>(entry?.kind ?? 'kubernetes');
  const [status, setStatus] = useState<EstateEntry['status']>(entry?.status ?? 'pending');
  const [purpose, setPurpose] = useState(entry?.purpose ?? '');
  const [provider, setProvider] = useState(entry?.provider ?? '');
  const [heardFrom, setHeardFrom] = useState(entry?.heardFrom ?? '');
  const [note, setNote] = useState(entry?.note ?? '');
  const save = useMutation({
    mutationFn: () =>
      client.estate.save({
        id: entry?.id ?? null,
        clusterId: entry?.clusterId ?? null,
        name: name.trim(),
        kind,
        status,
        purpose,
        provider,
        heardFrom,
        note,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: orpc.estate.key() });
      onClose();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <Modal opened onClose={onClose} title={entry === null ? 'Add a cluster' : 'Edit the entry'} size="lg">
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label="Name"
          value={name}
          maxLength={500}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Kind"
          data={options(ESTATE_KINDS)}
          value={kind}
          allowDeselect={false}
          onChange={(value) => value !== null && setKind(value)}
        />
        <Select
          label="Status"
          data={options(ESTATE_STATUS)}
          value={status}
          allowDeselect={false}
          onChange={(value) => value !== null && setStatus(value)}
        />
        <TextInput
          label="Purpose"
          value={purpose}
          maxLength={500}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <TextInput
          label="Provider"
          value={provider}
          maxLength={500}
          onChange={(event) => setProvider(event.currentTarget.value)}
        />
        <TextInput
          label="Heard from"
          description="An interview, a bill, a kubeconfig, Argo CD."
          value={heardFrom}
          maxLength={500}
          onChange={(event) => setHeardFrom(event.currentTarget.value)}
        />
        <Textarea
          label="Note"
          value={note}
          autosize
          minRows={2}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {save.isError && <ProblemNote error={save.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
