import { Page } from '../../components/Page.tsx';

export function SnapshotScreen() {
  return <Page title="Snapshot">Not there yet.</Page>;
}
