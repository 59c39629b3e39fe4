/** One step of the assessment. Most are interviews; some have a screen of their own. */
import { useParams, useSearch } from '@tanstack/react-router';
import type { FunctionComponent } from 'react';
import { STEPS, type StepId } from '../../shared/interview.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import type { StepProps } from '../screens.ts';

interface Props {
  readonly screens: Readonly<Record<StepId, FunctionComponent<StepProps>>>;
  readonly interview: FunctionComponent<StepProps>;
}

export function Step({ screens, interview }: Props) {
  const { stepId } = useParams({ from: '/workbench/step/$stepId' });
  const { question, view } = useSearch({ from: '/workbench/step/$stepId' });
  const step = STEPS.find((candidate) => candidate.id === stepId);
  if (step === undefined)
    return <EmptyState title="This step does not exist">Choose a step on the left.</EmptyState>;
  // A step with a screen of its own can still have questions; an address with one leads to them.
  const asksHere =
    step.id !== 'scope' && step.id !== 'where' && (question !== undefined || view === 'questions');
  const Screen = asksHere ? interview : screens[step.id];
  return <Screen key={step.id} step={step.id} />;
}
