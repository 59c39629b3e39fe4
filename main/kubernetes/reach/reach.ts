/**
 * Which connections policies allow between pods, addresses outside of the cluster and ingress controllers.
 *
 * Answered from the API: NetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy.
 * Implementation-defined, and read thus: pods on the host network are never limited and have their node's addresses;
 * traffic from a pod's own node always arrives; a pod always reaches itself; an `ipBlock` means addresses outside of
 * the cluster unless asked otherwise. What cannot be decided is unknown, never silently yes or no.
 */
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { bool, fields, has, str } from '../../snapshot/read.ts';
import { type AddressRange, parseAddress, partOf } from './addresses.ts';
import { type AdminApi, compileAdminPolicy } from './admin-policy.ts';
import { classify, type PodClass } from './classes.ts';
import {
  ALL_CONNECTIONS,
  type ConnectionSet,
  includes,
  intersect,
  isAll,
  NO_CONNECTION,
  type Protocol,
  subtract,
  union,
} from './connections.ts';
import { type Decision, evaluate, type Outcome, type Selecting, type Stance } from './evaluate.ts';
import { type Blind, blindSpots } from './foreign.ts';
import { interestOf, nodeFacts } from './interest.ts';
import { createPorts, type Party, type Surroundings, selects } from './match.ts';
import { compileNetworkPolicy } from './network-policy.ts';
import type { Direction, Policy } from './policy.ts';

/** Certain connections, and those of which it is not known whether they are allowed. The rest is denied. */
export interface Connections {
  readonly allowed: ConnectionSet;
  readonly unknown: ConnectionSet;
}

export interface ReachOptions {
  readonly ipBlocks: Surroundings['ipBlocks'];
}

export interface Reach {
  /** Every policy that is evaluated, in a stable order. */
  readonly policies: readonly Policy[];
  readonly classes: readonly PodClass[];
  classesOf(workload: Workload): readonly PodClass[];
  /** A pod that nothing is known of, in a namespace of its own: what lets it in lets every namespace in. */
  readonly stranger: PodClass;
  /** Addresses outside of the cluster as sources, cut where ingress rules tell them apart. Ascending. */
  readonly sources: Readonly<Record<4 | 6, readonly AddressRange[]>>;
  /** The same as destinations, cut where egress rules tell them apart. */
  readonly destinations: Readonly<Record<4 | 6, readonly AddressRange[]>>;
  /** What makes a part of the answer unknown. */
  readonly blind: readonly Blind[];
  /** Whether the network plugin enforces policies; null when not known. */
  readonly enforced: boolean | null;
  /** Between classes of pods and addresses; neither node-local traffic nor a pod to itself is looked at. */
  between(source: Party, destination: Party): Connections;
  /** From any pod of one workload to any pod of another, traffic on one node included. */
  betweenWorkloads(source: Workload, destination: Workload): Connections;
  /** From addresses to any pod of a workload, and the other way round. */
  fromAddresses(range: AddressRange, destination: Workload): Connections;
  toAddresses(source: Workload, range: AddressRange): Connections;
  /** Whether a connection may be opened, with enforcement taken into account. The address may be of any notation. */
  mayReach(workload: Workload, address: string, port: number, protocol: Protocol): boolean | 'unknown';
  /** As `mayReach`, for a pair of workloads: connections that are open for all that is known. */
  enforcedBetween(source: Workload, destination: Workload): Connections;
  /** The policies of one direction that select, or may select, a pod of the workload. */
  selecting(workload: Workload, direction: Direction): readonly Selecting[];
  /** Why a pair is as it is: every rule that touches a connection, egress of the source first. */
  why(source: Party, destination: Party): readonly Decision[];
}

