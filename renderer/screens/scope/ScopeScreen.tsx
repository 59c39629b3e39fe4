import { Page } from '../../components/Page.tsx';

export function ScopeScreen() {
  return <Page title="Engagement and scope">Not there yet.</Page>;
}
