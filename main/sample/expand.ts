/**
 * From the manifests that people write to the objects that a cluster holds: ReplicaSets, Pods, EndpointSlices,
 * identifiers, timestamps and statuses. Deterministic: the same manifests always give the same bytes.
 */
import { writtenObject } from './expand-applied.ts';
import { jobsOf, podsOfJob } from './expand-jobs.ts';
import { fillNamespace } from './expand-namespaces.ts';
import { fillNode, nodeCompanions } from './expand-nodes.ts';
import { endpointsOf } from './expand-services.ts';
import { ExpandedCluster } from './expand-state.ts';
import { nakedPod, podsOfDaemonSet, podsOfStatefulSet, replicaSetsOf } from './expand-workloads.ts';
import { keyOf, type SampleObject } from './sample-object.ts';
import { pick } from './stable.ts';

export { keyOf, type SampleObject } from './sample-object.ts';

/** Expands manifests; `now` is the moment of the snapshot (ISO 8601). Input objects are not changed. */
export function expandCluster(manifests: readonly SampleObject[], now: string): SampleObject[] {
  const written = structuredClone([...manifests]);
  const cluster = new ExpandedCluster(now);
  for (const object of written)
    cluster.add(cluster.finish(writtenObject(object), object.metadata.creationTimestamp));
  for (const [index, node] of cluster.ofKind('Node').entries()) {
    fillNode(node, index, now);
    for (const companion of nodeCompanions(node, now)) cluster.add(cluster.finish(companion));
  }
  for (const namespace of cluster.ofKind('Namespace')) fillNamespace(cluster, namespace);
  for (const cronJob of cluster.ofKind('CronJob')) jobsOf(cluster, cronJob);
  for (const job of cluster.ofKind('Job')) podsOfJob(cluster, job);
  for (const deployment of cluster.ofKind('Deployment')) replicaSetsOf(cluster, deployment);
  for (const daemonSet of cluster.ofKind('DaemonSet')) podsOfDaemonSet(cluster, daemonSet);
  for (const statefulSet of cluster.ofKind('StatefulSet')) podsOfStatefulSet(cluster, statefulSet);
  for (const pod of written.filter(({ kind }) => kind === 'Pod')) nakedPod(cluster, pod);
  for (const service of cluster.ofKind('Service')) endpointsOf(cluster, service);
  return numbered(cluster.objects());
}

/** Gives every object its resource version, in the order in which the objects came to be. */
function numbered(objects: SampleObject[]): SampleObject[] {
  let resourceVersion = 48_120_000;
  for (const object of objects) {
    resourceVersion += 1 + pick(`rv ${keyOf(object)}`, 400);
    object.metadata['resourceVersion'] = String(resourceVersion);
  }
  return objects;
}
