import { Page } from '../../components/Page.tsx';

export function CollectScreen() {
  return <Page title="Collect evidence">Not there yet.</Page>;
}
