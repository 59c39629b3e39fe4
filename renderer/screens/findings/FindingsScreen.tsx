import { Page } from '../../components/Page.tsx';

export function FindingsScreen() {
  return <Page title="Findings">Not there yet.</Page>;
}
