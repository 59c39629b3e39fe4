import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { KindOutcome, ObjectRef } from '../../../shared/evidence.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import { YamlLines } from '../../components/EvidenceYaml.tsx';
import { Inspector } from '../../components/Inspector.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import classes from './evidence.module.css';
import type { EvidenceSource } from './source.ts';

const NAME: Column<ObjectRef> = {
  id: 'name',
  header: 'Name',
  width: 'minmax(12rem, 1fr)',
  wrap: true,
  cell: (row) => <span className="mono">{row.name}</span>,
};
const COLUMNS: readonly Column<ObjectRef>[] = [
  { id: 'kind', header: 'Kind', width: '14rem', wrap: true, cell: (row) => row.kind },
  {
    id: 'namespace',
    header: 'Namespace',
    width: '12rem',
    wrap: true,
    cell: (row) => <span className="mono">{row.namespace ?? ''}</span>,
  },
  NAME,
];
/** Beside an open object, which says the rest itself. */
const NARROW: readonly Column<ObjectRef>[] = [
  { id: 'kind', header: 'Kind', width: '9rem', wrap: true, cell: (row) => row.kind },
  NAME,
];

export interface ObjectStart {
  readonly search?: string;
  readonly kind?: string | null;
  /** A field's name; its lines are lit in the objects. */
  readonly field?: string;
}

/** Every object, as stored: redacted. The one under the cursor opens as YAML beside the list. */
export function ObjectBrowser({
  source,
  kinds,
  start = {},
}: {
  readonly source: EvidenceSource;
  readonly kinds: readonly KindOutcome[];
  readonly start?: ObjectStart;
}) {
  const [search, setSearch] = useState(start.search ?? '');
  const [kind, setKind] = useState<string | null>(start.kind ?? null);
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const names = [
    ...new Set(kinds.filter((one) => one.objects > 0).map((one) => one.resource.kind)),
  ].toSorted();
  const filter = { search: useDeferredValue(search), kind };
  const rows = useWindowedRows<ObjectRef>({
    queryKey: [...source.key, 'objects', filter],
    load: (window, signal) => source.objects({ ...filter, ...window }, signal),
  });
  const cursor = useListCursor({ length: rows.total, onOpen: () => setOpen(true) });
  useKeys({ '/': () => field.current?.focus() });
  useKeys({ Escape: () => setOpen(false) }, open, true);
  const object = open ? rows.rowAt(cursor.index) : undefined;
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          ref={field}
          aria-label="Search objects"
          placeholder="Search by name"
          value={search}
          maxLength={200}
          w={280}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          aria-label="Kind"
          placeholder="All kinds"
          data={names}
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
        columns={open ? NARROW : COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        cursor={cursor}
        onOpen={() => setOpen(true)}
        empty={rows.isPending ? 'Reading' : 'No object has that name.'}
      />
      {object !== undefined && (
        <Inspector title={object.name} label="Object" onClose={() => setOpen(false)} initialWidth={520}>
          <ObjectYaml key={objectInWords(object)} source={source} object={object} field={start.field ?? ''} />
        </Inspector>
      )}
    </>
  );
}

function ObjectYaml({
  source,
  object,
  field,
}: {
  readonly source: EvidenceSource;
  readonly object: ObjectRef;
  readonly field: string;
}) {
  const answer = useQuery({
    queryKey: [...source.key, 'object', object],
    queryFn: ({ signal }) => source.object(object, signal),
  });
  const name = objectInWords(object);
  const place = useRef<HTMLDivElement>(null);
  const isHere = answer.data !== undefined;
  useEffect(() => {
    if (isHere) place.current?.querySelector('[data-lit="true"]')?.scrollIntoView({ block: 'center' });
  }, [isHere]);
  return (
    <div ref={place}>
      <p className="mono faint">{[object.apiVersion, name].join(' ')}</p>
      {answer.isError && <ProblemNote error={answer.error} />}
      {answer.data && <YamlLines yaml={answer.data.yaml} focus={null} all label={name} lit={field} />}
    </div>
  );
}
