import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { number } from '../../../shared/in-words.ts';
import type { JobState } from '../../../shared/jobs.ts';
import { client } from '../../client/workbench.ts';
import { Band } from '../../components/Band.tsx';
import progressClasses from '../../components/JobProgress.module.css';
import { Refusals } from '../../components/Refusals.tsx';
import { byteSize, timeLeft } from '../../format.ts';
import classes from './collect.module.css';
import { useRate } from './useRate.ts';

/** A collection as it goes: what happens now, how far, how fast, how long still, what was refused. */
export function CollectionProgress({ job }: { readonly job: JobState }) {
  const cancel = useMutation({ mutationFn: () => client.jobs.cancel({ jobId: job.id }) });
  const { progress } = job;
  const running = job.status === 'running';
  const rate = useRate(progress.bytes, running);
  const known = progress.total !== null && progress.total > 0;
  const stopping = running && (cancel.isPending || cancel.isSuccess);
  return (
    <>
      <div className={progressClasses.head}>
        <h3>{job.title}</h3>
        {running && (
          <Button
            variant="default"
            size="compact-sm"
            loading={cancel.isPending}
            disabled={stopping}
            onClick={() => cancel.mutate()}
          >
            Cancel
          </Button>
        )}
      </div>
      {running && (
        <>
          <div
            className={progressClasses.track}
            role="progressbar"
            aria-label={job.title}
            aria-valuemin={0}
            aria-valuemax={known ? (progress.total ?? undefined) : undefined}
            aria-valuenow={known ? progress.done : undefined}
          >
            <div
              className={progressClasses.bar}
              data-unsure={!known}
              style={{
                width: `${known ? Math.min((progress.done / (progress.total ?? 1)) * 100, 100) : 100}%`,
              }}
            />
          </div>
          <p className={classes.now}>
            {stopping ? 'Stopping. Everything read so far is kept.' : progress.label}
          </p>
          <dl className={classes.figures}>
            <Figure label="Kinds">
              {known ? `${number(progress.done)} of ${number(progress.total ?? 0)}` : null}
            </Figure>
            <Figure label="Objects">{number(progress.objects)}</Figure>
            <Figure label="Read">{byteSize(progress.bytes)}</Figure>
            <Figure label="Rate">{rate === null ? null : `${byteSize(Math.round(rate))}/s`}</Figure>
            <Figure label="Retries">{number(progress.retries)}</Figure>
            <Figure label="Time left">
              {progress.remainingMs === null ? null : timeLeft(progress.remainingMs)}
            </Figure>
          </dl>
          <Refusals sentences={progress.refused} />
        </>
      )}
      {job.error !== null && (
        <Band tone="bad" role="alert">
          <strong>{job.error.message}</strong> {job.error.remedy}
        </Band>
      )}
    </>
  );
}

/** A figure keeps its place while it is not known yet. */
function Figure({ label, children }: { readonly label: string; readonly children: string | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children ?? <span className="faint">not yet known</span>}</dd>
    </div>
  );
}
