/**
 * Pods that no policy can tell apart are one class: the same namespace as far as policies name it, the same values of
 * the labels that selectors look at, the same named ports, on the same side of every address block. Everything is
 * computed per class, so the cost grows with what policies distinguish and not with pods.
 */
import type { KubernetesObject, SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { at, bool, list, num, str, stringMap } from '../../snapshot/read.ts';
import { type Address, parseAddress, partOf } from './addresses.ts';
import { isPort, isProtocol, type Protocol } from './connections.ts';
import type { Interest, NodeFact } from './interest.ts';
import type { Certainty } from './matcher.ts';
import { matchesKnown } from './matcher.ts';

export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

export interface PodClass {
  readonly id: number;
  /** Its namespace, or one of those that no policy tells apart from it. */
  readonly namespace: string;
  readonly namespaceLabels: ReadonlyMap<string, string>;
  /** Labels of the namespace that are known; `all` when the namespace was read. */
  readonly namespaceKnown: 'all' | ReadonlySet<string>;
  /** Labels that a policy looks at. */
  readonly labels: ReadonlyMap<string, string>;
  readonly hostNetwork: boolean;
  /** Ports that a policy names. */
  readonly ports: readonly NamedPort[];
  /** One for every part of the address space that its pods are in; null when no address is known. */
  readonly addresses: readonly Address[] | null;
  /** For pods on the host network, by selector of `Interest.nodeSelectors`: whether their nodes are selected. */
  readonly nodes: readonly Certainty[];
}

/** The label that the API server gives every namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';
const ONLY_NAME: ReadonlySet<string> = new Set([NAME_LABEL]);

export interface Classes {
  readonly all: readonly PodClass[];
  /** The classes of a workload's pods: one, unless its pods differ in what policies look at. */
  of(workload: Workload): readonly PodClass[];
  /** A class for a pod that is not in the snapshot. */
  readonly stranger: PodClass;
}

/** The namespace of a pod that stands for an ingress controller which is not known. */
export const STRANGER_NAMESPACE = 'ingress-controller-ns';

/** Puts every workload's pods into classes. */
export function classify(
  index: SnapshotIndex,
  interest: Interest,
  nodes: ReadonlyMap<string, NodeFact>,
): Classes {
  const byKey = new Map<string, PodClass>();
  const byWorkload = new Map<Workload, readonly PodClass[]>();
  const namespaces = new Map<string, Pick<PodClass, 'namespaceLabels' | 'namespaceKnown'>>();
  const intern = (shape: Omit<PodClass, 'id'>): PodClass => {
    const key = keyOf(shape, interest);
    let known = byKey.get(key);
    if (known === undefined) {
      known = { ...shape, id: byKey.size };
      byKey.set(key, known);
    }
    return known;
  };
  for (const workload of index.workloads) {
    let space = namespaces.get(workload.namespace);
    if (space === undefined) {
      space = namespaceOf(workload.namespace, index, interest);
      namespaces.set(workload.namespace, space);
    }
    const hostNetwork = bool(workload.podSpec, 'hostNetwork') === true;
    const ports = namedPorts(workload.podSpec, interest.portNames);
    const found = new Set<PodClass>();
    for (const { labels, pod } of variants(workload)) {
      found.add(
        intern({
          namespace: workload.namespace,
          ...space,
          labels: project(labels, interest.podLabels),
          hostNetwork,
          ports,
          addresses: interest.anyAddresses ? addressesOf(pod, interest) : null,
          nodes: hostNetwork ? nodesOf(pod, interest, nodes) : [],
        }),
      );
    }
    byWorkload.set(workload, [...found]);
  }
  const stranger = intern({
    namespace: STRANGER_NAMESPACE,
    namespaceLabels: project(new Map([[NAME_LABEL, STRANGER_NAMESPACE]]), interest.namespaceLabels),
    namespaceKnown: 'all',
    labels: new Map(),
    hostNetwork: false,
    ports: [],
    addresses: null,
    nodes: [],
  });
  return { all: [...byKey.values()], of: (workload) => byWorkload.get(workload) ?? [], stranger };
}

