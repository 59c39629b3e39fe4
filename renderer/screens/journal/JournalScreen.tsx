import { Page } from '../../components/Page.tsx';

export function JournalScreen() {
  return <Page title="Journal">Not there yet.</Page>;
}
