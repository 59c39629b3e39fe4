/** Entrances of every kind, followed to workloads and the ports of their pods. */
import { describe, expect, test } from 'vitest';
import { buildExposure } from '../../../main/cluster/exposure.ts';
import { connectionsText } from '../../../main/kubernetes/reach/connections.ts';
import { buildSnapshotIndex } from '../../../main/snapshot/index.ts';
import type { KubernetesObject } from '../../../main/snapshot/model.ts';
import { snapshotOf } from '../../fixtures/snapshot-builder.ts';
import { namespace, workload, yaml } from '../kubernetes/reach/tables.ts';

const SHOP = [
  namespace('shop'),
  namespace('edge', { team: 'platform' }),
  workload('shop/web app=web http:8080 dns:53/UDP'),
  workload('shop/api app=api'),
];

interface Told {
  readonly kind: string;
  readonly to: readonly string[];
  readonly dangling: readonly string[];
  readonly tls: string;
  readonly unknown: readonly string[];
}

function endpoints(
  text: string,
  forbidden: readonly string[] = [],
  more: readonly KubernetesObject[] = [],
): readonly Told[] {
  const index = buildSnapshotIndex(snapshotOf([...SHOP, ...more, ...yaml(text)], { forbidden }));
  return buildExposure(index).endpoints.map(({ kind, targets, dangling, tls, unknown }) => ({
    kind,
    to: targets.map((one) => `${one.workload.name} ${connectionsText(one.ports)}`),
    dangling,
    tls,
    unknown,
  }));
}

const service = (spec: string, name = 'web') => `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: ${spec}
---
`;
const ingress = (backend: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: ${backend}}`;

describe('Services', () => {
  test.each([
    ['{selector: {app: web}, ports: [{port: 80, targetPort: http}]}', 'web TCP 8080'],
    ['{selector: {app: web}, ports: [{port: 80}]}', 'web TCP 80'],
    ['{selector: {app: web}, ports: [{port: 80, targetPort: 9000}, {port: 81}]}', 'web TCP 81,9000'],
    ['{selector: {app: web}, ports: [{port: 5353, protocol: UDP, targetPort: dns}]}', 'web UDP 53'],
    ['{selector: {app: web}, clusterIP: None}', 'web All Connections'],
  ])('%s lead to %s', (spec, to) => {
    const [one] = endpoints(service(spec.replace('{', '{type: LoadBalancer, ')));
    expect(one).toMatchObject({ kind: 'LoadBalancer', to: [to], dangling: [] });
  });

  test('a port that no container has by this name leads nowhere', () => {
    // The protocol belongs to the name.
    expect(
      endpoints(service('{type: NodePort, selector: {app: web}, ports: [{port: 53, targetPort: dns}]}'))[0]
        ?.to,
    ).toEqual([]);
  });

  test('without a selector their EndpointSlices tell, and without those it is not known', () => {
    const pod: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'legacy', namespace: 'shop' },
      spec: { containers: [] },
    };
    const slices = `
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
endpoints: [{addresses: [10.0.0.7], targetRef: {kind: Pod, name: legacy, namespace: shop}}]`;
    const open = service('{ports: [{port: 80, targetPort: 8080}]}');
    const backend = ingress('{service: {name: web, port: {number: 80}}}');
    expect(endpoints(`${open}${backend}${slices}`, [], [pod])[0]).toMatchObject({
      to: ['legacy TCP 8080'],
      unknown: [],
    });
    expect(endpoints(`${open}${backend}`)[0]).toMatchObject({
      to: [],
      unknown: ['What is behind Service shop/web is not known: it has no selector.'],
    });
  });

  test('of type ExternalName lead out of the cluster, and are not missing', () => {
    const out = service('{type: ExternalName, externalName: db.example}');
    expect(endpoints(out + ingress('{service: {name: web, port: {number: 80}}}'))[0]).toMatchObject({
      to: [],
      dangling: [],
    });
  });
});

test('an Ingress names Services, their ports by number and name, and other resources', () => {
  const web = service('{selector: {app: web}, ports: [{name: www, port: 80, targetPort: http}]}');
  const told = (backend: string) => endpoints(web + ingress(backend))[0];
  expect(told('{service: {name: web, port: {name: www}}}')).toMatchObject({ to: ['web TCP 8080'] });
  expect(told('{service: {name: web, port: {number: 81}}}')).toMatchObject({
    to: [],
    dangling: ['shop/web:81'],
  });
  expect(told('{service: {name: gone, port: {number: 80}}}')).toMatchObject({ dangling: ['shop/gone'] });
  expect(told('{resource: {kind: Bucket, name: files}}')).toMatchObject({
    unknown: ['What is behind Bucket files is not known.'],
  });
});

describe('Gateway API', () => {
  const WEB = service('{selector: {app: web}, ports: [{port: 80, targetPort: http}]}');
  const gateway = (allowed: string, protocol = 'HTTPS') => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: main, namespace: edge}
spec: {listeners: [{name: web, port: 443, protocol: ${protocol}, allowedRoutes: {namespaces: ${allowed}}}]}
---
`;
  const route = (
    rules: string,
    parent = '{name: main, namespace: edge}',
    from = 'shop',
  ) => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: ${from}}
