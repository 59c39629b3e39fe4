/** Sentences about an answer: how to read it, and what it leaves out. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { number, some } from '../../../shared/in-words.ts';
import type { Peer, Policy } from '../../kubernetes/reach/policy.ts';
import type { Reach } from '../../kubernetes/reach/reach.ts';
import type { SnapshotIndex } from '../../snapshot/index.ts';
import { bool } from '../../snapshot/read.ts';
import type { ExposedCluster } from '../exposure.ts';
import type { Cni } from '../platform/detect.ts';

/** How to read the answer. None of this makes it incomplete. */
export function notesOf(index: SnapshotIndex, reach: Reach, cni: Cni | null): readonly string[] {
  const notes = [
    ...namedAgain(
      index.workloads.map(({ ref }) => ref),
      'Each is listed with its document',
    ),
    ...namedAgain(
      reach.policies.map(({ ref }) => ref),
      'Which is in effect is not known, so what only one of them allows cannot be determined',
    ),
  ];
  if (reach.policies.length === 0) return notes;
  if (cni === null || cni.enforces === null) {
    notes.push(
      `${cni === null ? 'The network plugin is not known' : cni.sentence.replace(/\.$/, '')}. The list shows what the policies allow if the plugin enforces them.`,
    );
  } else if (!cni.enforces) {
    notes.push(`${cni.sentence} The list shows what the policies would allow.`);
  }
  const blocks = reach.policies.filter(({ api }) => api === 'NetworkPolicy').filter(hasPeer(namesAddresses));
  if (blocks.length > 0) {
    notes.push(
      `${blocks.length === 1 ? 'A NetworkPolicy names' : `${number(blocks.length)} NetworkPolicies name`} blocks of addresses. These are treated as addresses outside the cluster; whether they also cover pods depends on the network plugin.`,
    );
  }
  if (reach.policies.some(hasPeer(namesIpv6))) {
    notes.push(
      'Policies name blocks of IPv6 addresses. Only IPv4 addresses are listed; --src and --dst accept IPv6 addresses.',
    );
  }
  if (index.workloads.some(({ podSpec }) => bool(podSpec, 'hostNetwork') === true))
    notes.push(
      'Policies do not limit pods on the host network; these pods have the addresses of their nodes.',
    );
  return notes;
}

/** Documents that differ under one name, as files hold them. */
function namedAgain(refs: readonly ObjectRef[], so: string): readonly string[] {
  const groups = Map.groupBy(refs, ({ kind, namespace, name }) => `${kind} ${namespace ?? ''}/${name}`);
  const names = [...groups].flatMap(([name, group]) => {
    const sources = [...new Set(group.flatMap(({ source }) => source ?? []))].sort();
    return sources.length < 2 ? [] : [`${name.replace(' /', ' ')} (${some(sources, 5)})`];
  });
  return names.length === 0
    ? []
    : [`The files contain these under one name with different contents: ${some(names, 10)}. ${so}.`];
}

/** What the answer leaves out or cannot decide, whatever the pair. */
export function limitsOf(index: SnapshotIndex, reach: Reach, exposed: ExposedCluster): readonly string[] {
  const limits = reach.blind.map(({ sentence }) => sentence);
  const nodes = index.availability('/nodes');
  const aboutNodes = reach.policies.filter(hasPeer((peer) => peer.kind === 'nodes'));
  if (nodes.reason !== null && aboutNodes.length > 0) {
    limits.push(
      `${aboutNodes.map(({ ref }) => ref.name).join(', ')} apply to addresses of nodes, which are not known. ${nodes.message}`,
    );
  }
  const namespaces = index.availability('/namespaces');
  if (namespaces.reason !== null && reach.policies.length > 0) limits.push(namespaces.message);
  for (const { unknown } of exposed.endpoints) limits.push(...unknown);
  return [...new Set(limits)];
}

function hasPeer(test: (peer: Peer) => boolean): (policy: Policy) => boolean {
  return ({ ingress, egress }) =>
    [...(ingress ?? []), ...(egress ?? [])].some(({ peers }) => peers?.some(test) ?? false);
}

function namesAddresses(peer: Peer): boolean {
  return peer.kind === 'addresses';
}

function namesIpv6(peer: Peer): boolean {
  return peer.kind === 'addresses' && peer.ranges.some(({ family }) => family === 6);
}
