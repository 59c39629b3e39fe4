/**
 * Allowed connections as a list, in the notation of the `list` command of the netpol-analyzer of np-guard: peers
 * `namespace/name[Kind]`, `A.B.C.D-E.F.G.H[External]` and `{ingress-controller}`; a workload with itself and pairs
 * without a connection are left out. External sources are cut by the blocks of ingress rules, external destinations
 * by those of egress rules.
 */
import { compare } from '../../../shared/compare.ts';
import type { ObjectRef } from '../../../shared/evidence.ts';
import {
  type Address,
  type AddressRange,
  holds,
  parseAddress,
  rangeText,
} from '../../kubernetes/reach/addresses.ts';
import {
  type ConnectionSet,
  connectionsText,
  intersect,
  isNone,
  NO_CONNECTION,
  subtract,
  union,
} from '../../kubernetes/reach/connections.ts';
import type { Party } from '../../kubernetes/reach/match.ts';
import type { Connections, Reach } from '../../kubernetes/reach/reach.ts';
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import type { ExposedCluster } from '../exposure.ts';
import { SERVICE_ENDPOINTS } from '../exposure.ts';
import { ingressControllers } from './ingress-controllers.ts';

export interface ListedConnection {
  readonly src: string;
  readonly dst: string;
  readonly connections: string;
  /** `FILE#DOCUMENT` of the workload on that side, where files hold several of its name. */
  readonly srcSource?: string;
  readonly dstSource?: string;
}

/** Connections of a pair that are not decided. */
export interface UndecidedConnection extends ListedConnection {
  /** The policies that leave it open. */
  readonly policies: () => readonly string[];
}

export interface ListFilter {
  /** `namespace/name[Kind]`, `namespace/name`, `name`, an address, a range, or `{ingress-controller}`. */
  readonly src?: string;
  readonly dst?: string;
}

export interface ListSources {
  readonly index: SnapshotIndex;
  readonly reach: Reach;
  readonly exposed: ExposedCluster;
}

/** Lists one at a time, for there may be millions: by source, then by destination, in order of their names. */
export interface ConnectionList {
  readonly connections: Iterable<ListedConnection>;
  /** False when the filter names no peer of this side. */
  readonly hasSource: boolean;
  readonly hasDestination: boolean;
}

/** `undecided` is told of every pair in which something cannot be decided. */
export function listConnections(
  sources: ListSources,
  filter: ListFilter = {},
  undecided: (connection: UndecidedConnection) => void = () => {},
): ConnectionList {
  const from = peersOf(sources, 'sources', filter.src);
  const to = peersOf(sources, 'destinations', filter.dst);
  return {
    hasSource: from.length > 0,
    hasDestination: to.length > 0,
    connections: pairs(sources, from, to, undecided),
  };
}

const INGRESS = '{ingress-controller}';

interface ListedPeer {
  readonly text: string;
  /** Workloads of one name are one peer, but for those of different documents. */
  readonly workloads: readonly Workload[];
  /** The document, where files hold several of the name. */
  readonly source: string | null;
  readonly range: AddressRange | null;
}

