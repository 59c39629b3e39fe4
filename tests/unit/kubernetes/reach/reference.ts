/**
 * A slow evaluator to compare with: one pod, one address, one port at a time, straight from the objects, sharing no
 * code with the product. What is not decided (a domain name, the order of two policies of one priority) is tried in
 * every way: an answer that comes out both ways is unknown.
 */
import { BlockList, isIPv6 } from 'node:net';
import type { Feature } from './features.ts';
import type {
  Labels,
  Namespace,
  Node,
  Peer,
  Pod,
  PodsInNamespaces,
  Policy,
  Port,
  Rule,
  Selector,
  Subject,
} from './things.ts';

export interface World {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly networkPolicies: readonly Policy[];
  readonly adminPolicies: readonly Policy[];
  readonly baselinePolicies: readonly Policy[];
  readonly clusterPolicies: readonly Policy[];
  /** Labels of namespaces could not be read: only their names are known. */
  readonly namespacesUnread: boolean;
  readonly ipBlocks: 'apart' | 'plugin-defined';
}

export type End = { readonly pod: Pod } | { readonly address: string };
export interface Probe {
  readonly source: End;
  readonly destination: End;
  readonly protocol: string;
  readonly port: number;
}

type Pick = (ways: number) => number;

/** `without` switches one feature off, to see whether it decides anything. */
export function referenceAnswer(world: World, probe: Probe, without?: Feature): boolean | 'unknown' {
  const seen = everyWay((pick) => new Reference(world, pick, without).allows(probe));
  return seen.size === 2 ? 'unknown' : seen.has(true);
}

/** Runs a decision for every sequence of choices that it asks for, until both answers were seen. */
function everyWay(decide: (pick: Pick) => boolean): ReadonlySet<boolean> {
  const seen = new Set<boolean>();
  let path: number[] = [];
  for (;;) {
    const sizes: number[] = [];
    seen.add(
      decide((ways) => {
        if (sizes.length === path.length) path.push(0);
        sizes.push(ways);
        return path[sizes.length - 1]!;
      }),
    );
    if (seen.size === 2) return seen;
    let last = sizes.length - 1;
    while (last >= 0 && path[last]! + 1 >= sizes[last]!) last -= 1;
    if (last < 0) return seen;
    path = [...path.slice(0, last), path[last]! + 1];
  }
}

const INTERNAL = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '198.18.0.0/15',
  'fc00::/7',
  'fe80::/10',
];

class Reference {
  readonly #world: World;
  readonly #pick: Pick;
  readonly #without: Feature | undefined;

  constructor(world: World, pick: Pick, without: Feature | undefined) {
    this.#world = world;
    this.#pick = pick;
    this.#without = without;
  }

  allows({ source, destination, protocol, port }: Probe): boolean {
    const connection = { protocol, port, destination };
    const out = !('pod' in source) || this.#direction('egress', source.pod, destination, connection);
    if (!out) return false;
    return !('pod' in destination) || this.#direction('ingress', destination.pod, source, connection);
  }

