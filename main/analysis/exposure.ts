/**
 * What can be addressed from outside: endpoints and the workloads behind them. Cloud firewalls are not seen from
 * the API, so this says "addressable", never "reachable".
 */
import type { Exposure } from '../../shared/exposure.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../snapshot/index.ts';
import { at, fields, list, str, stringMap, strings } from '../snapshot/read.ts';
import { matchesMap } from '../snapshot/selector.ts';
import { sensitiveUi } from './network/sensitive-uis.ts';

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
  /** Backend services that do not exist: `namespace/name`. */
  readonly dangling: readonly string[];
  readonly sensitive: string | null;
}

export interface ExposedCluster {
  readonly endpoints: readonly ExposedEndpoint[];
  /** Workloads that an endpoint leads to, with the first endpoint of each. */
  readonly workloads: ReadonlyMap<Workload, ExposedEndpoint>;
  /** Workloads that a Service selects. */
  selectedBy(service: KubernetesObject): readonly Workload[];
  summary(): Exposure;
}

/** Kinds that publish something; those that could not be read are named in the summary. */
export const EXPOSURE_KINDS: readonly string[] = ['/services', 'networking.k8s.io/ingresses'];
/** Kinds that lead a host name to a Service. */
export const ROUTE_KINDS: readonly string[] = [
  'networking.k8s.io/ingresses',
  'gateway.networking.k8s.io/httproutes',
  'networking.istio.io/virtualservices',
  'route.openshift.io/routes',
];

/** Finds every published endpoint and follows it to workloads. */
export function buildExposure(index: SnapshotIndex): ExposedCluster {
  const selected = new Map<KubernetesObject, readonly Workload[]>();
  const selectedBy = (service: KubernetesObject): readonly Workload[] => {
    let workloads = selected.get(service);
    if (workloads === undefined) {
      const selector = at(service, 'spec', 'selector');
      workloads = index
        .workloadsIn(refOf(service).namespace ?? 'default')
        .filter((workload) => matchesMap(selector, workload.podLabels));
      selected.set(service, workloads);
    }
    return workloads;
  };
  const find = (namespace: string, name: string): KubernetesObject | null =>
    index.get('/services', namespace, name);
  const endpoints: ExposedEndpoint[] = [];
  for (const service of index.all('/services')) {
    const type = str(service, 'spec', 'type');
    const external = strings(service, 'spec', 'externalIPs');
    if (type !== 'LoadBalancer' && type !== 'NodePort' && external.length === 0) continue;
    if (type === 'LoadBalancer' && isInternal(service)) continue;
    const workloads = selectedBy(service);
    endpoints.push({
      object: service,
      ...place(service),
      kind: type === 'LoadBalancer' || type === 'NodePort' ? type : 'ExternalIP',
      hosts: addresses(service),
      plainHosts: [],
      tls: 'unknown',
      workloads,
      dangling: [],
      sensitive: sensitiveUi(workloads),
    });
  }
  for (const ingress of index.all('networking.k8s.io/ingresses')) {
    endpoints.push(
      route(ingress, 'Ingress', ingressHosts(ingress), ingressBackends(ingress), find, selectedBy),
    );
  }
  for (const httpRoute of index.all('gateway.networking.k8s.io/httproutes')) {
    const hosts = strings(httpRoute, 'spec', 'hostnames');
    const tls = gatewayTls(index, httpRoute);
    endpoints.push(
      route(
        httpRoute,
        'HTTPRoute',
        { hosts, plain: tls === 'no' ? hosts : [], tls },
        routeBackends(httpRoute),
        find,
        selectedBy,
      ),
    );
  }
  for (const virtual of index.all('networking.istio.io/virtualservices')) {
    const gateways = strings(virtual, 'spec', 'gateways').filter((name) => name !== 'mesh');
    if (gateways.length === 0) continue;
    const hosts = strings(virtual, 'spec', 'hosts');
    const tls = istioTls(index, virtual, gateways);
    endpoints.push(
      route(
        virtual,
        'VirtualService',
        { hosts, plain: tls === 'no' ? hosts : [], tls },
        virtualBackends(virtual),
        find,
        selectedBy,
      ),
    );
  }
  for (const openshift of index.all('route.openshift.io/routes')) {
    const hosts = [str(openshift, 'spec', 'host')].filter((host) => host !== undefined);
    const tls = at(openshift, 'spec', 'tls') === undefined ? 'no' : 'yes';
    const to = str(openshift, 'spec', 'to', 'name');
    const backends =
      to === undefined ? [] : [{ namespace: refOf(openshift).namespace ?? 'default', name: to }];
    endpoints.push(
      route(openshift, 'Route', { hosts, plain: tls === 'no' ? hosts : [], tls }, backends, find, selectedBy),
    );
  }
  const workloads = new Map<Workload, ExposedEndpoint>();
  for (const endpoint of endpoints) {
    for (const workload of endpoint.workloads)
      if (!workloads.has(workload)) workloads.set(workload, endpoint);
  }
  return { endpoints, workloads, selectedBy, summary: () => summarise(index, endpoints) };
}

