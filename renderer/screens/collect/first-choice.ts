import { useEffect } from 'react';
import type { KubeconfigContext } from '../../../shared/kubeconfig.ts';
import { useSelection } from '../../shell/selection.ts';
import { type CollectDraft, collectDraft, contextToComplete, nameContext } from './draft.ts';
import { defaultName } from './names.ts';

/** Chooses the current context, or the one to complete, once for each set of files. */
export function useFirstChoice(
  draft: CollectDraft,
  contexts: readonly KubeconfigContext[],
  current: string,
): void {
  const { snapshots } = useSelection();
  useEffect(() => {
    if (contexts.length === 0) return;
    const known = contexts.filter(({ name }) => draft.names.has(name));
    const resumed = draft.resume === null ? null : contextToComplete(draft.resume, contexts);
    if (resumed !== null && draft.resume !== null && draft.names.get(resumed) !== draft.resume.clusterName) {
      collectDraft.change((old) => ({
        ...old,
        names: new Map([[resumed, draft.resume?.clusterName ?? resumed]]),
      }));
      return;
    }
    // Once only: who takes the choice away again means it.
    if (draft.chosenFor === draft.files) return;
    collectDraft.change((old) => ({ ...old, chosenFor: draft.files }));
    if (known.length > 0 || resumed !== null) return;
    const usable = contexts.filter(({ refusal }) => refusal === null);
    const first = usable.find(({ name }) => name === current) ?? usable[0];
    if (first !== undefined) nameContext(first.name, defaultName(first, new Map(), snapshots));
  }, [draft, contexts, current, snapshots]);
}
