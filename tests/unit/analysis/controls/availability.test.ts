import { testFamily } from './cases.ts';
import { deployment, object } from './objects.ts';

const CONTAINER = 'spec.template.spec.containers[0]';
const budget = (app: string) =>
  object(
    'policy/v1',
    'PodDisruptionBudget',
    'web',
    { spec: { selector: { matchLabels: { app } } } },
    { namespace: 'shop' },
  );

testFamily('availability', {
  'no-limits': {
    fail: { objects: [deployment()], path: `${CONTAINER}.resources.limits.memory` },
    pass: { objects: [deployment({ resources: { limits: { memory: '1Gi' } } })] },
    unknown: { forbidden: ['/pods'] },
  },
  'no-probes': {
    fail: { objects: [deployment()], path: `${CONTAINER}.readinessProbe` },
    pass: { objects: [deployment({ readinessProbe: { httpGet: { path: '/ready', port: 80 } } })] },
    unknown: { forbidden: ['apps/statefulsets'] },
  },
  'single-replica': {
    fail: { objects: [deployment({}, {}, { replicas: 1 })], path: 'spec.replicas', value: '1' },
    pass: { objects: [deployment({}, {}, { replicas: 2 })] },
    unknown: { forbidden: ['apps/deployments'] },
    'not-applicable': {},
  },
  'no-disruption-budget': {
    fail: { objects: [deployment(), budget('other')], path: 'spec.replicas', value: '2' },
    pass: { objects: [deployment(), budget('web')] },
    unknown: { objects: [deployment()], forbidden: ['policy/poddisruptionbudgets'] },
    'not-applicable': { objects: [deployment({}, {}, { replicas: 1 })] },
  },
});
