import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JournalEntry } from '../../../shared/engagement.ts';
import { client, orpc } from '../../client/workbench.ts';
import { Band } from '../../components/Band.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { type Column, VirtualTable } from '../../components/VirtualTable.tsx';
import { dateTime, shortHash } from '../../format.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import classes from './journal.module.css';

const COLUMNS: readonly Column<JournalEntry>[] = [
  { id: 'sequence', header: 'No.', width: '4.5rem', align: 'end', cell: (row) => row.sequence },
  { id: 'at', header: 'Time', width: '11rem', cell: (row) => dateTime(row.at) },
  { id: 'author', header: 'Who', width: '8rem', cell: (row) => row.author },
  { id: 'action', header: 'What', width: '11rem', cell: (row) => row.action },
  {
    id: 'subject',
    header: 'On',
    width: '12rem',
    from: 700,
    cell: (row) => (
      <span className="mono" title={row.subject}>
        {row.subject}
      </span>
    ),
  },
  {
    id: 'detail',
    header: 'Detail',
    width: 'minmax(12rem, 1fr)',
    cell: (row) => <span title={row.detail.slice(0, SHOWN)}>{row.detail}</span>,
  },
  {
    id: 'hash',
    header: 'Hash',
    width: '9rem',
    from: 1090,
    cell: (row) => <span className="mono">{shortHash(row.hash)}</span>,
  },
];

/** Letters of an entry above the table: more than its lines there hold. */
const SHOWN = 2_000;

type Journal = Awaited<ReturnType<typeof client.engagements.journal>>;

/**
 * Every change, in order, each entry sealed by the hash of the one before. What "intact" proves, and against whom, is
 * in SECURITY.md.
 */
export function JournalScreen() {
  const rows = useWindowedRows<JournalEntry, Journal>({
    queryKey: orpc.engagements.journal.key(),
    load: (window, signal) => client.engagements.journal(window, { signal }),
  });
  const check = useQuery(
    orpc.engagements.checkJournal.queryOptions({ enabled: rows.head?.intact === false }),
  );
  const cursor = useListCursor({ length: rows.total });
  const at = rows.rowAt(cursor.index);
  return (
    <Page
      title="Journal"
      lead="Every change to this engagement, in order. The hash of each entry covers the change and the previous entry. The report prints the last hash."
      fill
    >
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <FindHead />
      {rows.head?.intact === false && (
        <Band tone="bad" role="alert">
          <strong>The journal is not intact.</strong>{' '}
          {check.data?.problems.join(' ') ?? 'An entry or a row was changed outside Drydock.'} Keep this file
          and restore a backup.
        </Band>
      )}
      <p className={classes.whole}>
        {at !== undefined && (
          <>
            <span>{at.subject}</span> {at.detail.slice(0, SHOWN)}
          </>
        )}
      </p>
      <VirtualTable
        label="Journal"
        columns={COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        cursor={cursor}
      />
    </Page>
  );
}

/** A report prints the head of its day: the journal either still contains it, or was cut or replaced since. */
function FindHead() {
  const [head, setHead] = useState('');
  // A PDF breaks it over lines.
  const wanted = head.replaceAll(/\s+/g, '').toLowerCase();
  const whole = /^[0-9a-f]{64}$/.test(wanted);
  const found = useQuery(orpc.engagements.findHead.queryOptions({ input: { head: wanted }, enabled: whole }));
  return (
    <div>
      <TextInput
        label="Compare with a report"
        description="The journal head that a report prints: 64 characters."
        value={head}
        onChange={(event) => setHead(event.currentTarget.value)}
        maxLength={200}
        spellCheck={false}
      />
      <output>
        {wanted === ''
          ? null
          : !whole
            ? 'A journal head has 64 characters: digits and the letters a to f.'
            : found.data === undefined
              ? null
              : found.data.sequence === null
                ? 'The journal does not contain this head. The file is older than the report, or its journal was changed.'
                : `The journal contains this head, at entry ${found.data.sequence}.`}
      </output>
    </div>
  );
}
