import { useMutation } from '@tanstack/react-query';
import { client, orpc, queryClient } from '../../client/workbench.ts';
import { useSelection } from '../../shell/selection.ts';
import { collectDraft, contextToComplete } from './draft.ts';
import { sameName } from './names.ts';
import { type Live, requestOf } from './useLiveCollection.ts';

/** Starts one collection for each chosen cluster. */
export function useStartCollection(live: Live) {
  const { clusters } = useSelection();
  const { draft, contexts, standing } = live;
  const { resume } = draft;
  const completed = resume === null ? null : contextToComplete(resume, contexts);
  return useMutation({
    mutationFn: () =>
      client.collect.start({
        ...requestOf(live),
        targets: standing.chosen.map(({ name: context }, index) => {
          const clusterName = standing.clusterNames[index] ?? '';
          return {
            context,
            clusterName,
            clusterId: clusters.find(({ name }) => sameName(name, clusterName))?.id ?? null,
            resume: context === completed ? (resume?.snapshotId ?? null) : null,
          };
        }),
        limitMinutes: draft.limitMinutes,
      }),
    onSuccess: async () => {
      collectDraft.change((old) => ({ ...old, resume: null }));
      // What was agreed to is remembered from now on.
      await queryClient.invalidateQueries({ queryKey: orpc.collect.consents.key() });
    },
  });
}
