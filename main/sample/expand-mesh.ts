/** What the sidecar injector of the mesh does to a Pod of a namespace that asked for it. */
import type { SampleObject } from './sample-object.ts';

const PROXY_IMAGE = 'docker.io/istio/proxyv2:1.24.2';

/** Adds the proxy and the container that redirects the traffic to it; the Pod is changed. */
export function injectSidecar(pod: SampleObject): void {
  const spec = pod['spec'] as { containers: object[]; initContainers?: object[] };
  const securityContext = {
    allowPrivilegeEscalation: false,
    privileged: false,
    runAsGroup: 1337,
    runAsUser: 1337,
  };
  spec.initContainers = [
    ...(spec.initContainers ?? []),
    {
      name: 'istio-init',
      image: PROXY_IMAGE,
      args: ['istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337'],
      resources: {},
      securityContext: {
        ...securityContext,
        runAsGroup: 0,
        runAsUser: 0,
        capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] },
      },
    },
  ];
  spec.containers = [
    ...spec.containers,
    {
      name: 'istio-proxy',
      image: PROXY_IMAGE,
      args: ['proxy', 'sidecar', '--concurrency', '2'],
      ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }],
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
      securityContext: { ...securityContext, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    },
  ];
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    'sidecar.istio.io/status': '{"containers":["istio-proxy"],"initContainers":["istio-init"]}',
  };
}
