/** Ctrl+K: everything by name. */
import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useLayoutEffect, useRef, useState } from 'react';
import { STEPS } from '../../shared/interview.ts';
import { objectInWords } from '../../shared/object-in-words.ts';
import { orpc } from '../client/workbench.ts';
import { SeverityMark } from '../components/SeverityMark.tsx';
import { controlParams } from '../screens/controls/address.ts';
import { newWriting } from '../screens/findings/writing.ts';
import { OPEN_SCREENS, SCREENS } from '../screens.ts';
import { useAllQuestions } from './questions.ts';
import { openShortcutHelp } from './ShortcutHelp.tsx';
import { useSelection } from './selection.ts';
import { useLock } from './useLock.ts';

const [paletteStore, palette] = createSpotlight();
export const openPalette = (): void => palette.open();

export function Palette() {
  const [query, setQuery] = useState('');
  return (
    <Spotlight.Root
      store={paletteStore}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      attributes={{ content: { 'aria-label': 'Search everything' } }}
      clearQueryOnClose
      scrollable
      maxHeight={480}
    >
      <Spotlight.Search
        placeholder="Search steps, questions, findings, objects, actions"
        aria-label="Search"
        leftSection={<IconSearch size={18} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        <Results wanted={query.trim()} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/**
 * Keeps the first result chosen while the words change, so that Enter does what stands on top. The library chooses
 * once, before the results are there.
 */
function useFirstChosen(wanted: string): void {
  const chosenFor = useRef('');
  useLayoutEffect(() => {
    if (wanted === '') return;
    const { listId } = paletteStore.getState();
    const list = listId === '' ? null : document.getElementById(listId);
    const chosen = list?.querySelector('[data-selected]') ?? null;
    if (chosenFor.current === wanted && chosen !== null) return;
    chosenFor.current = wanted;
    chosen?.removeAttribute('data-selected');
    list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
    paletteStore.updateState((state) => ({ ...state, selected: 0 }));
  });
}

interface Action {
  readonly label: string;
  readonly act: () => void;
}

/** What can be done from anywhere. */
function useActions(): readonly Action[] {
  const navigate = useNavigate();
  const lock = useLock();
  const { setColorScheme } = useMantineColorScheme();
  return [
    {
      label: 'Write a finding',
      act: () =>
        void navigate({
          to: '/step/$stepId',
          params: { stepId: 'findings' },
          search: { write: newWriting() },
        }),
    },
    {
      label: 'Build the report',
      act: () =>
        void navigate({ to: '/step/$stepId', params: { stepId: 'report' }, search: { view: 'build' } }),
    },
    ...[...Object.values(SCREENS), ...Object.values(OPEN_SCREENS)].flatMap(({ path, command }) =>
      command === undefined ? [] : [{ label: command, act: () => void navigate({ to: path, search: {} }) }],
    ),
    { label: 'Lock the engagement', act: () => lock.mutate() },
    { label: 'Use the light theme', act: () => setColorScheme('light') },
    { label: 'Use the dark theme', act: () => setColorScheme('dark') },
    { label: 'Use the system theme', act: () => setColorScheme('auto') },
    { label: 'Show the keyboard shortcuts', act: openShortcutHelp },
  ];
}

function Results({ wanted }: { readonly wanted: string }) {
  const navigate = useNavigate();
  const { snapshot } = useSelection();
  const deep = wanted.length >= 2;
  // What the page knows is filtered at once, for Enter must never act on the words of a moment ago; what the workbench
  // is asked for may lag behind.
  const asking = useDeferredValue(wanted);
  const questions = useAllQuestions(deep);
  const findings = useQuery({
    ...orpc.findings.list.queryOptions({ input: { search: asking, limit: 6 } }),
    enabled: deep,
  });
  const controls = useQuery({
    ...orpc.analysis.controls.queryOptions({ input: { snapshotId: snapshot?.id ?? '' } }),
    enabled: deep && snapshot !== null,
  });
  const objects = useQuery({
    ...orpc.snapshots.objects.queryOptions({
      input: { snapshotId: snapshot?.id ?? '', search: asking, limit: 6 },
    }),
    enabled: deep && snapshot !== null,
  });

  const matches = (text: string) => text.toLowerCase().includes(wanted.toLowerCase());
  const actions = useActions().filter((action) => matches(action.label));
  const steps = STEPS.filter((step) => matches(step.title));
  const asked = deep ? questions.filter((view) => matches(view.meta.text)).slice(0, 6) : [];
  const found = deep && asking === wanted ? (findings.data?.rows ?? []) : [];
  const seen = deep && asking === wanted ? (objects.data?.rows ?? []) : [];
  const judged = deep
    ? (controls.data ?? []).filter(({ meta }) => matches(meta.title) || matches(meta.id)).slice(0, 6)
    : [];
  useFirstChosen(wanted);
  const nothing = [actions, steps, asked, found, judged, seen].every((list) => list.length === 0);
  return (
    <>
      {nothing && <Spotlight.Empty>No results.</Spotlight.Empty>}
      {actions.length > 0 && (
        <Spotlight.ActionsGroup label="Actions">
          {actions.map(({ label, act }) => (
            <Spotlight.Action key={label} label={label} onClick={act} />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {steps.length > 0 && (
        <Spotlight.ActionsGroup label="Steps">
          {steps.map((step) => (
            <Spotlight.Action
              key={step.id}
              label={`${step.number} ${step.title}`}
              onClick={() => void navigate({ to: '/step/$stepId', params: { stepId: step.id } })}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {asked.length > 0 && (
        <Spotlight.ActionsGroup label="Questions">
          {asked.map((view) => (
            <Spotlight.Action
              key={view.meta.id}
              label={view.meta.text}
              onClick={() =>
                void navigate({
                  to: '/step/$stepId',
                  params: { stepId: view.meta.step },
                  search: { question: view.meta.id },
                })
              }
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {found.length > 0 && (
        <Spotlight.ActionsGroup label="Findings">
          {found.map((row) => (
            <Spotlight.Action
              key={row.id}
              leftSection={<SeverityMark severity={row.severity} bare />}
              label={`${row.number} ${row.title}`}
              onClick={() =>
                void navigate({
                  to: '/step/$stepId',
                  params: { stepId: 'findings' },
                  search: { finding: row.id },
                })
              }
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {judged.length > 0 && (
        <Spotlight.ActionsGroup label="Controls">
          {judged.map(({ meta }) => (
            <Spotlight.Action
              key={meta.id}
              leftSection={<SeverityMark severity={meta.severity} bare />}
              label={meta.title}
              description={meta.id}
              onClick={() => void navigate({ to: '/controls/$family/$slug', params: controlParams(meta.id) })}
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
      {seen.length > 0 && snapshot !== null && (
        <Spotlight.ActionsGroup label="Objects">
          {seen.map((object) => (
            <Spotlight.Action
              key={`${object.apiVersion} ${objectInWords(object)}`}
              label={objectInWords(object)}
              onClick={() =>
                void navigate({
                  to: '/snapshots/$snapshotId',
                  params: { snapshotId: snapshot.id },
                  search: { view: 'objects', search: object.name },
                })
              }
            />
          ))}
        </Spotlight.ActionsGroup>
      )}
    </>
  );
}
