/** The claim of a StatefulSet's pod and the volume that was made for it. */
import type { ExpandedCluster } from './expand-state.ts';
import type { SampleObject } from './sample-object.ts';
import { stableUid } from './stable.ts';

/** Adds a bound claim and its volume. */
export function claimVolume(
  cluster: ExpandedCluster,
  name: string,
  namespace: string,
  spec: Record<string, unknown>,
  labels: Record<string, string>,
): void {
  const claim: SampleObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace, labels },
    spec,
  };
  cluster.finish(claim);
  const volumeName = `pvc-${claim.metadata.uid}`;
  const storage =
    (spec['resources'] as { requests?: { storage?: string } } | undefined)?.requests?.storage ?? '10Gi';
  claim['spec'] = { volumeMode: 'Filesystem', ...spec, volumeName };
  claim['status'] = { phase: 'Bound', accessModes: spec['accessModes'], capacity: { storage } };
  cluster.add(claim);
  cluster.add(
    cluster.finish(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: {
          name: volumeName,
          annotations: { 'pv.kubernetes.io/provisioned-by': 'ebs.csi.aws.com' },
        },
        spec: {
          accessModes: spec['accessModes'],
          capacity: { storage },
          claimRef: {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            name,
            namespace,
            uid: claim.metadata.uid,
          },
          csi: {
            driver: 'ebs.csi.aws.com',
            fsType: 'ext4',
            volumeHandle: `vol-0${stableUid(volumeName).replaceAll('-', '').slice(0, 16)}`,
          },
          persistentVolumeReclaimPolicy: 'Delete',
          storageClassName: spec['storageClassName'] ?? 'gp3',
          volumeMode: 'Filesystem',
        },
        status: { phase: 'Bound' },
      },
      claim.metadata.creationTimestamp,
    ),
  );
}
