/** Every snapshot of the engagement: what was collected, when, as whom, how complete, and its fingerprint. */

import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { compare } from '../../../shared/compare.ts';
import type { SnapshotSummary } from '../../../shared/engagement.ts';
import { count, number } from '../../../shared/in-words.ts';
import { client, orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Hash } from '../../components/Hash.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { byteSize, zonedTime } from '../../format.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { canComplete, useComplete } from '../collect/complete.ts';
import evidence from '../evidence/evidence.module.css';
import { ExportBundle } from './ExportBundle.tsx';
import { IDENTITY_SOURCE_WORDS, ORIGIN_WORDS } from './snapshot-words.ts';
import own from './snapshots.module.css';

const COLUMNS: readonly Column<SnapshotSummary>[] = [
  {
    id: 'cluster',
    header: 'Cluster',
    width: 'minmax(8.5rem, 1fr)',
    cell: (row) => <span className="mono">{row.clusterName}</span>,
  },
  { id: 'at', header: 'Collected', width: '11.25rem', cell: (row) => zonedTime(row.startedAt) },
  {
    id: 'completeness',
    header: 'Completeness',
    width: '9.5rem',
    cell: (row) => <Completeness row={row} />,
  },
  { id: 'objects', header: 'Objects', width: '4.75rem', align: 'end', cell: (row) => number(row.objects) },
  {
    id: 'kinds',
    header: 'Kinds',
    width: '3.75rem',
    from: 900,
    align: 'end',
    cell: (row) => number(row.kinds),
  },
  { id: 'bytes', header: 'Size', width: '4.75rem', align: 'end', cell: (row) => byteSize(row.bytes) },
  {
    id: 'identity',
    header: 'Account',
    width: 'minmax(7.5rem, 1.4fr)',
    cell: (row) =>
      row.identity === '' ? (
        <span className="faint">{row.origin === 'live' ? 'not reported' : ORIGIN_WORDS[row.origin]}</span>
      ) : (
        <span className="mono" title={row.identity}>
          {row.identity}
        </span>
      ),
  },
  {
    id: 'hash',
    header: 'SHA-256',
    width: '9.25rem',
    cell: (row) => <Hash sha256={row.evidenceSha256} of={row.clusterName} />,
  },
];

export function SnapshotsScreen() {
  const navigate = useNavigate();
  const complete = useComplete();
  const snapshots = useQuery(orpc.snapshots.list.queryOptions());
  const rows = (snapshots.data ?? []).toSorted((a, b) => compare(b.startedAt, a.startedAt));
  const open = (index: number) => {
    const row = rows[index];
    if (row !== undefined)
      void navigate({ to: '/snapshots/$snapshotId', params: { snapshotId: row.id }, search: {} });
  };
  const cursor = useListCursor({ length: rows.length, onOpen: open });
  const current = rows[cursor.index];
  const resume = useMutation({
    mutationFn: async (row: SnapshotSummary) => {
      complete(row.id, row.clusterId, await client.snapshots.manifest({ snapshotId: row.id }));
    },
  });
  useKeys({
    c: () => {
      if (current !== undefined && canComplete(current)) resume.mutate(current);
    },
  });
  return (
    <Page
      title="Snapshots"
      lead="Collected evidence, with its date and fingerprint. A snapshot never changes."
      fill
    >
      {snapshots.isError && <ProblemNote error={snapshots.error} onRetry={() => void snapshots.refetch()} />}
      {resume.isError && <ProblemNote error={resume.error} />}
      {snapshots.data?.length === 0 ? (
        <EmptyState
          title="No snapshots yet"
          action={
            <Button onClick={() => void navigate({ to: '/collect', search: {} })}>Collect evidence</Button>
          }
        >
          <p>
            Each collection becomes a snapshot: the objects, the log of every request, and a hash over all of
            it.
          </p>
        </EmptyState>
      ) : (
        <>
          {current !== undefined && (
            <div className={evidence.tools}>
              <Button size="compact-sm" variant="default" onClick={() => open(cursor.index)}>
                Open {current.clusterName}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                disabled={!canComplete(current)}
                loading={resume.isPending}
                onClick={() => resume.mutate(current)}
              >
                Complete this collection
              </Button>
              <ExportBundle key={current.id} snapshotId={current.id} />
              <span className="faint">{tablePlace(cursor, rows.length)}</span>
            </div>
          )}
          {current !== undefined && <Whence key={current.id} snapshot={current} />}
          <VirtualTable
            label="Snapshots"
            columns={COLUMNS}
            total={rows.length}
            rowAt={(index) => rows[index]}
            cursor={cursor}
            onOpen={open}
          />
        </>
      )}
    </Page>
  );
}

/** Where the snapshot under the cursor came from, in full: as whom, by what, from which server. */
function Whence({ snapshot }: { readonly snapshot: SnapshotSummary }) {
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId: snapshot.id } }));
  const source = manifest.data?.identity.source;
  return (
    <p className={own.whence}>
      {ORIGIN_WORDS[snapshot.origin]}
      {snapshot.server !== '' && <span className="mono"> {snapshot.server}</span>}
      {snapshot.identity !== '' && (
        <>
          , as <span className="mono">{snapshot.identity}</span>
          {source !== undefined && `, ${IDENTITY_SOURCE_WORDS[source]}`}
        </>
      )}
      {snapshot.origin === 'live' && snapshot.identity === '' && '; the server did not report the account'}
    </p>
  );
}

/** Missing evidence is hatched, as everywhere. */
function Completeness({ row }: { readonly row: SnapshotSummary }) {
  const whole = row.completeness === 'complete';
  return (
    <span className={evidence.status}>
      <span className={evidence.swatch} data-fill={whole ? 'whole' : 'hatched'} aria-hidden="true" />
      {whole
        ? 'Complete'
        : [
            row.incompleteKinds === 0 ? 'Partial' : `${count(row.incompleteKinds, 'kind')} missing`,
            row.unread === undefined ? '' : `${count(row.unread, 'document')} not read`,
          ]
            .filter(Boolean)
            .join(', ')}
    </span>
  );
}
