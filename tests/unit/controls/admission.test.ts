import { type Case, NOTHING, testFamily } from './cases.ts';
import { daemonSet, namespace, node, object, serverVersion, service } from './objects.ts';

const LABEL = 'pod-security.kubernetes.io/enforce';
const HOOKS = 'admissionregistration.k8s.io/validatingwebhookconfigurations';
const labelled = (level: string): Case => ({ objects: [namespace('shop', { [LABEL]: level })] });
const kyverno = (action: string) =>
  object('kyverno.io/v1', 'ClusterPolicy', 'a', { spec: { validationFailureAction: action, rules: [] } });
const hook = (webhook: object, name = 'kyverno-resource') =>
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', name, {
    webhooks: [{ name: 'check.shop.example', ...webhook }],
  });
const OPENSHIFT = [
  object('v1', 'Node', 'a', {}, { labels: { 'node.openshift.io/os_id': 'rhcos' } }),
  object('security.openshift.io/v1', 'SecurityContextConstraints', 'restricted-v2'),
];
const ADMISSION = 'admissionregistration.k8s.io/v1';
const rules = (...entries: readonly object[]) => ({ rules: entries });
const policy = (spec: object) => object('kyverno.io/v1', 'ClusterPolicy', 'a', { spec });
const constraint = (spec: object) =>
  object('constraints.gatekeeper.sh/v1beta1', 'K8sNoHostPath', 'a', { spec });
const vap = object(ADMISSION, 'ValidatingAdmissionPolicy', 'a');
const binding = (...validationActions: readonly string[]) =>
  object(ADMISSION, 'ValidatingAdmissionPolicyBinding', 'b', {
    spec: { policyName: 'a', validationActions },
  });
const psp = (spec: object) => object('policy/v1beta1', 'PodSecurityPolicy', 'a', { spec });
const pinned = (version: string): Case => ({
  objects: [namespace('shop', { [LABEL]: 'baseline', [`${LABEL}-version`]: version })],
});
const CALLS = { clientConfig: { service: { namespace: 'shop', name: 'web' } } };

