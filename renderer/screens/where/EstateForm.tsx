import { Button, Modal, Select } from '@mantine/core';
import { z } from 'zod';
import { EstateEntry } from '../../../shared/engagement.ts';
import { blankFault } from '../../../shared/form-rules.ts';
import { useFormDraft } from '../../autosave/useFormDraft.ts';
import { useSubmit } from '../../autosave/useSubmit.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { FormKept } from '../../components/FormKept.tsx';
import { AreaField } from '../../components/fields/AreaField.tsx';
import { LineField } from '../../components/fields/LineField.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import classes from '../start/dialogs.module.css';
import { ESTATE_KINDS, ESTATE_STATUS } from './estate-words.ts';

const options = <K extends string>(words: Record<K, string>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, label: words[value] }));

type EstateFields = Omit<EstateEntry, 'id' | 'clusterId' | 'suggested' | 'revision'>;

const {
  id: _id,
  clusterId: _clusterId,
  suggested: _suggested,
  revision: _revision,
  ...FIELDS
} = EstateEntry.shape;
const SHAPE = { ...FIELDS, name: z.string() };

/** One cluster, or other orchestrator, that was heard of. */
export function EstateForm({
  entry,
  onClose,
}: {
  readonly entry: EstateEntry | null;
  readonly onClose: () => void;
}) {
  const form = useFormDraft<EstateFields>({
    key: `estate ${entry?.id ?? 'new'}`.slice(0, 500),
    title: entry === null ? 'Add a cluster' : `Entry of ${entry.name}`,
    address: '/step/where',
    initial: {
      name: entry?.name ?? '',
      kind: entry?.kind ?? 'kubernetes',
      status: entry?.status ?? 'pending',
      purpose: entry?.purpose ?? '',
      provider: entry?.provider ?? '',
      heardFrom: entry?.heardFrom ?? '',
      note: entry?.note ?? '',
    },
    shape: SHAPE,
    changesStored: entry !== null,
  });
  const { kind, status, name } = form.values;
  const save = useSubmit<EstateFields, EstateEntry>(form, {
    ready: (fields) => fields.name.trim() !== '',
    async send(values, earlier) {
      const stored = earlier ?? entry;
      try {
        return await client.estate.save({
          ...values,
          id: stored?.id ?? null,
          baseRevision: stored?.revision ?? 0,
          clusterId: stored?.clusterId ?? null,
          name: values.name.trim(),
        });
      } finally {
        // Also after a refusal: what someone else stored is shown then.
        await queryClient.invalidateQueries({ queryKey: orpc.estate.key() });
      }
    },
    onDone: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={entry === null ? 'Add a cluster' : 'Edit the entry'} size="lg">
      <form className={classes.form} onSubmit={save.onSubmit}>
        <LineField
          label="Name"
          field={form.field('name')}
          maxLength={500}
          required
          error={blankFault(name, 'Enter a name.')}
          data-autofocus
        />
        <div className={classes.pair}>
          <Select
            label="Kind"
            data={options(ESTATE_KINDS)}
            value={kind}
            allowDeselect={false}
            onChange={(value) => value !== null && form.set({ kind: value })}
          />
          <Select
            label="Status"
            data={options(ESTATE_STATUS)}
            value={status}
            allowDeselect={false}
            onChange={(value) => value !== null && form.set({ status: value })}
          />
        </div>
        <div className={classes.pair}>
          <LineField label="Purpose" field={form.field('purpose')} maxLength={500} />
          <LineField label="Provider" field={form.field('provider')} maxLength={500} />
        </div>
        <LineField
          label="Source"
          description="For example an interview, an invoice, a kubeconfig or Argo CD."
          field={form.field('heardFrom')}
          maxLength={500}
        />
        <AreaField label="Note" field={form.field('note')} minRows={2} />
        <FormKept form={form} then="It appears in the register when you save it." record="The entry" />
        {save.error !== null && <ProblemNote error={save.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!save.ready}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}
