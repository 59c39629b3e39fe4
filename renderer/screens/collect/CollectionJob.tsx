import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { JobProgress } from '../../components/JobProgress.tsx';
import { useJob } from '../../components/useJob.ts';
import { selectCluster } from '../../shell/selection.ts';

/** A collection or an import as it goes, and the way on when it is done. */
export function CollectionJob({ jobId }: { readonly jobId: string }) {
  const navigate = useNavigate();
  const job = useJob(jobId);
  if (job === null) return null;
  const { clusterId, snapshotId } = job.result ?? {};
  return (
    <div>
      <JobProgress job={job} />
      {clusterId !== undefined && snapshotId !== undefined && (
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
      )}
    </div>
  );
}
