import type { JobState } from '../../../shared/jobs.ts';
import { useJob } from '../../components/useJob.ts';
import { CollectionProgress } from './CollectionProgress.tsx';
import { CollectionResult } from './CollectionResult.tsx';
import classes from './collect.module.css';

/** Collections of this session, newest first: each runs and ends on its own. */
export function Collections({ jobs }: { readonly jobs: readonly JobState[] }) {
  if (jobs.length === 0) return null;
  return (
    <ul className={classes.collections} aria-label="Collections">
      {jobs.map((job) => (
        <li key={job.id}>
          <Collection jobId={job.id} />
        </li>
      ))}
    </ul>
  );
}

function Collection({ jobId }: { readonly jobId: string }) {
  const job = useJob(jobId);
  if (job === null) return null;
  return (
    <section className={classes.collection} aria-label={job.title}>
      <CollectionProgress job={job} />
      {job.status !== 'running' && job.result?.snapshotId !== undefined && (
        <CollectionResult
          clusterId={job.result.clusterId ?? ''}
          snapshotId={job.result.snapshotId}
          cancelled={job.status === 'cancelled'}
        />
      )}
      {job.status === 'cancelled' && job.result?.snapshotId === undefined && (
        <p className="muted">Cancelled before anything was read. Nothing was kept.</p>
      )}
    </section>
  );
}
