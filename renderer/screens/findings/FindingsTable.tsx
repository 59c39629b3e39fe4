/** The findings, one row each, as high as its title needs, only those in view. */
import { Checkbox } from '@mantine/core';
import type { FindingRow } from '../../../shared/finding.ts';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import type { WindowedRows } from '../../components/useWindowedRows.ts';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { type Column, VirtualTable } from '../../components/VirtualTable.tsx';
import { count } from '../../format.ts';
import type { ListCursor } from '../../keyboard/useListCursor.ts';
import type { FindingFilter, SortBy } from './filter.ts';
import classes from './findings.module.css';
import { OriginMark } from './OriginMark.tsx';
import { domainWord, STATUS_WORDS } from './words.ts';

interface FindingsTableProps {
  readonly rows: WindowedRows<FindingRow, { total: number; rows: FindingRow[] }>;
  readonly cursor: ListCursor;
  readonly filter: FindingFilter;
  readonly onFilter: (filter: FindingFilter) => void;
  readonly onOpen: (index: number) => void;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (row: FindingRow) => void;
  readonly severalClusters: boolean;
  /** Leaves out what the open inspector says anyway. */
  readonly narrow: boolean;
}

export function FindingsTable(props: FindingsTableProps) {
  const { rows, cursor, filter, onFilter, onOpen, chosen, onChoose, severalClusters, narrow } = props;
  const columns = (narrow ? NARROW_COLUMNS : COLUMNS)
    .filter(({ id }) => id !== 'cluster' || severalClusters)
    .map((column) => ({
      ...column,
      ...(column.sort !== undefined && sorting(column.sort, filter, onFilter)),
    }));
  return (
    <VirtualTable
      label="Findings"
      columns={[chosenColumn(chosen, onChoose), ...columns]}
      total={rows.total}
      rowAt={rows.rowAt}
      rowKey={(row) => row.id}
      onRange={rows.onRange}
      cursor={cursor}
      onOpen={onOpen}
      isChosen={(row) => chosen.has(row.id)}
      empty={
        rows.isPending ? 'Reading the findings' : 'No finding passes these filters. Clear them to see all.'
      }
    />
  );
}

function FindingTitle({ row }: { readonly row: FindingRow }) {
  return (
    <span title={row.title}>
      <span className={classes.title}>{row.title}</span>
      {row.overridden && <span className="faint"> · overridden</span>}
      {row.exceptedCount > 0 && (
        <span className="faint">
          {' '}
          · {row.exceptedCount >= row.affectedCount ? 'all' : count(row.exceptedCount)} accepted
        </span>
      )}
      {row.expiredCount > 0 && <span className="faint"> · exception expired</span>}
      {row.mergedInto !== null && <span className="faint"> · merged</span>}
    </span>
  );
}

function sorting(sort: SortBy, filter: FindingFilter, onFilter: (filter: FindingFilter) => void) {
  const current = filter.sort === sort;
  return {
    onSort: () => onFilter({ ...filter, sort, descending: current && !filter.descending }),
    sorted: current ? (filter.descending ? ('descending' as const) : ('ascending' as const)) : undefined,
  };
}

function chosenColumn(chosen: ReadonlySet<string>, onChoose: (row: FindingRow) => void): Column<FindingRow> {
  return {
    id: 'chosen',
    header: <span className="visually-hidden">Chosen</span>,
    width: '2.5rem',
    cell: (row) => (
      <Checkbox
        size="xs"
        tabIndex={-1}
        aria-label={`Choose ${row.number}`}
        checked={chosen.has(row.id)}
        onClick={(event) => event.stopPropagation()}
        onChange={() => onChoose(row)}
      />
    ),
  };
}

type FindingColumn = Column<FindingRow> & { readonly sort?: SortBy };

const COLUMNS: readonly FindingColumn[] = [
  { id: 'number', header: 'Number', width: '4.75rem', sort: 'number', cell: (row) => row.number },
  {
    id: 'severity',
    header: 'Severity',
    width: '6.5rem',
    sort: 'severity',
    cell: (row) => <SeverityMark severity={row.severity} />,
  },
  {
    id: 'title',
    header: 'Finding',
    width: 'minmax(14rem, 1fr)',
    wrap: true,
    sort: 'title',
    cell: (row) => <FindingTitle row={row} />,
  },
  {
    id: 'verdict',
    header: 'Verdict',
    width: '8.5rem',
    from: 700,
    cell: (row) => <VerdictMark verdict={row.verdict} />,
  },
  {
    id: 'domain',
    header: 'Domain',
    width: '9rem',
    from: 1040,
    wrap: true,
    cell: (row) => domainWord(row.domain),
  },
  {
    id: 'cluster',
    header: 'Cluster',
    width: '9rem',
    cell: (row) => (row.clusterId === null ? 'Every cluster' : row.clusterName),
  },
  {
    id: 'affected',
    header: 'Affected',
    width: '5.5rem',
    align: 'end',
    sort: 'affected',
    cell: (row) => count(row.affectedCount),
  },
  {
    id: 'origin',
    header: 'Origin',
    width: '4.5rem',
    from: 620,
    sort: 'origin',
    cell: (row) => <OriginMark origin={row.origin} />,
  },
  {
    id: 'status',
    header: 'Status',
    width: '6.5rem',
    from: 760,
    sort: 'status',
    cell: (row) => STATUS_WORDS[row.status],
  },
];

/** Beside the inspector, which has the words: fewer columns, and the verdict by its shape. */
const NARROW_COLUMNS: readonly FindingColumn[] = COLUMNS.filter(
  ({ id }) => id !== 'cluster' && id !== 'domain' && id !== 'status',
).map((column) => {
  if (column.id === 'title') return { ...column, width: 'minmax(11rem, 1fr)' };
  if (column.id !== 'verdict') return column;
  return { ...column, width: '4.5rem', cell: (row) => <VerdictMark verdict={row.verdict} bare /> };
});