/** Labels as policies see them: of the live pods, or of the template where there are none. */
function variants(
  workload: Workload,
): readonly { readonly labels: ReadonlyMap<string, string>; readonly pod: KubernetesObject | null }[] {
  const running = workload.pods.filter((pod) => !DONE.has(str(pod, 'status', 'phase') ?? ''));
  return running.length === 0
    ? [{ labels: workload.podLabels, pod: null }]
    : running.map((pod) => ({ labels: stringMap(pod, 'metadata', 'labels'), pod }));
}

const DONE: ReadonlySet<string> = new Set(['Succeeded', 'Failed']);

function namespaceOf(
  name: string,
  index: SnapshotIndex,
  interest: Interest,
): Pick<PodClass, 'namespaceLabels' | 'namespaceKnown'> {
  const info = index.namespace(name);
  const labels = new Map([[NAME_LABEL, name], ...(info?.labels ?? [])]);
  const read = info?.labelsKnown ?? index.availability('/namespaces').reason === null;
  return {
    namespaceLabels: project(labels, interest.namespaceLabels),
    namespaceKnown: read ? 'all' : ONLY_NAME,
  };
}

function project(
  labels: ReadonlyMap<string, string>,
  keys: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  for (const key of keys) {
    const value = labels.get(key);
    if (value !== undefined) kept.set(key, value);
  }
  return kept;
}

/** Named ports of the containers and of init containers that keep running. */
function namedPorts(podSpec: unknown, names: ReadonlySet<string>): readonly NamedPort[] {
  if (names.size === 0) return [];
  const containers = [
    ...list(podSpec, 'containers'),
    ...list(podSpec, 'initContainers').filter((one) => str(one, 'restartPolicy') === 'Always'),
  ];
  return containers.flatMap((container) =>
    list(container, 'ports').flatMap((entry) => {
      const name = str(entry, 'name');
      const protocol = at(entry, 'protocol') ?? 'TCP';
      const port = num(entry, 'containerPort');
      return name !== undefined && names.has(name) && isProtocol(protocol) && isPort(port)
        ? [{ name, protocol, port }]
        : [];
    }),
  );
}

/** The parts of the address space that a pod is in, each by its first address. */
function addressesOf(pod: KubernetesObject | null, interest: Interest): readonly Address[] | null {
  const texts = list(pod, 'status', 'podIPs').flatMap((entry) => str(entry, 'ip') ?? []);
  const single = str(pod, 'status', 'podIP');
  if (texts.length === 0 && single !== undefined) texts.push(single);
  const parts = texts.flatMap((text) => {
    const address = parseAddress(text);
    const part = address === null ? null : partOf(interest.all[address.family], address);
    return part === null ? [] : [{ family: part.family, value: part.first }];
  });
  return parts.length === 0 ? null : parts;
}

function nodesOf(
  pod: KubernetesObject | null,
  interest: Interest,
  nodes: ReadonlyMap<string, NodeFact>,
): readonly Certainty[] {
  const node = nodes.get(str(pod, 'spec', 'nodeName') ?? '');
  return interest.nodeSelectors.map((selector) =>
    selector === null ? 'yes' : node === undefined ? 'maybe' : matchesKnown(selector, node.labels, 'all'),
  );
}

function keyOf(shape: Omit<PodClass, 'id'>, interest: Interest): string {
  return JSON.stringify([
    interest.namespaces.has(shape.namespace) ? shape.namespace : null,
    shape.namespaceKnown === 'all',
    [...shape.namespaceLabels],
    [...shape.labels],
    shape.hostNetwork,
    shape.ports.map(({ name, protocol, port }) => [name, protocol, port]),
    shape.addresses?.map(({ family, value }) => `${family}:${value}`) ?? null,
    shape.nodes,
  ]);
}
