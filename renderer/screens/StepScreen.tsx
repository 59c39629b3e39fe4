/** One step of the assessment. Most are interviews; some have a screen of their own. */
import { useParams, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { STEPS, type StepId } from '../../shared/interview.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { FindingsScreen } from './findings/FindingsScreen.tsx';
import { PlanScreen } from './plan/PlanScreen.tsx';
import { QuestionsScreen } from './questions/QuestionsScreen.tsx';
import { ReportScreen } from './report/ReportScreen.tsx';
import { RiskScreen } from './risk/RiskScreen.tsx';
import { ScopeScreen } from './scope/ScopeScreen.tsx';
import { WhereScreen } from './where/WhereScreen.tsx';

const OWN_SCREENS: Partial<Record<StepId, ComponentType>> = {
  scope: ScopeScreen,
  where: WhereScreen,
  scenarios: RiskScreen,
  findings: FindingsScreen,
  plan: PlanScreen,
  report: ReportScreen,
};

export function StepScreen() {
  const { stepId } = useParams({ from: '/workbench/step/$stepId' });
  const { question, view } = useSearch({ from: '/workbench/step/$stepId' });
  const step = STEPS.find((candidate) => candidate.id === stepId);
  if (step === undefined)
    return <EmptyState title="There is no such step">Choose one on the left.</EmptyState>;
  // A step with a screen of its own can still have questions; an address with one leads to them.
  const asksHere =
    step.id !== 'scope' && step.id !== 'where' && (question !== undefined || view === 'questions');
  const Own = asksHere ? undefined : OWN_SCREENS[step.id];
  return Own === undefined ? <QuestionsScreen key={step.id} step={step.id} /> : <Own />;
}
