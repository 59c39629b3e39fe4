/** Istio: VirtualServices that a Gateway serves, with their delegates. */
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { at, has, list, num, str, strings } from '../../snapshot/read.ts';
import type { Backend } from './model.ts';
import { type ExposedEndpoint, type Hosts, hostsAt, placeOf, routeEndpoint, type Sources } from './model.ts';

const VIRTUAL = 'networking.istio.io/virtualservices';
const GATEWAYS = 'networking.istio.io/gateways';

export function istioEndpoints(sources: Sources): readonly ExposedEndpoint[] {
  return sources.index.all(VIRTUAL).flatMap((virtual) => {
    const gateways = strings(virtual, 'spec', 'gateways').filter((name) => name !== 'mesh');
    if (gateways.length === 0) return [];
    return [
      routeEndpoint(
        virtual,
        'VirtualService',
        hostsOf(sources.index, virtual, gateways),
        backendsOf(sources.index, virtual),
        sources,
      ),
    ];
  });
}

function hostsOf(index: SnapshotIndex, virtual: KubernetesObject, gateways: readonly string[]): Hosts {
  const own = placeOf(virtual).namespace;
  const found = gateways.map((name) => {
    const [first = '', second] = name.split('/');
    return index.near(virtual, GATEWAYS, second === undefined ? own : first, second ?? first);
  });
  const servers = found.flat().flatMap((gateway) => list(gateway, 'spec', 'servers'));
  const listeners = servers
    .filter((server) => at(server, 'tls', 'httpsRedirect') !== true)
    .map((server) => ({
      protocol: str(server, 'port', 'protocol') ?? '',
      // `namespace/host`: whose VirtualServices may take it does not matter for how it is served.
      hosts: strings(server, 'hosts').map((host) => host.slice(host.lastIndexOf('/') + 1)),
    }));
  return hostsAt(
    strings(virtual, 'spec', 'hosts'),
    listeners,
    found.every((variants) => variants.length > 0),
  );
}

function backendsOf(index: SnapshotIndex, virtual: KubernetesObject): readonly Backend[] {
  const own = placeOf(virtual).namespace;
  const direct = ['http', 'tcp', 'tls'].flatMap((protocol) =>
    list(virtual, 'spec', protocol).flatMap((rule) =>
      list(rule, 'route').flatMap((entry) => destination(index, at(entry, 'destination'), own)),
    ),
  );
  // A delegate holds routes itself and may not delegate further.
  const delegated = list(virtual, 'spec', 'http').flatMap((rule) => {
    if (!has(rule, 'delegate')) return [];
    const name = str(rule, 'delegate', 'name') ?? '';
    if (name === refOf(virtual).name) return [];
    const delegates = index.near(virtual, VIRTUAL, str(rule, 'delegate', 'namespace') ?? own, name);
    return delegates.flatMap((delegate) =>
      list(delegate, 'spec', 'http').flatMap((inner) =>
        list(inner, 'route').flatMap((entry) =>
          destination(index, at(entry, 'destination'), placeOf(delegate).namespace),
        ),
      ),
    );
  });
  return [...direct, ...delegated];
}

/** A Service by `name`, `name.namespace` or its full name; other hosts are outside of the cluster. */
function destination(index: SnapshotIndex, value: unknown, own: string): readonly Backend[] {
  const host = str(value, 'host') ?? '';
  const [name = '', namespace, kind] = host.split('.');
  if (name === '' || (kind !== undefined && kind !== 'svc')) return [];
  if (namespace !== undefined && kind === undefined && index.namespace(namespace) === null) return [];
  return [{ namespace: namespace ?? own, name, port: num(value, 'port', 'number') ?? null }];
}
