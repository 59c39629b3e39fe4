import { type Implementer, sessionOf, type WorkbenchContext } from '../context.ts';

export function unfinishedProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;
  return {
    list: os.unfinished.list.handler(() => session().store.unfinishedForms.list()),

    save: os.unfinished.save.handler(async ({ input: { engagementId, ...edit } }) => {
      const open = await sessionOf(workbench, engagementId);
      const saved = await open.store.unfinishedForms.save(edit);
      events.changed('unfinished');
      return saved;
    }),

    empty: os.unfinished.empty.handler(async ({ input: { engagementId, ...form } }) => {
      const open = await sessionOf(workbench, engagementId);
      const emptied = await open.store.unfinishedForms.empty(form);
      events.changed('unfinished');
      return emptied;
    }),
  };
}