/** A load balancer that is marked as internal by one of the providers' annotations. */
export function isInternal(service: KubernetesObject): boolean {
  const annotations = stringMap(service, 'metadata', 'annotations');
  return INTERNAL.some(([key, value]) => value.test(annotations.get(key) ?? ''));
}

const INTERNAL: readonly (readonly [string, RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(true|0\.0\.0\.0\/0)$/],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', /^true$/],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', /^private$/],
];

interface Backend {
  readonly namespace: string;
  readonly name: string;
}
interface Hosts {
  readonly hosts: readonly string[];
  readonly plain: readonly string[];
  readonly tls: ExposedEndpoint['tls'];
}

function route(
  object: KubernetesObject,
  kind: string,
  { hosts, plain, tls }: Hosts,
  backends: readonly Backend[],
  find: (namespace: string, name: string) => KubernetesObject | null,
  selectedBy: (service: KubernetesObject) => readonly Workload[],
): ExposedEndpoint {
  const workloads = new Set<Workload>();
  const dangling = new Set<string>();
  for (const { namespace, name } of backends) {
    const service = find(namespace, name);
    if (service === null) dangling.add(`${namespace}/${name}`);
    else for (const workload of selectedBy(service)) workloads.add(workload);
  }
  const list = [...workloads];
  return {
    object,
    ...place(object),
    kind,
    hosts,
    plainHosts: plain,
    tls,
    workloads: list,
    dangling: [...dangling].sort(),
    sensitive: sensitiveUi(list),
  };
}

function place(object: KubernetesObject): { readonly namespace: string; readonly name: string } {
  const ref = refOf(object);
  return { namespace: ref.namespace ?? 'default', name: ref.name };
}

function addresses(service: KubernetesObject): readonly string[] {
  return [
    ...list(service, 'status', 'loadBalancer', 'ingress').flatMap(
      (entry) => str(entry, 'hostname') ?? str(entry, 'ip') ?? [],
    ),
    ...strings(service, 'spec', 'externalIPs'),
  ];
}

function ingressHosts(ingress: KubernetesObject): Hosts {
  const hosts = [...new Set(list(ingress, 'spec', 'rules').map((rule) => str(rule, 'host') ?? '*'))];
  const tls = list(ingress, 'spec', 'tls');
  const covered = new Set(tls.flatMap((entry) => strings(entry, 'hosts')));
  const whole = tls.length > 0 && covered.size === 0;
  const certificate = fields(ingress, 'metadata', 'annotations').some(([key]) =>
    key.endsWith('alb.ingress.kubernetes.io/certificate-arn'),
  );
  const plain =
    whole || certificate
      ? []
      : hosts.filter((host) => !covered.has(host) && !coveredByWildcard(host, covered));
  return {
    hosts,
    plain: plain.length > 0 || hosts.length > 0 ? plain : tls.length === 0 && !certificate ? ['*'] : [],
    tls:
      plain.length === 0 && (tls.length > 0 || certificate)
        ? 'yes'
        : plain.length < hosts.length
          ? 'partly'
          : 'no',
  };
}

function coveredByWildcard(host: string, covered: ReadonlySet<string>): boolean {
  const dot = host.indexOf('.');
  return dot > 0 && covered.has(`*${host.slice(dot)}`);
}