testFamily('admission', {
  'no-enforce-label': {
    fail: [
      { objects: [namespace('shop')], path: `metadata.labels["${LABEL}"]`, value: 'not set' },
      { ...labelled('strict'), value: 'strict' },
    ],
    pass: [
      labelled('baseline'),
      labelled('restricted'),
      { ...labelled('privileged'), message: /a separate control/ },
      { objects: [namespace('shop'), ...OPENSHIFT], message: /security context constraints/ },
    ],
    unknown: { forbidden: ['/namespaces'] },
    'not-applicable': { objects: [namespace('kube-system')] },
  },
  'no-engine': {
    fail: [
      { objects: [namespace('shop')], path: 'kinds' },
      { objects: [kyverno('Audit')], message: /Kyverno only reports/ },
      // A policy that only changes objects refuses nothing, whatever its action.
      { objects: [policy({ validationFailureAction: 'Enforce', ...rules({ mutate: {} }) })] },
      { objects: [vap], message: /ValidatingAdmissionPolicy only reports/ },
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
        message: /ValidatingAdmissionPolicy enforces/,
      },
      { objects: [constraint({})], message: /Gatekeeper enforces/ },
      { objects: [namespace('shop'), ...OPENSHIFT] },
    ],
    unknown: [
      { objects: [namespace('shop')], forbidden: ['kyverno.io/clusterpolicies'] },
      { objects: [namespace('shop')], forbidden: ['constraints.gatekeeper.sh/k8snohostpath'] },
      { origin: 'live' },
    ],
    'not-applicable': { never: 'every cluster admits objects; without an engine it admits all' },
  },
  'enforce-privileged': {
    fail: { ...labelled('privileged'), path: `metadata.labels["${LABEL}"]`, message: /allows everything/ },
    pass: [
      labelled('baseline'),
      {
        objects: [
          namespace('monitoring', { [LABEL]: 'privileged' }),
          daemonSet('node-exporter', 'monitoring', { image: 'quay.io/prometheus/node-exporter:v1.9.1' }),
        ],
        message: /recognised node agents/,
      },
    ],
    unknown: { forbidden: ['/namespaces'] },
    'not-applicable': { objects: [namespace('kube-system', { [LABEL]: 'privileged' })] },
  },
  'warn-or-audit-only': {
    fail: [
      {
        objects: [namespace('shop', { 'pod-security.kubernetes.io/warn': 'baseline' })],
        path: 'metadata.labels["pod-security.kubernetes.io/warn"]',
        value: 'baseline',
      },
      { objects: [namespace('shop', { 'pod-security.kubernetes.io/audit': 'restricted' })] },
    ],
    pass: {
      objects: [namespace('shop', { [LABEL]: 'baseline', 'pod-security.kubernetes.io/warn': 'restricted' })],
    },
    unknown: { forbidden: ['/namespaces'] },
    'not-applicable': [NOTHING, { objects: [namespace('shop')] }],
  },
  'version-behind': {
    fail: {
      ...pinned('v1.28'),
      facts: serverVersion(35),
      path: `metadata.labels["${LABEL}-version"]`,
      value: 'v1.28',
    },
    pass: [
      { ...pinned('latest'), facts: serverVersion(35) },
      { ...pinned('v1.35'), facts: serverVersion(35) },
      labelled('baseline'),
    ],
    unknown: [pinned('v1.28'), { forbidden: ['/namespaces'] }],
    'not-applicable': [NOTHING, { objects: [namespace('shop')], facts: serverVersion(35) }],
  },
  'policy-only-reports': {
    fail: [
      { objects: [kyverno('Audit')], path: 'spec.validationFailureAction', value: 'Audit' },
      {
        objects: [policy(rules({ validate: {} }))],
        value: 'not set (Audit)',
        message: /^Kyverno only reports/,
      },
      { objects: [constraint({ enforcementAction: 'dryrun' })], path: 'spec.enforcementAction' },
      { objects: [vap, binding('Warn', 'Audit')], path: 'spec.validationActions', value: 'Warn, Audit' },
      { objects: [vap], path: 'metadata.name', message: /no binding/ },
      {
        objects: [
          object('policies.kubewarden.io/v1', 'ClusterAdmissionPolicy', 'a', { spec: { mode: 'monitor' } }),
        ],
      },
    ],
    pass: [
      { objects: [kyverno('Enforce')] },
      { objects: [policy(rules({ validate: { failureAction: 'Enforce' } }))] },
      { objects: [constraint({})] },
      { objects: [vap, binding('Deny', 'Audit')] },
    ],
    unknown: [
      { objects: [vap], forbidden: ['admissionregistration.k8s.io/validatingadmissionpolicybindings'] },
      { forbidden: ['constraints.gatekeeper.sh/k8snohostpath'] },
      { forbidden: ['kyverno.io/clusterpolicies'] },
    ],
    'not-applicable': [NOTHING, { objects: [policy(rules({ mutate: {} }))] }],
  },
  'webhook-outside-cluster': {
    fail: [
      {
        objects: [hook({ clientConfig: { url: 'https://policy.example/validate' } })],
        path: 'webhooks[0].clientConfig.url',
        message: /calls policy\.example, outside/,
      },
      {
        objects: [hook(CALLS), service({ type: 'ExternalName', externalName: 'policy.example' })],
        path: 'webhooks[0].clientConfig.service.name',
      },
    ],
    pass: [
      { objects: [hook({ clientConfig: { url: 'https://127.0.0.1:23443/mutate' } }), node('v1.35.0')] },
      { objects: [hook(CALLS), service({})] },
    ],
    unknown: [{ objects: [hook(CALLS)], forbidden: ['/services'] }, { forbidden: [HOOKS] }],
    'not-applicable': NOTHING,
  },
  'pod-security-policy': {
    fail: [
      {
        objects: [psp({ privileged: true, allowedCapabilities: ['*'], volumes: ['*'] })],
        path: 'spec.privileged',
        value: 'true',
        severity: 'high',
        message: /allows privileged pods, allows every capability, allows every path on the node/,
      },
      {
        objects: [psp({ volumes: ['hostPath'], allowedHostPaths: [{ pathPrefix: '/var/log' }] })],
        path: 'spec.allowedHostPaths',
        message: /symbolic links bypass/,
      },
      {
        objects: [psp({ allowPrivilegeEscalation: false, runAsUser: { rule: 'MustRunAsNonRoot' } })],
        path: 'metadata.name',
        severity: 'medium',
      },
      {
        objects: [psp({ allowPrivilegeEscalation: false, requiredDropCapabilities: ['ALL'] })],
        message: /another policy that changes nothing takes precedence/,
      },
    ],
    pass: {
      objects: [
        psp({ allowPrivilegeEscalation: false, runAsUser: { rule: 'MustRunAsNonRoot' } }),
        namespace('shop', { [LABEL]: 'baseline' }),
      ],
      message: /pod-security enforces as well/,
    },
    unknown: [{ forbidden: ['policy/podsecuritypolicies'] }, { origin: 'live' }],
    'not-applicable': [NOTHING, { origin: 'live', facts: serverVersion(35) }],
  },
  'webhook-service-missing': {
    fail: { objects: [hook(CALLS)], path: 'webhooks[0].clientConfig.service.name', value: 'web' },
    pass: { objects: [hook(CALLS), service({})] },
    unknown: [{ objects: [hook(CALLS)], forbidden: ['/services'] }, { forbidden: [HOOKS] }],
    'not-applicable': NOTHING,
  },
  'webhook-ignores-failure': {
    fail: [
      {
        objects: [hook({ failurePolicy: 'Ignore' })],
        path: 'webhooks[0].failurePolicy',
        value: 'Ignore',
      },
      { objects: [hook({ failurePolicy: 'Ignore', name: 'check.gatekeeper.sh' }, 'validation')] },
    ],
    pass: [
      { objects: [hook({ failurePolicy: 'Fail' })] },
      { objects: [hook({})] },
      { objects: [hook({ failurePolicy: 'Ignore', rules: [] })] },
    ],
    unknown: { forbidden: [HOOKS] },
    'not-applicable': { objects: [hook({ failurePolicy: 'Ignore' }, 'pod-identity')] },
  },
});
