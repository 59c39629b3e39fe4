/** One control on the chosen snapshot: its objects in a table, its meaning or the evidence of one object beside it. */
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useDeferredValue, useRef, useState } from 'react';
import { count } from '../../../shared/in-words.ts';
import type { ControlSummary, Verdict, VerdictState } from '../../../shared/verdict.ts';
import { client, orpc } from '../../client/workbench.ts';
import { Chip, Chips, FilterRow, searchFieldClass } from '../../components/Facets.tsx';
import { Inspector } from '../../components/Inspector.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { VerdictMark } from '../../components/VerdictMark.tsx';
import { tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useSelection } from '../../shell/selection.ts';
import { AcceptRisk } from '../exceptions/AcceptRisk.tsx';
import { ControlMeaning } from './ControlMeaning.tsx';
import classes from './controls.module.css';
import { VerdictInspection } from './VerdictInspection.tsx';
import { COLUMNS, NARROW_COLUMNS } from './verdict-columns.tsx';
import { nameOf } from './verdict-name.ts';

/** Passes are counted and not kept one by one. */
const LISTED = ['fail', 'unknown', 'not-applicable'] as const satisfies readonly VerdictState[];

export function ControlScreen() {
  const { family, slug } = useParams({ from: '/workbench/controls/$family/$slug' });
  const { snapshot } = useSelection();
  const id = `${family}/${slug}`;
  if (snapshot === null) return <Page title={id}>{null}</Page>;
  return (
    <OneControl
      key={`${snapshot.id} ${id}`}
      id={id}
      snapshotId={snapshot.id}
      clusterId={snapshot.clusterId}
    />
  );
}

interface OneControlProps {
  readonly id: string;
  readonly snapshotId: string;
  readonly clusterId: string;
}

function OneControl({ id, snapshotId, clusterId }: OneControlProps) {
  const navigate = useNavigate();
  const searchField = useRef<HTMLInputElement>(null);
  const [states, setStates] = useState<readonly (typeof LISTED)[number][]>([]);
  const [search, setSearch] = useState('');
  /** The object under the cursor is shown: an open inspector follows it. */
  const [open, setOpen] = useState(false);
  // Where the inspector would lie over the list, the list comes first.
  const [explained, setExplained] = useState(() => window.matchMedia('(min-width: 62.01rem)').matches);
  const controls = useQuery(orpc.analysis.controls.queryOptions({ input: { snapshotId } }));
  const control = controls.data?.find(({ meta }) => meta.id === id);
  const query = { snapshotId, control: id, states: [...states], search: useDeferredValue(search) };
  const rows = useWindowedRows<Verdict>({
    queryKey: orpc.analysis.verdicts.key({ input: query }),
    load: (window, signal) => client.analysis.verdicts({ ...query, ...window }, { signal }),
  });
  const cursor = useListCursor({ length: rows.total, onOpen: () => setOpen(true) });
  const back = () => void navigate({ to: '/controls' });
  useKeys({
    Escape: () => (open ? setOpen(false) : back()),
    i: () => setExplained(!explained),
    '/': () => searchField.current?.focus(),
  });

  const shown = open ? rows.rowAt(cursor.index) : undefined;
  const beside = explained || shown !== undefined;
  const counts = control?.summary?.counts;
  const numbers = { fail: counts?.fail, unknown: counts?.unknown, 'not-applicable': counts?.notApplicable };
  /** Objects, of which one may stand in several rows: one for each place in it. */
  const listed = (states.length === 0 ? LISTED : states).reduce((sum, one) => sum + (numbers[one] ?? 0), 0);
  const toggle = (state: (typeof LISTED)[number]) => {
    setStates(states.includes(state) ? states.filter((one) => one !== state) : [...states, state]);
    setOpen(false);
  };
  return (
    <Page
      fill
      title={control?.meta.title ?? id}
      lead={<span className="mono">{id}</span>}
      actions={
        <>
          {!explained && (
            <Button variant="default" onClick={() => setExplained(true)}>
              What it means
            </Button>
          )}
          <Button variant="default" onClick={back}>
            All controls
          </Button>
        </>
      }
    >
      {controls.isError && <ProblemNote error={controls.error} onRetry={() => void controls.refetch()} />}
      {controls.data !== undefined && control === undefined && (
        <p>This control no longer exists. Its file may have been removed.</p>
      )}
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <FilterRow>
        <TextInput
          ref={searchField}
          aria-label="Search the objects"
          placeholder="Search objects, paths and values"
          value={search}
          maxLength={200}
          onChange={(event) => setSearch(event.currentTarget.value)}
          className={searchFieldClass}
        />
        <Chips legend="Verdict">
          {LISTED.map((state) => (
            <Chip
              key={state}
              on={states.includes(state)}
              objects={numbers[state]}
              onToggle={() => toggle(state)}
            >
              <VerdictMark verdict={state} />
            </Chip>
          ))}
        </Chips>
      </FilterRow>
      <div className={classes.place}>
        <output className="muted small">
          {tablePlace(cursor, rows.total)}
          {search === '' && listed > 0 && listed < rows.total && `, on ${count(listed, 'object')}`}
          {counts !== undefined && unlistedWords(counts)}
        </output>
      </div>
      <VirtualTable
        label="Objects"
        columns={beside ? NARROW_COLUMNS : COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        cursor={cursor}
        onOpen={() => setOpen(true)}
        empty={rows.isPending ? 'Reading the verdicts' : 'No object fails or is unknown here.'}
      />
      {control !== undefined && beside && (
        <Inspector
          key={shown === undefined ? 'meaning' : 'object'}
          title={shown === undefined ? 'What it means' : nameOf(shown)}
          label={shown === undefined ? 'Control' : 'Object'}
          initialWidth={440}
          onClose={() => (shown === undefined ? setExplained(false) : setOpen(false))}
        >
          {shown === undefined ? (
            <ControlMeaning control={control}>
              <AcceptRisk control={id} clusterId={clusterId} object={null} subject={undefined} />
            </ControlMeaning>
          ) : (
            <VerdictInspection
              key={cursor.index}
              verdict={shown}
              snapshotId={snapshotId}
              clusterId={clusterId}
            />
          )}
        </Inspector>
      )}
    </Page>
  );
}

/** What stands in no row of its own. */
function unlistedWords({ pass, excepted }: ControlSummary['counts']): string {
  const passed = pass > 0 ? `; ${count(pass, 'object')} passed (counted, not listed)` : '';
  return excepted === undefined
    ? passed
    : `${passed}; ${count(excepted, 'failing object')} accepted by exceptions`;
}
