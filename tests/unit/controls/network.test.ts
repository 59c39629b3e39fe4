import { type Case, type ControlCases, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, namespace, object, service } from './objects.ts';

const POLICIES = 'networking.k8s.io/networkpolicies';
const INGRESSES = 'networking.k8s.io/ingresses';

const policy = (spec: object) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'web', { spec }, { namespace: 'shop' });
const ingress = (spec: object, annotations: object = {}) =>
  object('networking.k8s.io/v1', 'Ingress', 'web', { spec }, { namespace: 'shop', annotations });
const rule = (backend: string) => ({
  host: 'shop.example',
  http: { paths: [{ path: '/', backend: { service: { name: backend, port: { number: 80 } } } }] },
});
const TLS = [{ hosts: ['shop.example'], secretName: 'tls' }];
const web = (spec: object) => service({ selector: { app: 'web' }, ...spec });
const policies = (spec: object): Case => ({ objects: [deployment(), policy(spec)] });
const SELECTED = { podSelector: { matchLabels: { app: 'web' } } };
const peers = (from: readonly object[]): Case => policies({ ...SELECTED, ingress: [{ from }] });

const published = (open: object, closed: object, path: string): ControlCases => ({
  fail: {
    objects: [deployment(), web(open)],
    path,
    message: /addressable from outside the cluster and leads to 1 workload/,
  },
  pass: { objects: [deployment(), web(closed)] },
  unknown: { forbidden: ['/services'] },
  'not-applicable': NOTHING,
});

const istiod = deployment(
  { image: 'docker.io/istio/pilot:1.27.1' },
  {},
  { name: 'istiod', namespace: 'istio-system' },
);
const peerAuthentication = (mode: string, namespace = 'istio-system') =>
  object(
    'security.istio.io/v1',
    'PeerAuthentication',
    'default',
    { spec: { mtls: { mode } } },
    { namespace },
  );
const vpcCni = (args: readonly string[]): Case => ({
  objects: [
    daemonSet(
      'aws-node',
      'kube-system',
      { image: '602401143452.example/amazon-k8s-cni:v1.20.1' },
      {
        containers: [
          { name: 'aws-node', image: '602401143452.example/amazon-k8s-cni:v1.20.1' },
          { name: 'agent', image: '602401143452.example/amazon/aws-network-policy-agent:v1.2.1', args },
        ],
      },
    ),
  ],
});

const PORTS = { ports: [{ port: 80, targetPort: 8080 }] };
const EXPOSED = [namespace('shop'), deployment(), web(PORTS), ingress({ rules: [rule('web')], tls: TLS })];
const statefulSet = (name: string, inNamespace: string, container: object) =>
  object(
    'apps/v1',
    'StatefulSet',
    name,
    {
      spec: {
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name, ...container }] },
        },
      },
    },
    { namespace: inNamespace },
  );
const VAULT = statefulSet('vault', 'vault', { image: 'docker.io/hashicorp/vault:1.20.0' });
const database = (container: object) =>
  statefulSet('db', 'data', { image: 'docker.io/library/postgres:17', ...container });
const inVault = (spec: object) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'vault', { spec }, { namespace: 'vault' });
const CLOSED = inVault({ podSelector: {}, policyTypes: ['Ingress'] });
const only = (peer: object, port: number) =>
  inVault({ podSelector: {}, ingress: [{ from: [peer], ports: [{ port }] }] });
type Listening = readonly [protocol: string, host: string];
/** A route for shop.example at a gateway with listeners. */
const gatewayOf = (...listeners: readonly Listening[]) => [
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'edge',
    {
      spec: {
        listeners: listeners.map(([protocol, hostname], i) => ({ name: `l${i}`, protocol, hostname })),
      },
    },
    { namespace: 'shop' },
  ),
  object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'web',
    { spec: { parentRefs: [{ name: 'edge' }], hostnames: ['shop.example'] } },
    { namespace: 'shop' },
  ),
];
const istio = (...servers: readonly Listening[]) => [
  object(
    'networking.istio.io/v1',
    'Gateway',
    'edge',
    { spec: { servers: servers.map(([protocol, host]) => ({ port: { protocol }, hosts: [host] })) } },
    { namespace: 'shop' },
  ),
  object(
    'networking.istio.io/v1',
    'VirtualService',
    'web',
    { spec: { gateways: ['edge'], hosts: ['shop.example'] } },
    { namespace: 'shop' },
  ),
];
const openshiftRoute = (spec: object) =>
  object(
    'route.openshift.io/v1',
    'Route',
    'web',
    { spec: { to: { name: 'web' }, ...spec } },
    { namespace: 'shop' },
  );