/** Compiles all policies and puts pods into classes; pairs are evaluated when asked for and remembered. */
export function buildReach(
  index: SnapshotIndex,
  cni: { readonly enforces: boolean | null } | null,
  { ipBlocks }: ReachOptions = { ipBlocks: 'plugin-defined' },
): Reach {
  const policies = compileAll(index);
  const blind = blindSpots(index);
  const facts = nodeFacts(index);
  const interest = interestOf(policies, blind, facts);
  const classes = classify(index, interest, facts);
  const nodes = index.availability('/nodes').reason === null ? facts : null;
  const surroundings: Surroundings = { interest, nodes, ipBlocks, ports: createPorts() };
  const pool = createPool();
  const sides = {
    ingress: createSide('ingress', policies, blind, surroundings, pool),
    egress: createSide('egress', policies, blind, surroundings, pool),
  };
  const between = (source: Party, destination: Party): Connections =>
    pool.both(
      source.kind === 'pods' ? sides.egress.outcome(source.pods, destination) : OPEN,
      destination.kind === 'pods' ? sides.ingress.outcome(destination.pods, source) : OPEN,
    );
  const anyOf = (sources: readonly Party[], destinations: readonly Party[]): Connections => {
    let result = CLOSED;
    for (const source of sources)
      for (const destination of destinations) result = either(result, between(source, destination));
    return result;
  };
  const parties = (workload: Workload): readonly Party[] =>
    classes.of(workload).map((pods) => ({ kind: 'pods', pods }));
  const betweenWorkloads = (source: Workload, destination: Workload): Connections => {
    const network = anyOf(parties(source), parties(destination));
    return isAll(network.allowed) ? network : either(network, onOneNode(source, destination));
  };
  const enforced = cni?.enforces ?? null;
  const weighed = new Map<Connections, Connections>();
  const weigh = (connections: Connections): Connections => {
    if (enforced === true) return connections;
    if (enforced === false) return OPEN;
    let answer = weighed.get(connections);
    if (answer === undefined) {
      const { allowed } = connections;
      answer = pool.intern({ allowed, unknown: subtract(ALL_CONNECTIONS, allowed) });
      // Only what the pool knows comes again.
      if (pool.intern(connections) === connections) weighed.set(connections, answer);
    }
    return answer;
  };
  return {
    policies,
    classes: classes.all,
    classesOf: (workload) => classes.of(workload),
    stranger: classes.stranger,
    sources: interest.sources,
    destinations: interest.destinations,
    blind,
    enforced,
    between,
    betweenWorkloads,
    fromAddresses: (range, destination) => anyOf([{ kind: 'addresses', range }], parties(destination)),
    toAddresses: (source, range) => anyOf(parties(source), [{ kind: 'addresses', range }]),
    mayReach(workload, address, port, protocol) {
      const parsed = parseAddress(address);
      const range = parsed === null ? null : partOf(interest.destinations[parsed.family], parsed);
      if (range === null) return 'unknown';
      const answer = weigh(anyOf(parties(workload), [{ kind: 'addresses', range }]));
      if (includes(answer.allowed, protocol, port)) return true;
      return includes(answer.unknown, protocol, port) ? 'unknown' : false;
    },
    enforcedBetween: (source, destination) => weigh(betweenWorkloads(source, destination)),
    selecting(workload, direction) {
      const found = new Map<Policy, Selecting>();
      for (const pods of classes.of(workload)) {
        for (const one of sides[direction].selecting(pods)) {
          if (found.get(one.policy)?.certainty !== 'yes') found.set(one.policy, one);
        }
      }
      return [...found.values()];
    },
    why: (source, destination) => [
      ...(source.kind === 'pods' ? sides.egress.explain(source.pods, destination) : []),
      ...(destination.kind === 'pods' ? sides.ingress.explain(destination.pods, source) : []),
    ],
  };
}

const OPEN: Connections = { allowed: ALL_CONNECTIONS, unknown: NO_CONNECTION };
const CLOSED: Connections = { allowed: NO_CONNECTION, unknown: NO_CONNECTION };
const UNKNOWN: Connections = { allowed: NO_CONNECTION, unknown: ALL_CONNECTIONS };

const ADMIN_KINDS: readonly (readonly [string, AdminApi])[] = [
  ['policy.networking.k8s.io/adminnetworkpolicies', 'AdminNetworkPolicy'],
  ['policy.networking.k8s.io/baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy'],
  ['policy.networking.k8s.io/clusternetworkpolicies', 'ClusterNetworkPolicy'],
];

