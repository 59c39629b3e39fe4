import { NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, granted, namespace, object, service } from './objects.ts';

const shop = [namespace('shop'), deployment()];
const missing = (kind: string, key: string) => ({
  fail: { objects: shop, path: 'metadata.name', value: 'shop', message: new RegExp(`shop has no ${kind}`) },
  pass: { objects: [...shop, object('v1', kind, 'a', {}, { namespace: 'shop' })] },
  unknown: { objects: shop, forbidden: [key] },
  'not-applicable': { objects: [namespace('empty')] },
});

const runtimeClass = (handler: string) => object('node.k8s.io/v1', 'RuntimeClass', 'a', { handler });
const published = service({ type: 'LoadBalancer', selector: { app: 'web' } });
/** An outer pod on node-1, and one of an administrator's account. */
const beside = (node: string) => [
  object(
    'v1',
    'Pod',
    'web',
    { spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'registry.example/web:1' }] } },
    { namespace: 'shop', labels: { app: 'web' } },
  ),
  object(
    'v1',
    'Pod',
    'runner',
    {
      spec: {
        nodeName: node,
        serviceAccountName: 'runner',
        containers: [{ name: 'runner', image: 'registry.example/runner:1' }],
      },
    },
    { namespace: 'ci' },
  ),
  ...granted([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], {
    kind: 'ServiceAccount',
    namespace: 'ci',
    name: 'runner',
  }),
];
const bound = (from: string) =>
  object(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    'deploys',
    {
      roleRef: { kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', namespace: from, name: 'deployer' }],
    },
    { namespace: 'shop' },
  );

testFamily('tenancy', {
  'workload-in-default': {
    fail: {
      objects: [deployment({}, {}, { namespace: 'default' })],
      path: 'metadata.namespace',
      value: 'default',
    },
    pass: { objects: [deployment()] },
    unknown: { forbidden: ['/pods'] },
    'not-applicable': NOTHING,
  },
  'workload-in-system-namespace': {
    fail: [
      {
        objects: [deployment({}, {}, { namespace: 'kube-system' })],
        path: 'metadata.namespace',
        value: 'kube-system',
      },
      // The name of a known agent with an image of another is none.
      {
        objects: [
          daemonSet('calico-node', 'kube-system', { image: 'docker.io/someone/calico-node-tools:1' }),
        ],
      },
    ],
    pass: [
      { objects: [deployment()] },
      { objects: [daemonSet('calico-node', 'kube-system', { image: 'quay.io/calico/node:v3.30.1' })] },
    ],
    unknown: { forbidden: ['/pods'] },
    'not-applicable': NOTHING,
  },
  'no-sandbox-runtime': {
    fail: { objects: [deployment(), runtimeClass('nvidia')], path: 'kinds' },
    pass: { objects: [deployment(), runtimeClass('runsc')] },
    unknown: [
      { objects: [deployment()], forbidden: ['node.k8s.io/runtimeclasses'] },
      { objects: [deployment()], forbidden: ['/pods'] },
    ],
    'not-applicable': NOTHING,
  },
  'exposed-beside-powerful': {
    fail: {
      objects: [...beside('node-1'), published],
      path: 'spec.nodeName',
      value: 'node-1',
      message: /beside ci\/runner, whose account can do everything/,
    },
    pass: { objects: [...beside('node-2'), published] },
    unknown: [
      { objects: [...beside('node-1'), published], forbidden: ['/pods'] },
      { objects: [...beside('node-2'), published], forbidden: ['rbac.authorization.k8s.io/clusterroles'] },
    ],
    'not-applicable': [NOTHING, { objects: beside('node-1') }],
  },
  'foreign-account-bound': {
    fail: {
      objects: [bound('ci')],
      path: 'subjects[0].namespace',
      value: 'ci',
      message: /Account ci\/deployer holds ClusterRole edit in namespace shop/,
    },
    pass: [{ objects: [bound('shop')] }, { objects: [bound('kube-system')] }],
    unknown: { forbidden: ['rbac.authorization.k8s.io/rolebindings'] },
    'not-applicable': NOTHING,
  },
  'no-quota': missing('ResourceQuota', '/resourcequotas'),
  'no-limit-range': missing('LimitRange', '/limitranges'),
});