function* pairs(
  sources: ListSources,
  from: readonly ListedPeer[],
  to: readonly ListedPeer[],
  undecided: (connection: UndecidedConnection) => void,
): Generator<ListedConnection> {
  const texts = new Map<string, string>();
  const textOf = (set: ConnectionSet): string => {
    let text = texts.get(set.key);
    if (text === undefined) {
      text = connectionsText(set);
      texts.set(set.key, text);
    }
    return text;
  };
  const entrances = from.some(({ text }) => text === INGRESS) ? entrancesOf(sources) : NO_ENTRANCES;
  const rows = new Map<string, readonly Cell[]>();
  const rowOf = (source: ListedPeer): readonly Cell[] =>
    to.flatMap((destination) => {
      if (source.range !== null && destination.range !== null) return [];
      const { allowed, unknown } =
        source.text === INGRESS
          ? fromIngress(sources, entrances, destination)
          : between(sources.reach, source, destination);
      return isNone(allowed) && isNone(unknown) ? [] : [{ destination, allowed, unknown }];
    });
  const remembered = (source: ListedPeer): readonly Cell[] => {
    const key = rowKey(sources.reach, source);
    if (key === null) return rowOf(source);
    let row = rows.get(key);
    if (row === undefined) {
      if (rows.size >= ROWS_KEPT) rows.clear();
      row = rowOf(source);
      rows.set(key, row);
    }
    return row;
  };
  for (const source of from) {
    for (const { destination, allowed, unknown } of remembered(source)) {
      if (source.text === destination.text) continue;
      if (!isNone(unknown)) {
        undecided({
          ...ends(source, destination),
          connections: textOf(unknown),
          policies: () => undecidedPolicies(sources.reach, source, destination),
        });
      }
      if (!isNone(allowed)) {
        yield { ...ends(source, destination), connections: textOf(allowed) };
      }
    }
  }
}

function ends(source: ListedPeer, destination: ListedPeer): Omit<ListedConnection, 'connections'> {
  return {
    src: source.text,
    dst: destination.text,
    ...(source.source === null ? {} : { srcSource: source.source }),
    ...(destination.source === null ? {} : { dstSource: destination.source }),
  };
}

/** What a source may reach; destinations that it may not are left out. */
interface Cell extends Connections {
  readonly destination: ListedPeer;
}

/** Sources of one class reach the same: as many rows are kept as fit in some megabytes. */
const ROWS_KEPT = 64;

/** The same for sources that reach the same; null for those that stand alone. */
function rowKey(reach: Reach, { workloads, range, text }: ListedPeer): string | null {
  const [only] = workloads;
  if (range !== null || text === INGRESS || only === undefined || workloads.length > 1) return null;
  const classes = reach.classesOf(only);
  // A pod on the host network also reaches what runs on its own node.
  return classes.some(({ hostNetwork }) => hostNetwork) ? null : classes.map(({ id }) => id).join();
}

function between(reach: Reach, source: ListedPeer, destination: ListedPeer): Connections {
  let result: Connections = { allowed: NO_CONNECTION, unknown: NO_CONNECTION };
  if (source.range !== null) {
    for (const one of destination.workloads) result = either(result, reach.fromAddresses(source.range, one));
  } else if (destination.range !== null) {
    for (const one of source.workloads) result = either(result, reach.toAddresses(one, destination.range));
  } else {
    for (const one of source.workloads)
      for (const other of destination.workloads) result = either(result, reach.betweenWorkloads(one, other));
  }
  return result;
}

interface Entrances {
  /** The ports of each workload that routes lead to. */
  readonly ports: ReadonlyMap<Workload, ConnectionSet>;
  readonly controllers: readonly Workload[];
}

const NO_ENTRANCES: Entrances = { ports: new Map(), controllers: [] };

function entrancesOf({ index, exposed }: ListSources): Entrances {
  const ports = new Map<Workload, ConnectionSet>();
  for (const { kind, targets } of exposed.endpoints) {
    if (SERVICE_ENDPOINTS.has(kind)) continue;
    for (const { workload, ports: more } of targets)
      ports.set(workload, union(ports.get(workload) ?? NO_CONNECTION, more));
  }
  return { ports, controllers: ingressControllers(index) };
}

/** From a controller that nothing is known of, or from one that is seen in the cluster. */
function fromIngress({ reach }: ListSources, entrances: Entrances, destination: ListedPeer): Connections {
  let result: Connections = { allowed: NO_CONNECTION, unknown: NO_CONNECTION };
  for (const workload of destination.workloads) {
    const ports = entrances.ports.get(workload);
    if (ports === undefined) continue;
    const controllers: Connections[] = entrances.controllers.map((one) =>
      reach.betweenWorkloads(one, workload),
    );
    for (const pods of reach.classesOf(workload))
      controllers.push(reach.between({ kind: 'pods', pods: reach.stranger }, { kind: 'pods', pods }));
    for (const one of controllers)
      result = either(result, {
        allowed: intersect(one.allowed, ports),
        unknown: intersect(one.unknown, ports),
      });
  }
  return result;
}

