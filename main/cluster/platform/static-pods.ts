/**
 * Pods that a kubelet starts from a file of its node. A cluster shows them as mirrors, which say so; the files
 * themselves, such as those of `/etc/kubernetes/manifests`, are plain pods of kube-system, or of the default namespace,
 * which is that of a file without one, and in the host network.
 */
import type { SnapshotOrigin } from '../../../shared/evidence.ts';
import type { Workload } from '../../snapshot/index.ts';
import { bool } from '../../snapshot/read.ts';

/** Whether it is a mirror of a static pod or, among files, may be the file of one. */
export function isStaticPod(workload: Workload, origin: SnapshotOrigin): boolean {
  if (workload.isStatic) return true;
  if (origin !== 'manifests' || workload.kind !== 'Pod' || workload.missingOwner !== null) return false;
  return (
    workload.namespace === 'kube-system' ||
    (workload.namespace === 'default' && bool(workload.podSpec, 'hostNetwork') === true)
  );
}
