/** What the readers of each kind of entrance give. */

import type { ConnectionSet } from '../../kubernetes/reach/connections.ts';
import { union } from '../../kubernetes/reach/connections.ts';
import type { KubernetesObject, SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { refOf } from '../../snapshot/index.ts';
import { sensitiveUi } from '../network/sensitive-uis.ts';

/** A workload behind an entrance, with the ports of its pods that the entrance leads to. */
export interface Target {
  readonly workload: Workload;
  readonly ports: ConnectionSet;
}

export interface ExposedEndpoint {
  readonly object: KubernetesObject;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  /** Hosts served without TLS. */
  readonly plainHosts: readonly string[];
  readonly tls: 'yes' | 'no' | 'partly' | 'unknown';
  readonly workloads: readonly Workload[];
  /** One for each of `workloads`. */
  readonly targets: readonly Target[];
  /** Backends that do not exist: `namespace/name`, or `namespace/name:port` of a Service without that port. */
  readonly dangling: readonly string[];
  readonly sensitive: string | null;
  /** What could not be followed to workloads, one sentence each. */
  readonly unknown: readonly string[];
}

/** Kinds of Services that are entrances themselves; the others are routes. */
export const SERVICE_ENDPOINTS: ReadonlySet<string> = new Set(['LoadBalancer', 'NodePort', 'ExternalIP']);

export interface Sources {
  readonly index: SnapshotIndex;
  readonly services: Services;
}

export interface Hosts {
  readonly hosts: readonly string[];
  readonly plain: readonly string[];
  readonly tls: ExposedEndpoint['tls'];
}

/** An entrance of a route: its backends are followed to workloads. */
export function routeEndpoint(
  object: KubernetesObject,
  kind: string,
  { hosts, plain, tls }: Hosts,
  backends: readonly Backend[],
  { services }: Sources,
  notes: readonly string[] = [],
): ExposedEndpoint {
  const targets = new Map<Workload, ConnectionSet>();
  const dangling = new Set<string>();
  const unknown = new Set(notes);
  for (const backend of backends) {
    const found = services.follow(object, backend);
    if (found.missing !== null) dangling.add(found.missing);
    for (const note of found.unknown) unknown.add(note);
    for (const { workload, ports } of found.targets) {
      const known = targets.get(workload);
      targets.set(workload, known === undefined ? ports : union(known, ports));
    }
  }
  const workloads = [...targets.keys()];
  return {
    object,
    ...placeOf(object),
    kind,
    hosts,
    plainHosts: plain,
    tls,
    workloads,
    targets: [...targets].map(([workload, ports]) => ({ workload, ports })),
    dangling: [...dangling].sort(),
    sensitive: sensitiveUi(workloads),
    unknown: [...unknown],
  };
}

export function placeOf(object: KubernetesObject): { readonly namespace: string; readonly name: string } {
  const ref = refOf(object);
  return { namespace: ref.namespace ?? 'default', name: ref.name };
}

/** A way into a gateway: the protocol it speaks, and the hosts that it takes; without any, all. */
export interface Listener {
  readonly protocol: string;
  readonly hosts: readonly string[];
}

/**
 * The hosts of a route at the listeners that take it, which of them are served in plain, and whether all, none or some
 * listeners are encrypted; unknown without any. A gateway that was not found may serve the hosts without TLS.
 */
export function hostsAt(named: readonly string[], listeners: readonly Listener[], allFound: boolean): Hosts {
  const serving = listeners
    .map((one) => ({ ...one, hosts: shared(named, one.hosts) }))
    .filter(({ hosts }) => hosts.length > 0);
  const plain = serving.filter(({ protocol }) => !/^(HTTPS|TLS|GRPCS)$/i.test(protocol));
  const all = (from: readonly Listener[]) => [...new Set(from.flatMap(({ hosts }) => hosts))];
  return {
    hosts: named.length > 0 ? named : all(serving).filter((host) => host !== '*'),
    plain: all(plain),
    tls:
      serving.length === 0 || (plain.length === 0 && !allFound)
        ? 'unknown'
        : plain.length === 0
          ? 'yes'
          : plain.length < serving.length
            ? 'partly'
            : 'no',
  };
}

/** What two lists of hosts have in common, `*.example` for all below it; an empty list stands for every host. */
function shared(named: readonly string[], taken: readonly string[]): readonly string[] {
  const every = ['*'];
  return (named.length > 0 ? named : every).flatMap((host) =>
    (taken.length > 0 ? taken : every).flatMap((other) =>
      covers(other, host) ? [host] : covers(host, other) ? [other] : [],
    ),
  );
}

const covers = (pattern: string, host: string): boolean =>
  pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));

/** A reference to a Service as a route makes it. */
export interface Backend {
  readonly namespace: string;
  readonly name: string;
  /** Number or name of a port of the Service; null leads to all of them. */
  readonly port: number | string | null;
  /** Also the target port counts, as for routes of OpenShift. */
  readonly byTarget?: boolean;
}

export interface Followed {
  readonly targets: readonly Target[];
  /** What does not exist; null when the backend does. */
  readonly missing: string | null;
  readonly unknown: readonly string[];
}

export interface Services {
  /** Workloads that a Service selects, or that its EndpointSlices name. */
  selectedBy(service: KubernetesObject): readonly Workload[];
  /** The pods' ports behind each port of a Service that passes the test. */
  targetsOf(service: KubernetesObject, wanted?: (port: unknown) => boolean): readonly Target[];
  /** @param from the route that names the backend */
  follow(from: KubernetesObject, backend: Backend): Followed;
}
