import type { StepId } from '../../../shared/interview.ts';
import { Page } from '../../components/Page.tsx';

export function QuestionsScreen({ step }: { readonly step: StepId }) {
  return <Page title={step}>Not there yet.</Page>;
}
