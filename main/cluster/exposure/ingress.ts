/** Ingress (networking.k8s.io): hosts, TLS and every backend. */
import type { KubernetesObject } from '../../snapshot/index.ts';
import { at, fields, list, num, str, strings } from '../../snapshot/read.ts';
import type { Backend } from './model.ts';
import { type ExposedEndpoint, type Hosts, placeOf, routeEndpoint, type Sources } from './model.ts';

export function ingressEndpoints(sources: Sources): readonly ExposedEndpoint[] {
  return sources.index
    .all('networking.k8s.io/ingresses')
    .map((ingress) =>
      routeEndpoint(ingress, 'Ingress', hostsOf(ingress), backendsOf(ingress), sources, resources(ingress)),
    );
}

function hostsOf(ingress: KubernetesObject): Hosts {
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

function allBackends(ingress: KubernetesObject): readonly unknown[] {
  return [
    at(ingress, 'spec', 'defaultBackend') ?? at(ingress, 'spec', 'backend'),
    ...list(ingress, 'spec', 'rules').flatMap((rule) =>
      list(rule, 'http', 'paths').map((path) => at(path, 'backend')),
    ),
  ];
}

function backendsOf(ingress: KubernetesObject): readonly Backend[] {
  const { namespace } = placeOf(ingress);
  return allBackends(ingress).flatMap((backend) => {
    const name = str(backend, 'service', 'name') ?? str(backend, 'serviceName');
    if (name === undefined) return [];
    const port =
      num(backend, 'service', 'port', 'number') ??
      str(backend, 'service', 'port', 'name') ??
      num(backend, 'servicePort') ??
      str(backend, 'servicePort') ??
      null;
    return [{ namespace, name, port }];
  });
}

/** Backends that are no Services, such as a storage bucket of a controller of its own. */
function resources(ingress: KubernetesObject): readonly string[] {
  return allBackends(ingress).flatMap((backend) => {
    const kind = str(backend, 'resource', 'kind');
    return kind === undefined
      ? []
      : [`What is behind ${kind} ${str(backend, 'resource', 'name') ?? ''} is not known.`];
  });
}
