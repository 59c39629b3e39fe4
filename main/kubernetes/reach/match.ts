/** Whether a rule's peers and ports cover a party, and how surely. */
import { type AddressRange, EVERY_ADDRESS, holds, touchesInternal, within } from './addresses.ts';
import type { PodClass } from './classes.ts';
import {
  ALL_CONNECTIONS,
  type ConnectionSet,
  NO_CONNECTION,
  portRange,
  subtract,
  union,
} from './connections.ts';
import type { Interest, NodeFact } from './interest.ts';
import type { Certainty } from './matcher.ts';
import { matchesKnown } from './matcher.ts';
import type { Addresses, Nodes, Peer, PodSelection, PortRule, Rule, SameLabels } from './policy.ts';

/** One end of a connection. */
export type Party =
  | { readonly kind: 'pods'; readonly pods: PodClass }
  /** Addresses outside of the cluster, wholly inside or outside of every block. */
  | { readonly kind: 'addresses'; readonly range: AddressRange };

export interface Surroundings {
  readonly interest: Interest;
  /** Null when the nodes were not read. */
  readonly nodes: ReadonlyMap<string, NodeFact> | null;
  /**
   * Whether an `ipBlock` of a NetworkPolicy covers pods: `apart` reads it as the API means it, for addresses outside
   * of the cluster; `plugin-defined` says `maybe`, as plugins differ.
   */
  readonly ipBlocks: 'apart' | 'plugin-defined';
  readonly ports: ReturnType<typeof createPorts>;
}

/** Whether a policy applies to pods. Pods on the host network are never subjects. */
export function selects(subject: PodSelection | { readonly kind: 'unreadable' }, pods: PodClass): Certainty {
  if (pods.hostNetwork) return 'no';
  return subject.kind === 'unreadable' ? 'maybe' : selectsPods(subject, pods);
}

/** Whether one of the peers covers the other end, seen from the subject. */
export function coversParty(
  peers: readonly Peer[] | null,
  subject: PodClass,
  other: Party,
  surroundings: Surroundings,
): Certainty {
  if (peers === null) return 'yes';
  let best: Certainty = 'no';
  for (const peer of peers) {
    const one = coversOne(peer, subject, other, surroundings);
    if (one === 'yes') return 'yes';
    if (one === 'maybe') best = 'maybe';
  }
  return best;
}

/** What ports stand for at a destination, surely and maybe. */
export interface PortsAt {
  readonly sure: ConnectionSet;
  readonly maybe: ConnectionSet;
}

/** `portsAt`, remembered: by rule, and by class of pods where ports are named. */
export function createPorts(): (ports: Rule['ports'], destination: Party) => PortsAt {
  const known = new Map<readonly PortRule[], Map<PodClass | null, PortsAt>>();
  return (ports, destination) => {
    if (ports === null) return EVERY_PORT;
    let table = known.get(ports);
    if (table === undefined) {
      table = new Map();
      known.set(ports, table);
    }
    const named = destination.kind === 'pods' && ports.some(({ kind }) => kind === 'name');
    const key = named ? destination.pods : null;
    let answer = table.get(key);
    if (answer === undefined) {
      answer = portsAt(ports, destination);
      table.set(key, answer);
    }
    return answer;
  };
}

const EVERY_PORT: PortsAt = { sure: ALL_CONNECTIONS, maybe: NO_CONNECTION };

/** The connections that a rule's ports stand for at a destination, and those they may stand for. */
export function portsAt(ports: Rule['ports'], destination: Party): PortsAt {
  if (ports === null) return EVERY_PORT;
  let sure = NO_CONNECTION;
  let maybe = NO_CONNECTION;
  for (const port of ports) {
    if (port.kind === 'range') sure = union(sure, portRange(port.protocol, port.first, port.last));
    else if (port.kind === 'unreadable') maybe = ALL_CONNECTIONS;
    else if (destination.kind === 'pods') {
      for (const known of destination.pods.ports) {
        if (known.name !== port.name) continue;
        if (port.protocol !== null && port.protocol !== known.protocol) continue;
        sure = union(sure, portRange(known.protocol, known.port, known.port));
      }
    }
  }
  return { sure, maybe: subtract(maybe, sure) };
}

