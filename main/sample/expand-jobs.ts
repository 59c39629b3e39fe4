/** The Jobs of a CronJob, and the Pods of Jobs. */
import type { ExpandedCluster } from './expand-state.ts';
import { inNamespace, ownerReference, type PodTemplate, type SampleObject } from './sample-object.ts';
import { iso, suffix } from './stable.ts';

/** The last two runs of a CronJob that is not suspended. */
export function jobsOf(cluster: ExpandedCluster, cronJob: SampleObject): void {
  const spec = cronJob['spec'] as { jobTemplate: { spec: Record<string, unknown> }; suspend?: boolean };
  cronJob['status'] = {
    lastScheduleTime: iso(Date.parse(cluster.now) - 6 * 3_600_000),
    lastSuccessfulTime: iso(Date.parse(cluster.now) - 5.9 * 3_600_000),
  };
  if (spec.suspend === true) return;
  for (const days of [2, 1]) {
    const at = Date.parse(cluster.now) - days * 86_400_000 - 6 * 3_600_000;
    cluster.add(
      cluster.finish(
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: {
            name: `${cronJob.metadata.name}-${Math.floor(at / 60_000)}`,
            ...inNamespace(cronJob),
            ownerReferences: [ownerReference(cronJob)],
          },
          spec: structuredClone(spec.jobTemplate.spec),
          status: { succeeded: 1, completionTime: iso(at + 240_000) },
        },
        iso(at),
      ),
    );
  }
}

/** The finished Pod of a Job. */
export function podsOfJob(cluster: ExpandedCluster, job: SampleObject): void {
  const spec = job['spec'] as { template: PodTemplate; backoffLimit?: number };
  spec.backoffLimit ??= 6;
  job['status'] ??= {
    succeeded: 1,
    completionTime: iso(Date.parse(job.metadata.creationTimestamp ?? cluster.now) + 240_000),
  };
  const labels = {
    ...spec.template.metadata?.labels,
    'batch.kubernetes.io/job-name': job.metadata.name,
    'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
  };
  const pod = cluster.pod(
    job,
    { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    `${job.metadata.name}-${suffix(job.metadata.name, 5)}`,
    undefined,
    job.metadata.creationTimestamp,
  );
  pod['status'] = { ...(pod['status'] as object), phase: 'Succeeded' };
}
