/** Ingress controllers and gateways that are seen in the cluster, by image. */
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { repositoryOf } from '../platform/images.ts';

const CONTROLLERS: readonly RegExp[] = [
  /(^|\/)ingress-nginx\/controller(-chroot)?$/,
  /(^|\/)nginx(inc)?\/nginx-ingress$/,
  /(^|\/)nginx-ingress-controller[a-z0-9-]*$/,
  /(^|\/)traefik$/,
  /(^|\/)haproxy(tech)?\/(kubernetes-ingress|haproxy-ingress)$|(^|\/)haproxy-ingress$/,
  /(^|\/)kong(\/kong)?(-gateway)?$/,
  /(^|\/)envoyproxy\/(envoy|envoy-gateway)$|(^|\/)projectcontour\/contour$/,
  /(^|\/)(origin-|ose-)?haproxy-router$/,
  /(^|\/)apache\/apisix$/,
  /(^|\/)emissary-ingress\/emissary$|(^|\/)ambassador$/,
];

/** Workloads that run a known controller, and gateways of Istio (its proxy as a workload of its own). */
export function ingressControllers(index: SnapshotIndex): readonly Workload[] {
  return index.workloads.filter(isController);
}

function isController(workload: Workload): boolean {
  const main = workload.containers.filter(({ role }) => role === 'container');
  return main.some(({ image }) => {
    const repository = repositoryOf(image);
    if (main.length === 1 && /(^|\/)istio\/proxyv2$/.test(repository)) return true;
    return CONTROLLERS.some((pattern) => pattern.test(repository));
  });
}
