import type { Implementer, WorkbenchContext } from '../context.ts';

export function clustersProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;
  return {
    list: os.clusters.list.handler(() => session().store.clusters.list()),
    create: os.clusters.create.handler(async ({ input }) => {
      const cluster = await session().store.clusters.create(input);
      session().forgetEvidence();
      events.changed('clusters', 'interview', 'risk', 'report');
      return cluster;
    }),
    rename: os.clusters.rename.handler(async ({ input }) => {
      const cluster = await session().store.clusters.rename(input);
      session().forgetEvidence();
      events.changed('clusters', 'estate', 'interview', 'risk', 'report');
      return cluster;
    }),
  };
}
