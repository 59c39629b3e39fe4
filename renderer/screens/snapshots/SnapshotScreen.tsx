/** One snapshot: its objects, its manifest, what is missing, its log. */
import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { isMissing } from '../../../shared/evidence.ts';
import { orpc } from '../../client/workbench.ts';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { zonedTime } from '../../format.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useSelection } from '../../shell/selection.ts';
import { canComplete, useComplete } from '../collect/complete.ts';
import classes from '../evidence/evidence.module.css';
import { LogTable } from '../evidence/LogTable.tsx';
import { ManifestView } from '../evidence/ManifestView.tsx';
import { ObjectBrowser } from '../evidence/ObjectBrowser.tsx';
import { snapshotSource } from '../evidence/source.ts';
import { ExportBundle } from './ExportBundle.tsx';
import { MissingEvidence } from './MissingEvidence.tsx';

export function SnapshotScreen() {
  const { snapshotId } = useParams({ from: '/workbench/snapshots/$snapshotId' });
  const search = useSearch({ from: '/workbench/snapshots/$snapshotId' });
  const navigate = useNavigate();
  const complete = useComplete();
  const { snapshots } = useSelection();
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  const source = useMemo(() => snapshotSource(snapshotId), [snapshotId]);
  const clusterId = snapshots.find(({ id }) => id === snapshotId)?.clusterId;
  useKeys({ Escape: () => void navigate({ to: '/snapshots' }) });
  const view = search.view ?? 'objects';
  const missing = (manifest.data?.kinds.filter(isMissing).length ?? 0) + (manifest.data?.unread?.length ?? 0);
  return (
    <Page
      fill
      title={manifest.data?.clusterName ?? 'Snapshot'}
      lead={manifest.data && `Collected ${zonedTime(manifest.data.startedAt)}, ${manifest.data.completeness}`}
      actions={
        <>
          {manifest.data !== undefined && clusterId !== undefined && canComplete(manifest.data) && (
            <Button size="compact-sm" onClick={() => complete(snapshotId, clusterId, manifest.data)}>
              Complete this collection
            </Button>
          )}
          <ExportBundle snapshotId={snapshotId} />
        </>
      }
    >
      {manifest.isError && <ProblemNote error={manifest.error} />}
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
        classNames={{ panel: classes.panel ?? '', tab: classes.tab ?? '' }}
      >
        <Tabs.List>
          <Tabs.Tab value="objects">Objects</Tabs.Tab>
          <Tabs.Tab value="missing">Missing evidence{missing > 0 && ` (${missing})`}</Tabs.Tab>
          <Tabs.Tab value="manifest">Manifest</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="objects">
          <ObjectBrowser
            key={search.search ?? ''}
            source={source}
            kinds={manifest.data?.kinds ?? []}
            start={{ search: search.search ?? '' }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="missing">
          {manifest.data && <MissingEvidence snapshotId={snapshotId} manifest={manifest.data} />}
        </Tabs.Panel>
        <Tabs.Panel value="manifest">{manifest.data && <ManifestView manifest={manifest.data} />}</Tabs.Panel>
        <Tabs.Panel value="log">
          <LogTable source={source} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
