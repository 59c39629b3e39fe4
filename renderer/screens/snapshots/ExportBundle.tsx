import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { problemOf } from '../../client/problem.ts';
import { desktopBridge } from '../../client/transport.ts';
import { client } from '../../client/workbench.ts';
import { saveArtifact } from '../../components/saveArtifact.ts';
import { useJob } from '../../components/useJob.ts';
import { fileAtPath } from '../../files/chosen-file.ts';
import { offerForReview } from '../review/pending.ts';

/** Writes the snapshot as a bundle and saves it; then it can be reviewed as its receiver would see it. */
export function ExportBundle({ snapshotId }: { readonly snapshotId: string }) {
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: () => client.snapshots.exportBundle({ snapshotId }),
    onError: complain,
  });
  const save = useMutation({ mutationFn: saveArtifact, onError: complain });
  const job = useJob(start.data?.jobId ?? null, (ended) => {
    if (ended.result?.artifactId !== undefined) save.mutate(ended.result.artifactId);
    else if (ended.error !== null) complain(new Error(ended.error.message));
  });
  const busy = start.isPending || save.isPending || job?.status === 'running';
  // On loopback the browser saved it, and nobody but the person knows where.
  const downloaded = desktopBridge() === null;
  const reviewable = save.isSuccess && (downloaded || typeof save.data === 'string');
  return (
    <>
      <Button size="compact-sm" variant="default" loading={busy} onClick={() => start.mutate()}>
        Export the bundle
      </Button>
      {reviewable && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            if (typeof save.data === 'string') offerForReview(fileAtPath(save.data));
            void navigate({ to: '/review' });
          }}
        >
          Review the bundle
        </Button>
      )}
    </>
  );
}

function complain(error: unknown): void {
  const { message, remedy } = problemOf(error);
  notifications.show({ message: `${message} ${remedy}`, color: 'red' });
}
