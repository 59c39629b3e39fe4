/** Importing and exporting evidence as files. */

import { analyse, clusterFor } from './collect-jobs.ts';
import type { WorkbenchContext } from './context.ts';
import type { EngagementSession } from './engagement-session.ts';
import type { EvidenceFile } from './evidence-files.ts';

/**
 * Imports what the file turns out to be: evidence becomes a snapshot of the cluster and is analysed; results of
 * another tool become findings. `identity` opens an encrypted bundle.
 */
export function startImport(
  workbench: WorkbenchContext,
  session: EngagementSession,
  file: EvidenceFile,
  identity: string | null,
  target: { readonly clusterId: string | null; readonly clusterName: string },
): { jobId: string } {
  const { jobId } = workbench.jobs.start('import', `Import evidence from ${file.name}`, async (job) => {
    try {
      job.progress({ label: 'Identifying the file' });
      const cluster = await clusterFor(session, target);
      const { snapshotId, findings } = await workbench.runner.importEvidence(
        session.access,
        {
          path: file.path,
          name: file.name,
          identity,
          clusterId: cluster.id,
          clusterName: cluster.name,
        },
        (progress) => job.progress(progress),
        job.signal,
      );
      if (snapshotId === null) {
        workbench.events.changed('clusters', 'findings', 'report');
        return { clusterId: cluster.id, findings: findings ?? 0 };
      }
      await analyse(workbench, session, snapshotId, job);
      await session.store.estate.markCollected({
        clusterId: cluster.id,
        name: cluster.name,
        heardFrom: 'Imported evidence',
      });
      workbench.events.changed('estate');
      return { clusterId: cluster.id, snapshotId };
    } finally {
      file.release();
    }
  });
  return { jobId };
}

/** Makes an evidence bundle of a stored snapshot; the result is an artifact to save. */
export function startExportBundle(
  workbench: WorkbenchContext,
  session: EngagementSession,
  snapshotId: string,
): { jobId: string } {
  const { jobId } = workbench.jobs.start('export', 'Write an evidence bundle', async (job) => ({
    artifactId: await workbench.runner.exportBundle(session.access, snapshotId, job.signal),
  }));
  return { jobId };
}