function either(a: Connections, b: Connections): Connections {
  if (isNone(a.allowed) && isNone(a.unknown)) return b;
  const allowed = union(a.allowed, b.allowed);
  return { allowed, unknown: subtract(union(a.unknown, b.unknown), allowed) };
}

function undecidedPolicies(reach: Reach, source: ListedPeer, destination: ListedPeer): readonly string[] {
  const names = new Set<string>();
  const ofOneName = Map.groupBy(reach.policies, ({ ref }) => policyText(ref));
  for (const one of partiesOf(reach, source)) {
    for (const other of partiesOf(reach, destination)) {
      for (const { certain, policy } of reach.why(one, other)) {
        if (certain || policy === null) continue;
        const text = policyText(policy);
        const variants = ofOneName.get(text) ?? [];
        // Which of several is in force is what leaves it open.
        if (variants.length < 2) names.add(text);
        else
          for (const { ref } of variants)
            names.add(`${text}${ref.source === undefined ? '' : ` (${ref.source})`}`);
      }
    }
  }
  return [...names].sort();
}

const policyText = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`;

function partiesOf(reach: Reach, peer: ListedPeer): readonly Party[] {
  if (peer.range !== null) return [{ kind: 'addresses', range: peer.range }];
  const classes =
    peer.text === INGRESS ? [reach.stranger] : peer.workloads.flatMap((one) => reach.classesOf(one));
  return classes.map((pods) => ({ kind: 'pods', pods }));
}

function peersOf(
  { index, reach }: ListSources,
  side: 'sources' | 'destinations',
  wanted: string | undefined,
): readonly ListedPeer[] {
  const address = wanted === undefined ? null : parseAddress(wanted);
  const peers: ListedPeer[] = [...Map.groupBy(index.workloads, textOf)].flatMap(([text, group]) => {
    const documents = Map.groupBy(group, ({ ref }) => ref.source ?? null);
    if (documents.size === 1) return [{ text, source: null, workloads: group, range: null }];
    return [...documents].map(([source, workloads]) => ({ text, source, workloads, range: null }));
  });
  // IPv6 has no place in the notation's "all addresses"; it is listed when it is asked for.
  for (const range of reach[side][address?.family ?? 4]) {
    peers.push({ text: `${rangeText(range)}[External]`, source: null, workloads: [], range });
  }
  if (side === 'sources') peers.push({ text: INGRESS, source: null, workloads: [], range: null });
  return peers
    .filter((peer) => wanted === undefined || isCalled(peer, wanted, address))
    .sort((a, b) => compare(a.text, b.text) || compare(a.source ?? '', b.source ?? ''));
}

function isCalled({ text, workloads, range }: ListedPeer, wanted: string, address: Address | null): boolean {
  if (address !== null) return range !== null && holds(range, address);
  if (text === wanted) return true;
  if (text === INGRESS) return wanted === 'ingress-controller';
  if (range !== null) return rangeText(range) === wanted;
  const [first] = workloads;
  if (first === undefined) return false;
  const { namespace, name } = nameOf(first);
  return wanted === name || wanted === `${namespace}/${name}`;
}

function textOf(workload: Workload): string {
  const { namespace, name, kind } = nameOf(workload);
  return `${namespace}/${name}[${kind}]`;
}

/** Pods whose owner is not in the snapshot go by the owner's name. */
function nameOf({
  namespace,
  name,
  kind,
  missingOwner,
}: Workload): Record<'namespace' | 'name' | 'kind', string> {
  const slash = missingOwner?.indexOf('/') ?? -1;
  // An owner without a kind tells less than the pod itself.
  return missingOwner === null || slash <= 0
    ? { namespace, name, kind }
    : { namespace, kind: missingOwner.slice(0, slash), name: missingOwner.slice(slash + 1) };
}
