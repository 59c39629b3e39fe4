/** What the controls of the family have in common. */
import type { EvidenceRef } from '../../../../shared/evidence.ts';
import { type Draft, fail } from '../define.ts';

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

/** A fail at the first place of the evidence. */
export function failAt(evidence: readonly EvidenceRef[], message: string): Draft {
  const [first] = evidence;
  return fail(first?.object ?? null, message, {
    ...(first?.path === undefined ? {} : { path: first.path }),
    ...(first?.value === undefined ? {} : { value: first.value }),
  });
}
