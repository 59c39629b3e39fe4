/** What the controllers of workloads make: ReplicaSets, revisions and Pods. */

import { podFrom } from './expand-pods.ts';
import type { ExpandedCluster } from './expand-state.ts';
import { claimVolume } from './expand-volumes.ts';
import { inNamespace, keyOf, ownerReference, type PodTemplate, type SampleObject } from './sample-object.ts';
import { pick, suffix } from './stable.ts';

/** The ReplicaSets of a Deployment, perhaps an older one scaled to nothing, and the Pods of the current one. */
export function replicaSetsOf(cluster: ExpandedCluster, deployment: SampleObject): void {
  const spec = deployment['spec'] as { replicas?: number; selector: unknown; template: PodTemplate };
  const replicas = spec.replicas ?? 1;
  const id = `${deployment.metadata.namespace}/${deployment.metadata.name}`;
  const revision = 2 + pick(`revision ${id}`, 30);
  deployment.metadata.annotations = {
    'deployment.kubernetes.io/revision': String(revision),
    ...deployment.metadata.annotations,
  };
  deployment['status'] = {
    observedGeneration: deployment.metadata['generation'],
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [
      { type: 'Available', status: replicas > 0 ? 'True' : 'False', reason: 'MinimumReplicasAvailable' },
    ],
  };
  const restartedAt = spec.template.metadata?.annotations?.['kubectl.kubernetes.io/restartedAt'];
  const older = pick(`older ${id}`, 3) === 0 ? [0] : [];
  for (const [age, count] of [replicas, ...older].entries()) {
    // The name of the current ReplicaSet follows from the template, as in a cluster: a change makes a new one.
    const hash = suffix(age === 0 ? `${id} ${JSON.stringify(spec.template)}` : `${id} ${age}`, 10);
    const labels = { ...spec.template.metadata?.labels, 'pod-template-hash': hash };
    const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
    const replicaSet = cluster.add(
      cluster.finish(
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: {
            name: `${deployment.metadata.name}-${hash}`,
            ...inNamespace(deployment),
            labels,
            annotations: {
              'deployment.kubernetes.io/desired-replicas': String(count),
              'deployment.kubernetes.io/revision': String(revision - age),
            },
            ownerReferences: [ownerReference(deployment)],
          },
          spec: { replicas: count, selector: spec.selector, template },
          status: {
            replicas: count,
            readyReplicas: count,
            availableReplicas: count,
            fullyLabeledReplicas: count,
          },
        },
        (age === 0 ? restartedAt : undefined) ?? cluster.laterThan(deployment, `rs ${age}`),
      ),
    );
    for (let i = 0; i < count; i += 1) {
      cluster.pod(replicaSet, template, `${replicaSet.metadata.name}-${suffix(`${id} ${age} ${i}`, 5)}`);
    }
  }
}

/** One Pod on every node that the template admits. */
export function podsOfDaemonSet(cluster: ExpandedCluster, daemonSet: SampleObject): void {
  const spec = daemonSet['spec'] as { template: PodTemplate };
  const id = `${daemonSet.metadata.namespace}/${daemonSet.metadata.name}`;
  const hash = suffix(`ds ${id}`, 9);
  const nodes = cluster.candidates(spec.template);
  const count = nodes.length;
  daemonSet['status'] = {
    currentNumberScheduled: count,
    desiredNumberScheduled: count,
    numberAvailable: count,
    numberMisscheduled: 0,
    numberReady: count,
    updatedNumberScheduled: count,
  };
  controllerRevision(cluster, daemonSet, hash);
  for (const node of nodes) {
    const labels = {
      ...spec.template.metadata?.labels,
      'controller-revision-hash': hash,
      'pod-template-generation': '3',
    };
    cluster.pod(
      daemonSet,
      { ...spec.template, metadata: { ...spec.template.metadata, labels } },
      `${daemonSet.metadata.name}-${suffix(`${id} ${node.metadata.name}`, 5)}`,
      node,
    );
  }
}

/** The numbered Pods of a StatefulSet with their claims. */
export function podsOfStatefulSet(cluster: ExpandedCluster, statefulSet: SampleObject): void {
  const spec = statefulSet['spec'] as {
    replicas?: number;
    template: PodTemplate;
    volumeClaimTemplates?: { metadata: { name: string }; spec: Record<string, unknown> }[];
  };
  const replicas = spec.replicas ?? 1;
  const hash = `${statefulSet.metadata.name}-${suffix(`sts ${statefulSet.metadata.namespace}/${statefulSet.metadata.name}`, 10)}`;
  statefulSet['status'] = {
    replicas,
    readyReplicas: replicas,
    currentReplicas: replicas,
    updatedReplicas: replicas,
    availableReplicas: replicas,
    currentRevision: hash,
    updateRevision: hash,
  };
  controllerRevision(cluster, statefulSet, hash.slice(statefulSet.metadata.name.length + 1));
  for (let i = 0; i < replicas; i += 1) {
    const podName = `${statefulSet.metadata.name}-${i}`;
    const claims = (spec.volumeClaimTemplates ?? []).map((claim) => {
      const name = `${claim.metadata.name}-${podName}`;
      claimVolume(
        cluster,
        name,
        statefulSet.metadata.namespace ?? 'default',
        claim.spec,
        spec.template.metadata?.labels ?? {},
      );
      return { name: claim.metadata.name, persistentVolumeClaim: { claimName: name } };
    });
    const volumes = [...((spec.template.spec['volumes'] as unknown[] | undefined) ?? []), ...claims];
    const labels = {
      ...spec.template.metadata?.labels,
      'controller-revision-hash': hash,
      'statefulset.kubernetes.io/pod-name': podName,
      'apps.kubernetes.io/pod-index': String(i),
    };
    cluster.pod(
      statefulSet,
      {
        metadata: { ...spec.template.metadata, labels },
        spec: { ...spec.template.spec, hostname: podName, ...(volumes.length > 0 && { volumes }) },
      },
      podName,
    );
  }
}

/** Completes a Pod that the manifests state themselves. */
export function nakedPod(cluster: ExpandedCluster, written: SampleObject): void {
  const stored = cluster.get(keyOf(written));
  if (stored === undefined) return;
  const template: PodTemplate = {
    metadata: { labels: written.metadata.labels ?? {} },
    spec: written['spec'] as Record<string, unknown>,
  };
  const made = podFrom({
    template,
    name: written.metadata.name,
    namespace: written.metadata.namespace ?? 'default',
    node: cluster.place(template, written.metadata.name),
    address: cluster.podAddress(),
    created: stored.metadata.creationTimestamp ?? cluster.now,
  });
  stored['spec'] = made['spec'];
  stored['status'] = made['status'];
}

function controllerRevision(cluster: ExpandedCluster, owner: SampleObject, hash: string): void {
  cluster.add(
    cluster.finish(
      {
        apiVersion: 'apps/v1',
        kind: 'ControllerRevision',
        metadata: {
          name: `${owner.metadata.name}-${hash}`,
          ...inNamespace(owner),
          labels: { 'controller-revision-hash': hash },
          ownerReferences: [ownerReference(owner)],
        },
        data: {
          spec: { template: { $patch: 'replace', ...(owner['spec'] as { template: object }).template } },
        },
        revision: 3,
      },
      owner.metadata.creationTimestamp,
    ),
  );
}
