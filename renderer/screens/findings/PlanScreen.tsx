import { Page } from '../../components/Page.tsx';

export function PlanScreen() {
  return <Page title="Remediation plan">Not there yet.</Page>;
}
