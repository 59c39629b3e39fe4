/** Starting collections: authorisation first, one job for each context, analysis right after. */

import type { Cluster } from '../../shared/engagement.ts';
import { authorisedForMs } from './authorisation-check.ts';
import type { WorkbenchContext } from './context.ts';
import type { EngagementSession } from './engagement-session.ts';
import type { KubeconfigText } from './evidence-files.ts';
import { agreedPrograms } from './exec-consents.ts';
import type { JobHandle } from './jobs.ts';

export interface CollectionRequest {
  readonly kubeconfigs: readonly KubeconfigText[];
  readonly targets: readonly {
    readonly context: string;
    readonly clusterId: string | null;
    readonly clusterName: string;
    readonly resume: string | null;
  }[];
  /** Fingerprints that are agreed to now, beside those that the engagement remembers. */
  readonly allowExec: readonly string[];
  readonly extraCa: string | null;
  readonly namespaces: readonly string[];
  readonly limitMs: number;
}

/** Ids of the started jobs. Nothing is asked of any cluster unless all targets are authorised. */
export async function startCollection(
  workbench: WorkbenchContext,
  session: EngagementSession,
  request: CollectionRequest,
): Promise<string[]> {
  const authorisations = await session.store.authorisations.reliable();
  const clusters = await session.store.clusters.list();
  // What the evidence will be stored under decides, not what the request calls it.
  const allowedMs = request.targets.map((target) =>
    authorisedForMs(authorisations, nameFor(clusters, target), workbench.now()),
  );
  const allowExec = await agreedPrograms(workbench, session, {
    ...request,
    contexts: request.targets.map(({ context }) => context),
  });
  const jobIds: string[] = [];
  for (const [at, target] of request.targets.entries()) {
    const cluster = await clusterFor(session, target);
    const { jobId } = workbench.jobs.start(
      'collect',
      `Collect evidence from ${cluster.name}`,
      async (job) => {
        const snapshotId = await workbench.runner.collect(
          session.access,
          {
            kubeconfigs: request.kubeconfigs,
            context: target.context,
            clusterId: cluster.id,
            clusterName: cluster.name,
            allowExec,
            extraCa: request.extraCa,
            namespaces: request.namespaces,
            // Nothing is asked of a cluster after the window that its owner gave.
            limitMs: Math.min(request.limitMs, allowedMs[at] ?? 0),
            resume: target.resume,
          },
          (progress) => job.progress(progress),
          job.signal,
        );
        await analyse(workbench, session, snapshotId, job);
        await session.store.estate.markCollected({ clusterId: cluster.id, name: cluster.name });
        workbench.events.changed('estate');
        return { clusterId: cluster.id, snapshotId };
      },
    );
    jobIds.push(jobId);
  }
  return jobIds;
}

/** Analyses a stored snapshot as the last part of a job, and tells everyone. `at` is for the sample's story. */
export async function analyse(
  workbench: WorkbenchContext,
  session: EngagementSession,
  snapshotId: string,
  job: JobHandle,
  at?: string,
): Promise<void> {
  job.progress({ label: 'Evaluating controls and facts', remainingMs: null });
  // Of a collection that was cancelled the part that was read is judged all the same.
  await workbench.runner.analyse(session.access, snapshotId, job.closing, at);
  session.forgetEvidence();
  workbench.events.changed('clusters', 'snapshots', 'findings', 'interview', 'risk', 'estate', 'report');
}

/** The chosen cluster, renamed when it never held a snapshot; a new one when none was chosen. */
export async function clusterFor(
  session: EngagementSession,
  target: Target,
): Promise<{ readonly id: string; readonly name: string }> {
  const chosen = chosenCluster(await session.store.clusters.list(), target);
  if (chosen === undefined) return session.store.clusters.create({ name: target.clusterName });
  if (chosen.latestSnapshotId === null && chosen.name !== target.clusterName) {
    return session.store.clusters.rename({ id: chosen.id, name: target.clusterName });
  }
  return chosen;
}

interface Target {
  readonly clusterId: string | null;
  readonly clusterName: string;
}

function chosenCluster(clusters: readonly Cluster[], target: Target): Cluster | undefined {
  return (
    clusters.find(({ id }) => id === target.clusterId) ??
    clusters.find(({ name }) => name.toLowerCase() === target.clusterName.toLowerCase())
  );
}

/** What `clusterFor` will call the cluster. */
function nameFor(clusters: readonly Cluster[], target: Target): string {
  const chosen = chosenCluster(clusters, target);
  return chosen === undefined || chosen.latestSnapshotId === null ? target.clusterName : chosen.name;
}
