/** Services: the workloads behind them and the ports of the pods that they lead to. */

import {
  ALL_CONNECTIONS,
  type ConnectionSet,
  isNone,
  isProtocol,
  NO_CONNECTION,
  type Protocol,
  portRange,
  union,
} from '../../kubernetes/reach/connections.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { at, fields, list, num, str, stringMap, strings } from '../../snapshot/read.ts';
import { matchesMap } from '../../snapshot/selector.ts';
import { sensitiveUi } from '../network/sensitive-uis.ts';
import { selectsPods } from '../pod-labels.ts';
import type { Backend, Followed, Services } from './model.ts';
import { type ExposedEndpoint, placeOf } from './model.ts';

const SLICES = 'discovery.k8s.io/endpointslices';

/** Looks Services up; what a Service selects is matched once. */
export function createServices(index: SnapshotIndex): Services {
  const selected = new Map<KubernetesObject, readonly Workload[]>();
  let slices: ReadonlyMap<string, readonly KubernetesObject[]> | null = null;
  const slicesOf = (service: KubernetesObject): readonly KubernetesObject[] => {
    slices ??= Map.groupBy(
      index.all(SLICES),
      (slice) =>
        `${placeOf(slice).namespace}/${str(slice, 'metadata', 'labels', 'kubernetes.io/service-name') ?? ''}`,
    );
    const { namespace, name } = placeOf(service);
    return slices.get(`${namespace}/${name}`) ?? [];
  };
  const selectedBy = (service: KubernetesObject): readonly Workload[] => {
    let workloads = selected.get(service);
    if (workloads === undefined) {
      const selector = at(service, 'spec', 'selector');
      workloads =
        str(service, 'spec', 'type') === 'ExternalName'
          ? []
          : hasSelector(service)
            ? index
                .workloadsNear(service, placeOf(service).namespace)
                .filter((workload) => isSelected(selector, workload))
            : namedBy(slicesOf(service), index);
      selected.set(service, workloads);
    }
    return workloads;
  };
  const targetsOf: Services['targetsOf'] = (service, wanted = () => true) => {
    const ports = list(service, 'spec', 'ports').filter(wanted);
    // Only a headless Service has no ports: it is a name of its pods, and every port answers there.
    const open = list(service, 'spec', 'ports').length === 0;
    return selectedBy(service).flatMap((workload) => {
      const reached = open
        ? ALL_CONNECTIONS
        : ports.reduce<ConnectionSet>((all, port) => union(all, podPorts(port, workload)), NO_CONNECTION);
      return isNone(reached) ? [] : [{ workload, ports: reached }];
    });
  };
  return {
    selectedBy,
    targetsOf,
    follow(from, backend) {
      const { namespace, name } = backend;
      const variants = index.near(from, '/services', namespace, name);
      if (variants.length === 0) return { targets: [], missing: `${namespace}/${name}`, unknown: [] };
      const all = variants.map((service) => followed(service, backend));
      return {
        targets: all.flatMap(({ targets }) => targets),
        missing: all.find(({ missing }) => missing !== null)?.missing ?? null,
        unknown: [...new Set(all.flatMap(({ unknown }) => unknown))],
      };
    },
  };
  function followed(service: KubernetesObject, { namespace, name, port, byTarget }: Backend): Followed {
    if (str(service, 'spec', 'type') === 'ExternalName') return { targets: [], missing: null, unknown: [] };
    const unknown =
      !hasSelector(service) && slicesOf(service).length === 0 && index.availability(SLICES).reason !== null
        ? [`What is behind Service ${namespace}/${name} is not known: it has no selector.`]
        : [];
    const wanted = (one: unknown) => port === null || isPortOf(one, port, byTarget === true);
    const ports = list(service, 'spec', 'ports');
    const exists = port === null || ports.length === 0 || ports.some(wanted);
    return {
      targets: targetsOf(service, wanted),
      missing: exists ? null : `${namespace}/${name}:${port}`,
      unknown,
    };
  }
}

