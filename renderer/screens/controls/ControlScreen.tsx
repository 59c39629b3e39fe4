/** One control on the chosen snapshot: its objects in a table, its meaning or the evidence of one object beside it. */
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useDeferredValue, useRef, useState } from 'react';
import { count } from '../../../shared/in-words.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import type { Verdict, VerdictState } from '../../../shared/verdict.ts';
import { client, orpc } from '../../client/workbench.ts';
import { Dotted } from '../../components/Dotted.tsx';
import { EvidenceYaml } from '../../components/EvidenceYaml.tsx';
import { Chip, Chips, FilterRow, searchFieldClass } from '../../components/Facets.tsx';
import { Inspector, InspectorSection } from '../../components/Inspector.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { UNKNOWN_REASON_WORDS, VerdictMark } from '../../components/VerdictMark.tsx';
import { type Column, tablePlace, VirtualTable } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useSelection } from '../../shell/selection.ts';
import { AcceptRisk } from '../exceptions/AcceptRisk.tsx';
import { acceptedWords, ExceptionMarkNote } from '../exceptions/ExceptionMarkNote.tsx';
import { ControlMeaning } from './ControlMeaning.tsx';
import classes from './controls.module.css';

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
          {counts !== undefined &&
            counts.pass > 0 &&
            `; ${count(counts.pass, 'object')} passed (counted, not listed)`}
          {counts?.excepted !== undefined &&
            `; ${count(counts.excepted, 'failing object')} accepted by exceptions`}
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
            <OneVerdict key={cursor.index} verdict={shown} snapshotId={snapshotId} clusterId={clusterId} />
          )}
        </Inspector>
      )}
    </Page>
  );
}

function OneVerdict({
  verdict,
  snapshotId,
  clusterId,
}: {
  readonly verdict: Verdict;
  readonly snapshotId: string;
  readonly clusterId: string;
}) {
  const { object, path, subject, control } = verdict;
  return (
    <>
      <section className={classes.standing}>
        <p className={classes.marks}>
          <VerdictMark verdict={verdict.verdict} />
          <SeverityMark severity={verdict.severity} />
        </p>
        <p>{verdict.message}</p>
        {verdict.reason !== undefined && (
          <p className="muted">Unknown because {UNKNOWN_REASON_WORDS[verdict.reason]}.</p>
        )}
        {subject !== undefined && (
          <p className="muted">
            {subject.kind}{' '}
            <span className="mono">{[subject.namespace, subject.name].filter(Boolean).join('/')}</span>
          </p>
        )}
      </section>
      <ExceptionMarkNote verdict={verdict} />
      {object !== null && (
        <InspectorSection title="Evidence">
          <EvidenceYaml
            evidence={{ object, ...(path === undefined ? {} : { path }) }}
            snapshotId={snapshotId}
          />
        </InspectorSection>
      )}
      {verdict.verdict === 'fail' && (
        <AcceptRisk control={control} clusterId={clusterId} object={object} subject={subject} />
      )}
    </>
  );
}

function nameOf({ object, subject }: Verdict): string {
  if (object !== null) return objectInWords(object);
  return subject === undefined ? 'The cluster' : [subject.namespace, subject.name].filter(Boolean).join('/');
}

const COLUMNS: readonly Column<Verdict>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    width: '8.5rem',
    cell: (row) => <VerdictMark verdict={row.verdict} />,
  },
  {
    id: 'object',
    header: 'Object',
    width: 'minmax(14rem, 1.2fr)',
    wrap: true,
    cell: (row) => (
      <span title={nameOf(row)}>
        <Dotted>{nameOf(row)}</Dotted>
      </span>
    ),
  },
  {
    id: 'path',
    header: 'Path',
    width: 'minmax(10rem, 1fr)',
    cell: (row) => (
      <span className={`${classes.cell} ${classes.mono}`} title={row.path}>
        {row.path}
      </span>
    ),
  },
  {
    id: 'value',
    header: 'Value',
    width: '9rem',
    cell: (row) => (
      <span className={`${classes.cell} ${classes.mono}`} title={row.value}>
        {row.value}
      </span>
    ),
  },
  {
    id: 'message',
    header: 'Observation',
    width: 'minmax(14rem, 1.4fr)',
    wrap: true,
    cell: (row) => <span title={row.message}>{row.message}</span>,
  },
  { id: 'exception', header: 'Accepted', width: '10rem', from: 660, cell: (row) => acceptedWords(row) },
];

const COLUMN = new Map(COLUMNS.map((column) => [column.id, column]));

const resized = (id: string, width: string): readonly Column<Verdict>[] => {
  const column = COLUMN.get(id);
  return column === undefined ? [] : [{ ...column, width }];
};

/** Beside the inspector, which has the rest: the object in full first, the value after its path. */
const NARROW_COLUMNS: readonly Column<Verdict>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    width: '4.5rem',
    cell: (row) => <VerdictMark verdict={row.verdict} bare />,
  },
  ...resized('object', 'minmax(15rem, 1.2fr)'),
  ...resized('message', 'minmax(11rem, 1fr)'),
  {
    id: 'path',
    header: 'Path and value',
    width: 'minmax(10rem, 1fr)',
    from: 820,
    cell: (row) => <PathAndValue row={row} />,
  },
  ...resized('exception', '8.5rem'),
];

function PathAndValue({ row: { path, value } }: { readonly row: Verdict }) {
  const text = value === undefined ? path : `${path ?? ''} = ${value}`;
  return (
    <span className={`${classes.cell} ${classes.mono}`} title={text}>
      {text}
    </span>
  );
}
