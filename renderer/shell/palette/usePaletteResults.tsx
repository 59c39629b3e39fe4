import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue } from 'react';
import { STEPS } from '../../../shared/interview.ts';
import { objectInWords } from '../../../shared/object-in-words.ts';
import { orpc } from '../../client/workbench.ts';
import { SeverityMark } from '../../components/SeverityMark.tsx';
import { controlParams } from '../../screens/controls/address.ts';
import { useAllQuestions } from '../questions.ts';
import { useSelection } from '../selection.ts';
import { useActions } from './useActions.ts';

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly mark?: ReactNode;
  readonly act: () => void;
}

export interface Group {
  readonly label: string;
  readonly entries: readonly Entry[];
}

/** Of each kind of result; whoever wants more types more. */
const MOST = 6;
/** Shorter words would match nearly everything that is not an action or a step. */
const SHORTEST_SEARCH = 2;

/** What bears the words in its name, in groups; some may be empty. */
export function usePaletteResults(wanted: string): readonly Group[] {
  const navigate = useNavigate();
  const actions = useActions();
  const { snapshot } = useSelection();
  const deep = wanted.length >= SHORTEST_SEARCH;
  // What the page knows is filtered at once, for Enter must never act on the words of a moment ago; what the workbench
  // is asked for may lag behind.
  const asking = useDeferredValue(wanted);
  const isAnswered = deep && asking === wanted;
  const questions = useAllQuestions(deep);
  const findings = useQuery({
    ...orpc.findings.list.queryOptions({ input: { search: asking, limit: MOST } }),
    enabled: deep,
  });
  const controls = useQuery({
    ...orpc.analysis.controls.queryOptions({ input: { snapshotId: snapshot?.id ?? '' } }),
    enabled: deep && snapshot !== null,
  });
  const objects = useQuery({
    ...orpc.snapshots.objects.queryOptions({
      input: { snapshotId: snapshot?.id ?? '', search: asking, limit: MOST },
    }),
    enabled: deep && snapshot !== null,
  });

  const matches = (text: string) => text.toLowerCase().includes(wanted.toLowerCase());
  const toStep = (stepId: string, search: { question?: string; finding?: string } = {}) =>
    void navigate({ to: '/step/$stepId', params: { stepId }, search });
  return [
    {
      label: 'Actions',
      entries: actions
        .filter(({ label }) => matches(label))
        .map(({ label, act }) => ({ key: label, label, act })),
    },
    {
      label: 'Steps',
      entries: STEPS.filter(({ title }) => matches(title)).map(({ id, number, title }) => ({
        key: id,
        label: `${number} ${title}`,
        act: () => toStep(id),
      })),
    },
    {
      label: 'Questions',
      entries: (deep ? questions : [])
        .filter(({ meta }) => matches(meta.text))
        .slice(0, MOST)
        .map(({ meta }) => ({
          key: meta.id,
          label: meta.text,
          act: () => toStep(meta.step, { question: meta.id }),
        })),
    },
    {
      label: 'Findings',
      entries: (isAnswered ? (findings.data?.rows ?? []) : []).map((row) => ({
        key: row.id,
        label: `${row.number} ${row.title}`,
        mark: <SeverityMark severity={row.severity} bare />,
        act: () => toStep('findings', { finding: row.id }),
      })),
    },
    {
      label: 'Controls',
      entries: (deep ? (controls.data ?? []) : [])
        .filter(({ meta }) => matches(meta.title) || matches(meta.id))
        .slice(0, MOST)
        .map(({ meta }) => ({
          key: meta.id,
          label: meta.title,
          description: meta.id,
          mark: <SeverityMark severity={meta.severity} bare />,
          act: () => void navigate({ to: '/controls/$family/$slug', params: controlParams(meta.id) }),
        })),
    },
    {
      label: 'Objects',
      entries: (isAnswered && snapshot !== null ? (objects.data?.rows ?? []) : []).map((object) => ({
        key: `${object.apiVersion} ${objectInWords(object)}`,
        label: objectInWords(object),
        act: () =>
          void navigate({
            to: '/snapshots/$snapshotId',
            params: { snapshotId: snapshot?.id ?? '' },
            search: { view: 'objects', search: object.name },
          }),
      })),
    },
  ];
}
