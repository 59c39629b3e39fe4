/** The security context constraints of OpenShift, which hold the pods of every namespace. */

import type { Cluster } from '../../cluster/cluster.ts';
import type { Availability } from '../../snapshot/availability.ts';

const CONSTRAINTS = 'security.openshift.io/securitycontextconstraints';
/** What tells whether constraints hold pods. */
export const CONSTRAINT_KINDS: readonly string[] = [CONSTRAINTS, '/nodes'];
const OPENSHIFT: ReadonlySet<string> = new Set(['OpenShift', 'ROSA', 'ARO']);

/** Whether constraints hold pods; the gap where it is not known that the platform is OpenShift or has them. */
export function constraintsOf({ index, platform }: Cluster): boolean | Availability {
  const seen = index.all(CONSTRAINTS).length > 0;
  const gap = index.availability(CONSTRAINTS);
  const nodes = index.availability('/nodes');
  if (platform.distribution === null)
    return nodes.reason !== null && nodes.reason !== 'not-in-manifests' && (seen || gap.reason !== null)
      ? nodes
      : false;
  if (!OPENSHIFT.has(platform.distribution)) return false;
  return seen || gap.reason === null ? seen : gap;
}
