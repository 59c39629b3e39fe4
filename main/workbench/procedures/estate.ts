import { randomUUID } from 'node:crypto';
import { DrydockError } from '../../../shared/errors.ts';
import { estateView, noteOfConfirmed } from '../../assessment/views.ts';
import { clusterFor } from '../collect-jobs.ts';
import type { Implementer, WorkbenchContext } from '../context.ts';

export function estateProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events } = workbench;
  return {
    list: os.estate.list.handler(async () => {
      const open = session();
      return estateView(await open.store.estate.list(), (await open.interviewState()).clusters);
    }),

    save: os.estate.save.handler(async ({ input }) => {
      const open = session();
      const stored = (await open.store.estate.list()).find(({ id }) => id === input.id);
      // Before a cluster is made for an entry that is refused; the store asks again in its transaction.
      if (input.baseRevision !== (stored?.revision ?? 0))
        throw new DrydockError('CONFLICT', { what: 'The entry' });
      // A cluster that is only heard of can be interviewed about and rated like one that was collected.
      const clusterId =
        input.kind === 'kubernetes'
          ? (await clusterFor(open, { clusterId: input.clusterId, clusterName: input.name })).id
          : input.clusterId;
      const saved = await open.store.estate.save({
        ...input,
        clusterId,
        note: noteOfConfirmed(input),
        id: input.id ?? randomUUID(),
      });
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
