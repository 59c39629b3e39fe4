/** Step 1: the estate register, every cluster heard of, and the questions that find the others. */
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EstateEntry } from '../../../shared/engagement.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { Page, Section } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import table from '../collect/collect.module.css';
import { QuestionsScreen } from '../questions/QuestionsScreen.tsx';
import { EstateForm } from './EstateForm.tsx';
import { ESTATE_KINDS, ESTATE_STATUS } from './estate-words.ts';

export function WhereScreen() {
  const estate = useQuery(orpc.estate.list.queryOptions());
  const [editing, setEditing] = useState<EstateEntry | 'new' | null>(null);
  const confirm = useMutation({
    mutationFn: ({ suggested: _suggested, revision, ...entry }: EstateEntry) =>
      client.estate.save({ ...entry, baseRevision: revision }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.estate.key() }),
  });
  const remove = useMutation({
    mutationFn: (id: string) => client.estate.remove({ id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.estate.key() }),
  });
  const entries = estate.data ?? [];
  const known = entries.filter((entry) => !entry.suggested);
  const collected = known.filter((entry) => entry.status === 'collected').length;
  return (
    <Page
      title="Where are the clusters?"
      lead={`Every known cluster, collected or not. ${collected} of ${known.length} collected.`}
      actions={
        <Button variant="default" onClick={() => setEditing('new')}>
          Add a cluster
        </Button>
      }
    >
      {(estate.isError || confirm.isError || remove.isError) && (
        <ProblemNote error={estate.error ?? confirm.error ?? remove.error} />
      )}
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col">Purpose</th>
              <th scope="col">Provider</th>
              <th scope="col">Source</th>
              <th scope="col">Status</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.id}>
                <th scope="row">
                  {entry.name}
                  {entry.suggested && <span className="faint"> · suggested by the evidence</span>}
                </th>
                <td>{ESTATE_KINDS[entry.kind]}</td>
                <td>{entry.purpose}</td>
                <td>{entry.provider}</td>
                <td>{entry.heardFrom}</td>
                <td>{ESTATE_STATUS[entry.status]}</td>
                <td className={table.actions}>
                  {entry.suggested && (
                    <Button size="compact-sm" variant="light" onClick={() => confirm.mutate(entry)}>
                      Confirm
                    </Button>
                  )}
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={`Edit ${entry.name}`}
                    onClick={() => setEditing(entry)}
                  >
                    Edit
                  </Button>
                  {!entry.suggested && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="gray"
                      aria-label={`Remove ${entry.name}`}
                      onClick={() => remove.mutate(entry.id)}
                    >
                      Remove
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {estate.data?.length === 0 && (
          <p className="muted">
            No clusters yet. Check invoices, kubeconfigs and Argo CD, and ask the people you interview.
          </p>
        )}
      </div>
      <Section title="Questions">
        <QuestionsScreen step="where" bare />
      </Section>
      {editing !== null && (
        <EstateForm
          // As it is stored now; one that is gone, or that another name was given to, as it was.
          entry={editing === 'new' ? null : (entries.find(({ id }) => id === editing.id) ?? editing)}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}
