/** Services by who can address them, and the public addresses of the cluster. */
import type { Tally } from '../../../shared/size.ts';
import type { KubernetesObject, SnapshotIndex } from '../../snapshot/index.ts';
import { list, str, strings } from '../../snapshot/read.ts';
import { isInternal } from '../exposure.ts';

const EXPOSURES = [
  'ClusterIP',
  'ClusterIP, headless',
  'NodePort',
  'LoadBalancer, internal',
  'LoadBalancer, addressable',
  'external IP',
  'ExternalName',
] as const;

/** One line for each way, also where there is none, from the least exposed to the most. */
export function servicesByExposure(index: SnapshotIndex): NonNullable<Tally> {
  const counts = new Map<string, number>();
  for (const service of index.all('/services')) {
    const name = exposureOf(service);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return EXPOSURES.map((name) => ({ name, count: counts.get(name) ?? 0 }));
}

function exposureOf(service: KubernetesObject): (typeof EXPOSURES)[number] {
  const type = str(service, 'spec', 'type') ?? 'ClusterIP';
  if (type === 'ExternalName') return 'ExternalName';
  if (type === 'LoadBalancer')
    return isInternal(service) ? 'LoadBalancer, internal' : 'LoadBalancer, addressable';
  if (strings(service, 'spec', 'externalIPs').length > 0) return 'external IP';
  if (type === 'NodePort') return 'NodePort';
  return str(service, 'spec', 'clusterIP') === 'None' ? 'ClusterIP, headless' : 'ClusterIP';
}

/** Kinds that get addresses. */
export const ADDRESSED_KINDS: readonly string[] = [
  '/services',
  'networking.k8s.io/ingresses',
  'gateway.networking.k8s.io/gateways',
];

/** Distinct addresses and names given to load balancers, Ingresses and Gateways, without private ones. */
export function publicAddresses(index: SnapshotIndex): readonly string[] {
  const found = new Set<string>();
  for (const service of index.all('/services')) {
    if (isInternal(service)) continue;
    for (const address of [...balancersOf(service), ...strings(service, 'spec', 'externalIPs')])
      found.add(address);
  }
  for (const ingress of index.all('networking.k8s.io/ingresses'))
    for (const address of balancersOf(ingress)) found.add(address);
  for (const gateway of index.all('gateway.networking.k8s.io/gateways'))
    for (const address of list(gateway, 'status', 'addresses')) found.add(str(address, 'value') ?? '');
  return [...found].filter((address) => address !== '' && !isPrivate(address)).sort();
}

function balancersOf(object: KubernetesObject): readonly string[] {
  return list(object, 'status', 'loadBalancer', 'ingress').flatMap(
    (one) => str(one, 'ip') ?? str(one, 'hostname') ?? [],
  );
}

/** Private, shared, loopback and link-local addresses, and names that end inside of a cluster or on a machine. */
function isPrivate(address: string): boolean {
  return (
    /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
      address,
    ) || /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)|\.(local|internal)$|^localhost$/i.test(address)
  );
}
