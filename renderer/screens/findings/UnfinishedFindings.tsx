/** Findings that were begun and not saved: nothing typed is lost, and nothing unfinished is in the report. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { count } from '../../../shared/in-words.ts';
import { drafts } from '../../autosave/registry.ts';
import { useUnfinished } from '../../autosave/useFormDraft.ts';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { Band } from '../../components/Band.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { dateTime } from '../../format.ts';
import { useEngagement } from '../../shell/engagement.ts';
import classes from './findings.module.css';
import { formKey, unfinishedFindings } from './writing.ts';

export function UnfinishedFindings({ onContinue }: { readonly onContinue: (writing: string) => void }) {
  const { id } = useEngagement();
  const all = unfinishedFindings(useUnfinished() ?? []);
  const discard = useMutation({
    mutationFn: async (writing: string) => {
      await drafts.flushAll();
      await client.unfinished.empty({ key: formKey(writing), engagementId: id });
      await queryClient.invalidateQueries({ queryKey: orpc.unfinished.key() });
    },
  });
  if (all.length === 0) return null;
  return (
    <Band title={`${count(all.length, 'unfinished finding')}, not in the report`} role="status">
      <ul className={classes.unfinished}>
        {all.map(({ writing, title, savedAt }) => (
          <li key={writing}>
            <span>{title.trim() === '' ? 'Untitled' : title}</span>{' '}
            <span className="faint small">{dateTime(savedAt)}</span>{' '}
            <Button size="compact-sm" variant="light" onClick={() => onContinue(writing)}>
              Continue
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              loading={discard.isPending && discard.variables === writing}
              onClick={() => discard.mutate(writing)}
            >
              Discard
            </Button>
          </li>
        ))}
      </ul>
      {discard.isError && <ProblemNote error={discard.error} />}
    </Band>
  );
}
