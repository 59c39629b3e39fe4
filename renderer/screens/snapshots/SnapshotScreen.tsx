/** One snapshot: its objects, its manifest, its log. */
import { Button, Tabs } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { client, orpc } from '../../client/workbench.ts';
import { JobProgress } from '../../components/JobProgress.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { saveArtifact } from '../../components/saveArtifact.ts';
import { useJob } from '../../components/useJob.ts';
import { dateTime } from '../../format.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { LogTable } from './LogTable.tsx';
import { Manifest } from './Manifest.tsx';
import { ObjectBrowser } from './ObjectBrowser.tsx';
import classes from './SnapshotScreen.module.css';

export function SnapshotScreen() {
  const { snapshotId } = useParams({ from: '/workbench/snapshots/$snapshotId' });
  const search = useSearch({ from: '/workbench/snapshots/$snapshotId' });
  const navigate = useNavigate();
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  const [jobId, setJobId] = useState<string | null>(null);
  const exporting = useMutation({
    mutationFn: () => client.snapshots.exportBundle({ snapshotId }),
    onSuccess: (job) => setJobId(job.jobId),
  });
  const save = useMutation({ mutationFn: saveArtifact });
  const job = useJob(
    jobId,
    (ended) => ended.result?.artifactId !== undefined && save.mutate(ended.result.artifactId),
  );
  useKeys({ Escape: () => void navigate({ to: '/snapshots' }) });
  const view = search.view ?? 'objects';
  return (
    <Page
      fill
      title={manifest.data?.clusterName ?? 'Snapshot'}
      lead={manifest.data && `Collected ${dateTime(manifest.data.startedAt)}, ${manifest.data.completeness}`}
      actions={
        <Button
          variant="default"
          loading={exporting.isPending || job?.status === 'running'}
          onClick={() => exporting.mutate()}
        >
          Export an evidence bundle
        </Button>
      }
    >
      {(manifest.isError || exporting.isError || save.isError) && (
        <ProblemNote error={manifest.error ?? exporting.error ?? save.error} />
      )}
      {job !== null && job.status !== 'done' && <JobProgress job={job} />}
      <Tabs
        value={view}
        onChange={(next) =>
          next !== null &&
          void navigate({
            to: '/snapshots/$snapshotId',
            params: { snapshotId },
            search: { view: next },
            replace: true,
          })
        }
        keepMounted={false}
        className={classes.tabs ?? ''}
        classNames={{ panel: classes.panel ?? '' }}
      >
        <Tabs.List>
          <Tabs.Tab value="objects">Objects</Tabs.Tab>
          <Tabs.Tab value="manifest">Manifest</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="objects">
          <ObjectBrowser key={search.search ?? ''} snapshotId={snapshotId} search={search.search ?? ''} />
        </Tabs.Panel>
        <Tabs.Panel value="manifest">{manifest.data && <Manifest manifest={manifest.data} />}</Tabs.Panel>
        <Tabs.Panel value="log">
          <LogTable snapshotId={snapshotId} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
