import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { count } from '../../../shared/in-words.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useJob } from '../../components/useJob.ts';
import { selectCluster } from '../../shell/selection.ts';
import classes from './import.module.css';
import { UnreadNote } from './UnreadNote.tsx';

/** An import as it goes, and the way on when it is done. */
export function ImportJob({ jobId, onAgain }: { readonly jobId: string; readonly onAgain: () => void }) {
  const navigate = useNavigate();
  const job = useJob(jobId);
  if (job === null) return null;
  const { clusterId, snapshotId, findings } = job.result ?? {};
  return (
    <>
      <JobProgress job={job} />
      {(job.status === 'failed' || job.status === 'cancelled') && (
        <div>
          <Button variant="default" size="compact-sm" onClick={onAgain}>
            Try again
          </Button>
        </div>
      )}
      {job.status === 'done' && (
        <>
          {snapshotId !== undefined && <UnreadNote snapshotId={snapshotId} />}
          <div className={classes.buttons}>
            {clusterId !== undefined && snapshotId !== undefined && (
              <>
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => {
                    selectCluster(clusterId, snapshotId);
                    void navigate({ to: '/overview' });
                  }}
                >
                  Open the overview
                </Button>
                <Button
                  variant="subtle"
                  size="compact-sm"
                  onClick={() =>
                    void navigate({ to: '/snapshots/$snapshotId', params: { snapshotId }, search: {} })
                  }
                >
                  Open the snapshot
                </Button>
              </>
            )}
            {findings !== undefined && (
              <>
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() =>
                    void navigate({
                      to: '/step/$stepId',
                      params: { stepId: 'findings' },
                      search: { origin: 'imported' },
                    })
                  }
                >
                  Show the imported findings
                </Button>
                <span className="muted">{count(findings, 'finding')}</span>
              </>
            )}
          </div>
        </>
      )}
    </>
  );
}