/** LoadBalancer, NodePort and external addresses: entrances of their own. Internal load balancers are none. */
export function serviceEndpoints(index: SnapshotIndex, services: Services): readonly ExposedEndpoint[] {
  return index.all('/services').flatMap((service) => {
    const type = str(service, 'spec', 'type');
    const external = strings(service, 'spec', 'externalIPs');
    if (type !== 'LoadBalancer' && type !== 'NodePort' && external.length === 0) return [];
    if (type === 'LoadBalancer' && isInternal(service)) return [];
    const workloads = services.selectedBy(service);
    const targets = services.targetsOf(service);
    return [
      {
        object: service,
        ...placeOf(service),
        kind: type === 'LoadBalancer' || type === 'NodePort' ? type : 'ExternalIP',
        hosts: addresses(service),
        plainHosts: [],
        tls: 'unknown',
        workloads,
        targets,
        dangling: [],
        sensitive: sensitiveUi(workloads),
        unknown: hasSelector(service)
          ? []
          : services.follow(service, { ...placeOf(service), port: null }).unknown,
      },
    ];
  });
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

function hasSelector(service: KubernetesObject): boolean {
  return fields(service, 'spec', 'selector').length > 0;
}

/** By the template, or by a live pod of it: pods may carry labels that their template does not. */
function isSelected(selector: unknown, workload: Workload): boolean {
  return (
    selectsPods(workload, selector, (labels) => matchesMap(selector, labels)) ||
    workload.pods.some((pod) => matchesMap(selector, stringMap(pod, 'metadata', 'labels')))
  );
}

/** Workloads of the pods that EndpointSlices refer to. */
function namedBy(slices: readonly KubernetesObject[], index: SnapshotIndex): readonly Workload[] {
  const workloads = new Set<Workload>();
  for (const slice of slices) {
    for (const endpoint of list(slice, 'endpoints')) {
      if (str(endpoint, 'targetRef', 'kind') !== 'Pod') continue;
      const namespace = str(endpoint, 'targetRef', 'namespace') ?? refOf(slice).namespace;
      const pod = index.get('/pods', namespace, str(endpoint, 'targetRef', 'name') ?? '');
      const workload = pod === null ? null : index.workloadOf(pod);
      if (workload !== null) workloads.add(workload);
    }
  }
  return [...workloads];
}

function isPortOf(port: unknown, wanted: number | string, byTarget: boolean): boolean {
  if (at(port, 'port') === wanted || str(port, 'name') === wanted) return true;
  return byTarget && (at(port, 'targetPort') ?? at(port, 'port')) === wanted;
}

/** The ports of a workload's pods that one port of a Service leads to: by number, or by the container port's name. */
function podPorts(port: unknown, workload: Workload): ConnectionSet {
  const protocol = at(port, 'protocol') ?? 'TCP';
  if (!isProtocol(protocol)) return NO_CONNECTION;
  const target = at(port, 'targetPort') ?? null;
  if (typeof target === 'string' && target !== '') return named(workload, target, protocol);
  const number = typeof target === 'number' && target !== 0 ? target : (num(port, 'port') ?? 0);
  return portRange(protocol, number, number);
}

function named(workload: Workload, name: string, protocol: Protocol): ConnectionSet {
  for (const { raw, role } of workload.containers.toSorted(byRole)) {
    if (role === 'ephemeral' || (role === 'init' && str(raw, 'restartPolicy') !== 'Always')) continue;
    for (const port of list(raw, 'ports')) {
      if (str(port, 'name') !== name || (at(port, 'protocol') ?? 'TCP') !== protocol) continue;
      const number = num(port, 'containerPort') ?? 0;
      return portRange(protocol, number, number);
    }
  }
  return NO_CONNECTION;
}

/** Containers are looked at before sidecars. */
function byRole(a: Workload['containers'][number], b: Workload['containers'][number]): number {
  return Number(a.role === 'init') - Number(b.role === 'init');
}

function addresses(service: KubernetesObject): readonly string[] {
  return [
    ...list(service, 'status', 'loadBalancer', 'ingress').flatMap(
      (entry) => str(entry, 'hostname') ?? str(entry, 'ip') ?? [],
    ),
    ...strings(service, 'spec', 'externalIPs'),
  ];
}
