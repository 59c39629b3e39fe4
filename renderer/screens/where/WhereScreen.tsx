import { Page } from '../../components/Page.tsx';

export function WhereScreen() {
  return <Page title="Where are the clusters?">Not there yet.</Page>;
}
