import { NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, namespace, node, object, service } from './objects.ts';

const CONTAINER = 'spec.template.spec.containers[0]';
const budget = (app: string, spec: object = {}) =>
  object(
    'policy/v1',
    'PodDisruptionBudget',
    'web',
    { spec: { selector: { matchLabels: { app } }, ...spec } },
    { namespace: 'shop' },
  );
const limitRange = (entry: object) =>
  object(
    'v1',
    'LimitRange',
    'a',
    { spec: { limits: [{ type: 'Container', ...entry }] } },
    { namespace: 'shop' },
  );
const scaler = (spec: object) =>
  object(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'web',
    { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ...spec } },
    { namespace: 'shop' },
  );
const scaledObject = (spec: object) =>
  object(
    'keda.sh/v1alpha1',
    'ScaledObject',
    'web',
    { spec: { scaleTargetRef: { name: 'web' }, ...spec } },
    { namespace: 'shop' },
  );
const PERCENT = {
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }],
};
const APART = {
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ],
};
const HOST = 'kubernetes.io/hostname';
const OWN = { topologyKey: HOST, labelSelector: { matchLabels: { app: 'web' } } };
const apart = (...terms: readonly object[]) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
});
const preferred = (...terms: readonly object[]) => ({
  affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: terms } },
});
const withSpec = (kind: string, spec: object) =>
  object(
    'apps/v1',
    kind,
    'web',
    {
      spec: {
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] },
        },
        ...spec,
      },
    },
    { namespace: 'shop' },
  );
/** A Deployment that leaves its replicas to an autoscaler. */
const unasked = withSpec('Deployment', {});
const account = object('v1', 'ServiceAccount', 'web', {}, { namespace: 'shop' });
const planes = (...names: readonly string[]) =>
  names.map((name) =>
    object('v1', 'Node', name, {}, { labels: { 'node-role.kubernetes.io/control-plane': '' } }),
  );
const inZone = (name: string, zone: string) =>
  object('v1', 'Node', name, {}, { labels: { 'topology.kubernetes.io/zone': zone } });
/** Two pods of a Deployment, both on one node. */
const together = ['a', 'b'].map((name) =>
  object(
    'v1',
    'Pod',
    name,
    { spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'registry.example/web:1.4.2' }] } },
    {
      namespace: 'shop',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', controller: true }],
    },
  ),
);
const replicaSet = object(
  'apps/v1',
  'ReplicaSet',
  'web-1',
  { spec: { template: { spec: { containers: [{ name: 'web', image: 'a:1' }] } } } },
  {
    namespace: 'shop',
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
  },
);

