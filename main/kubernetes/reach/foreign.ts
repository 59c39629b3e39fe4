/**
 * Policies that are recognised but not evaluated, and policy kinds that could not be read: whatever they could touch
 * is unknown, and this says why.
 */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { count, some } from '../../../shared/in-words.ts';
import type { Reason } from '../../snapshot/availability.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import type { Direction } from './policy.ts';

/** A part of the network of which nothing certain can be said. */
export interface Blind {
  readonly sentence: string;
  readonly reason: Reason;
  readonly directions: readonly Direction[];
  /** null: pods of every namespace. */
  readonly namespaces: ReadonlySet<string> | null;
  readonly evidence: readonly ObjectRef[];
}

const BOTH: readonly Direction[] = ['ingress', 'egress'];
const EGRESS: readonly Direction[] = ['egress'];

interface ForeignKind {
  readonly key: string;
  readonly name: string;
  readonly clusterWide: boolean;
  readonly directions: readonly Direction[];
}

/** Kinds of network plugins that allow or deny traffic between pods or out of them. */
export const FOREIGN_KINDS: readonly ForeignKind[] = [
  kind('cilium.io/ciliumnetworkpolicies', 'CiliumNetworkPolicy'),
  kind('cilium.io/ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy', true),
  kind('crd.projectcalico.org/networkpolicies', 'Calico NetworkPolicy'),
  kind('crd.projectcalico.org/globalnetworkpolicies', 'Calico GlobalNetworkPolicy', true),
  kind('projectcalico.org/networkpolicies', 'Calico NetworkPolicy'),
  kind('projectcalico.org/globalnetworkpolicies', 'Calico GlobalNetworkPolicy', true),
  kind('crd.antrea.io/networkpolicies', 'Antrea NetworkPolicy'),
  kind('crd.antrea.io/clusternetworkpolicies', 'Antrea ClusterNetworkPolicy', true),
  kind('k8s.ovn.org/egressfirewalls', 'OVN EgressFirewall', false, EGRESS),
  kind('network.openshift.io/egressnetworkpolicies', 'OpenShift EgressNetworkPolicy', false, EGRESS),
  kind('networking.k8s.aws/applicationnetworkpolicies', 'AWS ApplicationNetworkPolicy'),
  kind('networking.k8s.aws/clusternetworkpolicies', 'AWS ClusterNetworkPolicy', true),
  kind('vpcresources.k8s.aws/securitygrouppolicies', 'AWS SecurityGroupPolicy'),
  kind('networking.gke.io/fqdnnetworkpolicies', 'GKE FQDNNetworkPolicy', false, EGRESS),
];

/** Policy kinds that are evaluated; blind where they could not be read. */
export const EVALUATED_KINDS = [
  'networking.k8s.io/networkpolicies',
  'policy.networking.k8s.io/adminnetworkpolicies',
  'policy.networking.k8s.io/baselineadminnetworkpolicies',
  'policy.networking.k8s.io/clusternetworkpolicies',
] as const;

/** Everything that makes a part of the answer unknown, in a stable order. */
export function blindSpots(index: SnapshotIndex): readonly Blind[] {
  const spots: Blind[] = [];
  for (const key of EVALUATED_KINDS) spots.push(...unread(index, key, BOTH));
  for (const { key, name, clusterWide, directions } of FOREIGN_KINDS) {
    spots.push(...unread(index, key, directions));
    const objects = index.all(key);
    if (objects.length > 0) spots.push(foreign(objects, name, clusterWide, directions));
  }
  return spots;
}

/** Objects of the recognised foreign kinds. */
export function foreignPolicies(index: SnapshotIndex): readonly KubernetesObject[] {
  return FOREIGN_KINDS.flatMap(({ key }) => index.all(key));
}

function foreign(
  objects: readonly KubernetesObject[],
  name: string,
  clusterWide: boolean,
  directions: readonly Direction[],
): Blind {
  const refs = objects.map(refOf);
  const namespaces = new Set(refs.map(({ namespace }) => namespace ?? 'default'));
  const where = clusterWide ? 'every pod' : `pods of ${some([...namespaces])}`;
  return {
    sentence: `${count(objects.length, `${name} object`)} may allow or deny traffic of ${where}; this kind is not evaluated.`,
    reason: 'needs-interview',
    directions,
    namespaces: clusterWide ? null : namespaces,
    evidence: refs,
  };
}

function unread(index: SnapshotIndex, key: string, directions: readonly Direction[]): readonly Blind[] {
  const gap = index.availability(key);
  // What files do not hold is no policy of theirs; who asks for it is told that more may come.
  if (gap.reason === null || gap.reason === 'not-in-manifests') return [];
  const partial = gap.status === 'partial' && gap.refusedNamespaces.length > 0;
  return [
    {
      sentence: gap.message,
      reason: gap.reason,
      directions,
      namespaces: partial ? new Set(gap.refusedNamespaces) : null,
      evidence: [],
    },
  ];
}

function kind(
  key: string,
  name: string,
  clusterWide = false,
  directions: readonly Direction[] = BOTH,
): ForeignKind {
  return { key, name, clusterWide, directions };
}
