/** What the policies look at: only this may tell two pods, or two addresses, apart. */
import type { SnapshotIndex } from '../../snapshot/index.ts';
import { list, str, stringMap } from '../../snapshot/read.ts';
import { type Address, type AddressRange, parseAddress, partition } from './addresses.ts';
import type { Blind } from './foreign.ts';
import type { LabelMatcher } from './matcher.ts';
import type { Peer, Policy, PortRule } from './policy.ts';

export interface Interest {
  readonly podLabels: ReadonlySet<string>;
  readonly namespaceLabels: ReadonlySet<string>;
  readonly portNames: ReadonlySet<string>;
  /** Namespaces whose pods are told apart from those of others by the namespace's name. */
  readonly namespaces: ReadonlySet<string>;
  /** Selectors of nodes, each once; null stands for every node. */
  readonly nodeSelectors: readonly (LabelMatcher | null)[];
  /** Addresses cut by the blocks of ingress rules, for sources. */
  readonly sources: Readonly<Record<4 | 6, readonly AddressRange[]>>;
  /** Addresses cut by the blocks of egress rules and the known addresses of nodes, for destinations. */
  readonly destinations: Readonly<Record<4 | 6, readonly AddressRange[]>>;
  /** Cut by both: for the addresses of pods. */
  readonly all: Readonly<Record<4 | 6, readonly AddressRange[]>>;
  readonly anyAddresses: boolean;
}

export interface NodeFact {
  readonly labels: ReadonlyMap<string, string>;
  readonly addresses: readonly Address[];
}

/** Collects the interest of all policies. */
export function interestOf(
  policies: readonly Policy[],
  blind: readonly Blind[],
  nodes: ReadonlyMap<string, NodeFact>,
): Interest {
  const podLabels = new Set<string>();
  const namespaceLabels = new Set<string>();
  const portNames = new Set<string>();
  const namespaces = new Set<string>();
  const nodeSelectors = new Map<string, LabelMatcher | null>();
  const incoming: AddressRange[] = [];
  const outgoing: AddressRange[] = [];
  const look = (matcher: LabelMatcher | null, at: Set<string>): void => {
    for (const key of matcher?.labels ?? []) at.add(key);
  };
  const lookAtPeer = (peer: Peer, ranges: AddressRange[]): void => {
    if (peer.kind === 'pods') {
      if (typeof peer.namespaces === 'string') namespaces.add(peer.namespaces);
      else look(peer.namespaces, namespaceLabels);
      look(peer.pods, podLabels);
    } else if (peer.kind === 'same-labels') {
      for (const key of peer.keys) namespaceLabels.add(key);
      look(peer.pods, podLabels);
    } else if (peer.kind === 'addresses') ranges.push(...peer.ranges);
    else if (peer.kind === 'nodes') nodeSelectors.set(peer.nodes?.key ?? '', peer.nodes);
  };
  const lookAtPort = (port: PortRule): void => {
    if (port.kind === 'name') portNames.add(port.name);
  };
  for (const policy of policies) {
    if (policy.subject.kind === 'pods') lookAtPeer(policy.subject, []);
    for (const [rules, ranges] of [
      [policy.ingress, incoming],
      [policy.egress, outgoing],
    ] as const) {
      for (const rule of rules ?? []) {
        for (const peer of rule.peers ?? []) lookAtPeer(peer, ranges);
        for (const port of rule.ports ?? []) lookAtPort(port);
      }
    }
  }
  for (const spot of blind) for (const name of spot.namespaces ?? []) namespaces.add(name);
  if (nodeSelectors.size > 0) {
    for (const { addresses } of nodes.values())
      for (const { family, value } of addresses) outgoing.push({ family, first: value, last: value });
  }
  const cut = (ranges: readonly AddressRange[]) => ({ 4: partition(4, ranges), 6: partition(6, ranges) });
  return {
    podLabels,
    namespaceLabels,
    portNames,
    namespaces,
    nodeSelectors: [...nodeSelectors.keys()].sort().map((key) => nodeSelectors.get(key) ?? null),
    sources: cut(incoming),
    destinations: cut(outgoing),
    all: cut([...incoming, ...outgoing]),
    anyAddresses: incoming.length > 0 || outgoing.length > 0,
  };
}

/** Labels and addresses of the nodes by name. */
export function nodeFacts(index: SnapshotIndex): ReadonlyMap<string, NodeFact> {
  return new Map(
    index.all('/nodes').map((node) => [
      str(node, 'metadata', 'name') ?? '',
      {
        labels: stringMap(node, 'metadata', 'labels'),
        addresses: list(node, 'status', 'addresses').flatMap(
          (entry) => parseAddress(str(entry, 'address') ?? '') ?? [],
        ),
      },
    ]),
  );
}
