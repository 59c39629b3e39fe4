/** What is forgotten when an engagement is locked: nothing of it may stand in the page afterwards. */
import { autosaves } from '../autosave/registry.ts';
import { queryClient } from '../client/workbench.ts';
import { forgetCollectDraft } from '../screens/collect/draft.ts';
import { forgetIncoming } from '../screens/import/incoming.ts';
import { forgetSelection } from './selection.ts';

export function forgetEngagement(): void {
  autosaves.clear();
  forgetCollectDraft();
  forgetIncoming();
  forgetSelection();
  queryClient.clear();
}
