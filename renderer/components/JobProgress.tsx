/** Long work as it goes: what happens now, how far, how long still, what was refused, and a way to stop. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { count, number } from '../../shared/in-words.ts';
import type { JobState } from '../../shared/jobs.ts';
import { client } from '../client/workbench.ts';
import { byteSize, timeLeft } from '../format.ts';
import { Band } from './Band.tsx';
import classes from './JobProgress.module.css';
import { Refusals } from './Refusals.tsx';

export function JobProgress({ job }: { readonly job: JobState }) {
  const cancel = useMutation({ mutationFn: () => client.jobs.cancel({ jobId: job.id }) });
  const { progress } = job;
  const running = job.status === 'running';
  const share = progress.total === null || progress.total === 0 ? null : progress.done / progress.total;
  return (
    <section className={classes.job} aria-label={job.title}>
      <div className={classes.head}>
        <h3>{job.title}</h3>
        {running && (
          <Button
            variant="default"
            size="compact-sm"
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            Cancel
          </Button>
        )}
      </div>
      {running && (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={job.title}
          aria-valuemin={0}
          aria-valuemax={progress.total ?? undefined}
          aria-valuenow={share === null ? undefined : progress.done}
        >
          <div
            className={classes.bar}
            data-unsure={share === null}
            style={{ width: `${Math.min((share ?? 1) * 100, 100)}%` }}
          />
        </div>
      )}
      <p className={classes.line}>
        <span className={classes.label}>{running ? progress.label : JOB_ENDS[job.status]}</span>
        <span className="faint">{figures(job).join(' · ')}</span>
      </p>
      {job.error !== null && (
        <Band tone="bad" role="alert">
          <strong>{job.error.message}</strong> {job.error.remedy}
        </Band>
      )}
      <Refusals sentences={progress.refused} />
    </section>
  );
}

const JOB_ENDS: Record<JobState['status'], string> = {
  running: '',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

function figures({ status, progress }: JobState): string[] {
  const parts: string[] = [];
  // What was not needed of the whole is of no interest once it is done.
  if (status !== 'done' && progress.total !== null && progress.unit !== '') {
    parts.push(`${number(progress.done)} of ${number(progress.total)} ${progress.unit}`);
  }
  if (progress.objects > 0) parts.push(count(progress.objects, 'object'));
  if (progress.bytes > 0) parts.push(byteSize(progress.bytes));
  if (progress.retries > 0) parts.push(count(progress.retries, 'retry', 'retries'));
  if (status === 'running' && progress.remainingMs !== null)
    parts.push(`${timeLeft(progress.remainingMs)} left`);
  return parts;
}
