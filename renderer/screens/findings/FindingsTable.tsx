/** The findings, one row for each control with its clusters, as high as its title needs, only those in view. */
import { Checkbox } from '@mantine/core';
import type { FindingGroup, FindingGroups, FindingRow } from '../../../shared/finding.ts';
import { number } from '../../../shared/in-words.ts';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import type { WindowedRows } from '../../components/useWindowedRows.ts';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { type Column, VirtualTable } from '../../components/VirtualTable.tsx';
import type { ListCursor } from '../../keyboard/useListCursor.ts';
import { ClusterChips } from './ClusterChips.tsx';
import { type FindingFilter, hasVerdicts, type SortBy } from './filter.ts';
import classes from './findings.module.css';
import { OriginMark } from './OriginMark.tsx';
import { domainWord, STATUS_WORDS } from './words.ts';

interface FindingsTableProps {
  readonly rows: WindowedRows<FindingGroup, FindingGroups>;
  readonly cursor: ListCursor;
  readonly filter: FindingFilter;
  readonly onFilter: (filter: FindingFilter) => void;
  /** Opens the row at the index: its first finding, or the one of a cluster. */
  readonly onOpen: (index: number, finding?: FindingRow) => void;
  readonly openId: string | null;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (group: FindingGroup) => void;
  readonly severalClusters: boolean;
}

export function FindingsTable(props: FindingsTableProps) {
  const { rows, cursor, filter, onFilter, onOpen, openId, chosen, onChoose, severalClusters } = props;
  const narrow = openId !== null;
  const chips = (group: FindingGroup, index: number) => (
    <ClusterChips group={group} openId={openId} onOpen={(finding) => onOpen(index, finding)} />
  );
  const columns: readonly FindingColumn[] = [
    chosenColumn(chosen, onChoose),
    NUMBER,
    severityColumn(narrow),
    titleColumn(severalClusters && narrow ? chips : null),
    ...(severalClusters && !narrow ? [clustersColumn(chips)] : []),
    ...(hasVerdicts(filter.standing) ? [verdictColumn(narrow)] : []),
    ...(narrow ? [] : [domainColumn(severalClusters)]),
    // Of what could not be judged, nothing is known to be affected.
    ...(filter.standing === 'unknown' ? [] : [AFFECTED]),
    ORIGIN,
    ...(hasVerdicts(filter.standing) && !narrow ? [STATUS] : []),
  ];
  return (
    <VirtualTable
      label="Findings"
      columns={columns.map((column) => ({
        ...column,
        ...(column.sort !== undefined && sorting(column.sort, filter, onFilter)),
      }))}
      total={rows.total}
      rowAt={rows.rowAt}
      rowKey={(group) => group.id}
      onRange={rows.onRange}
      cursor={cursor}
      onOpen={(index) => onOpen(index)}
      isChosen={(group) => isWholly(chosen, group)}
      empty={
        rows.isPending ? 'Reading the findings' : 'No finding matches these filters. Clear them to see all.'
      }
    />
  );
}

const isWholly = (chosen: ReadonlySet<string>, { findings }: FindingGroup): boolean =>
  findings.every(({ id }) => chosen.has(id));

function sorting(sort: SortBy, filter: FindingFilter, onFilter: (filter: FindingFilter) => void) {
  const current = filter.sort === sort;
  return {
    onSort: () => onFilter({ ...filter, sort, descending: current && !filter.descending }),
    sorted: current ? (filter.descending ? ('descending' as const) : ('ascending' as const)) : undefined,
  };
}

type FindingColumn = Column<FindingGroup> & { readonly sort?: SortBy };

/** What stands for the whole group where all of its findings say the same. */
function FirstOf({
  group,
  children,
}: {
  readonly group: FindingGroup;
  readonly children: (finding: FindingRow) => React.ReactNode;
}) {
  const [first] = group.findings;
  return first === undefined ? null : children(first);
}

