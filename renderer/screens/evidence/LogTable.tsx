import { SegmentedControl, TextInput } from '@mantine/core';
import { useDeferredValue, useRef, useState } from 'react';
import { type CollectionLogEntry, LogOutcome, logOutcome } from '../../../shared/evidence.ts';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { byteSize, clockTime, duration } from '../../format.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import classes from './evidence.module.css';
import type { EvidenceSource } from './source.ts';

const COLUMNS: readonly Column<CollectionLogEntry>[] = [
  {
    id: 'status',
    header: 'Status',
    width: '7.5rem',
    cell: (row) => (
      <span className={classes.outcome} data-outcome={logOutcome(row)}>
        {row.status ?? ''} {logOutcome(row) === 'answered' ? '' : OUTCOME_WORDS[logOutcome(row)]}
      </span>
    ),
  },
  { id: 'verb', header: 'Verb', width: '4rem', cell: (row) => row.verb },
  {
    id: 'path',
    header: 'Path',
    width: 'minmax(16rem, 1fr)',
    cell: (row) => (
      <span className="mono" title={row.path}>
        {row.path}
      </span>
    ),
  },
  { id: 'note', header: 'Note', width: '11rem', cell: noteOf },
  { id: 'bytes', header: 'Size', width: '5rem', align: 'end', cell: (row) => byteSize(row.bytes) },
  { id: 'time', header: 'Duration', width: '5rem', align: 'end', cell: (row) => duration(row.durationMs) },
  { id: 'at', header: 'Time', width: '6rem', cell: (row) => clockTime(row.at) },
];

/** What the collection noted, and which attempt it was when it was not the first. */
function noteOf({ note, attempt }: CollectionLogEntry): string {
  return [note, attempt > 1 && `attempt ${attempt}`].filter(Boolean).join(', ');
}

const OUTCOME_WORDS: Record<LogOutcome, string> = {
  answered: 'Answered',
  refused: 'Refused',
  failed: 'Failed',
  'no-answer': 'No response',
};

/** Every request that was made: what a target's administrator can check against the audit log. */
export function LogTable({ source }: { readonly source: EvidenceSource }) {
  const [search, setSearch] = useState('');
  const [outcome, setOutcome] = useState<LogOutcome | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const filter = { search: useDeferredValue(search), outcome };
  const rows = useWindowedRows<CollectionLogEntry>({
    queryKey: [...source.key, 'log', filter],
    load: (window, signal) => source.log({ ...filter, ...window }, signal),
  });
  const cursor = useListCursor({ length: rows.total });
  const current = rows.rowAt(cursor.index);
  useKeys({ '/': () => field.current?.focus() });
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          ref={field}
          aria-label="Search requests"
          placeholder="Search by path or note"
          value={search}
          maxLength={200}
          w={280}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Result"
          size="xs"
          value={outcome ?? 'all'}
          onChange={(next) => setOutcome(LogOutcome.safeParse(next).data ?? null)}
          data={[
            { value: 'all', label: 'All' },
            ...LogOutcome.options.map((value) => ({ value, label: OUTCOME_WORDS[value] })),
          ]}
        />
        <span className="faint">{tablePlace(cursor, rows.total)}</span>
      </div>
      <p className={classes.whole}>{current === undefined ? '' : `${current.verb} ${current.path}`}</p>
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <VirtualTable
        label="Requests"
        columns={COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        cursor={cursor}
        empty={
          rows.isPending
            ? 'Reading'
            : search === '' && outcome === null
              ? 'No requests were made.'
              : 'No request matches this search.'
        }
      />
    </>
  );
}
