import { Page } from '../../components/Page.tsx';

export function SnapshotsScreen() {
  return <Page title="Snapshots">Not there yet.</Page>;
}