function chosenColumn(
  chosen: ReadonlySet<string>,
  onChoose: (group: FindingGroup) => void,
): Column<FindingGroup> {
  return {
    id: 'chosen',
    header: <span className="visually-hidden">Selected</span>,
    width: '2.5rem',
    cell: (group) => (
      <Checkbox
        size="xs"
        tabIndex={-1}
        aria-label={`Select ${group.findings.map(({ number }) => number).join(', ')}`}
        checked={isWholly(chosen, group)}
        indeterminate={!isWholly(chosen, group) && group.findings.some(({ id }) => chosen.has(id))}
        onClick={(event) => event.stopPropagation()}
        onChange={() => onChoose(group)}
      />
    ),
  };
}

const NUMBER: FindingColumn = {
  id: 'number',
  header: 'Number',
  width: '4.75rem',
  sort: 'number',
  cell: (group) => <FirstOf group={group}>{({ number }) => number}</FirstOf>,
};

const severityColumn = (bare: boolean): FindingColumn => ({
  id: 'severity',
  header: 'Severity',
  width: bare ? '5.75rem' : '6.5rem',
  sort: 'severity',
  cell: ({ severity }) => <SeverityMark severity={severity} bare={bare} />,
});

type Chips = (group: FindingGroup, index: number) => React.ReactNode;

const titleColumn = (chips: Chips | null): FindingColumn => ({
  id: 'title',
  header: 'Finding',
  width: 'minmax(14rem, 1fr)',
  wrap: true,
  sort: 'title',
  cell: (group, index) => (
    <>
      <FindingTitle group={group} />
      {chips?.(group, index)}
    </>
  ),
});

function FindingTitle({ group: { findings } }: { readonly group: FindingGroup }) {
  const sum = (of: 'affectedCount' | 'exceptedCount' | 'expiredCount') =>
    findings.reduce((total, finding) => total + finding[of], 0);
  const excepted = sum('exceptedCount');
  return (
    <span>
      <span className={classes.title}>{findings[0]?.title}</span>
      {findings.some(({ overridden }) => overridden) && <span className="faint"> · overridden</span>}
      {excepted > 0 && (
        <span className="faint">
          {' '}
          · {excepted >= sum('affectedCount') ? 'all' : number(excepted)} accepted
        </span>
      )}
      {sum('expiredCount') > 0 && <span className="faint"> · exception expired</span>}
      {findings.some(({ mergedInto }) => mergedInto !== null) && <span className="faint"> · merged</span>}
    </span>
  );
}

const clustersColumn = (chips: Chips): FindingColumn => ({
  id: 'cluster',
  header: 'Clusters',
  width: 'minmax(11rem, 0.6fr)',
  wrap: true,
  cell: chips,
});

/** Beside the inspector, which has the words, by its shape. */
const verdictColumn = (bare: boolean): FindingColumn => ({
  id: 'verdict',
  header: 'Verdict',
  width: bare ? '4.5rem' : '8.5rem',
  from: 600,
  cell: (group) => (
    <FirstOf group={group}>{({ verdict }) => <VerdictMark verdict={verdict} bare={bare} />}</FirstOf>
  ),
});

/** The title comes first: beside chips the domain needs a wider window. */
const domainColumn = (besideChips: boolean): FindingColumn => ({
  id: 'domain',
  header: 'Domain',
  width: '9rem',
  from: besideChips ? 1040 : 860,
  wrap: true,
  cell: (group) => <FirstOf group={group}>{({ domain }) => domainWord(domain)}</FirstOf>,
});

const AFFECTED: FindingColumn = {
  id: 'affected',
  header: 'Affected',
  width: '5.5rem',
  align: 'end',
  sort: 'affected',
  cell: ({ affectedCount }) => number(affectedCount),
};

const ORIGIN: FindingColumn = {
  id: 'origin',
  header: 'Origin',
  width: '4.5rem',
  from: 620,
  sort: 'origin',
  cell: (group) => <FirstOf group={group}>{({ origin }) => <OriginMark origin={origin} />}</FirstOf>,
};

const STATUS: FindingColumn = {
  id: 'status',
  header: 'Status',
  width: '6.5rem',
  from: 760,
  sort: 'status',
  cell: (group) => <FirstOf group={group}>{({ status }) => STATUS_WORDS[status]}</FirstOf>,
};
