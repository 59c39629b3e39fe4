import { randomUUID } from 'node:crypto';
import type { EstateEntry } from '../../../shared/engagement.ts';
import { clusterFor } from '../collect-jobs.ts';
import type { Implementer, WorkbenchContext } from '../context.ts';

export function estateProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;
  return {
    list: os.estate.list.handler(async () => {
      const open = session();
      const entries = await open.store.estate.list();
      return [...entries, ...suggestions(entries, (await open.interviewState()).clusters)];
    }),

    save: os.estate.save.handler(async ({ input }) => {
      const open = session();
      // A cluster that is only heard of can be interviewed about and rated like one that was collected.
      const clusterId =
        input.kind === 'kubernetes'
          ? (await clusterFor(open, { clusterId: input.clusterId, clusterName: input.name })).id
          : input.clusterId;
      const saved = await open.store.estate.save({ ...input, clusterId, id: input.id ?? randomUUID() });
      open.forgetEvidence();
      events.changed('estate', 'clusters', 'interview', 'risk', 'report');
      return saved;
    }),

    remove: os.estate.remove.handler(async ({ input }) => {
      await session().store.estate.remove(input);
      events.changed('estate', 'report');
      return {};
    }),
  };
}

/** Clusters that the evidence speaks of and that nobody has entered: where a GitOps controller deploys to. */
function suggestions(
  entries: readonly EstateEntry[],
  clusters: readonly { clusterName: string; facts: Readonly<Record<string, unknown>> | null }[],
): EstateEntry[] {
  const known = new Set(entries.map((entry) => entry.name.toLowerCase()));
  return clusters.flatMap((cluster) => {
    const fact = cluster.facts?.['gitops.externalClusters'] as
      | { state?: string; value?: unknown }
      | undefined;
    const names = fact?.state === 'known' && Array.isArray(fact.value) ? fact.value.map(String) : [];
    return names
      .filter((name) => !known.has(name.toLowerCase()))
      .map((name) => ({
        id: `suggested:${name}`,
        name,
        kind: 'kubernetes' as const,
        purpose: '',
        provider: '',
        status: 'pending' as const,
        heardFrom: `GitOps configuration in ${cluster.clusterName}`,
        note: '',
        clusterId: null,
        suggested: true,
      }));
  });
}
