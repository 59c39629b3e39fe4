import { DrydockError } from '../../../shared/errors.ts';
import { analyse } from '../collect-jobs.ts';
import { found, type Implementer, type WorkbenchContext } from '../context.ts';
import type { EngagementSession } from '../engagement-session.ts';
import { readControlsText } from '../evidence-files.ts';

export function customControlsProcedures(os: Implementer, workbench: WorkbenchContext) {
  const { session, events, host, runner } = workbench;
  const list = () => runner.customFiles(session().access);
  return {
    list: os.customControls.list.handler(list),
    add: os.customControls.add.handler(async ({ input }) => {
      const file = await readControlsText(host, input.file);
      requireControls(file);
      const { id } = await session().store.customControls.add(file);
      events.changed('controls');
      const added = found(
        (await list()).find((file) => file.id === id),
        'The file of controls',
      );
      return { file: added, jobId: await analyseAgain(workbench, session()) };
    }),
    remove: os.customControls.remove.handler(async ({ input }) => {
      await session().store.customControls.remove(input);
      events.changed('controls');
      return { jobId: await analyseAgain(workbench, session()) };
    }),
    text: os.customControls.text.handler(async ({ input }) => {
      const file = found(
        (await session().store.customControls.list()).find(({ id }) => id === input.id),
        'The file of controls',
      );
      return { name: file.name, text: file.text };
    }),
  };
}

/** Whatever else a person may choose by mistake, a kubeconfig above all, must not be kept in the engagement. */
function requireControls({ name, text }: { readonly name: string; readonly text: string }): void {
  if (/^[ \t]*id:[ \t]*["']?custom\//m.test(text)) return;
  throw new DrydockError('INVALID_INPUT', {
    what: name,
    reason: 'it contains no control with an id such as custom/no-latest-tag',
  });
}

/** Controls changed, so the latest snapshot of every cluster is judged anew. */
async function analyseAgain(workbench: WorkbenchContext, session: EngagementSession): Promise<string | null> {
  const clusters = (await session.store.clusters.list()).filter(
    ({ latestSnapshotId }) => latestSnapshotId !== null,
  );
  if (clusters.length === 0) return null;
  const { jobId } = workbench.jobs.start('analyse', 'Evaluate the evidence again', async (job) => {
    for (const { latestSnapshotId } of clusters) {
      if (latestSnapshotId !== null) await analyse(workbench, session, latestSnapshotId, job);
    }
    return {};
  });
  return jobId;
}
