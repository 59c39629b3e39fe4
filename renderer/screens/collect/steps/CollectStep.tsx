import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { number } from '../../../../shared/in-words.ts';
import { orpc } from '../../../client/workbench.ts';
import { ProblemNote } from '../../../components/Problem.tsx';
import { Collections } from '../Collections.tsx';
import classes from '../collect.module.css';
import { Step } from '../Step.tsx';
import { type Standing, stepState } from '../standing.ts';
import type { Live } from '../useLiveCollection.ts';
import { useStartCollection } from '../useStartCollection.ts';

/** It is never done: another collection can always follow. */
export function CollectStep({ live }: { readonly live: Live }) {
  const { draft, standing } = live;
  const { allowed, checked, asking, lacking } = standing;
  const start = useStartCollection(live);
  const jobs = useQuery(orpc.jobs.list.queryOptions());
  const collections = (jobs.data ?? []).filter((job) => job.kind === 'collect').toReversed();
  const running = collections.filter(({ status }) => status === 'running').length;
  return (
    <Step
      number={7}
      title="Collect"
      state={stepState(allowed || collections.length > 0, false)}
      outcome={runningWords(running)}
    >
      {allowed && (
        <div className={classes.buttons}>
          <Button
            variant={checked ? 'filled' : 'default'}
            onClick={() => start.mutate()}
            loading={start.isPending}
            disabled={asking}
          >
            {draft.resume === null ? startWords(standing) : 'Complete the collection'}
          </Button>
          {lacking && (
            <Button variant="default" onClick={showAsk}>
              Request access first
            </Button>
          )}
        </div>
      )}
      {start.isError && <ProblemNote error={start.error} />}
      <Collections jobs={collections} />
    </Step>
  );
}

function startWords({ checked, lacking }: Standing): string {
  if (!checked) return 'Collect without checking';
  return lacking ? 'Collect accessible evidence' : 'Collect evidence';
}

function runningWords(running: number): string {
  if (running === 0) return '';
  return running === 1 ? '1 is running' : `${number(running)} are running`;
}

function showAsk(): void {
  const section = document.querySelector<HTMLElement>('[data-ask]');
  section?.closest('details')?.setAttribute('open', '');
  section?.scrollIntoView({ block: 'start' });
  section?.focus();
}
