import { type Case, type ControlCases, testFamily } from './cases.ts';
import { daemonSet, deployment, object, service } from './objects.ts';

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
    message: /addressable from outside and leads to 1 workload/,
  },
  pass: { objects: [deployment(), web(closed)] },
  unknown: { forbidden: ['/services'] },
  'not-applicable': {},
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
  },
  'policy-selects-nothing': {
    fail: { ...policies({ podSelector: { matchLabels: { app: 'gone' } } }), path: 'spec.podSelector' },
    pass: [policies({}), policies(SELECTED)],
    unknown: [{ forbidden: [POLICIES] }, { ...policies(SELECTED), forbidden: ['/pods'] }],
    'not-applicable': {},
  },
  'allow-all-peer': {
    fail: [
      { ...policies({ ...SELECTED, ingress: [{}] }), path: 'spec.ingress[0]' },
      {
        ...peers([{ namespaceSelector: {} }]),
        path: 'spec.ingress[0].from[0]',
        message: /every pod of the cluster/,
      },
      { ...peers([{ ipBlock: { cidr: '0.0.0.0/0' } }]), message: /every address/ },
    ],
    pass: [
      peers([{ podSelector: {} }]),
      peers([{ namespaceSelector: { matchLabels: { team: 'a' } } }]),
      policies({ ...SELECTED, policyTypes: ['Egress'], egress: [{}] }),
    ],
    unknown: { forbidden: [POLICIES] },
    'not-applicable': {},
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
  },
  'open-load-balancer': {
    ...published(
      { type: 'LoadBalancer' },
      { type: 'LoadBalancer', loadBalancerSourceRanges: ['198.51.100.0/24'] },
      'spec.type',
    ),
  },
  'node-port': {
    ...published({ type: 'NodePort' }, {}, 'spec.type'),
    pass: { objects: [web({ type: 'ClusterIP' })] },
    'not-applicable': {},
  },
  'external-ips': {
    ...published({ externalIPs: ['203.0.113.7'] }, {}, 'spec.externalIPs'),
    pass: { objects: [web({ type: 'ClusterIP' })] },
    'not-applicable': {},
  },
  'ingress-without-tls': {
    fail: { objects: [ingress({ rules: [rule('web')] })], path: 'spec.tls', message: /shop\.example/ },
    pass: { objects: [ingress({ rules: [rule('web')], tls: TLS })] },
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
    'not-applicable': {},
  },
  'nginx-snippet': {
    fail: {
      objects: [ingress({}, { 'nginx.ingress.kubernetes.io/configuration-snippet': { $redacted: {} } })],
      path: 'metadata.annotations["nginx.ingress.kubernetes.io/configuration-snippet"]',
    },
    pass: { objects: [ingress({}, { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' })] },
    unknown: { forbidden: [INGRESSES] },
    'not-applicable': {},
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
    'not-applicable': {},
  },
  'dangling-backend': {
    fail: { objects: [ingress({ rules: [rule('gone')] })], path: 'spec', value: 'shop/gone' },
    pass: { objects: [web({}), ingress({ rules: [rule('web')] })] },
    unknown: { objects: [ingress({ rules: [rule('web')] })], forbidden: ['/services'] },
    'not-applicable': {},
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
