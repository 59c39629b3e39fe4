import type { Implementer, WorkbenchContext } from '../context.ts';
import { affectedObjects, sourceOf } from '../finding-detail.ts';

export function findingsProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;
  const changed = () => events.changed('findings', 'report');
  return {
    list: os.findings.list.handler(({ input }) => session().store.findings.list(input)),
    groups: os.findings.groups.handler(({ input }) => session().store.findings.groups(input)),
    get: os.findings.get.handler(({ input }) => session().finding(input.id)),
    affected: os.findings.affected.handler(async ({ input }) => {
      const source = sourceOf(session().store);
      return affectedObjects(source, await source.record(input.id), input.offset, input.limit);
    }),

    create: os.findings.create.handler(async ({ input }) => {
      const { id } = await session().store.findings.create(input);
      changed();
      return session().finding(id);
    }),

    update: os.findings.update.handler(async ({ input }) => {
      await session().store.findings.update(input);
      changed();
      return session().finding(input.id);
    }),

    setStatus: os.findings.setStatus.handler(async ({ input }) => {
      await session().store.findings.setStatus(input);
      changed();
      return session().finding(input.id);
    }),

    override: os.findings.override.handler(async ({ input }) => {
      await session().store.findings.override(input);
      changed();
      return session().finding(input.id);
    }),

    merge: os.findings.merge.handler(async ({ input }) => {
      const { id } = await session().store.findings.merge(input);
      changed();
      return session().finding(id);
    }),

    unmerge: os.findings.unmerge.handler(async ({ input }) => {
      await session().store.findings.unmerge(input);
      changed();
      return {};
    }),

    linkQuestions: os.findings.linkQuestions.handler(async ({ input }) => {
      await session().store.findings.linkQuestions(input);
      changed();
      return session().finding(input.id);
    }),
  };
}
