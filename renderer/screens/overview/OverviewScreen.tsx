import { Page } from '../../components/Page.tsx';

export function OverviewScreen() {
  return <Page title="Overview">Not there yet.</Page>;
}
