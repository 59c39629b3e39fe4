import type { CollectionLogEntry } from '../../../shared/evidence.ts';
import { client, orpc } from '../../client/workbench.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { type Column, VirtualTable } from '../../components/VirtualTable.tsx';
import { byteSize, dateTime, duration } from '../../format.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';

const COLUMNS: readonly Column<CollectionLogEntry>[] = [
  { id: 'at', header: 'Time', width: '11rem', cell: (row) => dateTime(row.at) },
  { id: 'verb', header: 'Verb', width: '4rem', cell: (row) => row.verb },
  { id: 'status', header: 'Status', width: '5rem', align: 'end', cell: (row) => row.status ?? 'none' },
  {
    id: 'path',
    header: 'Path',
    width: 'minmax(20rem, 1fr)',
    cell: (row) => <span className="mono">{row.path}</span>,
  },
  { id: 'bytes', header: 'Size', width: '6rem', align: 'end', cell: (row) => byteSize(row.bytes) },
  { id: 'time', header: 'Took', width: '5rem', align: 'end', cell: (row) => duration(row.durationMs) },
  { id: 'note', header: 'Note', width: '14rem', cell: (row) => row.note ?? '' },
];

/** Every request that was made: what a target's administrator can check against the audit log. */
export function LogTable({ snapshotId }: { readonly snapshotId: string }) {
  const rows = useWindowedRows<CollectionLogEntry>({
    queryKey: orpc.snapshots.log.key({ input: { snapshotId } }),
    load: (window, signal) => client.snapshots.log({ snapshotId, ...window }, { signal }),
  });
  const cursor = useListCursor({ length: rows.total });
  return (
    <>
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <VirtualTable
        label="Requests"
        columns={COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        cursor={cursor}
        empty="No requests were made."
      />
    </>
  );
}
