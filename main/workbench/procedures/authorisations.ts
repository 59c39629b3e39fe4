import type { Implementer, WorkbenchContext } from '../context.ts';

export function authorisationsProcedures(os: Implementer, workbench: WorkbenchContext) {
  return {
    list: os.authorisations.list.handler(() => workbench.session().store.authorisations.list()),
    record: os.authorisations.record.handler(async ({ input }) => {
      const recorded = await workbench.session().store.authorisations.record(input);
      workbench.events.changed('engagement', 'report');
      return recorded;
    }),
  };
}
