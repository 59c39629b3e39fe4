import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SnapshotSummary } from '../../../shared/engagement.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { type Column, VirtualTable } from '../../components/VirtualTable.tsx';
import { byteSize, count, dateTime, shortHash } from '../../format.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';

const COLUMNS: readonly Column<SnapshotSummary>[] = [
  {
    id: 'cluster',
    header: 'Cluster',
    width: 'minmax(10rem, 1fr)',
    cell: (row) => <span className="mono">{row.clusterName}</span>,
  },
  { id: 'at', header: 'Collected', width: '11rem', cell: (row) => dateTime(row.startedAt) },
  {
    id: 'origin',
    header: 'From',
    width: '8rem',
    cell: (row) => (row.origin === 'live' ? 'API server' : 'Manifests'),
  },
  {
    id: 'completeness',
    header: 'Completeness',
    width: '12rem',
    cell: (row) =>
      row.completeness === 'complete' ? 'Complete' : `Partial, ${count(row.incompleteKinds)} kinds missing`,
  },
  { id: 'objects', header: 'Objects', width: '6rem', align: 'end', cell: (row) => count(row.objects) },
  { id: 'kinds', header: 'Kinds', width: '5rem', align: 'end', cell: (row) => count(row.kinds) },
  { id: 'bytes', header: 'Size', width: '6rem', align: 'end', cell: (row) => byteSize(row.bytes) },
  {
    id: 'hash',
    header: 'SHA-256',
    width: '9rem',
    cell: (row) => <span className="mono">{shortHash(row.evidenceSha256)}</span>,
  },
];

/** Every snapshot of the engagement, newest first. They never change. */
export function SnapshotsScreen() {
  const navigate = useNavigate();
  const snapshots = useQuery(orpc.snapshots.list.queryOptions());
  const rows = (snapshots.data ?? []).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  const open = (index: number) => {
    const row = rows[index];
    if (row !== undefined) void navigate({ to: '/snapshots/$snapshotId', params: { snapshotId: row.id } });
  };
  const cursor = useListCursor({ length: rows.length, onOpen: open });
  return (
    <Page
      title="Snapshots"
      lead="What was collected, when, and its fingerprint. A snapshot never changes."
      fill
    >
      {snapshots.isError && <ProblemNote error={snapshots.error} onRetry={() => void snapshots.refetch()} />}
      {snapshots.data?.length === 0 ? (
        <EmptyState
          title="No snapshots yet"
          action={<Button onClick={() => void navigate({ to: '/collect' })}>Collect evidence</Button>}
        >
          <p>
            Each collection becomes a snapshot: the objects, the log of every request, and a hash over all of
            it.
          </p>
        </EmptyState>
      ) : (
        <VirtualTable
          label="Snapshots"
          columns={COLUMNS}
          total={rows.length}
          rowAt={(index) => rows[index]}
          cursor={cursor}
          onOpen={open}
        />
      )}
    </Page>
  );
}
