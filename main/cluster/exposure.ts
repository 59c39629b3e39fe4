/**
 * What can be addressed from outside: endpoints and the workloads behind them. Cloud firewalls are not seen from
 * the API, so this says "addressable", never "reachable". Each kind has its reader in `exposure/`.
 */
import type { Exposure } from '../../shared/exposure.ts';
import type { KubernetesObject, SnapshotIndex, Workload } from '../snapshot/index.ts';
import { GATEWAY_ROUTES, gatewayEndpoints } from './exposure/gateway-api.ts';
import { ingressEndpoints } from './exposure/ingress.ts';
import { istioEndpoints } from './exposure/istio.ts';
import type { ExposedEndpoint } from './exposure/model.ts';
import { openshiftEndpoints } from './exposure/openshift.ts';
import { createServices, serviceEndpoints } from './exposure/services.ts';

export { type ExposedEndpoint, SERVICE_ENDPOINTS, type Target } from './exposure/model.ts';
export { isInternal } from './exposure/services.ts';

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
  ...GATEWAY_ROUTES,
  'networking.istio.io/virtualservices',
  'route.openshift.io/routes',
];
/** Kinds that routes need to be followed. */
export const GATEWAY_KINDS: readonly string[] = [
  'gateway.networking.k8s.io/gateways',
  'gateway.networking.k8s.io/referencegrants',
  'networking.istio.io/gateways',
];

/** Finds every published endpoint and follows it to workloads. */
export function buildExposure(index: SnapshotIndex): ExposedCluster {
  const services = createServices(index);
  const sources = { index, services };
  const endpoints = [
    ...serviceEndpoints(index, services),
    ...ingressEndpoints(sources),
    ...gatewayEndpoints(sources),
    ...istioEndpoints(sources),
    ...openshiftEndpoints(sources),
  ];
  const workloads = new Map<Workload, ExposedEndpoint>();
  for (const endpoint of endpoints) {
    for (const workload of endpoint.workloads)
      if (!workloads.has(workload)) workloads.set(workload, endpoint);
  }
  return {
    endpoints,
    workloads,
    selectedBy: (service) => services.selectedBy(service),
    summary: () => summarise(index, endpoints),
  };
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
    unknown: [
      ...new Set([
        ...[...EXPOSURE_KINDS, ...ROUTE_KINDS, ...GATEWAY_KINDS]
          .map((key) => index.availability(key))
          .filter(({ reason }) => reason !== null)
          .map(({ message }) => message),
        ...endpoints.flatMap((endpoint) => endpoint.unknown),
      ]),
    ],
  };
}