const calico = daemonSet('calico-node', 'calico-system', { image: 'quay.io/calico/node:v3.30.1' });
const flannel = daemonSet('flannel', 'kube-flannel', { image: 'ghcr.io/flannel-io/flannel:v0.27.0' });
const CILIUM = object('cilium.io/v2', 'CiliumNetworkPolicy', 'x', {}, { namespace: 'vault' });
const annotated = (key: string, value: unknown, message?: RegExp): Case => ({
  objects: [ingress({}, { [key]: value })],
  ...(message === undefined ? {} : { message, path: `metadata.annotations["${key}"]` }),
});
const gateway = (inNamespace = 'shop') =>
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    'edge',
    { spec: { listeners: [{ name: 'web', protocol: 'HTTPS', port: 443 }] } },
    { namespace: inNamespace },
  );
const httpRoute = (gatewayIn = 'shop') =>
  object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    'web',
    {
      spec: {
        hostnames: ['shop.example'],
        parentRefs: [{ name: 'edge', namespace: gatewayIn }],
        rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
      },
    },
    { namespace: 'shop' },
  );
const virtualService = object(
  'networking.istio.io/v1',
  'VirtualService',
  'web',
  {
    spec: {
      hosts: ['shop.example'],
      gateways: ['istio-system/edge'],
      http: [{ route: [{ destination: { host: 'web.shop.svc.cluster.local', port: { number: 80 } } }] }],
    },
  },
  { namespace: 'shop' },
);
const admin = (rule: object) =>
  object('policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy', 'default', {
    spec: {
      subject: { namespaces: {} },
      ingress: [{ from: [{ namespaces: {} }], ...rule }],
      egress: [{ to: [{ namespaces: {} }], ...rule }],
    },
  });

function notSelected(types: object, otherTypes: object): ControlCases {
  return {
    fail: [
      {
        objects: [deployment()],
        path: 'spec.template.metadata.labels',
        value: '{"app":"web"}',
        message: /the pods of Deployment shop\/web/,
      },
      policies({ ...SELECTED, ...otherTypes }),
      policies({ podSelector: { matchLabels: { app: 'other' } }, ...types }),
      { objects: [deployment(), admin({ action: 'Allow' })] },
    ],
    pass: [policies({ ...SELECTED, ...types }), { objects: [deployment(), admin({ action: 'Deny' })] }],
    unknown: [
      { objects: [deployment()], forbidden: [POLICIES] },
      { objects: [deployment()], forbidden: ['policy.networking.k8s.io/adminnetworkpolicies'] },
      {
        objects: [
          deployment(),
          object('cilium.io/v2', 'CiliumNetworkPolicy', 'x', {}, { namespace: 'shop' }),
        ],
      },
      {
        objects: [deployment(), admin({ action: 'Deny', from: [{ later: {} }], to: [{ later: {} }] })],
      },
    ],
    'not-applicable': [NOTHING, { objects: [deployment({}, { hostNetwork: true })] }],
  };
}

