/** Every risk that somebody accepted: those that stand, that have expired, and that were withdrawn. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ExceptionView, scopeInWords } from '../../../shared/exception.ts';
import { number } from '../../../shared/in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { date } from '../../format.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useOpened } from '../../shell/useOpened.ts';
import { domainWord } from '../findings/words.ts';
import { ExceptionInspector } from './ExceptionInspector.tsx';
import classes from './exceptions.module.css';
import { STATE_WORDS } from './state.ts';

export function ExceptionsScreen() {
  const { openId, open: show, close } = useOpened('exception');
  const navigate = useNavigate();
  const exceptions = useQuery(orpc.exceptions.list.queryOptions());
  const rows = exceptions.data ?? [];
  const openAt = (index: number) => {
    const row = rows[index];
    if (row !== undefined) show(row.id);
  };
  const cursor = useListCursor({ length: rows.length, onOpen: openAt });
  useKeys({ Escape: close }, openId !== null);
  const open = rows.find(({ id }) => id === openId);
  return (
    <Page
      fill
      title="Accepted risks"
      lead="An accepted risk stays in the report; ratings do not change. The date of the evidence decides whether one has expired."
    >
      {exceptions.isError && (
        <ProblemNote error={exceptions.error} onRetry={() => void exceptions.refetch()} />
      )}
      {exceptions.data !== undefined && rows.length === 0 ? (
        <EmptyState
          title="No accepted risks"
          action={<Button onClick={() => void navigate({ to: '/controls' })}>Browse the controls</Button>}
        >
          <p>
            To accept the risk of a failed control, open it under Findings or Controls and choose “Accept this
            risk”. Its reason, owner and expiry date appear here, beside the finding and in the report.
          </p>
        </EmptyState>
      ) : (
        <>
          <output className="muted small">{tablePlace(cursor, rows.length)}</output>
          <VirtualTable
            label="Accepted risks"
            columns={open === undefined ? COLUMNS : NARROW}
            total={rows.length}
            rowAt={(index) => rows[index]}
            rowKey={(row) => row.id}
            cursor={cursor}
            onOpen={openAt}
            empty="Reading the exceptions"
          />
        </>
      )}
      {open !== undefined && <ExceptionInspector key={open.id} exception={open} onClose={() => close()} />}
    </Page>
  );
}

function State({ row }: { readonly row: ExceptionView }) {
  const { state } = row;
  return (
    <span className={classes.state} data-state={state}>
      {STATE_WORDS[state]}
    </span>
  );
}

const controlWords = (row: ExceptionView): string =>
  row.controlTitle ??
  (row.control.endsWith('/*') ? `All of ${domainWord(row.control.slice(0, -2))}` : row.control);

const COLUMNS: readonly Column<ExceptionView>[] = [
  { id: 'state', header: 'State', width: '6.5rem', cell: (row) => <State row={row} /> },
  {
    id: 'control',
    header: 'Control',
    width: 'minmax(14rem, 1.2fr)',
    cell: (row) => (
      <span className={`${classes.cell} ${classes.title}`} title={row.control}>
        {controlWords(row)}
      </span>
    ),
  },
  {
    id: 'scope',
    header: 'Scope',
    width: 'minmax(12rem, 1fr)',
    cell: (row) => <span className={classes.cell}>{scopeInWords(row.scope)}</span>,
  },
  { id: 'cluster', header: 'Cluster', width: '9rem', cell: (row) => row.clusterName ?? 'Every cluster' },
  {
    id: 'reason',
    header: 'Reason',
    width: 'minmax(12rem, 1fr)',
    cell: (row) => (
      <span className={classes.cell} title={row.reason}>
        {row.reason}
      </span>
    ),
  },
  {
    id: 'author',
    header: 'Accepted by',
    width: '9rem',
    cell: (row) => <span className={classes.cell}>{row.author}</span>,
  },
  { id: 'expires', header: 'Until', width: '7.5rem', cell: (row) => date(row.expires) },
  { id: 'accepts', header: 'Fails', width: '5rem', align: 'end', cell: (row) => number(row.accepts) },
];

/** Beside the inspector, which has the rest. */
const NARROW: readonly Column<ExceptionView>[] = COLUMNS.flatMap((column) => {
  if (['cluster', 'reason', 'author', 'accepts'].includes(column.id)) return [];
  if (column.id === 'control') return { ...wrapping(column), cell: controlWords };
  return column.id === 'scope' ? { ...wrapping(column), cell: (row) => scopeInWords(row.scope) } : column;
});

function wrapping(column: Column<ExceptionView>): Column<ExceptionView> {
  return { ...column, width: 'minmax(9rem, 1fr)', wrap: true };
}