function compileAll(index: SnapshotIndex): readonly Policy[] {
  return [
    ...index.all('networking.k8s.io/networkpolicies').map(compileNetworkPolicy),
    ...ADMIN_KINDS.flatMap(([key, api]) => index.all(key).map((object) => compileAdminPolicy(object, api))),
  ];
}

function either(a: Connections, b: Connections): Connections {
  if (a === CLOSED || b === OPEN) return b;
  if (b === CLOSED || a === OPEN) return a;
  const allowed = union(a.allowed, b.allowed);
  return { allowed, unknown: subtract(union(a.unknown, b.unknown), allowed) };
}

/** Traffic from the node a pod runs on is always let in: a pod on the host network is that node. */
function onOneNode(source: Workload, destination: Workload): Connections {
  if (bool(source.podSpec, 'hostNetwork') !== true) return CLOSED;
  if (bool(destination.podSpec, 'hostNetwork') === true) return CLOSED;
  if (onEveryNode(source)) return OPEN;
  const here = nodeNames(source);
  const there = nodeNames(destination);
  if (here.size === 0 || there.size === 0) return UNKNOWN;
  return [...here].some((node) => there.has(node)) ? OPEN : CLOSED;
}

function onEveryNode({ kind, podSpec }: Workload): boolean {
  return kind === 'DaemonSet' && fields(podSpec, 'nodeSelector').length === 0 && !has(podSpec, 'affinity');
}

function nodeNames(workload: Workload): ReadonlySet<string> {
  return new Set(workload.pods.flatMap((pod) => str(pod, 'spec', 'nodeName') ?? []));
}

/** Remembers intersections: there are few different outcomes and many pairs of them. */
function createPool() {
  const outcomes = new Map<string, Connections>();
  const pairs = new Map<Connections, Map<Connections, Connections>>();
  const intern = (connections: Connections): Connections => {
    const key = `${connections.allowed.key}&${connections.unknown.key}`;
    const known = outcomes.get(key);
    if (known !== undefined) return known;
    outcomes.set(key, connections);
    return connections;
  };
  for (const usual of [OPEN, CLOSED, UNKNOWN]) intern(usual);
  return {
    intern,
    settle({ allow, deny }: Outcome): Connections {
      return intern({ allowed: subtract(allow, deny), unknown: intersect(allow, deny) });
    },
    both(a: Connections, b: Connections): Connections {
      if (a === OPEN) return b;
      if (b === OPEN) return a;
      let row = pairs.get(a);
      if (row === undefined) {
        row = new Map();
        pairs.set(a, row);
      }
      let result = row.get(b);
      if (result === undefined) {
        const allowed = intersect(a.allowed, b.allowed);
        const possible = intersect(union(a.allowed, a.unknown), union(b.allowed, b.unknown));
        result = intern({ allowed, unknown: subtract(possible, allowed) });
        row.set(b, result);
      }
      return result;
    },
  };
}

