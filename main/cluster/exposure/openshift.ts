/** Routes of OpenShift: one target, alternate backends, TLS at the edge or behind it. */
import { at, has, list, num, str } from '../../snapshot/read.ts';
import { type ExposedEndpoint, placeOf, routeEndpoint, type Sources } from './model.ts';

export function openshiftEndpoints(sources: Sources): readonly ExposedEndpoint[] {
  return sources.index.all('route.openshift.io/routes').map((route) => {
    const hosts = [str(route, 'spec', 'host')].filter((host) => host !== undefined);
    const tls = !has(route, 'spec', 'tls')
      ? 'no'
      : str(route, 'spec', 'tls', 'insecureEdgeTerminationPolicy') === 'Allow'
        ? 'partly'
        : 'yes';
    const port = num(route, 'spec', 'port', 'targetPort') ?? str(route, 'spec', 'port', 'targetPort') ?? null;
    const backends = [at(route, 'spec', 'to'), ...list(route, 'spec', 'alternateBackends')].flatMap((to) => {
      const name = str(to, 'name');
      return name === undefined || (str(to, 'kind') ?? 'Service') !== 'Service'
        ? []
        : [{ namespace: placeOf(route).namespace, name, port, byTarget: true }];
    });
    return routeEndpoint(
      route,
      'Route',
      { hosts, plain: tls === 'yes' ? [] : hosts.length > 0 ? hosts : ['*'], tls },
      backends,
      sources,
    );
  });
}