function coversOne(peer: Peer, subject: PodClass, other: Party, surroundings: Surroundings): Certainty {
  switch (peer.kind) {
    case 'pods':
      return other.kind === 'pods' && !other.pods.hostNetwork ? selectsPods(peer, other.pods) : 'no';
    case 'same-labels':
      return other.kind === 'pods' && !other.pods.hostNetwork ? sameLabels(peer, subject, other.pods) : 'no';
    case 'addresses':
      return other.kind === 'pods'
        ? addressesCoverPods(peer, other.pods, surroundings)
        : peer.ranges.some((range) => within(other.range, range))
          ? 'yes'
          : 'no';
    case 'nodes':
      return nodesCover(peer, other, surroundings);
    case 'domain-names':
      return other.kind === 'addresses' ? 'maybe' : 'no';
    case 'unreadable':
      return 'maybe';
  }
}

function selectsPods(selection: PodSelection, pods: PodClass): Certainty {
  const { namespaces } = selection;
  const space =
    typeof namespaces === 'string'
      ? namespaces === pods.namespace
        ? 'yes'
        : 'no'
      : matchesKnown(namespaces, pods.namespaceLabels, pods.namespaceKnown);
  if (space === 'no') return 'no';
  return matchesKnown(selection.pods, pods.labels, 'all') === 'yes' ? space : 'no';
}

function sameLabels(peer: SameLabels, subject: PodClass, other: PodClass): Certainty {
  if (matchesKnown(peer.pods, other.labels, 'all') !== 'yes') return 'no';
  const known = ({ namespaceKnown }: PodClass) =>
    namespaceKnown === 'all' || peer.keys.every((key) => namespaceKnown.has(key));
  if (!known(subject) || !known(other)) return 'maybe';
  if (!peer.keys.every((key) => other.namespaceLabels.has(key))) return 'no';
  const same = peer.keys.every((key) => subject.namespaceLabels.get(key) === other.namespaceLabels.get(key));
  return same === peer.same ? 'yes' : 'no';
}

function addressesCoverPods(peer: Addresses, pods: PodClass, surroundings: Surroundings): Certainty {
  // A pod on the host network has its node's addresses, which are outside of the cluster for every policy.
  if (!peer.coversPods && !pods.hostNetwork && surroundings.ipBlocks === 'apart') return 'no';
  const covered = relation(peer.ranges, pods);
  return covered === 'yes' && !peer.coversPods && !pods.hostNetwork ? 'maybe' : covered;
}

/** A pod whose address is not known may have any internal one; a pod on the host network any. */
function relation(ranges: readonly AddressRange[], { addresses, hostNetwork }: PodClass): Certainty {
  if (ranges.length === 0) return 'no';
  if (addresses !== null) {
    const inside = addresses.filter((address) => ranges.some((range) => holds(range, address))).length;
    return inside === 0 ? 'no' : inside === addresses.length ? 'yes' : 'maybe';
  }
  if (ranges.some((range) => within(EVERY_ADDRESS[4], range))) return 'yes';
  return hostNetwork || ranges.some(touchesInternal) ? 'maybe' : 'no';
}

function nodesCover(peer: Nodes, other: Party, { interest, nodes }: Surroundings): Certainty {
  if (other.kind === 'pods') {
    if (!other.pods.hostNetwork) return 'no';
    const at = interest.nodeSelectors.findIndex((one) => (one?.key ?? '') === (peer.nodes?.key ?? ''));
    return other.pods.nodes[at] ?? 'maybe';
  }
  // What is outside of the cluster is no node; known addresses of nodes are parts of their own.
  for (const { labels, addresses } of nodes?.values() ?? []) {
    if (!addresses.some((address) => holds(other.range, address))) continue;
    if (matchesKnown(peer.nodes, labels, 'all') === 'yes') return 'yes';
  }
  return 'no';
}