spec: {parentRefs: [${parent}], rules: [${rules}]}
---
`;
  const TO_WEB = '{backendRefs: [{name: web, port: 80}]}';

  test.each([
    ['{from: All}', 1],
    ['{from: Same}', 0],
    ['{from: None}', 0],
    ['{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}', 1],
    ['{from: Selector, selector: {matchLabels: {team: other}}}', 0],
  ])('a listener takes routes of namespaces %s', (allowed, published) => {
    expect(endpoints(WEB + gateway(allowed) + route(TO_WEB))).toHaveLength(published);
  });

  test('a route of a mesh publishes nothing, one whose Gateway is not seen may', () => {
    expect(endpoints(WEB + route(TO_WEB, '{kind: Service, name: web}'))).toEqual([]);
    expect(endpoints(WEB + route(TO_WEB))[0]).toMatchObject({ tls: 'unknown', to: ['web TCP 8080'] });
  });

  test('plain HTTP that only sends visitors to HTTPS serves nothing in clear', () => {
    const redirect = '{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}';
    expect(endpoints(WEB + gateway('{from: All}', 'HTTP') + route(redirect))[0]).toMatchObject({
      tls: 'yes',
    });
    expect(endpoints(WEB + gateway('{from: All}', 'HTTP') + route(TO_WEB))[0]).toMatchObject({ tls: 'no' });
  });

  test('into another namespace a grant is needed', () => {
    const there = route('{backendRefs: [{name: web, namespace: shop, port: 80}]}', '{name: main}', 'edge');
    const grant = (name: string, from = 'edge') => `apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: in, namespace: shop}
spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${from}}], to: [{group: "", kind: Service${name}}]}`;
    const to = (text: string, forbidden: readonly string[] = []) =>
      endpoints(WEB + gateway('{from: Same}') + there + text, forbidden)[0];
    expect(to('')?.to).toEqual([]);
    expect(to(grant(''))?.to).toEqual(['web TCP 8080']);
    expect(to(grant(', name: web'))?.to).toEqual(['web TCP 8080']);
    expect(to(grant(', name: api'))?.to).toEqual([]);
    expect(to(grant('', 'other'))?.to).toEqual([]);
    const unread = to('', ['gateway.networking.k8s.io/referencegrants']);
    expect(unread?.to).toEqual(['web TCP 8080']);
    expect(unread?.unknown.join()).toContain('referencegrants');
  });
});

test('a VirtualService of Istio is followed by full names, delegates too, and hosts outside are not missing', () => {
  const text = (
    http: string,
  ) => `${service('{selector: {app: web}, ports: [{port: 80, targetPort: http}]}')}apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root, namespace: edge}
spec: {hosts: [shop.example], gateways: [mesh, edge/main], http: [${http}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: shop}
spec: {http: [{route: [{destination: {host: web}}]}]}
`;
  const told = (http: string) => endpoints(text(http))[0];
  for (const host of ['web.shop', 'web.shop.svc', 'web.shop.svc.cluster.local'])
    expect(told(`{route: [{destination: {host: ${host}, port: {number: 80}}}]}`)?.to).toEqual([
      'web TCP 8080',
    ]);
  expect(told('{delegate: {name: part, namespace: shop}}')?.to).toEqual(['web TCP 8080']);
  expect(told('{route: [{destination: {host: api.example.org}}]}')).toMatchObject({ to: [], dangling: [] });
  expect(told('{route: [{destination: {host: gone.shop}}]}')).toMatchObject({ dangling: ['shop/gone'] });
});

test('an OpenShift Route says whether plain HTTP stays open', () => {
  const route = (
    tls: string,
  ) => `${service('{selector: {app: web}, ports: [{port: 80, targetPort: http}]}')}apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {host: shop.example, to: {kind: Service, name: web}, port: {targetPort: http}${tls}}`;
  expect(endpoints(route(''))[0]).toMatchObject({ tls: 'no', to: ['web TCP 8080'] });
  expect(endpoints(route(', tls: {termination: edge}'))[0]).toMatchObject({ tls: 'yes' });
  expect(
    endpoints(route(', tls: {termination: edge, insecureEdgeTerminationPolicy: Allow}'))[0],
  ).toMatchObject({
    tls: 'partly',
  });
});
