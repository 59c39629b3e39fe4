/** Whether pods of a workload get the token of their account. */
import type { SnapshotIndex, Workload } from '../snapshot/index.ts';
import { bool } from '../snapshot/read.ts';

/** The pod decides, else its account, else yes. Of variants of an account in files one that mounts is enough. */
export function mountsToken(workload: Workload, index: SnapshotIndex): boolean {
  const own = bool(workload.podSpec, 'automountServiceAccountToken');
  if (own !== undefined) return own;
  const accounts = index.near(
    workload.object,
    '/serviceaccounts',
    workload.namespace,
    workload.serviceAccount,
  );
  return accounts.length === 0 || accounts.some((one) => bool(one, 'automountServiceAccountToken') !== false);
}
