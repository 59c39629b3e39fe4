import { Page } from '../../components/Page.tsx';

export function RiskScreen() {
  return <Page title="Compromise scenarios">Not there yet.</Page>;
}
