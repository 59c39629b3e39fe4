/** One table for what the machine found and what the assessor wrote; the inspector shows the one under the cursor. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { FindingDetail, FindingRow } from '../../../shared/finding.ts';
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
import { FilterBar } from './FilterBar.tsx';
import { FindingForm } from './FindingForm.tsx';
import { FindingInspector } from './FindingInspector.tsx';
import { FindingsTable } from './FindingsTable.tsx';
import { isFiltered, queryOf, startingWith } from './filter.ts';
import classes from './findings.module.css';

type Writing =
  | { readonly kind: 'new' }
  | { readonly kind: 'edit'; readonly finding: FindingDetail }
  | { readonly kind: 'merge'; readonly members: readonly FindingDetail[] };

export function FindingsScreen() {
  const [writing, setWriting] = useState<Writing | null>(null);
  const { origin } = useSearch({ strict: false });
  const [filter, setFilter] = useState(() => startingWith(origin));
  const [chosen, setChosen] = useState<ReadonlyMap<string, FindingRow>>(new Map());
  const { clusters } = useSelection();
  const openId = useSearch({ strict: false }).finding ?? null;
  const navigate = useNavigate();
  const searchField = useRef<HTMLInputElement>(null);
  const query = queryOf(useDeferredValue(filter));
  const rows = useWindowedRows({
    queryKey: orpc.findings.list.key({ input: query }),
    load: (window, signal) => client.findings.list({ ...query, ...window }, { signal }),
    enabled: writing === null,
  });

  const show = (id: string | null) =>
    void navigate({
      to: '/step/$stepId',
      params: { stepId: 'findings' },
      search: id === null ? {} : { finding: id },
      replace: true,
    });
  const open = (index: number) => {
    const row = rows.rowAt(index);
    if (row !== undefined) show(row.id);
  };
  const cursor = useListCursor({ length: rows.total, onOpen: open, enabled: writing === null });
  const choose = (row: FindingRow) => {
    const next = new Map(chosen);
    if (!next.delete(row.id)) next.set(row.id, row);
    setChosen(next);
  };
  useKeys(
    {
      Escape: () => (openId === null ? setChosen(new Map()) : show(null)),
      n: () => setWriting({ kind: 'new' }),
      x: () => {
        const row = rows.rowAt(cursor.index);
        if (row !== undefined) choose(row);
      },
      '/': () => searchField.current?.focus(),
    },
    writing === null,
  );

  const readMembers = useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map((id) => client.findings.get({ id }))),
    onSuccess: (members) => setWriting({ kind: 'merge', members }),
  });

  // An open inspector follows the cursor.
  const cursorRow = rows.rowAt(cursor.index);
  const followed = useRef(cursor.index);
  useEffect(() => {
    if (followed.current === cursor.index || cursorRow === undefined) return;
    followed.current = cursor.index;
    if (openId !== null && openId !== cursorRow.id) {
      void navigate({
        to: '/step/$stepId',
        params: { stepId: 'findings' },
        search: { finding: cursorRow.id },
        replace: true,
      });
    }
  }, [cursor.index, cursorRow, openId, navigate]);

  if (writing !== null) {
    return (
      <FindingForm
        finding={writing.kind === 'edit' ? writing.finding : null}
        merge={writing.kind === 'merge' ? writing.members : []}
        onCancel={() => setWriting(null)}
        onDone={(id) => {
          setWriting(null);
          setChosen(new Map());
          show(id);
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
      actions={<Button onClick={() => setWriting({ kind: 'new' })}>Write a finding</Button>}
    >
      {rows.error !== null && <ProblemNote error={rows.error} onRetry={rows.refetch} />}
      {readMembers.isError && <ProblemNote error={readMembers.error} />}
      <FilterBar filter={filter} onChange={setFilter} clusters={clusters} searchRef={searchField} />
      {nothingYet ? (
        <NoFindings onWrite={() => setWriting({ kind: 'new' })} />
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
                  loading={readMembers.isPending}
                  onClick={() => readMembers.mutate([...chosen.keys()])}
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
          onClose={() => show(null)}
          onShow={show}
          onEdit={(finding) => setWriting({ kind: 'edit', finding })}
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
