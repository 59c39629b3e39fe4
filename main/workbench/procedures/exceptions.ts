import type { ExceptionView } from '../../../shared/exception.ts';
import { expiryFault } from '../../../shared/form-rules.ts';
import { exceptionViews } from '../../assessment/views.ts';
import { found, type Implementer, refuse, type WorkbenchContext } from '../context.ts';
import { titleIn } from '../finding-detail.ts';
import type { StoreClient } from '../store-client.ts';

export function exceptionsProcedures(os: Implementer, { session, events, now }: WorkbenchContext) {
  const changed = async (id: string): Promise<ExceptionView> => {
    // Summaries carry the counts, and interview and overview keep them.
    session().forgetEvidence();
    events.changed('exceptions', 'findings', 'snapshots', 'report');
    const views = await viewsOf(session().store, now());
    return found(
      views.find((view) => view.id === id),
      'The exception',
    );
  };
  return {
    list: os.exceptions.list.handler(() => viewsOf(session().store, now())),
    save: os.exceptions.save.handler(async ({ input }) => {
      refuse(expiryFault(input.expires, now().slice(0, 10)));
      const { id } = await session().store.exceptions.save(input);
      return changed(id);
    }),
    withdraw: os.exceptions.withdraw.handler(async ({ input }) => {
      await session().store.exceptions.withdraw(input);
      return changed(input.id);
    }),
    revisions: os.exceptions.revisions.handler(({ input }) => session().store.exceptions.revisions(input)),
  };
}

async function viewsOf(store: StoreClient, now: string): Promise<ExceptionView[]> {
  const [exceptions, counts, clusters] = await Promise.all([
    store.exceptions.list(),
    store.exceptions.counts(),
    store.clusters.list(),
  ]);
  const overviews = await Promise.all(
    clusters.map(async ({ latestSnapshotId }) =>
      latestSnapshotId === null ? null : store.analysis.overview({ snapshotId: latestSnapshotId }),
    ),
  );
  return exceptionViews({ exceptions, counts, clusters, titleOf: titleIn(overviews), now });
}
