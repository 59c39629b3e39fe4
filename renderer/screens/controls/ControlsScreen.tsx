/** Every control of every family with its verdicts on the chosen snapshot; Enter opens one with its objects. */
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useRef } from 'react';
import { frameworkTitle } from '../../../shared/frameworks.ts';
import { number } from '../../../shared/in-words.ts';
import { ControlFamily, Mapping, SEVERITIES, VerdictState } from '../../../shared/verdict.ts';
import { orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Chip, Chips, FacetMenu, FilterRow, searchFieldClass } from '../../components/Facets.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useSelection } from '../../shell/selection.ts';
import { createValue, useValue } from '../../shell/value.ts';
import { DOMAIN_WORDS } from '../findings/words.ts';
import { controlParams } from './address.ts';
import classes from './controls.module.css';
import {
  type ControlFilter,
  type ControlRow,
  countsOf,
  filtered,
  isControlFiltered,
  NO_CONTROL_FILTER,
  toggledControl,
} from './filter.ts';

/** Kept while a control is open, so that Esc comes back to the same list at the same place. */
const place = createValue<{ readonly filter: ControlFilter; readonly index: number }>({
  filter: NO_CONTROL_FILTER,
  index: 0,
});

export function ControlsScreen() {
  const { snapshot, loading } = useSelection();
  const navigate = useNavigate();
  if (loading) return <output className="visually-hidden">Reading the controls</output>;
  if (snapshot !== null) return <Controls key={snapshot.id} snapshotId={snapshot.id} />;
  return (
    <Page title="Controls" actions={<OwnControls />}>
      <EmptyState
        title="No evidence yet"
        action={<Button onClick={() => void navigate({ to: '/collect' })}>Collect evidence</Button>}
      >
        <p>
          Every control will appear here with its meaning and the objects that fail it. A control is an
          automated check of one rule.
        </p>
      </EmptyState>
    </Page>
  );
}

function OwnControls() {
  const navigate = useNavigate();
  return (
    <Button variant="default" onClick={() => void navigate({ to: '/own-controls' })}>
      Custom controls
    </Button>
  );
}