testFamily('network', {
  'namespace-without-policy': {
    fail: [
      { objects: [deployment()], path: 'metadata.name', value: 'shop' },
      // A policy that selects nothing protects nothing.
      policies({ podSelector: { matchLabels: { app: 'gone' } } }),
    ],
    pass: policies(SELECTED),
    unknown: [
      { forbidden: ['/pods'] },
      { objects: [deployment()], forbidden: [POLICIES] },
      {
        objects: [
          deployment(),
          object('cilium.io/v2', 'CiliumNetworkPolicy', 'a', {}, { namespace: 'shop' }),
        ],
      },
    ],
    'not-applicable': NOTHING,
  },
  'pod-not-selected-ingress': {
    ...notSelected({ policyTypes: ['Ingress'] }, { policyTypes: ['Egress'] }),
  },
  'pod-not-selected-egress': {
    ...notSelected({ policyTypes: ['Egress'] }, { policyTypes: ['Ingress'] }),
  },
  'policy-selects-nothing': {
    fail: { ...policies({ podSelector: { matchLabels: { app: 'gone' } } }), path: 'spec.podSelector' },
    pass: [policies({}), policies(SELECTED)],
    unknown: [{ forbidden: [POLICIES] }, { ...policies(SELECTED), forbidden: ['/pods'] }],
    'not-applicable': NOTHING,
  },
  'allow-all-peer': {
    fail: [
      { ...policies({ ...SELECTED, ingress: [{}] }), path: 'spec.ingress[0]' },
      {
        ...peers([{ namespaceSelector: {} }]),
        path: 'spec.ingress[0].from[0]',
        message: /every pod in the cluster/,
      },
      { ...peers([{ ipBlock: { cidr: '0.0.0.0/0' } }]), message: /every address/ },
    ],
    pass: [
      peers([{ podSelector: {} }]),
      peers([{ namespaceSelector: { matchLabels: { team: 'a' } } }]),
      policies({ ...SELECTED, policyTypes: ['Egress'], egress: [{}] }),
    ],
    unknown: { forbidden: [POLICIES] },
    'not-applicable': NOTHING,
  },
  'cni-does-not-enforce': {
    fail: [
      {
        objects: [daemonSet('flannel', 'kube-flannel', { image: 'ghcr.io/flannel-io/flannel:v0.27.0' })],
        path: 'metadata.name',
      },
      { ...vpcCni(['--enable-network-policy=false']), path: 'spec.template.spec.containers[1]' },
    ],
    pass: [
      { objects: [daemonSet('calico-node', 'kube-system', { image: 'quay.io/calico/node:v3.30.1' })] },
      vpcCni(['--enable-network-policy=true']),
    ],
    unknown: [{}, vpcCni([]), { forbidden: ['apps/daemonsets'] }],
    'not-applicable': { never: 'every cluster has a network plugin' },
  },
  'path-to-sensitive-namespace': {
    fail: [
      {
        objects: [...EXPOSED, VAULT],
        path: 'spec.template.spec',
        message:
          /^Deployment shop\/web, addressable through Ingress shop\/web, may open connections into vault, which runs a secret store \(StatefulSet\/vault, All Connections\)\.$/,
      },
      {
        objects: [...EXPOSED, database({ envFrom: [{ secretRef: { name: 'db' } }] })],
        message: /data of a database/,
      },
      {
        objects: [...EXPOSED, daemonSet('proxy', 'kube-system', { image: 'x' })],
        message: /kube-system, which holds/,
      },
      // A plugin that does not enforce leaves the way open, whatever the policies say.
      { objects: [...EXPOSED, VAULT, CLOSED, flannel], message: /into vault/ },
      {
        objects: [...EXPOSED, VAULT, only({ namespaceSelector: {} }, 8200), calico],
        message: /StatefulSet\/vault, TCP 8200/,
      },
    ],
    pass: [
      { objects: [...EXPOSED, VAULT, CLOSED, calico] },
      {
        objects: [
          ...EXPOSED,
          VAULT,
          only({ namespaceSelector: { matchLabels: { team: 'a' } } }, 8200),
          calico,
        ],
      },
      // Its own namespace is no way further, and asking for names is none.
      { objects: [...EXPOSED, { ...VAULT, metadata: { name: 'vault', namespace: 'shop' } }, calico] },
    ],
    unknown: [
      { objects: [...EXPOSED, VAULT, CLOSED], message: /enforces policies/ },
      { objects: [...EXPOSED, VAULT, CLOSED, calico, CILIUM], message: /into vault/ },
      // Whether a block of addresses covers pods is up to the plugin.
      { objects: [...EXPOSED, VAULT, only({ ipBlock: { cidr: '0.0.0.0/0' } }, 8200), calico] },
      { objects: [...EXPOSED, VAULT], forbidden: [POLICIES] },
      { objects: [VAULT], forbidden: ['/services'] },
    ],
    'not-applicable': [NOTHING, { objects: EXPOSED }, { objects: [deployment(), VAULT] }],
  },
  'open-load-balancer': {
    ...published(
      { type: 'LoadBalancer' },
      { type: 'LoadBalancer', loadBalancerSourceRanges: ['198.51.100.0/24'] },
      'spec.type',
    ),
  },
  'plain-http-load-balancer': {
    fail: [
      {
        objects: [service({ type: 'LoadBalancer', ports: [{ port: 80 }] })],
        path: 'spec.ports[0]',
        value: '80',
      },
      { objects: [service({ type: 'LoadBalancer', ports: [{ port: 9000, appProtocol: 'http' }] })] },
      { objects: [service({ type: 'LoadBalancer', ports: [{ port: 3000, name: 'http-web' }] })] },
    ],
    pass: [
      { objects: [service({ type: 'LoadBalancer', ports: [{ port: 80 }, { port: 443 }] })] },
      {
        objects: [
          object(
            'v1',
            'Service',
            'web',
            { spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
            {
              namespace: 'shop',
              annotations: { 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert': { $redacted: {} } },
            },
          ),
        ],
      },
    ],
    unknown: { forbidden: ['/services'] },
    'not-applicable': [
      NOTHING,
      { objects: [service({ type: 'LoadBalancer', ports: [{ port: 5432 }] })] },
      { objects: [service({ type: 'ClusterIP', ports: [{ port: 80 }] })] },
    ],
  },
  'node-port': {
    ...published({ type: 'NodePort' }, {}, 'spec.type'),
    pass: { objects: [web({ type: 'ClusterIP' })] },
    'not-applicable': NOTHING,
  },
  'external-ips': {
    ...published({ externalIPs: ['203.0.113.7'] }, {}, 'spec.externalIPs'),
    pass: { objects: [web({ type: 'ClusterIP' })] },
    'not-applicable': NOTHING,
  },
  'ingress-without-tls': {
    fail: [
      { objects: [ingress({ rules: [rule('web')] })], path: 'spec.tls', message: /shop\.example/ },
      // A listener in plain beside one with TLS still takes the host; that of another host does not.
      {
        objects: gatewayOf(['HTTPS', '*.example'], ['HTTP', 'shop.example'], ['HTTP', 'other.example']),
        path: 'spec.parentRefs',
        message: /serves shop\.example without TLS/,
      },
      {
        objects: istio(['HTTPS', 'shop/*.example'], ['HTTP', '*']),
        path: 'spec.gateways',
        message: /serves shop\.example without TLS/,
      },
      {
        objects: [openshiftRoute({ tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Allow' } })],
        path: 'spec.tls.insecureEdgeTerminationPolicy',
        value: 'Allow',
      },
      { objects: [openshiftRoute({})], path: 'spec.tls' },
    ],
    pass: [
      { objects: [ingress({ rules: [rule('web')], tls: TLS })] },
      { objects: gatewayOf(['HTTPS', '*.example'], ['HTTP', 'other.example']) },
      { objects: istio(['HTTPS', '*'], ['HTTP', 'shop/other.example']) },
      { objects: [openshiftRoute({ tls: { termination: 'edge' } })] },
    ],
    unknown: [
      { forbidden: [INGRESSES] },
      {
        objects: [
          object(
            'gateway.networking.k8s.io/v1',
            'HTTPRoute',
            'web',
            { spec: { parentRefs: [{ name: 'elsewhere' }] } },
            {
              namespace: 'shop',
            },
          ),
        ],
      },
    ],
    'not-applicable': NOTHING,
  },
  'nginx-snippet': {
    fail: {
      objects: [ingress({}, { 'nginx.ingress.kubernetes.io/configuration-snippet': { $redacted: {} } })],
      path: 'metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]',
    },
    pass: { objects: [ingress({}, { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' })] },
    unknown: { forbidden: [INGRESSES] },
    'not-applicable': NOTHING,
  },
  'suspicious-annotation': {
    fail: [
      annotated('nginx.ingress.kubernetes.io/mirror-target', { $redacted: {} }, /mirrors requests/),
      annotated('nginx.org/location-snippets', 'x', /custom configuration/),
      annotated('haproxy-ingress.github.io/config-backend', 'x', /HAProxy/),
      annotated('nginx.ingress.kubernetes.io/auth-tls-verify-client', 'off', /client certificates/),
      annotated('nginx.ingress.kubernetes.io/cors-allow-origin', '*', /any website/),
      // What redaction leaves of `https://a/#;load_module x;`.
      annotated('nginx.ingress.kubernetes.io/auth-url', 'https://a/?***#;', /no address needs/),
      annotated('nginx.ingress.kubernetes.io/auth-signin', 'https://a/{x}', /no address needs/),
    ],
    pass: [
      annotated(
        'nginx.ingress.kubernetes.io/auth-url',
        'https://oauth2-proxy.auth.svc.cluster.local/oauth2/auth',
      ),
      annotated('nginx.ingress.kubernetes.io/auth-signin', 'https://login.example/start?***'),
      annotated('nginx.ingress.kubernetes.io/auth-tls-verify-client', 'on'),
      annotated('nginx.ingress.kubernetes.io/cors-allow-origin', 'https://shop.example'),
      { objects: [web({})] },
    ],
    unknown: { forbidden: [INGRESSES] },
    'not-applicable': NOTHING,
  },
  'workload-published': {
    fail: [
      {
        objects: EXPOSED,
        path: 'spec.template.spec',
        value: 'Ingress shop/web',
        severity: 'info',
        message:
          /^Deployment shop\/web is addressable through Ingress shop\/web \(shop\.example\) on TCP 8080\.$/,
      },
      { objects: [deployment(), web(PORTS), gateway(), httpRoute()], value: 'HTTPRoute shop/web' },
      { objects: [deployment(), web(PORTS), virtualService], value: 'VirtualService shop/web' },
    ],
    pass: [
      { objects: [deployment(), web(PORTS)] },
      { objects: [deployment(), web({ ...PORTS, type: 'LoadBalancer' })] },
      // The gateway takes routes of its own namespace alone.
      { objects: [deployment(), web(PORTS), gateway('edge'), httpRoute('edge')] },
    ],
    unknown: { objects: [deployment()], forbidden: [INGRESSES] },
    'not-applicable': NOTHING,
  },
  'sensitive-ui-exposed': {
    fail: {
      objects: [
        deployment({ image: 'docker.io/grafana/grafana:12.2.0' }),
        web({}),
        ingress({ rules: [rule('web')], tls: TLS }),
      ],
      message: /^Grafana is addressable through Ingress shop\/web \(shop\.example\)/,
      path: 'metadata.name',
    },
    pass: { objects: [deployment(), web({}), ingress({ rules: [rule('web')] })] },
    unknown: { forbidden: ['/services'] },
    'not-applicable': NOTHING,
  },
  'dangling-backend': {
    fail: [
      { objects: [ingress({ rules: [rule('gone')] })], path: 'spec', value: 'shop/gone' },
      {
        objects: [web({ ports: [{ port: 8080 }] }), ingress({ rules: [rule('web')] })],
        value: 'shop/web:80',
      },
    ],
    pass: { objects: [web({}), ingress({ rules: [rule('web')] })] },
    unknown: { objects: [ingress({ rules: [rule('web')] })], forbidden: ['/services'] },
    'not-applicable': NOTHING,
  },
  'mesh-mtls-not-strict': {
    fail: [
      { objects: [istiod], path: 'metadata.name', value: 'istiod' },
      { objects: [istiod, peerAuthentication('PERMISSIVE')], value: 'PERMISSIVE' },
      {
        objects: [istiod, peerAuthentication('STRICT'), peerAuthentication('DISABLE', 'shop')],
        value: 'DISABLE',
      },
    ],
    pass: { objects: [istiod, peerAuthentication('STRICT')] },
    unknown: [
      { objects: [istiod], forbidden: ['security.istio.io/peerauthentications'] },
      { objects: [deployment({ image: 'cr.l5d.example/linkerd/controller:2.18' })] },
    ],
    'not-applicable': { objects: [deployment()] },
  },
});
