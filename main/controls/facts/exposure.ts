/** Facts about what can be addressed from outside. */

import { count } from '../../../shared/in-words.ts';
import { apiServerReach, TUNNEL_SENTENCE } from '../../cluster/exposure/api-server.ts';
import { EXPOSURE_KINDS, GATEWAY_KINDS, ROUTE_KINDS } from '../../cluster/exposure.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { refOf } from '../../snapshot/index.ts';
import { type FactFamily, ifSeen, ifSeenOrMore, known, notKnown, sentenceOf } from './define.ts';

type Id =
  | 'exposure.ingressHosts'
  | 'exposure.plainHttpHosts'
  | 'exposure.loadBalancers'
  | 'exposure.nodePorts'
  | 'exposure.workloads'
  | 'exposure.sensitiveUis'
  | 'exposure.apiServerPublic';

export const exposureFacts: FactFamily<Id> = {
  'exposure.ingressHosts': ifSeenOrMore(ROUTE_KINDS, ({ cluster }) => {
    const routes = cluster.exposed.endpoints.filter(({ kind }) => !SERVICE_KINDS.has(kind));
    const hosts = [...new Set(routes.flatMap((one) => one.hosts))].sort();
    return known(
      hosts,
      sentenceOf(hosts, 'host name is published', 'host names are published'),
      routes.map(({ object }) => ({ object: refOf(object) })),
    );
  }),
  'exposure.plainHttpHosts': ifSeen([...ROUTE_KINDS, ...GATEWAY_KINDS], ({ cluster }) => {
    const open = cluster.exposed.endpoints.find(
      ({ kind, tls }) => !SERVICE_KINDS.has(kind) && tls === 'unknown',
    );
    if (open !== undefined)
      return notKnown(
        'not-collected',
        `The gateway of ${open.kind} ${open.namespace}/${open.name} was not found, so its TLS is not known.`,
      );
    const plain = cluster.exposed.endpoints.filter((one) => one.plainHosts.length > 0);
    const hosts = [...new Set(plain.flatMap((one) => one.plainHosts))].sort();
    return known(
      hosts,
      sentenceOf(hosts, 'host name is served without TLS', 'host names are served without TLS'),
      plain.map(({ object }) => ({ object: refOf(object), path: 'spec.tls' })),
    );
  }),
  'exposure.loadBalancers': ofServices(
    'LoadBalancer',
    'Service of type LoadBalancer is not marked internal',
    'Services of type LoadBalancer are not marked internal',
  ),
  'exposure.nodePorts': ofServices('NodePort', 'Service of type NodePort', 'Services of type NodePort'),
  'exposure.workloads': ifSeenOrMore(
    [...EXPOSURE_KINDS, ...ROUTE_KINDS, ...WORKLOAD_KINDS],
    ({ cluster }) => {
      const workloads = [...cluster.exposed.workloads.keys()];
      const names = [...new Set(workloads.map((one) => `${one.namespace}/${one.name}`))].sort();
      return known(
        names,
        sentenceOf(
          names,
          'workload is behind a published endpoint',
          'workloads are behind a published endpoint',
        ),
        workloads.map(({ ref }) => ({ object: ref })),
      );
    },
  ),
  'exposure.sensitiveUis': ifSeenOrMore(
    [...EXPOSURE_KINDS, ...ROUTE_KINDS, ...WORKLOAD_KINDS],
    ({ cluster }) => {
      const hits = cluster.exposed.endpoints.filter(({ sensitive }) => sensitive !== null);
      const names = [...new Set(hits.map((one) => `${one.sensitive} (${one.namespace}/${one.name})`))].sort();
      return known(
        names,
        sentenceOf(
          names,
          'administration interface is behind a published endpoint',
          'administration interfaces are behind a published endpoint',
        ),
        hits.map(({ object }) => ({ object: refOf(object) })),
      );
    },
  ),
  'exposure.apiServerPublic': ({ cluster }) => {
    const { manifest } = cluster.index;
    const reach = apiServerReach(manifest);
    if (reach.state !== 'unknown')
      return known(
        reach.state === 'public',
        `The API server’s address (${manifest.server}) is ${reach.state}.`,
      );
    switch (reach.why) {
      case 'tunnel':
        return notKnown('needs-interview', TUNNEL_SENTENCE);
      case 'not-in-manifests':
        return notKnown('not-in-manifests', 'Files do not show the address of the API server.');
      case 'not-collected':
        return notKnown('not-collected', 'Whether the API server has a public address was not established.');
    }
  },
};

const SERVICE_KINDS: ReadonlySet<string> = new Set(['LoadBalancer', 'NodePort', 'ExternalIP']);

function ofServices(kind: string, one: string, many: string) {
  return ifSeen(['/services'], ({ cluster }) => {
    const found = cluster.exposed.endpoints.filter((endpoint) => endpoint.kind === kind);
    return known(
      found.length,
      `${count(found.length, one, many)}.`,
      found.map(({ object }) => ({ object: refOf(object), path: 'spec.type', value: kind })),
    );
  });
}
