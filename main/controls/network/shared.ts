/** What the controls of the family have in common. */
import type { EvidenceRef, ObjectRef } from '../../../shared/evidence.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isSystemNamespaceSomewhere } from '../../cluster/platform/system-namespaces.ts';
import { type Draft, fail, pass, unknown } from '../define.ts';

export const POLICIES = 'networking.k8s.io/networkpolicies';
export const INGRESSES = 'networking.k8s.io/ingresses';

export const POLICY_DOCS = [
  {
    title: 'Network policies',
    url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  },
];
export const SERVICE_DOCS = [
  { title: 'Service', url: 'https://kubernetes.io/docs/concepts/services-networking/service/' },
];
export const INGRESS_DOCS = [
  { title: 'Ingress', url: 'https://kubernetes.io/docs/concepts/services-networking/ingress/' },
];

/**
 * The verdict on what lies in a namespace that the platform looks after, or may; null where the company does. Into
 * kube-system companies put things of their own; into the provider's other namespaces they do not.
 */
export function platformsOwn(
  { isSystemNamespace, platform }: Cluster,
  namespace: string,
  ref: ObjectRef | null,
): Draft | null {
  if (namespace === 'kube-system') return null;
  if (isSystemNamespace(namespace))
    return pass(ref, 'Managed by the platform, which decides what its components may reach.');
  return platform.distribution === null && isSystemNamespaceSomewhere(namespace)
    ? unknown(
        'needs-interview',
        `The platform was not recognised, so it is not known whether it manages namespace ${namespace}.`,
        ref,
      )
    : null;
}

/** A fail at the first place of the evidence. */
export function failAt(evidence: readonly EvidenceRef[], message: string): Draft {
  const [first] = evidence;
  return fail(first?.object ?? null, message, {
    ...(first?.path === undefined ? {} : { path: first.path }),
    ...(first?.value === undefined ? {} : { value: first.value }),
  });
}
