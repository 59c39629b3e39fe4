/** The addresses of a Service, and the Endpoints and EndpointSlice behind it. */
import type { ExpandedCluster } from './expand-state.ts';
import { inNamespace, keyOf, ownerReference, type SampleMeta, type SampleObject } from './sample-object.ts';
import { suffix } from './stable.ts';

/** Completes a Service and adds what leads to the running Pods that it selects. */
export function endpointsOf(cluster: ExpandedCluster, service: SampleObject): void {
  const spec = service['spec'] as {
    selector?: Record<string, string>;
    ports?: { name?: string; port: number; targetPort?: number | string; protocol?: string }[];
    type?: string;
    clusterIP?: string;
    clusterIPs?: string[];
    [field: string]: unknown;
  };
  if (spec.type === 'ExternalName') return;
  if (spec.clusterIP === undefined) {
    const next = cluster.serviceAddress();
    spec.clusterIP = service.metadata.name === 'kubernetes' ? '198.19.0.1' : next;
  }
  spec.clusterIPs = [spec.clusterIP];
  spec.type ??= 'ClusterIP';
  spec['sessionAffinity'] ??= 'None';
  spec['internalTrafficPolicy'] ??= 'Cluster';
  spec['ipFamilies'] ??= ['IPv4'];
  spec['ipFamilyPolicy'] ??= 'SingleStack';
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    port.targetPort ??= port.port;
  }
  service['status'] ??= { loadBalancer: {} };
  if (spec.selector === undefined) return;
  const selector = Object.entries(spec.selector);
  const pods = cluster
    .ofKind('Pod')
    .filter(
      (pod) =>
        pod.metadata.namespace === service.metadata.namespace &&
        (pod['status'] as { phase?: string }).phase === 'Running' &&
        selector.every(([key, value]) => pod.metadata.labels?.[key] === value),
    );
  const portNumber = (port: { port: number; targetPort?: number | string }): number =>
    typeof port.targetPort === 'number'
      ? port.targetPort
      : (namedPort(pods[0], port.targetPort) ?? port.port);
  const meta = (name: string): SampleMeta => ({
    name,
    ...inNamespace(service),
    labels: { ...service.metadata.labels },
  });
  const ports = (spec.ports ?? []).map((port) => ({
    ...(port.name !== undefined && { name: port.name }),
    port: portNumber(port),
    protocol: port.protocol,
  }));
  cluster.add(
    cluster.finish(
      {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: meta(service.metadata.name),
        ...(pods.length > 0 && {
          subsets: [
            {
              addresses: pods.map((pod) => ({
                ip: (pod['status'] as { podIP: string }).podIP,
                nodeName: (pod['spec'] as { nodeName: string }).nodeName,
                targetRef: target(pod),
              })),
              ports,
            },
          ],
        }),
      },
      service.metadata.creationTimestamp,
    ),
  );
  const slice = meta(`${service.metadata.name}-${suffix(`slice ${keyOf(service)}`, 5)}`);
  slice.labels = {
    ...slice.labels,
    'kubernetes.io/service-name': service.metadata.name,
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  };
  slice.ownerReferences = [ownerReference(service)];
  cluster.add(
    cluster.finish(
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: slice,
        addressType: 'IPv4',
        endpoints: pods.map((pod) => ({
          addresses: [(pod['status'] as { podIP: string }).podIP],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: (pod['spec'] as { nodeName: string }).nodeName,
          targetRef: target(pod),
        })),
        ports: ports.map((port) => ({ name: '', ...port })),
      },
      service.metadata.creationTimestamp,
    ),
  );
}

function namedPort(pod: SampleObject | undefined, name: number | string | undefined): number | undefined {
  const containers =
    (pod?.['spec'] as { containers?: { ports?: { name?: string; containerPort: number }[] }[] } | undefined)
      ?.containers ?? [];
  return containers.flatMap((container) => container.ports ?? []).find((port) => port.name === name)
    ?.containerPort;
}

function target({ metadata }: SampleObject): object {
  return { kind: 'Pod', name: metadata.name, namespace: metadata.namespace, uid: metadata.uid };
}
