/** Service accounts that carry an identity of the cloud. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { at, fields, str } from '../../snapshot/read.ts';

export interface CloudIdentity {
  readonly account: ObjectRef;
  readonly path: string;
  /** How it is bound, such as `IRSA`. */
  readonly kind: string;
  /** The identity as far as it was kept. */
  readonly identity: string;
}

const ANNOTATIONS: readonly (readonly [key: string, kind: string])[] = [
  ['eks.amazonaws.com/role-arn', 'IRSA'],
  ['iam.gke.io/gcp-service-account', 'GKE workload identity'],
  ['azure.workload.identity/client-id', 'Azure workload identity'],
];

/** IRSA, GKE and Azure workload identity by annotation. EKS Pod Identity associations live outside the cluster. */
export function cloudIdentities(index: SnapshotIndex): readonly CloudIdentity[] {
  return index.all('/serviceaccounts').flatMap((account) => {
    const annotations = at(account, 'metadata', 'annotations');
    const [key, kind] = ANNOTATIONS.find(([name]) => at(annotations, name) !== undefined) ?? [];
    if (key === undefined || kind === undefined) return [];
    return [
      {
        kind,
        account: refOf(account),
        path: `metadata.annotations["${key}"]`,
        identity: str(annotations, key) ?? (fields(annotations, key).length > 0 ? 'redacted' : ''),
      },
    ];
  });
}
