import { Page } from '../../components/Page.tsx';

export function ReportScreen() {
  return <Page title="Report">Not there yet.</Page>;
}