function ingressBackends(ingress: KubernetesObject): readonly Backend[] {
  const namespace = refOf(ingress).namespace ?? 'default';
  const backends = [
    at(ingress, 'spec', 'defaultBackend'),
    ...list(ingress, 'spec', 'rules').flatMap((rule) =>
      list(rule, 'http', 'paths').map((path) => at(path, 'backend')),
    ),
  ];
  return backends.flatMap((backend) => {
    const name = str(backend, 'service', 'name') ?? str(backend, 'serviceName');
    return name === undefined ? [] : [{ namespace, name }];
  });
}

function routeBackends(httpRoute: KubernetesObject): readonly Backend[] {
  const namespace = refOf(httpRoute).namespace ?? 'default';
  return list(httpRoute, 'spec', 'rules').flatMap((rule) =>
    list(rule, 'backendRefs').flatMap((backend) => {
      const name = str(backend, 'name');
      const kind = str(backend, 'kind') ?? 'Service';
      return name === undefined || kind !== 'Service'
        ? []
        : [{ namespace: str(backend, 'namespace') ?? namespace, name }];
    }),
  );
}

function virtualBackends(virtual: KubernetesObject): readonly Backend[] {
  const own = refOf(virtual).namespace ?? 'default';
  return ['http', 'tcp', 'tls'].flatMap((protocol) =>
    list(virtual, 'spec', protocol).flatMap((rule) =>
      list(rule, 'route').flatMap((entry) => {
        const [name, namespace] = (str(entry, 'destination', 'host') ?? '').split('.');
        return name === undefined || name === '' ? [] : [{ namespace: namespace ?? own, name }];
      }),
    ),
  );
}

function gatewayTls(index: SnapshotIndex, httpRoute: KubernetesObject): ExposedEndpoint['tls'] {
  const own = refOf(httpRoute).namespace ?? 'default';
  const parents = list(httpRoute, 'spec', 'parentRefs').map((parent) => ({
    parent,
    gateway: index.get(
      'gateway.networking.k8s.io/gateways',
      str(parent, 'namespace') ?? own,
      str(parent, 'name') ?? '',
    ),
  }));
  const listeners = parents.flatMap(({ parent, gateway }) => {
    const section = str(parent, 'sectionName');
    return list(gateway, 'spec', 'listeners').filter(
      (one) => section === undefined || str(one, 'name') === section,
    );
  });
  return tlsOf(
    listeners.map((listener) => str(listener, 'protocol') ?? ''),
    parents.every(({ gateway }) => gateway !== null),
  );
}

function istioTls(
  index: SnapshotIndex,
  virtual: KubernetesObject,
  gateways: readonly string[],
): ExposedEndpoint['tls'] {
  const own = refOf(virtual).namespace ?? 'default';
  const found = gateways.map((name) => {
    const [first = '', second] = name.split('/');
    return index.get('networking.istio.io/gateways', second === undefined ? own : first, second ?? first);
  });
  const servers = found.flatMap((gateway) => list(gateway, 'spec', 'servers'));
  const protocols = servers
    .filter((server) => at(server, 'tls', 'httpsRedirect') !== true)
    .map((server) => str(server, 'port', 'protocol') ?? '');
  return tlsOf(
    protocols,
    found.every((gateway) => gateway !== null),
  );
}

/** A gateway that was not found may serve the host without TLS. */
function tlsOf(protocols: readonly string[], allFound: boolean): ExposedEndpoint['tls'] {
  if (protocols.length === 0) return 'unknown';
  const safe = protocols.filter((protocol) => /^(HTTPS|TLS|GRPCS)$/i.test(protocol)).length;
  return safe === protocols.length ? (allFound ? 'yes' : 'unknown') : safe === 0 ? 'no' : 'partly';
}

function summarise(index: SnapshotIndex, endpoints: readonly ExposedEndpoint[]): Exposure {
  return {
    endpoints: endpoints.map(({ kind, namespace, name, hosts, tls, workloads, sensitive }) => ({
      kind,
      namespace,
      name,
      hosts: [...hosts],
      tls,
      workloads: workloads
        .map((workload) =>
          workload.namespace === namespace
            ? `${workload.kind}/${workload.name}`
            : `${workload.namespace}/${workload.kind}/${workload.name}`,
        )
        .sort(),
      sensitive,
    })),
    unknown: [...new Set([...EXPOSURE_KINDS, ...ROUTE_KINDS])]
      .map((key) => index.availability(key))
      .filter(({ reason }) => reason !== null)
      .map(({ message }) => message),
  };
}