/** One direction: which policies select a class, and what they decide about each party. */
function createSide(
  direction: Direction,
  policies: readonly Policy[],
  blind: readonly Blind[],
  surroundings: Surroundings,
  pool: ReturnType<typeof createPool>,
) {
  const about = policies.filter((policy) => policy[direction] !== null);
  const numbers = new Map(about.map((policy, i) => [policy, i]));
  const identity = ({ ref }: Policy): string => `${ref.kind}|${ref.namespace ?? ''}|${ref.name}`;
  const variants = Map.groupBy(about, identity);
  const clusterWide = about.filter(({ tier }) => tier !== 'network');
  const byNamespace = Map.groupBy(
    about.filter(({ tier }) => tier === 'network'),
    ({ ref }) => ref.namespace ?? 'default',
  );
  const spots = blind.filter(({ directions }) => directions.includes(direction));
  const stances = new Map<string, Known>();
  const byClass: Known[] = [];

  // Of several variants in files one is in force, and which is not known.
  const selecting = (pods: PodClass): readonly Selecting[] =>
    [...(byNamespace.get(pods.namespace) ?? []), ...clusterWide].flatMap((policy): Selecting[] => {
      const certainty = selects(policy.subject, pods);
      if (certainty === 'no') return [];
      const all = variants.get(identity(policy)) ?? [];
      if (all.length < 2) return [{ policy, certainty }];
      const always = all.every((one) => selects(one.subject, pods) === 'yes');
      return [{ policy, certainty: 'maybe', ...(always ? { variantOf: identity(policy) } : {}) }];
    });
  const known = (pods: PodClass): Known => {
    let answer = byClass[pods.id];
    if (answer === undefined) {
      const chosen = selecting(pods);
      const isBlind = spots.some(({ namespaces }) => namespaces?.has(pods.namespace) ?? true);
      const key = stanceKey(direction, pods, chosen, numbers, isBlind);
      answer = stances.get(key) ?? {
        stance: stanceOf(chosen),
        isBlind,
        subject: pods,
        toPods: [],
        toAddresses: new Map(),
      };
      stances.set(key, answer);
      byClass[pods.id] = answer;
    }
    return answer;
  };
  return {
    selecting,
    outcome(pods: PodClass, other: Party): Connections {
      const { stance, isBlind, subject, toPods, toAddresses } = known(pods);
      if (isBlind) return UNKNOWN;
      if (stance === null) return OPEN;
      const before = other.kind === 'pods' ? toPods[other.pods.id] : toAddresses.get(other.range);
      if (before !== undefined) return before;
      const answer = pool.settle(evaluate(stance, { direction, subject, other, surroundings }));
      if (other.kind === 'pods') toPods[other.pods.id] = answer;
      else toAddresses.set(other.range, answer);
      return answer;
    },
    explain(pods: PodClass, other: Party): readonly Decision[] {
      const decisions: Decision[] = [];
      evaluate(known(pods).stance ?? NOBODY, {
        direction,
        subject: pods,
        other,
        surroundings,
        note: (decision) => decisions.push(decision),
      });
      return decisions;
    },
  };
}

/** What is shared by all classes that the same policies select in the same way. */
interface Known {
  /** null: no policy selects them. */
  readonly stance: Stance | null;
  readonly isBlind: boolean;
  /** One of the classes. */
  readonly subject: PodClass;
  /** Answers by the id of the other class, and by range. */
  readonly toPods: Connections[];
  readonly toAddresses: Map<AddressRange, Connections>;
}

const NOBODY: Stance = { admin: [], network: [], baseline: [] };

function stanceKey(
  direction: Direction,
  pods: PodClass,
  chosen: readonly Selecting[],
  numbers: ReadonlyMap<Policy, number>,
  isBlind: boolean,
): string {
  const related = chosen.some(({ policy }) =>
    policy[direction]?.some((rule) => rule.peers?.some(({ kind }) => kind === 'same-labels')),
  );
  return JSON.stringify([
    isBlind,
    chosen.map(({ policy, certainty, variantOf }) => [numbers.get(policy), certainty, variantOf ?? null]),
    // Incoming traffic meets the subject's own named ports.
    direction === 'ingress' && chosen.length > 0
      ? pods.ports.map(({ name, protocol, port }) => [name, protocol, port])
      : null,
    related ? pods.id : null,
  ]);
}

function stanceOf(chosen: readonly Selecting[]): Stance | null {
  if (chosen.length === 0) return null;
  const chains = (tier: Policy['tier']) => {
    const members = chosen.filter(({ policy }) => policy.tier === tier);
    return [...Map.groupBy(members, ({ policy }) => policy.api).values()].map((chain) =>
      [...Map.groupBy(chain, ({ policy }) => policy.priority)]
        .sort(([a], [b]) => a - b)
        .map(([, group]) => group),
    );
  };
  return {
    admin: chains('admin'),
    network: chosen.filter(({ policy }) => policy.tier === 'network'),
    baseline: chains('baseline'),
  };
}