testFamily('availability', {
  'no-limits': {
    fail: [
      { objects: [deployment()], path: `${CONTAINER}.resources.limits.memory` },
      // A request by default is no limit, and what bounds pods or volumes gives containers none.
      { objects: [deployment(), limitRange({ defaultRequest: { memory: '1Gi' } })] },
      { objects: [deployment(), limitRange({ max: { cpu: '1' } })] },
      { objects: [deployment(), limitRange({ min: { memory: '1Gi' } })] },
      { objects: [deployment(), limitRange({ type: 'Pod', max: { memory: '1Gi' } })] },
      { objects: [deployment({}, {}, { namespace: 'data' }), limitRange({ max: { memory: '1Gi' } })] },
    ],
    pass: [
      { objects: [deployment({ resources: { limits: { memory: '1Gi' } } })] },
      { objects: [deployment(), limitRange({ default: { memory: '1Gi' } })] },
      // Where no default is given, the server takes the most for one.
      { objects: [deployment(), limitRange({ max: { memory: '1Gi' } })] },
      { objects: [deployment({}, { resources: { limits: { memory: '1Gi' } } })] },
    ],
    unknown: [{ forbidden: ['/pods'] }, { objects: [deployment()], forbidden: ['/limitranges'] }],
    'not-applicable': NOTHING,
  },
  'no-requests': {
    fail: [
      { objects: [deployment()], path: `${CONTAINER}.resources.requests.cpu`, value: 'not set' },
      {
        objects: [deployment({ resources: { requests: { cpu: '1' } } })],
        path: `${CONTAINER}.resources.requests.memory`,
      },
      { objects: [deployment(), limitRange({ min: { cpu: '1' } })] },
    ],
    pass: [
      { objects: [deployment(), limitRange({ min: { cpu: '1', memory: '1Gi' } })] },
      { objects: [deployment(), limitRange({ max: { cpu: '1', memory: '1Gi' } })] },
      { objects: [deployment(), limitRange({ default: { cpu: '1', memory: '1Gi' } })] },
      { objects: [deployment({ resources: { requests: { cpu: '1', memory: '1Gi' } } })] },
      { objects: [deployment({ resources: { limits: { cpu: '1', memory: '1Gi' } } })] },
      { objects: [deployment(), limitRange({ defaultRequest: { cpu: '1', memory: '1Gi' } })] },
    ],
    unknown: [{ forbidden: ['/pods'] }, { objects: [deployment()], forbidden: ['/limitranges'] }],
    'not-applicable': NOTHING,
  },
  'no-probes': {
    fail: { objects: [deployment()], path: `${CONTAINER}.readinessProbe` },
    pass: { objects: [deployment({ readinessProbe: { httpGet: { path: '/ready', port: 80 } } })] },
    unknown: { forbidden: ['apps/statefulsets'] },
    'not-applicable': NOTHING,
  },
  'single-replica': {
    fail: { objects: [deployment({}, {}, { replicas: 1 })], path: 'spec.replicas', value: '1' },
    pass: [
      { objects: [deployment({}, {}, { replicas: 2 })] },
      { objects: [deployment({}, {}, { replicas: 1 }), scaler({ minReplicas: 2 })] },
      { objects: [unasked, scaler({ minReplicas: 5 })], message: /keeps at least 5 replicas/ },
      { objects: [unasked, scaledObject({ minReplicaCount: 2 })] },
    ],
    unknown: { forbidden: ['apps/deployments'] },
    'not-applicable': [NOTHING, { objects: [daemonSet('agent', 'shop', {})] }],
  },
  'no-disruption-budget': {
    fail: [
      { objects: [deployment(), budget('other')], path: 'spec.replicas', value: '2' },
      { objects: [unasked, scaler({ minReplicas: 3 })], message: /^At least 3 replicas by/ },
    ],
    pass: [
      { objects: [deployment(), budget('web')] },
      { objects: [unasked, scaler({ minReplicas: 3 }), budget('web')] },
    ],
    unknown: { objects: [deployment()], forbidden: ['policy/poddisruptionbudgets'] },
    'not-applicable': { objects: [deployment({}, {}, { replicas: 1 })] },
  },
  'blocking-disruption-budget': {
    fail: [
      {
        objects: [deployment(), budget('web', { maxUnavailable: 0 })],
        path: 'spec.maxUnavailable',
        value: '0',
        message: /allows no pod to be unavailable/,
      },
      { objects: [deployment(), budget('web', { minAvailable: '100%' })], path: 'spec.minAvailable' },
      {
        objects: [deployment(), budget('web', { minAvailable: 2 })],
        value: '2',
        message: /requires 2 pods, and only 2 are running/,
      },
      {
        objects: [deployment({}, {}, { replicas: 5 }), budget('web', { minAvailable: '90%' })],
        message: /requires 90% of the pods, and only 5 are running/,
      },
      { objects: [deployment({}, {}, { replicas: 1 }), budget('web', { minAvailable: '1%' })] },
      {
        objects: [deployment(), scaler({ minReplicas: 2 }), budget('web', { minAvailable: 2 })],
        message: /may scale down to 2/,
      },
      // Without a minimum an autoscaler keeps one, whatever the workload asks for.
      { objects: [deployment({}, {}, { replicas: 4 }), scaler({}), budget('web', { minAvailable: 1 })] },
    ],
    pass: [
      { objects: [unasked, scaler({ minReplicas: 5 }), budget('web', { minAvailable: 2 })] },
      { objects: [deployment({}, {}, { replicas: 4 }), budget('web', { minAvailable: '75%' })] },
      { objects: [deployment({}, {}, { replicas: 3 }), budget('web', { maxUnavailable: '1%' })] },
      { objects: [deployment({}, {}, { replicas: 0 }), budget('web', { minAvailable: 1 })] },
      { objects: [deployment(), budget('web', { maxUnavailable: 1 })] },
      { objects: [deployment({}, {}, { replicas: 3 }), budget('web', { minAvailable: 2 })] },
      { objects: [budget('web', { minAvailable: 2 })] },
    ],
    unknown: [
      { forbidden: ['policy/poddisruptionbudgets'] },
      { objects: [budget('web', { minAvailable: 2 })], forbidden: ['apps/deployments'] },
    ],
    'not-applicable': [NOTHING, { objects: [deployment()] }],
  },
  'no-spread': {
    fail: [
      {
        objects: [deployment()],
        path: 'spec.template.spec.topologySpreadConstraints',
        value: 'not set',
        severity: 'info',
      },
      {
        objects: [deployment(), replicaSet, ...together],
        severity: 'low',
        message: /^All 2 pods of web run on node node-1/,
      },
      // Rules that mean other pods, or no place.
      {
        objects: [deployment({}, apart({ ...OWN, labelSelector: { matchLabels: { app: 'api' } } }))],
        message: /own pods/,
      },
      { objects: [deployment({}, apart({ topologyKey: HOST }))], message: /selects no pods/ },
      { objects: [deployment({}, apart({ ...OWN, topologyKey: '' }))], message: /no topology key/ },
      { objects: [deployment({}, apart({ ...OWN, namespaces: ['other'] }))], message: /other namespaces/ },
      {
        objects: [deployment({}, apart({ ...OWN, namespaceSelector: { matchLabels: { team: 'x' } } }))],
        message: /other namespaces/,
      },
      { objects: [deployment({}, preferred({ weight: 1 }))], message: /no topology key/ },
      {
        objects: [
          deployment(
            {},
            {
              topologySpreadConstraints: [
                { ...APART.topologySpreadConstraints[0], labelSelector: { matchLabels: { a: 'b' } } },
              ],
            },
          ),
        ],
      },
      // What is only preferred did not help.
      {
        objects: [deployment({}, preferred({ weight: 100, podAffinityTerm: OWN })), replicaSet, ...together],
        severity: 'low',
        message: /only a preference/,
      },
    ],
    pass: [
      { objects: [deployment({}, APART)] },
      {
        objects: [deployment({}, preferred({ weight: 1, podAffinityTerm: OWN }))],
        message: /where possible/,
      },
      { objects: [deployment({}, apart(OWN))], message: /are spread/ },
      { objects: [deployment({}, apart({ ...OWN, namespaces: ['shop'] }))] },
      { objects: [deployment({}, apart({ ...OWN, namespaceSelector: {} }))] },
    ],
    unknown: { forbidden: ['apps/deployments'] },
    'not-applicable': [NOTHING, { objects: [deployment({}, {}, { replicas: 1 })] }],
  },
  'no-rolling-update': {
    fail: [
      {
        objects: [withSpec('Deployment', { strategy: { type: 'Recreate' } })],
        path: 'spec.strategy.type',
        value: 'Recreate',
      },
      {
        objects: [
          withSpec('Deployment', { replicas: 2, strategy: { rollingUpdate: { maxUnavailable: '100%' } } }),
        ],
        path: 'spec.strategy.rollingUpdate.maxUnavailable',
      },
      {
        objects: [withSpec('DaemonSet', { updateStrategy: { type: 'OnDelete' } })],
        path: 'spec.updateStrategy.type',
        value: 'OnDelete',
      },
    ],
    pass: [{ objects: [deployment()] }, { objects: [withSpec('StatefulSet', {})] }],
    unknown: { forbidden: ['apps/daemonsets'] },
    'not-applicable': [NOTHING, { objects: [namespace('shop')] }],
  },
  'autoscaler-without-target': {
    fail: [
      { objects: [scaler({})], path: 'spec.scaleTargetRef.name', value: 'web', message: /does not exist/ },
      {
        objects: [scaler(PERCENT), deployment()],
        path: 'spec.metrics[0].resource.name',
        message: /percentage of the cpu request/,
      },
    ],
    pass: [
      { objects: [scaler({}), deployment()] },
      { objects: [scaler(PERCENT), deployment({ resources: { requests: { cpu: '1' } } })] },
      { objects: [scaler(PERCENT), deployment(), limitRange({ defaultRequest: { cpu: '1' } })] },
    ],
    unknown: [
      { objects: [scaler({})], forbidden: ['apps/deployments'] },
      { forbidden: ['autoscaling/horizontalpodautoscalers'] },
      { objects: [scaler({ scaleTargetRef: { kind: 'Rollout', name: 'web' } })] },
    ],
    'not-applicable': [NOTHING, { objects: [deployment()] }],
  },
  'selector-mismatch': {
    fail: [
      {
        objects: [service({ selector: { app: 'gone' } }), deployment()],
        path: 'spec.selector',
        value: '{"app":"gone"}',
        message: /Service web selects no pod in namespace shop/,
      },
      { objects: [budget('gone'), deployment()], message: /PodDisruptionBudget web/ },
      {
        objects: [withSpec('Deployment', { selector: { matchLabels: { app: 'other' } } })],
        message: /of its own pods/,
      },
    ],
    pass: [
      { objects: [service({ selector: { app: 'web' } }), budget('web'), deployment()] },
      { objects: [service({ selector: { app: 'x' } }, 'outside', 'kube-system')] },
    ],
    unknown: [
      { objects: [service({ selector: { app: 'gone' } })], forbidden: ['apps/deployments'] },
      { forbidden: ['/services'] },
    ],
    'not-applicable': [NOTHING, { objects: [service({}), deployment()] }],
  },
  'missing-account': {
    fail: {
      objects: [deployment({}, { serviceAccountName: 'web' })],
      path: 'spec.template.spec.serviceAccountName',
      value: 'web',
    },
    pass: [
      { objects: [deployment({}, { serviceAccountName: 'web' }), account] },
      { objects: [deployment()] },
    ],
    unknown: [
      { objects: [deployment({}, { serviceAccountName: 'web' })], forbidden: ['/serviceaccounts'] },
      { forbidden: ['/pods'] },
    ],
    'not-applicable': NOTHING,
  },
  'single-control-plane-node': {
    fail: [
      {
        objects: planes('cp-1'),
        path: 'metadata.labels["node-role.kubernetes.io/control-plane"]',
        value: 'cp-1',
        severity: 'medium',
      },
      { objects: planes('cp-1', 'cp-2'), severity: 'low', message: /even number/ },
    ],
    pass: { objects: planes('cp-1', 'cp-2', 'cp-3') },
    unknown: [
      { objects: [node('v1.34.1-eks-1', true)], message: /which tier it uses/ },
      { objects: [node('v1.35.0')] },
      { forbidden: ['/nodes'] },
      NOTHING,
    ],
    'not-applicable': { never: 'a cluster has a control plane; files do not show it, which is unknown' },
  },
  'single-zone': {
    fail: { objects: [inZone('a', 'z1'), inZone('b', 'z1')], path: 'kinds', value: 'z1' },
    pass: { objects: [inZone('a', 'z1'), inZone('b', 'z2')] },
    unknown: [{ objects: [node('v1.35.0')] }, { forbidden: ['/nodes'] }, NOTHING],
    'not-applicable': { never: 'a cluster has nodes; files do not show them, which is unknown' },
  },
});
