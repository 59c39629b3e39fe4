/** What is forgotten when an engagement is locked: nothing of it may stand in the page afterwards. */
import type { Query } from '@tanstack/react-query';
import { drafts } from '../autosave/registry.ts';
import { orpc, queryClient } from '../client/workbench.ts';
import { forgetCollectDraft } from '../screens/collect/draft.ts';
import { forgetIncoming } from '../screens/import/incoming.ts';
import { forgetSelection } from './selection.ts';

/**
 * Words that could not be saved stay in memory, shown nowhere, until their engagement is opened again. The queries of
 * the start screen are asked anew and not taken away: who shows their answer would wait for it without end.
 */
export function forgetEngagement(): void {
  drafts.leave();
  forgetCollectDraft();
  forgetIncoming();
  forgetSelection();
  queryClient.setQueryData(orpc.engagements.current.queryKey(), null);
  queryClient.removeQueries({ predicate: (query) => !isOfStart(query) });
  queryClient.getMutationCache().clear();
  void queryClient.invalidateQueries();
}

function isOfStart({ queryKey }: Query): boolean {
  const kept = [orpc.app.info, orpc.engagements.recent, orpc.engagements.current];
  return kept.some((procedure) => JSON.stringify(procedure.queryKey()) === JSON.stringify(queryKey));
}

/** Where an engagement was left: an address of ids, so that whoever opens it again goes on there. */
let left: { readonly engagementId: string; readonly address: string } | null = null;

export function rememberPlace(engagementId: string, address: string): void {
  left = { engagementId, address };
}

export const placeOf = (engagementId: string | undefined): string | null =>
  left !== null && left.engagementId === engagementId ? left.address : null;
