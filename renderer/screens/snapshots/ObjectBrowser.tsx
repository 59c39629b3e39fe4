import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { ObjectRef } from '../../../shared/evidence.ts';
import { client, orpc } from '../../client/workbench.ts';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { Inspector } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { objectName } from '../../format.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import classes from './SnapshotScreen.module.css';

const COLUMNS: readonly Column<ObjectRef>[] = [
  { id: 'kind', header: 'Kind', width: '14rem', cell: (row) => row.kind },
  {
    id: 'namespace',
    header: 'Namespace',
    width: '12rem',
    cell: (row) => <span className="mono">{row.namespace ?? ''}</span>,
  },
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(16rem, 1fr)',
    cell: (row) => <span className="mono">{row.name}</span>,
  },
];

/** Every object of a snapshot, as stored: redacted. */
export function ObjectBrowser({
  snapshotId,
  search: initial,
}: {
  readonly snapshotId: string;
  readonly search: string;
}) {
  const [search, setSearch] = useState(initial);
  const [kind, setKind] = useState<string | null>(null);
  const [open, setOpen] = useState<number | null>(null);
  const manifest = useQuery(orpc.snapshots.manifest.queryOptions({ input: { snapshotId } }));
  const kinds = [
    ...new Set((manifest.data?.kinds ?? []).filter((one) => one.objects > 0).map((one) => one.resource.kind)),
  ].toSorted();
  const filter = { snapshotId, search: useDeferredValue(search), kind, namespace: null };
  const rows = useWindowedRows<ObjectRef>({
    queryKey: orpc.snapshots.objects.key({ input: filter }),
    load: (window, signal) => client.snapshots.objects({ ...filter, ...window }, { signal }),
  });
  const cursor = useListCursor({ length: rows.total, onOpen: setOpen });
  const object = open === null ? undefined : rows.rowAt(cursor.index);
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          aria-label="Search objects"
          placeholder="Search by name or namespace"
          value={search}
          maxLength={200}
          w={280}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          aria-label="Kind"
          placeholder="All kinds"
          data={kinds}
          value={kind}
          onChange={setKind}
          clearable
          searchable
          w={240}
        />
        <span className="faint">{tablePlace(cursor, rows.total)}</span>
      </div>
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <VirtualTable
        label="Objects"
        columns={COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        cursor={cursor}
        onOpen={setOpen}
        empty={rows.isPending ? 'Reading' : 'Nothing by that name.'}
      />
      {object !== undefined && (
        <Inspector title={object.name} label="Object" onClose={() => setOpen(null)} initialWidth={560}>
          <EvidenceYaml key={objectName(object)} evidence={{ object }} snapshotId={snapshotId} whole />
        </Inspector>
      )}
    </>
  );
}
