/** One table for what the machine found and what the assessor wrote; the inspector shows the one under the cursor. */
import { Button } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { FindingGroup, FindingGroups, FindingRow } from '../../../shared/finding.ts';
import { count } from '../../../shared/in-words.ts';
import { client, orpc } from '../../client/workbench.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { ProblemNote } from '../../components/Problem.tsx';
import { useWindowedRows } from '../../components/useWindowedRows.ts';
import { tablePlace } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../keyboard/useKeys.ts';
import { useListCursor } from '../../keyboard/useListCursor.ts';
import { useSelection } from '../../shell/selection.ts';
import { useOpened } from '../../shell/useOpened.ts';
import { FilterBar } from './FilterBar.tsx';
import { FindingForm } from './FindingForm.tsx';
import { FindingInspector } from './FindingInspector.tsx';
import { FindingsTable } from './FindingsTable.tsx';
import { addressOf, isFiltered, onTab, queryOf } from './filter.ts';
import classes from './findings.module.css';
import { StandingTabs } from './StandingTabs.tsx';
import { UnfinishedFindings } from './UnfinishedFindings.tsx';
import { useFilter } from './useFilter.ts';
import { STANDING_WORDS } from './words.ts';
import { editWriting, findingsOf, isMerge, mergeWriting, newWriting } from './writing.ts';

export function FindingsScreen() {
  const { write } = useSearch({ strict: false });
  const writing = write ?? null;
  const [filter, setFilter] = useFilter();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { clusters, cluster } = useSelection();
  const { openId, open: show, close } = useOpened('finding');
  const navigate = useNavigate();
  const searchField = useRef<HTMLInputElement>(null);
  const query = queryOf(useDeferredValue(filter));
  const rows = useWindowedRows<FindingGroup, FindingGroups>({
    queryKey: orpc.findings.groups.key({ input: query }),
    load: (window, signal) => client.findings.groups({ ...query, ...window }, { signal }),
    enabled: writing === null,
  });

  /** Of a group the finding that is open, else the one of the cluster in the rail, else its first. */
  const leadOf = ({ findings }: FindingGroup): FindingRow | undefined =>
    findings.find(({ id }) => id === openId) ??
    findings.find(({ clusterId }) => clusterId === cluster?.id) ??
    findings[0];
  const open = (index: number, finding?: FindingRow) => {
    const group = rows.rowAt(index);
    const wanted = finding ?? (group === undefined ? undefined : leadOf(group));
    if (finding !== undefined) cursor.move(index);
    if (wanted !== undefined) show(wanted.id);
  };
  /** Where the cursor was moved to, while that row is not here yet. */
  const awaited = useRef<number | null>(null);
  // An open inspector follows whoever moves the cursor; what an address opened stays when the list arrives.
  const follow = (index: number) => {
    const group = rows.rowAt(index);
    awaited.current = group === undefined ? index : null;
    const next = group === undefined ? undefined : leadOf(group);
    if (next !== undefined && openId !== null && openId !== next.id) show(next.id);
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
  /** To the neighbouring cluster of the same control. */
  const sideways = (by: 1 | -1) => {
    const { findings = [] } = rows.rowAt(cursor.index) ?? {};
    const at = findings.findIndex(({ id }) => id === openId);
    const next = at === -1 ? undefined : findings[at + by];
    if (next !== undefined) show(next.id);
  };
  /** All findings of a group, or none of them once all are chosen. */
  const choose = ({ findings }: FindingGroup) => {
    const ids = findings.map(({ id }) => id);
    const rest = [...chosen].filter((id) => !ids.includes(id));
    setChosen(new Set(ids.every((id) => chosen.has(id)) ? rest : [...rest, ...ids]));
  };
  useKeys(
    {
      Escape: () => (openId === null ? setChosen(new Set()) : close()),
      n: () => setWriting(newWriting()),
      x: () => {
        const group = rows.rowAt(cursor.index);
        if (group !== undefined) choose(group);
      },
      ArrowLeft: () => sideways(-1),
      ArrowRight: () => sideways(1),
      '/': () => searchField.current?.focus(),
    },
    writing === null,
  );

  // In the address, so that a reload returns to what is written.
  const setWriting = (next: string | null) =>
    void navigate({
      to: '/step/$stepId',
      params: { stepId: 'findings' },
      search: { ...addressOf(filter), ...(next !== null && { write: next }) },
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
          setChosen(new Set());
          // The form is done with: Back leads to the list, not into it again.
          void navigate({
            to: '/step/$stepId',
            params: { stepId: 'findings' },
            search: { ...addressOf(filter), finding: id },
            replace: true,
          });
        }}
      />
    );
  }
  const { counts } = rows.head ?? {};
  const nothingYet = counts !== undefined && !isFiltered(filter) && Object.keys(counts.standing).length === 0;
  return (
    <Page
      fill
      title="Findings"
      lead={STANDING_WORDS[filter.standing][1]}
      actions={<Button onClick={() => setWriting(newWriting())}>Write a finding</Button>}
    >
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      <UnfinishedFindings onContinue={setWriting} />
      {nothingYet ? (
        <NoFindings onWrite={() => setWriting(newWriting())} />
      ) : (
        <StandingTabs
          standing={filter.standing}
          counts={counts}
          onChange={(standing) => setFilter(onTab(filter, standing))}
        >
          <FilterBar
            filter={filter}
            onChange={setFilter}
            counts={counts}
            clusters={clusters}
            searchRef={searchField}
          />
          <div className={classes.place}>
            <output className="muted small">
              {tablePlace(cursor, rows.total)}
              {(rows.head?.findings ?? 0) > rows.total &&
                ` with ${count(rows.head?.findings ?? 0, 'finding')}`}
            </output>
            {chosen.size > 0 && (
              <>
                <span>{count(chosen.size, 'finding')} selected</span>
                <Button
                  size="compact-sm"
                  disabled={chosen.size < 2 || chosen.size > 100}
                  onClick={() => setWriting(mergeWriting([...chosen]))}
                >
                  Merge
                </Button>
                <Button size="compact-sm" variant="subtle" onClick={() => setChosen(new Set())}>
                  Clear the selection
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
            openId={openId}
            chosen={chosen}
            onChoose={choose}
            severalClusters={clusters.length > 1}
          />
        </StandingTabs>
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
        Findings appear here once evidence is collected. You can also write your own from interviews and
        observations. Both appear in one table and in the report.
      </p>
    </EmptyState>
  );
}
