import { type Case, type ControlCases, testFamily } from './cases.ts';
import { deployment, granted, object, type Rule } from './objects.ts';

const GROUP = 'rbac.authorization.k8s.io';
const REFUSED: Case = { forbidden: [`${GROUP}/clusterroles`] };
const LOOK: Rule = { resources: ['pods'], verbs: ['get', 'list'] };
const ALL: Rule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const to = (rule: Rule, subject?: object, binding?: string): Case => ({
  objects: granted([rule], subject, binding),
});
const group = (name: string) => ({ kind: 'Group', name });

/** A rule of anna's that must fail, and one that looks similar and must not. */
const power = (bad: Rule, good: Rule = LOOK, ...more: readonly Rule[]): ControlCases => ({
  fail: [
    { ...to(bad), path: 'subjects[0]', value: 'anna', message: /^User anna can / },
    ...more.map((one) => to(one)),
  ],
  pass: [
    to(good),
    // Kubernetes' and the providers' own subjects are no finding.
    to(bad, { kind: 'User', name: 'system:kube-controller-manager' }),
    to(bad, { kind: 'ServiceAccount', namespace: 'kube-system', name: 'generic-garbage-collector' }),
  ],
  unknown: REFUSED,
});
const roles = (...verbs: readonly string[]): Rule => ({
  apiGroups: [GROUP],
  resources: ['clusterroles'],
  verbs,
});

const inNamespace = (rule: Rule, namespace: string): Case => ({
  objects: [
    ...granted([rule]).slice(0, 1),
    object(
      `${GROUP}/v1`,
      'RoleBinding',
      'given',
      { roleRef: { kind: 'ClusterRole', name: 'held' }, subjects: [{ kind: 'User', name: 'anna' }] },
      { namespace },
    ),
  ],
});
const scoped = (cases: ControlCases, fails: readonly Case[], passes: readonly Case[]): ControlCases => ({
  ...cases,
  fail: [cases.fail, fails].flat(2),
  pass: [cases.pass, passes].flat(2),
});
const CONFIG: Rule = { resources: ['configmaps'], verbs: ['update'] };
const HOOKS: Rule = { apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['patch'] };

testFamily('rbac', {
  'cluster-admin-holder': {
    fail: [
      { ...to(ALL), path: 'subjects[0]', value: 'anna' },
      {
        ...to(ALL, { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }),
        message: /ServiceAccount ci\/runner/,
      },
    ],
    pass: [to(LOOK), to(ALL, group('system:masters'), 'cluster-admin')],
    unknown: REFUSED,
  },
  'anonymous-bound': {
    fail: to(LOOK, { kind: 'User', name: 'system:anonymous' }),
    pass: {
      objects: [
        object(`${GROUP}/v1`, 'ClusterRole', 'system:public-info-viewer', {
          rules: [{ nonResourceURLs: ['/healthz', '/version'], verbs: ['get'] }],
        }),
        object(`${GROUP}/v1`, 'ClusterRoleBinding', 'system:public-info-viewer', {
          roleRef: { kind: 'ClusterRole', name: 'system:public-info-viewer' },
          subjects: [group('system:unauthenticated')],
        }),
      ],
    },
    unknown: REFUSED,
  },
  'everybody-bound': {
    fail: [to(LOOK, group('system:authenticated')), to(LOOK, group('system:serviceaccounts'))],
    pass: to(LOOK, group('developers')),
    unknown: REFUSED,
  },
  'default-account-bound': {
    fail: to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'default' }),
    pass: to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'web' }),
    unknown: REFUSED,
  },
  'read-secrets': scoped(
    power(
      { resources: ['secrets'], verbs: ['list'] },
      { resources: ['secrets'], verbs: ['get'], resourceNames: ['own'] },
    ),
    [],
    [inNamespace(ALL, 'shop')],
  ),
  'create-workloads': power(
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] },
    // A resource of the same name in another group is another resource.
    { apiGroups: ['jobs.example'], resources: ['jobs'], verbs: ['create'] },
  ),
  exec: power({ resources: ['pods/exec'], verbs: ['create'] }, LOOK, {
    resources: ['pods/ephemeralcontainers'],
    verbs: ['patch'],
  }),
  'escalate-or-bind': power(roles('escalate'), roles('get', 'update'), roles('bind'), {
    apiGroups: [GROUP],
    resources: ['rolebindings'],
    verbs: ['create'],
  }),
  impersonate: power(
    { resources: ['users'], verbs: ['impersonate'] },
    { resources: ['users'], verbs: ['get'] },
  ),
  'token-request': power(
    { resources: ['serviceaccounts/token'], verbs: ['create'] },
    { resources: ['serviceaccounts'], verbs: ['create'] },
  ),
  'nodes-proxy': power(
    { resources: ['nodes/proxy'], verbs: ['get'] },
    { resources: ['nodes', 'nodes/metrics'], verbs: ['get'] },
    { resources: ['*/proxy'], verbs: ['create'] },
  ),
  'write-webhooks': scoped(
    power({
      apiGroups: ['admissionregistration.k8s.io'],
      resources: ['mutatingwebhookconfigurations'],
      verbs: ['patch'],
    }),
    [],
    [inNamespace(HOOKS, 'shop')],
  ),
  'patch-namespaces': power(
    { resources: ['namespaces'], verbs: ['patch'] },
    { resources: ['namespaces'], verbs: ['list'] },
  ),
  'write-coredns': scoped(
    power(
      { resources: ['configmaps'], verbs: ['update'] },
      { resources: ['configmaps'], verbs: ['update'], resourceNames: ['own'] },
    ),
    [inNamespace(CONFIG, 'kube-system')],
    [inNamespace(CONFIG, 'shop')],
  ),
  // Everything in one namespace is told here, once, and not under each power.
  wildcard: scoped(
    power({ apiGroups: ['apps'], resources: ['*'], verbs: ['get'] }),
    [inNamespace(ALL, 'shop')],
    [to(ALL)],
  ),
  'system-masters-subject': {
    fail: { ...to(LOOK, group('system:masters')), path: 'subjects[0]', value: 'system:masters' },
    pass: to(ALL, group('system:masters'), 'cluster-admin'),
    unknown: { forbidden: [`${GROUP}/rolebindings`] },
  },
  'pod-mounts-powerful-account': {
    fail: {
      objects: [...held('web'), deployment({}, { serviceAccountName: 'web' })],
      path: 'spec.template.spec.serviceAccountName',
      value: 'web',
      message: /shop\/web, which can read all secrets in the whole cluster/,
    },
    pass: [
      {
        objects: [
          ...held('web'),
          deployment({}, { serviceAccountName: 'web', automountServiceAccountToken: false }),
        ],
      },
      { objects: [...held('web'), deployment({}, { serviceAccountName: 'other' })] },
    ],
    unknown: [
      {
        objects: [...held('web'), deployment({}, { serviceAccountName: 'web' })],
        forbidden: ['/serviceaccounts'],
      },
      { forbidden: ['/pods'] },
    ],
  },
  'dangling-binding': {
    fail: { objects: granted([LOOK]).slice(1), path: 'roleRef.name', value: 'held' },
    pass: to(LOOK),
    unknown: { objects: granted([LOOK]).slice(1), forbidden: [`${GROUP}/clusterroles`] },
  },
});

/** An account of shop that reads all secrets. */
function held(name: string) {
  return granted([{ resources: ['secrets'], verbs: ['get'] }], {
    kind: 'ServiceAccount',
    namespace: 'shop',
    name,
  });
}
