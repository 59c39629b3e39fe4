/** One table for what the machine found and what the assessor wrote; the inspector shows the one under the cursor. */
import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { FindingRow } from '../../../shared/finding.ts';
import { client, orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { tablePlace } from '../../components/VirtualTable.tsx';
import { count } from '../../format.ts';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useSelection } from '../../shell/selection.ts';
import { useOpened } from '../../shell/useOpened.ts';
import { FilterBar } from './FilterBar.tsx';
import { FindingForm } from './FindingForm.tsx';
import { FindingInspector } from './FindingInspector.tsx';
import { FindingsTable } from './FindingsTable.tsx';
import { isFiltered, queryOf, startingWith } from './filter.ts';
import classes from './findings.module.css';
import { UnfinishedFindings } from './UnfinishedFindings.tsx';
import { editWriting, findingsOf, isMerge, mergeWriting, newWriting } from './writing.ts';

export function FindingsScreen() {
  const { origin, write } = useSearch({ strict: false });
  const writing = write ?? null;
  const [filter, setFilter] = useState(() => startingWith(origin));
  const [chosen, setChosen] = useState<ReadonlyMap<string, FindingRow>>(new Map());
  const { clusters } = useSelection();
  const { openId, open: show, close } = useOpened('finding');
  const navigate = useNavigate();
  const searchField = useRef<HTMLInputElement>(null);
  const query = queryOf(useDeferredValue(filter));
  const rows = useWindowedRows({
    queryKey: orpc.findings.list.key({ input: query }),
    load: (window, signal) => client.findings.list({ ...query, ...window }, { signal }),
    enabled: writing === null,
  });

  const open = (index: number) => {
    const row = rows.rowAt(index);
    if (row !== undefined) show(row.id);
  };
  /** Where the cursor was moved to, while that row is not here yet. */
  const awaited = useRef<number | null>(null);
  // An open inspector follows whoever moves the cursor; what an address opened stays when the list arrives.
  const follow = (index: number) => {
    const row = rows.rowAt(index);
    awaited.current = row === undefined ? index : null;
    if (row !== undefined && openId !== null && openId !== row.id) show(row.id);
  };
  const cursor = useListCursor({
    length: rows.total,
    onOpen: open,
    onMove: follow,
    enabled: writing === null,
  });
  useEffect(() => {
    if (awaited.current !== null && awaited.current === cursor.index) follow(cursor.index);
  });
  const choose = (row: FindingRow) => {
    const next = new Map(chosen);
    if (!next.delete(row.id)) next.set(row.id, row);
    setChosen(next);
  };
  useKeys(
    {
      Escape: () => (openId === null ? setChosen(new Map()) : close()),
      n: () => setWriting(newWriting()),
      x: () => {
        const row = rows.rowAt(cursor.index);
        if (row !== undefined) choose(row);
      },
      '/': () => searchField.current?.focus(),
    },
    writing === null,
  );

  // In the address, so that a reload returns to what is written.
  const setWriting = (next: string | null) =>
    void navigate({
      to: '/step/$stepId',
      params: { stepId: 'findings' },
      search: next === null ? {} : { write: next },
    });
  const needed = useQueries({
    queries: (writing === null ? [] : findingsOf(writing)).map((id) =>
      orpc.findings.get.queryOptions({ input: { id } }),
    ),
  });

  if (writing !== null) {
    const unread = needed.find(({ data }) => data === undefined);
    if (unread?.isError) return <ProblemNote error={unread.error} onRetry={() => void unread.refetch()} />;
    if (unread !== undefined) return <output className="visually-hidden">Reading the finding</output>;
    const read = needed.flatMap(({ data }) => data ?? []);
    return (
      <FindingForm
        key={writing}
        writing={writing}
        finding={isMerge(writing) ? null : (read[0] ?? null)}
        merge={isMerge(writing) ? read : []}
        onCancel={() => setWriting(null)}
        onDone={(id) => {
          setChosen(new Map());
          // The form is done with: Back leads to the list, not into it again.
          void navigate({
            to: '/step/$stepId',
            params: { stepId: 'findings' },
            search: { finding: id },
            replace: true,
          });
        }}
      />
    );
  }
  const nothingYet = rows.head !== undefined && rows.total === 0 && !isFiltered(filter);
  return (
    <Page
      fill
      title="Findings"
      lead="What was found, by machine and by you."
      actions={<Button onClick={() => setWriting(newWriting())}>Write a finding</Button>}
    >
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <UnfinishedFindings onContinue={setWriting} />
      <FilterBar filter={filter} onChange={setFilter} clusters={clusters} searchRef={searchField} />
      {nothingYet ? (
        <NoFindings onWrite={() => setWriting(newWriting())} />
      ) : (
        <>
          <div className={classes.place}>
            <output className="muted small">
              {tablePlace(cursor, rows.total)}
              {filter.verdicts.length === 0 && rows.total > 0 && ', failing and unknown'}
            </output>
            {chosen.size > 0 && (
              <>
                <span>{count(chosen.size)} chosen</span>
                <Button
                  size="compact-sm"
                  disabled={chosen.size < 2 || chosen.size > 100}
                  onClick={() => setWriting(mergeWriting([...chosen.keys()]))}
                >
                  Merge
                </Button>
                <Button size="compact-sm" variant="subtle" onClick={() => setChosen(new Map())}>
                  Choose none
                </Button>
              </>
            )}
          </div>
          <FindingsTable
            rows={rows}
            cursor={cursor}
            filter={filter}
            onFilter={setFilter}
            onOpen={open}
            chosen={new Set(chosen.keys())}
            onChoose={choose}
            severalClusters={clusters.length > 1}
            narrow={openId !== null}
          />
        </>
      )}
      {openId !== null && (
        <FindingInspector
          key={openId}
          id={openId}
          onClose={close}
          onShow={(id) => (id === null ? close() : show(id))}
          onEdit={(finding) => setWriting(editWriting(finding.id))}
        />
      )}
    </Page>
  );
}

function NoFindings({ onWrite }: { readonly onWrite: () => void }) {
  return (
    <EmptyState title="No findings yet" action={<Button onClick={onWrite}>Write a finding</Button>}>
      <p>
        Findings appear here once evidence is collected. You can write your own from what you heard and saw;
        both stand in one table and in the report.
      </p>
    </EmptyState>
  );
}