function Controls({ snapshotId }: { readonly snapshotId: string }) {
  const navigate = useNavigate();
  const { filter, index } = useValue(place);
  const searchField = useRef<HTMLInputElement>(null);
  const controls = useQuery(orpc.analysis.controls.queryOptions({ input: { snapshotId } }));
  const all = controls.data ?? [];
  const deferred = useDeferredValue(filter);
  const rows = filtered(all, deferred);
  const open = (at: number) => {
    const row = rows[at];
    if (row === undefined) return;
    place.set({ filter, index: at });
    void navigate({ to: '/controls/$family/$slug', params: controlParams(row.meta.id) });
  };
  const cursor = useListCursor({ length: rows.length, onOpen: open, initial: index });
  useKeys({ '/': () => searchField.current?.focus() });
  const change = (next: ControlFilter) => place.set({ filter: next, index: 0 });
  return (
    <Page
      fill
      title="Controls"
      lead="Every check, its result in this snapshot and the evidence it uses."
      actions={<OwnControls />}
    >
      {controls.isError && <ProblemNote error={controls.error} onRetry={() => void controls.refetch()} />}
      <FilterRow>
        <TextInput
          ref={searchField}
          aria-label="Search the controls"
          placeholder="Search names, IDs, terms and mappings"
          value={filter.search}
          maxLength={200}
          onChange={(event) => change({ ...filter, search: event.currentTarget.value })}
          className={searchFieldClass}
        />
        <Chips legend="Severity">
          {SEVERITIES.map((severity, at) => (
            <Chip
              key={severity}
              on={filter.severities.includes(severity)}
              objects={countsOf(all, deferred, 'severities', SEVERITIES)[at]}
              onToggle={() => change(toggledControl(filter, 'severities', severity))}
            >
              <SeverityMark severity={severity} />
            </Chip>
          ))}
        </Chips>
        <Chips legend="Verdict">
          {VerdictState.options.map((verdict, at) => (
            <Chip
              key={verdict}
              on={filter.verdicts.includes(verdict)}
              objects={countsOf(all, deferred, 'verdicts', VerdictState.options)[at]}
              onToggle={() => change(toggledControl(filter, 'verdicts', verdict))}
            >
              <VerdictMark verdict={verdict} />
            </Chip>
          ))}
        </Chips>
        <Chips>
          <FacetMenu
            label="Family"
            values={ControlFamily.options}
            words={(family) => DOMAIN_WORDS[family]}
            counts={countsOf(all, deferred, 'families', ControlFamily.options)}
            chosen={filter.families}
            onToggle={(family) => change(toggledControl(filter, 'families', family))}
          />
          <FacetMenu
            label="Framework"
            values={FRAMEWORKS}
            words={frameworkTitle}
            counts={countsOf(all, deferred, 'frameworks', FRAMEWORKS)}
            chosen={filter.frameworks}
            onToggle={(framework) => change(toggledControl(filter, 'frameworks', framework))}
          />
          {isControlFiltered(filter) && (
            <Button variant="subtle" size="compact-sm" onClick={() => change(NO_CONTROL_FILTER)}>
              Clear the filters
            </Button>
          )}
        </Chips>
      </FilterRow>
      <div className={classes.place}>
        <output className="muted small">
          {tablePlace(cursor, rows.length)}
          {rows.length < all.length && `, ${number(all.length)} in all`}
        </output>
      </div>
      <VirtualTable
        label="Controls"
        columns={COLUMNS}
        total={rows.length}
        rowAt={(at) => rows[at]}
        rowKey={(row) => row.meta.id}
        cursor={cursor}
        onOpen={open}
        empty={
          controls.isPending
            ? 'Reading the controls'
            : 'No control matches these filters. Clear them to see all.'
        }
      />
    </Page>
  );
}

const FRAMEWORKS = Mapping.shape.framework.options;

function Amount({ value }: { readonly value: number | undefined }) {
  if (value === undefined) return <span className={classes.zero}>–</span>;
  return <span className={value === 0 ? classes.zero : undefined}>{number(value)}</span>;
}

const COLUMNS: readonly Column<ControlRow>[] = [
  {
    id: 'severity',
    header: 'Severity',
    width: '6.5rem',
    cell: ({ meta, summary }) => <SeverityMark severity={summary?.severity ?? meta.severity} />,
  },
  {
    id: 'title',
    header: 'Control',
    width: 'minmax(16rem, 1fr)',
    cell: ({ meta }) => (
      <span className={`${classes.cell} ${classes.title}`} title={meta.title}>
        {meta.title}
      </span>
    ),
  },
  {
    id: 'id',
    header: 'ID',
    width: 'minmax(13rem, 0.8fr)',
    from: 1100,
    cell: ({ meta }) => (
      <span className={`${classes.cell} ${classes.id}`} title={meta.id}>
        {meta.id}
      </span>
    ),
  },
  {
    id: 'verdict',
    header: 'Verdict',
    width: '8.5rem',
    cell: ({ summary }) =>
      summary === null ? (
        <span className="faint">not judged</span>
      ) : (
        <VerdictMark verdict={summary.verdict} />
      ),
  },
  ...(
    [
      ['fail', 'Fail', '4rem', 0],
      ['excepted', 'Accepted', '5.25rem', 860],
      ['unknown', 'Unknown', '5rem', 700],
      ['pass', 'Pass', '4rem', 800],
    ] as const
  ).map(
    ([key, header, width, from]): Column<ControlRow> => ({
      id: key,
      header,
      width,
      from,
      align: 'end',
      cell: ({ summary }) => <Amount value={summary === null ? undefined : (summary.counts[key] ?? 0)} />,
    }),
  ),
];