  #direction(direction: 'ingress' | 'egress', pod: Pod, other: End, connection: Connection): boolean {
    if (pod.spec.hostNetwork && this.#without !== 'hostNetwork') return true;
    const world = this.#world;
    const cluster = (tier: string) => world.clusterPolicies.filter((one) => one.spec.tier === tier);
    const admin = this.#tier([world.adminPolicies, cluster('Admin')], direction, pod, other, connection);
    if (admin === 'Allow') return true;
    if (admin === 'Deny') return false;
    const chosen = world.networkPolicies.filter(
      (policy) =>
        policy.metadata.namespace === pod.metadata.namespace &&
        this.#affects(policy, direction) &&
        matches(policy.spec.podSelector, pod.metadata.labels),
    );
    if (chosen.length > 0) {
      return chosen.some((policy) =>
        (policy.spec[direction] ?? []).some((rule) =>
          this.#networkRule(rule, direction === 'ingress' ? rule.from : rule.to, policy, other, connection),
        ),
      );
    }
    const baseline = this.#tier(
      [world.baselinePolicies, cluster('Baseline')],
      direction,
      pod,
      other,
      connection,
    );
    return baseline !== 'Deny';
  }

  #affects(policy: Policy, direction: 'ingress' | 'egress'): boolean {
    const types = policy.spec.policyTypes;
    if (types !== undefined && types.length > 0) {
      return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
    }
    if (this.#without === 'policyTypesDefault') return true;
    return direction === 'ingress' || (policy.spec.egress ?? []).length > 0;
  }

  #networkRule(
    rule: Rule,
    peers: readonly Peer[] | undefined,
    policy: Policy,
    other: End,
    connection: Connection,
  ): boolean {
    const ports = rule.ports ?? [];
    if (ports.length > 0 && !ports.some((port) => this.#networkPort(port, connection))) return false;
    if (peers === undefined || peers.length === 0) return true;
    return peers.some((peer) => this.#networkPeer(peer, policy, other));
  }

  #networkPort(port: Port, { protocol, port: number, destination }: Connection): boolean {
    if ((port.protocol ?? 'TCP') !== protocol && this.#without !== 'protocol') return false;
    if (port.port === undefined) return true;
    if (typeof port.port === 'string') {
      return this.#named(destination, port.port, port.protocol ?? 'TCP').includes(number);
    }
    const last = this.#without === 'endPort' ? port.port : (port.endPort ?? port.port);
    return port.port <= number && number <= last;
  }

  /** Port numbers of a name at a pod, of one protocol. */
  #named(destination: End, name: string, protocol: string): number[] {
    if (!('pod' in destination) || this.#without === 'namedPort') return [];
    return destination.pod.spec.containers
      .flatMap((container) => container.ports ?? [])
      .filter((one) => one.name === name && (one.protocol ?? 'TCP') === protocol)
      .map((one) => one.containerPort);
  }

  #networkPeer(peer: Peer, policy: Policy, other: End): boolean {
    if (peer.ipBlock !== undefined)
      return this.#block(peer.ipBlock.cidr, peer.ipBlock.except ?? [], other, false);
    if (!('pod' in other)) return false;
    const { pod } = other;
    if (pod.spec.hostNetwork && this.#without !== 'hostNetwork') return false;
    if (this.#without !== 'podSelector' && !matches(peer.podSelector, pod.metadata.labels)) return false;
    if (peer.namespaceSelector === undefined || this.#without === 'namespaceSelector') {
      return pod.metadata.namespace === policy.metadata.namespace;
    }
    return this.#namespace(peer.namespaceSelector, pod.metadata.namespace);
  }

  #namespace(selector: Selector, name: string): boolean {
    const labels = this.#labelsOf(name);
    if (this.#world.namespacesUnread && keysOf(selector).some((key) => key !== NAME))
      return this.#pick(2) === 1;
    return matches(selector, labels);
  }

  #labelsOf(name: string): Labels {
    const object = this.#world.namespaces.find((one) => one.metadata.name === name);
    const labels = this.#world.namespacesUnread ? {} : (object?.metadata.labels ?? {});
    return { ...labels, [NAME]: name };
  }

  /** A block and a party. Pods without a known address may have any internal one. */
  #block(cidr: string, exceptions: readonly string[], other: End, coversPods: boolean): boolean {
    const except = this.#without === 'except' ? [] : exceptions;
    const inside = (address: string) =>
      contains(cidr, address) && !except.some((hole) => contains(hole, address));
    if ('address' in other) return this.#without !== 'ipBlock' && inside(other.address);
    const { pod } = other;
    const host = pod.spec.hostNetwork && this.#without !== 'hostNetwork';
    if (!coversPods && !host && (this.#world.ipBlocks === 'apart' || this.#without === 'podAddress'))
      return false;
    const addresses = pod.status.podIPs.map((one) => one.ip);
    let answer: boolean | 'maybe';
    if (addresses.length === 0) {
      if (cidr === '0.0.0.0/0' && except.length === 0) answer = true;
      else if (except.some((hole) => nested(cidr, hole))) answer = false;
      else answer = (host || INTERNAL.some((one) => overlaps(cidr, except, one))) && 'maybe';
    } else {
      const hits = addresses.filter(inside).length;
      answer = hits === 0 ? false : hits === addresses.length ? true : 'maybe';
    }
    if (answer === true && !coversPods && !host) answer = 'maybe';
    return answer === 'maybe' ? this.#pick(2) === 1 : answer;
  }

  /** Several lists of policies in any order, each by priority; those of one priority in any order. */
  #tier(
    chains: readonly (readonly Policy[])[],
    direction: 'ingress' | 'egress',
    pod: Pod,
    other: End,
    connection: Connection,
  ): 'Allow' | 'Deny' | 'Pass' | 'none' {
    const ordered = this.#anyOrder(
      chains
        .map((chain) => chain.filter((policy) => (policy.spec[direction] ?? []).length > 0))
        .map((chain) => chain.filter((policy) => this.#isSubject(policy.spec.subject ?? {}, pod)))
        .filter((chain) => chain.length > 0),
    );
    for (const chain of ordered) {
      const priorities = [...new Set(chain.map((policy) => policy.spec.priority ?? 0))].sort((a, b) =>
        this.#without === 'priority' ? b - a : a - b,
      );
      for (const priority of priorities) {
        const group = this.#anyOrder(chain.filter((policy) => (policy.spec.priority ?? 0) === priority));
        for (const policy of group) {
          for (const rule of policy.spec[direction] ?? []) {
            if (this.#adminRule(rule, direction, pod, other, connection)) {
              if (rule.action === 'Pass' && this.#without === 'pass') continue;
              return rule.action === 'Accept' ? 'Allow' : (rule.action ?? 'none');
            }
          }
        }
      }
    }
    return 'none';
  }

  #anyOrder<T>(things: readonly T[]): T[] {
    const left = [...things];
    const ordered: T[] = [];
    while (left.length > 1) {
      const at = this.#without === 'equalPriority' ? 0 : this.#pick(left.length);
      ordered.push(...left.splice(at, 1));
    }
    return [...ordered, ...left];
  }

  #isSubject(subject: Subject, pod: Pod): boolean {
    return subject.pods === undefined
      ? this.#namespace(subject.namespaces ?? {}, pod.metadata.namespace)
      : this.#namespacedPods(subject.pods, pod);
  }

  #namespacedPods(pods: PodsInNamespaces, pod: Pod): boolean {
    if (!matches(pods.podSelector, pod.metadata.labels)) return false;
    return this.#namespace(pods.namespaceSelector ?? {}, pod.metadata.namespace);
  }

  #adminRule(
    rule: Rule,
    direction: 'ingress' | 'egress',
    pod: Pod,
    other: End,
    connection: Connection,
  ): boolean {
    const ports = rule.protocols ?? rule.ports;
    if (ports !== undefined && !ports.some((port) => this.#adminPort(port, connection))) return false;
    const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
    return peers.some((peer) => this.#adminPeer(peer, pod, other));
  }

  #adminPort(entry: Port, { protocol, port, destination }: Connection): boolean {
    const name = entry.namedPort ?? entry.destinationNamedPort;
    if (name !== undefined) return this.#named(destination, name, protocol).includes(port);
    if (entry.portNumber !== undefined) {
      return entry.portNumber.protocol === protocol && entry.portNumber.port === port;
    }
    if (entry.portRange !== undefined) {
      const { start, end } = entry.portRange;
      return (entry.portRange.protocol ?? 'TCP') === protocol && start <= port && port <= end;
    }
    const match = { TCP: entry.tcp, UDP: entry.udp, SCTP: entry.sctp }[protocol];
    if (match === undefined) return false;
    const wanted = match.destinationPort;
    if (wanted === undefined) return true;
    return wanted.range === undefined
      ? wanted.number === port
      : wanted.range.start <= port && port <= wanted.range.end;
  }

  #adminPeer(peer: Peer, subject: Pod, other: End): boolean {
    if (peer.networks !== undefined) {
      if (this.#without === 'networks') return false;
      return peer.networks.some((cidr) => this.#block(cidr, [], other, true));
    }
    if (peer.domainNames !== undefined) {
      return 'address' in other && this.#without !== 'domainNames' && this.#pick(2) === 1;
    }
    if (peer.nodes !== undefined) return this.#without !== 'nodes' && this.#node(peer.nodes, other);
    if (!('pod' in other)) return false;
    const { pod } = other;
    if (pod.spec.hostNetwork && this.#without !== 'hostNetwork') return false;
    const namespaces = peer.pods?.namespaces ?? peer.namespaces;
    if (!matches(peer.pods?.podSelector, pod.metadata.labels)) return false;
    for (const field of ['sameLabels', 'notSameLabels'] as const) {
      const keys = namespaces?.[field];
      if (keys === undefined) continue;
      if (this.#without === 'sameLabels') return false;
      return this.#sameLabels(keys, field === 'sameLabels', subject, pod);
    }
    if (peer.pods !== undefined && peer.pods.namespaces === undefined) {
      return this.#namespacedPods(peer.pods, pod);
    }
    return this.#namespace(namespaces?.namespaceSelector ?? namespaces ?? {}, pod.metadata.namespace);
  }

  #sameLabels(keys: readonly string[], same: boolean, subject: Pod, pod: Pod): boolean {
    if (this.#world.namespacesUnread && keys.some((key) => key !== NAME)) return this.#pick(2) === 1;
    const own = this.#labelsOf(subject.metadata.namespace);
    const labels = this.#labelsOf(pod.metadata.namespace);
    if (keys.some((key) => labels[key] === undefined)) return false;
    return keys.every((key) => labels[key] === own[key]) === same;
  }

  #node(selector: Selector, other: End): boolean {
    if ('address' in other) {
      return this.#world.nodes.some(
        (node) =>
          node.status.addresses.some((one) => one.address === other.address) &&
          matches(selector, node.metadata.labels),
      );
    }
    if (!other.pod.spec.hostNetwork || this.#without === 'hostNetwork') return false;
    if (keysOf(selector).length === 0) return true;
    const node = this.#world.nodes.find((one) => one.metadata.name === other.pod.spec.nodeName);
    return node === undefined ? this.#pick(2) === 1 : matches(selector, node.metadata.labels);
  }
}

interface Connection {
  readonly protocol: string;
  readonly port: number;
  readonly destination: End;
}

const NAME = 'kubernetes.io/metadata.name';

function matches(selector: Selector | undefined, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {}))
    if (labels[key] !== value) return false;
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const value = labels[key];
    const has = value !== undefined;
    const among = has && values?.includes(value);
    const yes =
      operator === 'In' ? among : operator === 'NotIn' ? !among : operator === 'Exists' ? has : !has;
    if (!yes) return false;
  }
  return true;
}

function keysOf(selector: Selector): string[] {
  return [
    ...Object.keys(selector.matchLabels ?? {}),
    ...(selector.matchExpressions ?? []).map((one) => one.key),
  ];
}

const known = new Map<string, boolean>();

function contains(cidr: string, address: string): boolean {
  const key = `${cidr} ${address}`;
  let answer = known.get(key);
  if (answer === undefined) {
    const [network = '', length = ''] = cidr.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    const list = new BlockList();
    list.addSubnet(network, Number(length), family);
    answer = isIPv6(network) === isIPv6(address) && list.check(address, family);
    known.set(key, answer);
  }
  return answer;
}

function nested(inner: string, outer: string): boolean {
  const [network = '', length] = inner.split('/');
  return Number(length) >= Number(outer.split('/')[1]) && contains(outer, network);
}

/** Whether an internal range has addresses of a block that no exception takes out. Blocks nest or are apart. */
function overlaps(cidr: string, except: readonly string[], internal: string): boolean {
  const smaller = nested(internal, cidr) ? internal : nested(cidr, internal) ? cidr : null;
  return smaller !== null && !except.some((hole) => nested(smaller, hole));
}
