import { type Case, testFamily } from './cases.ts';
import { namespace, object, service } from './objects.ts';

const LABEL = 'pod-security.kubernetes.io/enforce';
const HOOKS = 'admissionregistration.k8s.io/validatingwebhookconfigurations';
const labelled = (level: string): Case => ({ objects: [namespace('shop', { [LABEL]: level })] });
const kyverno = (action: string) =>
  object('kyverno.io/v1', 'ClusterPolicy', 'a', { spec: { validationFailureAction: action, rules: [] } });
const hook = (webhook: object, name = 'kyverno-resource') =>
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', name, {
    webhooks: [{ name: 'check.shop.example', ...webhook }],
  });
const CALLS = { clientConfig: { service: { namespace: 'shop', name: 'web' } } };

testFamily('admission', {
  'no-enforce-label': {
    fail: [
      { objects: [namespace('shop')], path: `metadata.labels["${LABEL}"]`, value: 'not set' },
      { ...labelled('privileged'), message: /allows everything/ },
    ],
    pass: [labelled('baseline'), labelled('restricted')],
    unknown: { forbidden: ['/namespaces'] },
    'not-applicable': { objects: [namespace('kube-system')] },
  },
  'no-engine': {
    fail: [
      { objects: [namespace('shop')], path: 'kinds' },
      { objects: [kyverno('Audit')], message: /kyverno only reports/ },
    ],
    pass: [
      labelled('baseline'),
      { objects: [kyverno('Enforce')], forbidden: ['/namespaces'] },
      {
        objects: [
          object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'a', {
            spec: { validationActions: ['Deny'] },
          }),
        ],
        message: /vap enforces/,
      },
    ],
    unknown: [
      { objects: [namespace('shop')], forbidden: ['kyverno.io/clusterpolicies'] },
      { origin: 'live' },
    ],
  },
  'webhook-service-missing': {
    fail: { objects: [hook(CALLS)], path: 'webhooks[0].clientConfig.service.name', value: 'web' },
    pass: { objects: [hook(CALLS), service({})] },
    unknown: [{ objects: [hook(CALLS)], forbidden: ['/services'] }, { forbidden: [HOOKS] }],
    'not-applicable': {},
  },
  'webhook-ignores-failure': {
    fail: {
      objects: [hook({ failurePolicy: 'Ignore' })],
      path: 'webhooks[0].failurePolicy',
      value: 'Ignore',
    },
    pass: { objects: [hook({ failurePolicy: 'Fail' })] },
    unknown: { forbidden: [HOOKS] },
    'not-applicable': { objects: [hook({ failurePolicy: 'Ignore' }, 'pod-identity')] },
  },
});
