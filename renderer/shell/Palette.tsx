/** Ctrl+K: everything by name. */
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { STEPS } from '../../shared/interview.ts';
import { orpc } from '../client/workbench.ts';
import { SeverityMark } from '../components/SeverityMark.tsx';
import { objectName } from '../format.ts';
import { controlParams } from '../screens/controls/address.ts';
import { useAllQuestions } from './questions.ts';
import { useSelection } from './selection.ts';

const [paletteStore, palette] = createSpotlight();
export const openPalette = (): void => palette.open();

export function Palette() {
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim());
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
        <Results wanted={wanted} />
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

const GOALS = [
  { label: 'Collect evidence', to: '/collect' },
  { label: 'Open the overview', to: '/overview' },
  { label: 'Browse snapshots and objects', to: '/snapshots' },
  { label: 'Browse controls and their verdicts', to: '/controls' },
  { label: 'See accepted risks (exceptions)', to: '/exceptions' },
  { label: 'Load controls of your own', to: '/own-controls' },
  { label: 'Resolve contradictions', to: '/contradictions' },
  { label: 'Read the journal', to: '/journal' },
  { label: 'Review an evidence bundle', to: '/review' },
] as const;

function Results({ wanted }: { readonly wanted: string }) {
  const navigate = useNavigate();
  const { snapshot } = useSelection();
  const deep = wanted.length >= 2;
  const questions = useAllQuestions(deep);
  const findings = useQuery({
    ...orpc.findings.list.queryOptions({ input: { search: wanted, limit: 6 } }),
    enabled: deep,
  });
  const controls = useQuery({
    ...orpc.analysis.controls.queryOptions({ input: { snapshotId: snapshot?.id ?? '' } }),
    enabled: deep && snapshot !== null,
  });
  const objects = useQuery({
    ...orpc.snapshots.objects.queryOptions({
      input: { snapshotId: snapshot?.id ?? '', search: wanted, limit: 6 },
    }),
    enabled: deep && snapshot !== null,
  });

  const matches = (text: string) => text.toLowerCase().includes(wanted.toLowerCase());
  const goals = GOALS.filter((goal) => matches(goal.label));
  const steps = STEPS.filter((step) => matches(step.title));
  const asked = deep ? questions.filter((view) => matches(view.meta.text)).slice(0, 6) : [];
  const found = deep ? (findings.data?.rows ?? []) : [];
  const seen = deep ? (objects.data?.rows ?? []) : [];
  const judged = deep
    ? (controls.data ?? []).filter(({ meta }) => matches(meta.title) || matches(meta.id)).slice(0, 6)
    : [];
  const nothing = [goals, steps, asked, found, judged, seen].every((list) => list.length === 0);
  return (
    <>
      {nothing && <Spotlight.Empty>Nothing by that name.</Spotlight.Empty>}
      {goals.length > 0 && (
        <Spotlight.ActionsGroup label="Actions">
          {goals.map((goal) => (
            <Spotlight.Action
              key={goal.to}
              label={goal.label}
              onClick={() => void navigate({ to: goal.to, search: {} })}
            />
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
              key={`${object.apiVersion} ${objectName(object)}`}
              label={objectName(object)}
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
