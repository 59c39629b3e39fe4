/**
 * Gateway API: routes of every protocol, the listeners that take them and the grants that let them lead into other
 * namespaces. Source: the API reference of gateway.networking.k8s.io.
 */
import type { KubernetesObject, SnapshotIndex } from '../../snapshot/index.ts';
import { at, has, list, num, str, strings } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';
import type { Backend } from './model.ts';
import { type ExposedEndpoint, type Hosts, hostsAt, placeOf, routeEndpoint, type Sources } from './model.ts';

const GROUP = 'gateway.networking.k8s.io';
const GATEWAYS = `${GROUP}/gateways`;
const GRANTS = `${GROUP}/referencegrants`;

/** Kinds of routes with their resource. */
const ROUTES = [
  ['httproutes', 'HTTPRoute'],
  ['grpcroutes', 'GRPCRoute'],
  ['tlsroutes', 'TLSRoute'],
  ['tcproutes', 'TCPRoute'],
  ['udproutes', 'UDPRoute'],
] as const;

export const GATEWAY_ROUTES: readonly string[] = ROUTES.map(([resource]) => `${GROUP}/${resource}`);

export function gatewayEndpoints(sources: Sources): readonly ExposedEndpoint[] {
  return ROUTES.flatMap(([resource, kind]) =>
    sources.index.all(`${GROUP}/${resource}`).flatMap((route) => endpoint(route, kind, sources)),
  );
}

function endpoint(route: KubernetesObject, kind: string, sources: Sources): readonly ExposedEndpoint[] {
  const { index } = sources;
  const own = placeOf(route).namespace;
  const parents = list(route, 'spec', 'parentRefs').filter(
    (one) => (str(one, 'kind') ?? 'Gateway') === 'Gateway',
  );
  // A route of a Service is a matter of the mesh.
  if (parents.length === 0) return [];
  const taken = parents.map((parent) => listenersFor(index, route, parent, own));
  const listeners = taken.flatMap((one) => one ?? []);
  // Every Gateway is there and none takes the route: it is not served.
  if (listeners.length === 0 && taken.every((one) => one !== null)) return [];
  const { backends, notes } = backendsOf(route, kind, index);
  const rules = list(route, 'spec', 'rules');
  const redirectsOnly = rules.length > 0 && rules.every(redirects);
  const served = hostsAt(
    strings(route, 'spec', 'hostnames'),
    listeners.map((one) => ({
      protocol: str(one, 'protocol') ?? '',
      hosts: [str(one, 'hostname') ?? ''].filter((host) => host !== ''),
    })),
    taken.every((one) => one !== null),
  );
  const hosts: Hosts = redirectsOnly ? { ...served, plain: [], tls: 'yes' } : served;
  return [routeEndpoint(route, kind, hosts, backends, sources, notes)];
}

/** A rule that only sends visitors elsewhere, such as from plain HTTP to HTTPS. */
function redirects(rule: unknown): boolean {
  const filters = list(rule, 'filters').map((filter) => str(filter, 'type'));
  return list(rule, 'backendRefs').length === 0 && filters.includes('RequestRedirect');
}

/** Listeners of a Gateway that take a route of a namespace; null when the Gateway is not there. */
function listenersFor(
  index: SnapshotIndex,
  route: KubernetesObject,
  parent: unknown,
  own: string,
): readonly unknown[] | null {
  const namespace = str(parent, 'namespace') ?? own;
  const gateways = index.near(route, GATEWAYS, namespace, str(parent, 'name') ?? '');
  if (gateways.length === 0) return null;
  const section = str(parent, 'sectionName');
  const port = num(parent, 'port');
  return gateways
    .flatMap((gateway) => list(gateway, 'spec', 'listeners'))
    .filter(
      (listener) =>
        (section === undefined || str(listener, 'name') === section) &&
        (port === undefined || num(listener, 'port') === port) &&
        admits(index, listener, namespace, own),
    );
}

/** Which namespaces a listener takes routes from: its own unless it says otherwise. */
function admits(index: SnapshotIndex, listener: unknown, gatewayIn: string, routeIn: string): boolean {
  const from = str(listener, 'allowedRoutes', 'namespaces', 'from') ?? 'Same';
  if (from === 'All') return true;
  if (from === 'Same') return gatewayIn === routeIn;
  if (from !== 'Selector') return false;
  const info = index.namespace(routeIn);
  // Labels that were not read may well match.
  if (info === null || !info.labelsKnown) return true;
  const labels = new Map([['kubernetes.io/metadata.name', routeIn], ...info.labels]);
  return matchesSelector(at(listener, 'allowedRoutes', 'namespaces', 'selector'), labels);
}

function backendsOf(
  route: KubernetesObject,
  kind: string,
  index: SnapshotIndex,
): { readonly backends: readonly Backend[]; readonly notes: readonly string[] } {
  const own = placeOf(route).namespace;
  const backends: Backend[] = [];
  const notes: string[] = [];
  for (const rule of list(route, 'spec', 'rules')) {
    for (const ref of list(rule, 'backendRefs')) {
      const name = str(ref, 'name') ?? '';
      if (num(ref, 'weight') === 0) continue;
      if ((str(ref, 'kind') ?? 'Service') !== 'Service' || (str(ref, 'group') ?? '') !== '') {
        notes.push(`What is behind ${str(ref, 'kind') ?? 'the backend'} ${name} is not known.`);
        continue;
      }
      const namespace = str(ref, 'namespace') ?? own;
      const granted = namespace === own ? 'yes' : grantFor(index, kind, own, namespace, name);
      if (granted === 'unknown') notes.push(index.availability(GRANTS).message);
      if (granted !== 'no') backends.push({ namespace, name, port: num(ref, 'port') ?? null });
    }
  }
  return { backends, notes };
}

/** Whether a namespace lets routes of another one lead to its Service. */
function grantFor(
  index: SnapshotIndex,
  kind: string,
  from: string,
  namespace: string,
  service: string,
): 'yes' | 'no' | 'unknown' {
  const granted = index
    .inNamespace(GRANTS, namespace)
    .some(
      (grant) =>
        list(grant, 'spec', 'from').some(
          (one) => str(one, 'group') === GROUP && str(one, 'kind') === kind && str(one, 'namespace') === from,
        ) &&
        list(grant, 'spec', 'to').some(
          (one) =>
            (str(one, 'group') ?? '') === '' &&
            str(one, 'kind') === 'Service' &&
            (!has(one, 'name') || str(one, 'name') === service),
        ),
    );
  if (granted) return 'yes';
  return index.availability(GRANTS).reason === null ? 'no' : 'unknown';
}
