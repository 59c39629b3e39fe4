import { Page } from '../../components/Page.tsx';

export function ContradictionsScreen() {
  return <Page title="Contradictions">Not there yet.</Page>;
}
