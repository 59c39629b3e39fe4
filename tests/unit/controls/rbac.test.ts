import { type Case, type ControlCases, NOTHING, testFamily } from './cases.ts';
import { deployment, granted, node, object, type Rule, serverVersion } from './objects.ts';

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
    { ...to(bad), path: 'subjects[0]', value: 'anna', message: /^User anna can .+ in the whole cluster\.$/ },
    ...more.map((one) => to(one)),
    // Kubernetes' and the providers' own subjects are judged outside of their own roles.
    to(bad, { kind: 'User', name: 'system:kube-controller-manager' }),
    to(bad, { kind: 'ServiceAccount', namespace: 'kube-system', name: 'generic-garbage-collector' }),
  ],
  pass: [to(good), to({ ...bad, apiGroups: ['other.example'] })],
  unknown: REFUSED,
  'not-applicable': NOTHING,
});
const roles = (...verbs: readonly string[]): Rule => ({
  apiGroups: [GROUP],
  resources: ['clusterroles'],
  verbs,
});

const inNamespace = (rule: Rule | readonly Rule[], namespace: string): Case => ({
  objects: [
    ...granted([rule].flat()).slice(0, 1),
    object(
      `${GROUP}/v1`,
      'RoleBinding',
      'given',
      { roleRef: { kind: 'ClusterRole', name: 'held' }, subjects: [{ kind: 'User', name: 'anna' }] },
      { namespace },
    ),
  ],
});
/** A Role with every right, and cluster-admin bound in a namespace: whoever holds them owns the namespace. */
const administering = (what: string): readonly Case[] => {
  const message = new RegExp(`can ${what} through .+, in namespace (shop|kube-system)\\.`);
  return [
    { ...inNamespace(ALL, 'shop'), message },
    { ...inNamespace(ALL, 'kube-system'), message },
    {
      objects: [
        object(
          `${GROUP}/v1`,
          'RoleBinding',
          'admin',
          {
            roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
            subjects: [{ kind: 'ServiceAccount', namespace: 'build', name: 'ci' }],
          },
          { namespace: 'kube-system' },
        ),
      ],
      message,
    },
  ];
};
/** The group of all who signed in, on a platform where that is everybody with a Google account. */
const onGke = (rule: Rule): Case => ({
  objects: [
    ...granted([rule], group('system:authenticated')),
    object('v1', 'Node', 'gke-1', {}, { labels: { 'cloud.google.com/gke-nodepool': 'main' } }),
  ],
});
const scoped = (cases: ControlCases, fails: readonly Case[], passes: readonly Case[]): ControlCases => ({
  ...cases,
  fail: [cases.fail, fails].flat(2),
  pass: [cases.pass, passes].flat(2),
});
const CONFIG: Rule = { resources: ['configmaps'], verbs: ['update'] };
const HOOKS: Rule = { apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['patch'] };
const DISGUISE: Rule = {
  apiGroups: ['authentication.k8s.io'],
  resources: ['users'],
  verbs: ['impersonate:user-info'],
};
const both = (...rules: readonly Rule[]): Case => ({ objects: granted(rules) });
const CERTIFICATES = 'certificates.k8s.io';
const SIGNER = 'kubernetes.io/kube-apiserver-client';
/** Rules that count together only. */
const REQUEST: Rule = {
  apiGroups: [CERTIFICATES],
  resources: ['certificatesigningrequests'],
  verbs: ['create'],
};
const APPROVE: Rule = {
  apiGroups: [CERTIFICATES],
  resources: ['certificatesigningrequests/approval'],
  verbs: ['update'],
};
const FOR_SIGNER = (name: string): Rule => ({
  apiGroups: [CERTIFICATES],
  resources: ['signers'],
  verbs: ['approve'],
  resourceNames: [name],
});
const clusterRole = (name: string, rules: readonly Rule[], labels: Record<string, string> = {}) =>
  object(
    `${GROUP}/v1`,
    'ClusterRole',
    name,
    { rules: rules.map((rule) => ({ apiGroups: [''], ...rule })) },
    { labels },
  );
const binding = (name: string, role: string, subject: object) =>
  object(`${GROUP}/v1`, 'ClusterRoleBinding', name, {
    roleRef: { kind: 'ClusterRole', name: role },
    subjects: [subject],
  });
const account = (name: string, namespace: string) => object('v1', 'ServiceAccount', name, {}, { namespace });
const DISCOVERY = { nonResourceURLs: ['/healthz', '/version'], verbs: ['get'] };
const secrets = (...verbs: readonly string[]): Rule => ({ resources: ['secrets'], verbs });
const NEWEST = { facts: serverVersion(37) };

testFamily('rbac', {
  'cluster-admin-holder': {
    fail: [
      { ...to(ALL), path: 'subjects[0]', value: 'anna', message: /through ClusterRole held \(rules\[0\]\)/ },
      {
        ...to(ALL, { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }),
        message: /ServiceAccount ci\/runner/,
      },
      // Whoever owns kube-system owns the accounts of the cluster’s own controllers.
      {
        ...inNamespace(ALL, 'kube-system'),
        message: /do everything .+, in namespace kube-system\. The accounts of the cluster’s own components/,
      },
      // The same in parts.
      to({
        ...ALL,
        verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
      }),
      {
        ...both(
          { ...ALL, verbs: ['get', 'list', 'watch'] },
          { ...ALL, verbs: ['create', 'update', 'patch', 'delete'] },
        ),
        message: /read and write every object through ClusterRole held \(rules\[1\]\)/,
      },
      // A binding under a trusted name gives nothing away.
      {
        objects: [binding('cluster-admin', 'cluster-admin', { kind: 'User', name: 'system:kube-scheduler' })],
      },
      {
        objects: [
          binding('helm-kube-system-traefik', 'cluster-admin', {
            kind: 'ServiceAccount',
            namespace: 'kube-system',
            name: 'helm-traefik',
          }),
        ],
      },
    ],
    pass: [
      to(LOOK),
      inNamespace(ALL, 'shop'),
      both({ ...ALL, verbs: ['get', 'list', 'watch'] }, { ...ALL, apiGroups: ['apps'], verbs: ['create'] }),
      { objects: [binding('cluster-admin', 'cluster-admin', group('system:masters'))] },
      { objects: [binding('kubeadm:cluster-admins', 'cluster-admin', group('kubeadm:cluster-admins'))] },
      {
        objects: [
          binding('helm-kube-system-traefik', 'cluster-admin', {
            kind: 'ServiceAccount',
            namespace: 'kube-system',
            name: 'helm-traefik',
          }),
        ],
        facts: serverVersion(34, '+k3s1'),
      },
    ],
    unknown: [
      REFUSED,
      // Whom the cloud makes administrator is not seen.
      {
        objects: [...granted([LOOK]), node('v1.35.0', true)],
        message: /EKS access entries can grant/,
      },
    ],
    'not-applicable': NOTHING,
  },
  'anonymous-bound': {
    fail: [
      { ...to(LOOK, { kind: 'User', name: 'system:anonymous' }), severity: 'critical' },
      to(LOOK, group('system:unauthenticated')),
      // The default binding of clusters before 1.14.
      {
        objects: [binding('system:discovery', 'system:discovery', group('system:unauthenticated'))],
        severity: 'low',
        message: /discovery of the API without a login/,
      },
      // A default name with another role behind it.
      {
        objects: [
          clusterRole('system:public-info-viewer', [LOOK]),
          binding('public', 'system:public-info-viewer', group('system:unauthenticated')),
        ],
        severity: 'critical',
      },
    ],
    pass: {
      objects: [
        object(`${GROUP}/v1`, 'ClusterRole', 'system:public-info-viewer', { rules: [DISCOVERY] }),
        binding('system:public-info-viewer', 'system:public-info-viewer', group('system:unauthenticated')),
      ],
    },
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'everybody-bound': {
    fail: [
      to(LOOK, group('system:authenticated')),
      to(LOOK, group('system:serviceaccounts')),
      { ...onGke(LOOK), severity: 'critical', message: /everyone with a Google account/ },
    ],
    pass: [
      to(LOOK, group('developers')),
      to(LOOK, { kind: 'User', name: 'system:authenticated' }),
      { objects: [binding('system:basic-user', 'system:basic-user', group('system:authenticated'))] },
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'default-account-bound': {
    fail: to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'default' }),
    pass: to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'web' }),
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'read-secrets': scoped(
    power(secrets('list'), { ...secrets('get'), resourceNames: ['own'] }, secrets('watch')),
    [
      { ...inNamespace(secrets('get'), 'shop'), message: /, in namespace shop\.$/ },
      ...['patch', 'delete', 'deletecollection'].map((verb) => to(secrets(verb))),
      ...administering('read all secrets'),
      // The same rights in parts.
      {
        ...inNamespace([{ ...ALL, verbs: ['get'] }, LOOK], 'shop'),
        message: /read all secrets .+ in namespace shop/,
      },
      {
        ...onGke(secrets('get')),
        severity: 'critical',
        message: /everyone with a Google account/,
      },
    ],
    // The answer to these holds nothing that the caller did not send.
    [
      to(secrets('create', 'update')),
      // Administrators of the cluster are told once, and the others not told to be none.
      { ...to(ALL), message: /^Besides cluster administrators, no binding/ },
    ],
  ),
  'create-workloads': scoped(
    power(
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] },
      // A resource of the same name in another group is another resource.
      { apiGroups: ['jobs.example'], resources: ['jobs'], verbs: ['create'] },
    ),
    [
      ...administering('create pods or what creates pods'),
      { ...inNamespace(ALL, 'shop'), severity: 'medium' },
      { ...inNamespace(ALL, 'kube-system'), severity: 'high' },
      // An account of the namespace owns the cluster, and so does who owns the namespace.
      {
        objects: [
          ...(inNamespace(ALL, 'ci').objects ?? []),
          clusterRole('deployer', [secrets('get')]),
          binding('deployer', 'deployer', { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }),
        ],
        severity: 'high',
        message: /ServiceAccount ci\/runner there can take over the cluster/,
      },
      // That account itself owns the namespace: nobody else there leads any further.
      {
        objects: [
          clusterRole('deployer', [secrets('get')]),
          binding('deployer', 'deployer', { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }),
          object(
            `${GROUP}/v1`,
            'RoleBinding',
            'own',
            {
              subjects: [{ kind: 'ServiceAccount', namespace: 'ci', name: 'runner' }],
              roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: 'cluster-admin' },
            },
            { namespace: 'ci' },
          ),
          clusterRole('cluster-admin', [ALL]),
        ],
        message: /^(?!.* there can take over).*$/,
      },
    ],
    [],
  ),
  'update-workloads': power(
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'], resourceNames: ['web'] },
    { apiGroups: ['apps'], resources: ['*'], verbs: ['update'] },
  ),
  exec: scoped(
    power({ resources: ['pods/exec'], verbs: ['create'] }, LOOK, { resources: ['*/attach'], verbs: ['get'] }),
    [
      {
        objects: granted([{ resources: ['pods/exec'], verbs: ['get'] }]),
        facts: serverVersion(34),
      },
      {
        ...to({ resources: ['pods/exec'], verbs: ['create'], resourceNames: ['web-0', 'web-1'] }),
        message: /open a shell in pods \(only web-0, web-1\) through/,
      },
      ...administering('open a shell in pods and attach to processes in pods'),
    ],
    // From 1.35 on `create` is asked for.
    [{ objects: granted([{ resources: ['pods/exec'], verbs: ['get'] }]), facts: serverVersion(35) }],
  ),
  'port-forward': scoped(
    power(
      { resources: ['pods/portforward'], verbs: ['create'] },
      { resources: ['pods/log'], verbs: ['get'] },
    ),
    [
      ...administering('open network connections to pods'),
      { objects: granted([{ resources: ['pods/portforward'], verbs: ['get'] }]), facts: serverVersion(34) },
    ],
    [{ objects: granted([{ resources: ['pods/portforward'], verbs: ['get'] }]), ...NEWEST }],
  ),
  'ephemeral-containers': power(
    { resources: ['pods/ephemeralcontainers'], verbs: ['patch'] },
    { resources: ['pods/ephemeralcontainers'], verbs: ['get'] },
  ),
  'escalate-or-bind': scoped(
    power(roles('escalate'), roles('get', 'update'), roles('bind')),
    [
      { ...to(roles('escalate')), severity: 'medium', message: /may not write what the verb applies to/ },
      { ...to(roles('escalate', 'update')), severity: 'critical' },
      {
        ...both(roles('bind'), { apiGroups: [GROUP], resources: ['rolebindings'], verbs: ['create'] }),
        severity: 'critical',
      },
      // The verb bind counts where the binding is, for cluster roles too.
      {
        ...inNamespace(
          [roles('bind'), { apiGroups: [GROUP], resources: ['rolebindings'], verbs: ['create'] }],
          'shop',
        ),
        severity: 'high',
      },
    ],
    // Cluster roles have no namespace, so they cannot be raised from one.
    [inNamespace(roles('escalate', 'update'), 'shop')],
  ),
  'write-bindings': scoped(
    power(
      { apiGroups: [GROUP], resources: ['rolebindings'], verbs: ['create'] },
      roles('get'),
      roles('patch'),
    ),
    [
      {
        ...to({ apiGroups: [GROUP], resources: ['rolebindings'], verbs: ['patch'] }),
        severity: 'medium',
        message: /only permissions that it holds itself/,
      },
      {
        ...both(roles('bind'), { apiGroups: [GROUP], resources: ['clusterrolebindings'], verbs: ['create'] }),
        severity: 'critical',
        message: /that covers any permission/,
      },
    ],
    [inNamespace({ apiGroups: [GROUP], resources: ['clusterrolebindings'], verbs: ['create'] }, 'shop')],
  ),
  impersonate: scoped(
    power({ resources: ['users'], verbs: ['impersonate'] }, { resources: ['users'], verbs: ['get'] }),
    [
      { ...to({ resources: ['users'], verbs: ['impersonate'] }), severity: 'critical' },
      {
        ...to({ resources: ['users'], verbs: ['impersonate'], resourceNames: ['bot'] }),
        severity: 'high',
        message: /impersonate users \(only bot\)/,
      },
      {
        ...to({ resources: ['groups'], verbs: ['impersonate'] }),
        severity: 'low',
        message: /may act as no user/,
      },
      {
        ...to({
          apiGroups: ['authentication.k8s.io'],
          resources: ['userextras/scopes'],
          verbs: ['impersonate'],
        }),
        severity: 'low',
      },
      {
        ...inNamespace({ resources: ['serviceaccounts'], verbs: ['impersonate'] }, 'shop'),
        severity: 'high',
      },
      ...administering('impersonate service accounts'),
      // Of constrained impersonation one half alone is of no use.
      { ...to(DISGUISE), severity: 'low', message: /no verb impersonate-on/ },
      {
        ...both(DISGUISE, { resources: ['secrets'], verbs: ['impersonate-on:user-info:get'] }),
        severity: 'critical',
      },
    ],
    [inNamespace({ resources: ['users'], verbs: ['impersonate'] }, 'shop')],
  ),
  'token-request': scoped(
    power(
      { resources: ['serviceaccounts/token'], verbs: ['create'] },
      { resources: ['serviceaccounts'], verbs: ['create'] },
      { resources: ['serviceaccounts/token'], verbs: ['create'], resourceNames: ['admin'] },
    ),
    administering('issue service-account tokens'),
    [],
  ),
  'node-logs': power(
    { resources: ['nodes/log'], verbs: ['get'] },
    { resources: ['nodes/stats'], verbs: ['get'] },
  ),
  'checkpoint-containers': power(
    { resources: ['nodes/checkpoint'], verbs: ['create'] },
    { resources: ['nodes/checkpoint'], verbs: ['get'] },
  ),
  'kubelet-pods-and-settings': power(
    { resources: ['nodes/pods'], verbs: ['get'] },
    { resources: ['nodes/healthz'], verbs: ['get'] },
    { resources: ['nodes/configz'], verbs: ['get'] },
  ),
  'pods-and-services-proxy': scoped(
    power({ resources: ['pods/proxy'], verbs: ['get'] }, LOOK, {
      resources: ['services/proxy'],
      verbs: ['create'],
    }),
    [
      inNamespace({ resources: ['*/proxy'], verbs: ['get'] }, 'shop'),
      ...administering(
        'connect to pods through the API server and connect to services through the API server',
      ),
    ],
    [],
  ),
  'node-bootstrap-certificates': scoped(
    power(
      { apiGroups: [CERTIFICATES], resources: ['certificatesigningrequests/nodeclient'], verbs: ['create'] },
      // Renews what the requester already is.
      {
        apiGroups: [CERTIFICATES],
        resources: ['certificatesigningrequests/selfnodeclient'],
        verbs: ['create'],
      },
    ),
    [
      {
        ...to({
          apiGroups: [CERTIFICATES],
          resources: ['certificatesigningrequests/nodeclient'],
          verbs: ['create'],
        }),
        severity: 'low',
      },
      {
        ...both(REQUEST, {
          apiGroups: [CERTIFICATES],
          resources: ['certificatesigningrequests/nodeclient'],
          verbs: ['create'],
        }),
        severity: 'high',
      },
    ],
    [
      {
        objects: [
          binding(
            'kubeadm:node-autoapprove-bootstrap',
            'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
            group('system:bootstrappers:kubeadm:default-node-token'),
          ),
        ],
      },
    ],
  ),
  'write-network-policies': scoped(
    power(
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'list'] },
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['delete'] },
      { apiGroups: ['cilium.io'], resources: ['ciliumclusterwidenetworkpolicies'], verbs: ['patch'] },
      { apiGroups: ['projectcalico.org'], resources: ['globalnetworkpolicies'], verbs: ['update'] },
      {
        apiGroups: ['policy.networking.k8s.io'],
        resources: ['adminnetworkpolicies'],
        verbs: ['deletecollection'],
      },
    ),
    administering('write or delete network policies'),
    [
      inNamespace(
        { apiGroups: ['policy.networking.k8s.io'], resources: ['adminnetworkpolicies'], verbs: ['create'] },
        'shop',
      ),
    ],
  ),
  'write-services': scoped(
    power(
      { resources: ['services'], verbs: ['create'] },
      { resources: ['services', 'endpoints'], verbs: ['get', 'delete'] },
      { resources: ['endpoints'], verbs: ['update'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['patch'] },
    ),
    administering('write services and write the endpoints behind services'),
    [],
  ),
  'write-api-services': scoped(
    power({ apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], verbs: ['create'] }),
    [],
    [
      inNamespace(
        { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], verbs: ['create'] },
        'shop',
      ),
    ],
  ),
  'write-definitions': power(
    { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['update'] },
    { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['delete'] },
  ),
  'write-trust-bundles': power(
    { apiGroups: [CERTIFICATES], resources: ['clustertrustbundles'], verbs: ['patch'] },
    { apiGroups: [CERTIFICATES], resources: ['clustertrustbundles'], verbs: ['get'] },
  ),
  'nodes-proxy': scoped(
    power(
      { resources: ['nodes/proxy'], verbs: ['get'] },
      { resources: ['nodes', 'nodes/metrics'], verbs: ['get'] },
      { resources: ['*/proxy'], verbs: ['create'] },
    ),
    [],
    [inNamespace({ resources: ['nodes/proxy'], verbs: ['get'] }, 'shop')],
  ),
  'create-volumes': scoped(
    power(
      { resources: ['persistentvolumes'], verbs: ['create'] },
      { resources: ['persistentvolumeclaims'], verbs: ['create'] },
    ),
    [],
    [inNamespace({ resources: ['persistentvolumes'], verbs: ['create'] }, 'shop')],
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
  'patch-namespaces': scoped(
    power(
      { resources: ['namespaces'], verbs: ['patch'] },
      { resources: ['namespaces'], verbs: ['list'] },
      { resources: ['namespaces'], verbs: ['update'], resourceNames: ['shop'] },
    ),
    // A request for a namespace counts as made in it.
    [inNamespace({ resources: ['namespaces'], verbs: ['patch'] }, 'shop')],
    [],
  ),
  'write-coredns': scoped(
    power(CONFIG, { ...CONFIG, resourceNames: ['own'] }),
    [
      inNamespace(CONFIG, 'kube-system'),
      {
        ...inNamespace({ ...CONFIG, resourceNames: ['own', 'aws-auth'] }, 'kube-system'),
        message: /\(only aws-auth\)/,
      },
    ],
    [inNamespace(CONFIG, 'shop')],
  ),
  'write-status': scoped(
    power(
      { resources: ['services/status'], verbs: ['patch'] },
      { resources: ['services'], verbs: ['patch'] },
      { resources: ['pods/status'], verbs: ['update'] },
      { resources: ['nodes/status'], verbs: ['update'] },
    ),
    [],
    [inNamespace({ resources: ['nodes/status'], verbs: ['update'] }, 'shop')],
  ),
  'delete-events': power(
    { resources: ['events'], verbs: ['delete'] },
    { resources: ['events'], verbs: ['create', 'patch'] },
    { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['deletecollection'] },
  ),
  'broad-delete': scoped(
    power(
      { resources: ['namespaces'], verbs: ['delete'] },
      { resources: ['pods', 'configmaps'], verbs: ['delete'] },
      { resources: ['*'], verbs: ['deletecollection'] },
    ),
    [inNamespace({ resources: ['namespaces'], verbs: ['delete'] }, 'shop')],
    [inNamespace({ resources: ['persistentvolumes', 'persistentvolumeclaims'], verbs: ['delete'] }, 'shop')],
  ),
  wildcard: {
    fail: [
      {
        ...to({ apiGroups: ['apps'], resources: ['*'], verbs: ['get'] }),
        path: 'subjects[0]',
        value: 'anna',
      },
      to({ apiGroups: ['*'], resources: ['deployments'], verbs: ['get'] }),
      to({ resources: ['pods'], verbs: ['*'] }),
      inNamespace(ALL, 'shop'),
    ],
    pass: [to(LOOK), to(ALL), to({ resources: ['pods'], verbs: ['*'], resourceNames: ['own'] })],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'token-secret': {
    fail: [
      {
        ...both(secrets('create'), { ...secrets('get'), resourceNames: ['mine'] }),
        path: 'subjects[0]',
        value: 'anna',
        message:
          /^User anna can create secrets through .+, and read some named secrets through .+, in the whole cluster\.$/,
      },
      // The parts may come by different bindings: one of the cluster, one of a namespace.
      {
        objects: [
          ...granted([secrets('create')]),
          ...(inNamespace(secrets('list'), 'shop').objects ?? []).slice(1),
          object(
            `${GROUP}/v1`,
            'RoleBinding',
            'reads',
            { roleRef: { kind: 'Role', name: 'reads' }, subjects: [{ kind: 'User', name: 'anna' }] },
            { namespace: 'shop' },
          ),
          object(
            `${GROUP}/v1`,
            'Role',
            'reads',
            { rules: [{ apiGroups: [''], ...secrets('list') }] },
            { namespace: 'shop' },
          ),
        ],
        message: /, in namespace shop\.$/,
      },
      // One part comes by the group of the account.
      {
        objects: [
          ...granted([secrets('create')], { kind: 'ServiceAccount', namespace: 'shop', name: 'web' }),
          clusterRole('reads', [secrets('get')]),
          binding('reads', 'reads', group('system:serviceaccounts:shop')),
        ],
        message: /^ServiceAccount shop\/web can/,
      },
    ],
    pass: [
      to(secrets('create')),
      to(secrets('get')),
      // Two people with a part each.
      {
        objects: [
          ...granted([secrets('create')]),
          clusterRole('reads', [secrets('get')]),
          binding('reads', 'reads', { kind: 'User', name: 'boris' }),
        ],
      },
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'issue-certificates': {
    fail: {
      ...both(REQUEST, APPROVE, FOR_SIGNER(SIGNER)),
      message: /approve for the signer of client certificates/,
    },
    pass: [
      both(REQUEST, APPROVE),
      both(REQUEST, APPROVE, FOR_SIGNER('kubernetes.io/kubelet-serving')),
      both(APPROVE, FOR_SIGNER(SIGNER)),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'steal-pods': {
    fail: both({ resources: ['pods'], verbs: ['delete'] }, { resources: ['nodes'], verbs: ['patch'] }),
    pass: [
      both({ resources: ['pods'], verbs: ['delete'] }, { resources: ['nodes'], verbs: ['get'] }),
      inNamespace(
        [
          { resources: ['pods'], verbs: ['delete'] },
          { resources: ['nodes'], verbs: ['patch'] },
        ],
        'shop',
      ),
    ],
    unknown: REFUSED,
    'not-applicable': NOTHING,
  },
  'system-masters-subject': {
    fail: { ...to(LOOK, group('system:masters')), path: 'subjects[0]', value: 'system:masters' },
    pass: to(ALL, group('system:masters'), 'cluster-admin'),
    unknown: { forbidden: [`${GROUP}/rolebindings`] },
    'not-applicable': NOTHING,
  },
  'pod-mounts-powerful-account': {
    fail: [
      {
        objects: [...held('web'), deployment({}, { serviceAccountName: 'web' })],
        path: 'spec.template.spec.serviceAccountName',
        value: 'web',
        message: /shop\/web, which can read all secrets in the whole cluster/,
      },
      {
        objects: [
          ...(inNamespace(secrets('get'), 'shop').objects ?? []).slice(0, 1),
          object(
            `${GROUP}/v1`,
            'RoleBinding',
            'given',
            {
              roleRef: { kind: 'ClusterRole', name: 'held' },
              subjects: [group('system:serviceaccounts:shop')],
            },
            { namespace: 'shop' },
          ),
          deployment({}, { serviceAccountName: 'web' }),
        ],
        message: /which can read all secrets in namespace shop\.$/,
      },
    ],
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
    'not-applicable': NOTHING,
  },
  'dangling-binding': {
    fail: [
      { objects: granted([LOOK]).slice(1), path: 'roleRef.name', value: 'held' },
      // A cluster role of that name is not the role that is meant, and a ClusterRoleBinding can name no Role.
      {
        objects: [
          clusterRole('held', [LOOK]),
          object(`${GROUP}/v1`, 'ClusterRoleBinding', 'given', {
            roleRef: { kind: 'Role', name: 'held' },
            subjects: [{ kind: 'User', name: 'anna' }],
          }),
        ],
      },
    ],
    pass: [
      to(LOOK),
      // Files need not show what every cluster has.
      { objects: [binding('edits', 'edit', { kind: 'User', name: 'anna' })] },
      // Objects without a namespace are in the one named default, both of them.
      {
        objects: [
          object(`${GROUP}/v1`, 'Role', 'held', { rules: [LOOK] }),
          object(`${GROUP}/v1`, 'RoleBinding', 'given', {
            roleRef: { kind: 'Role', name: 'held' },
            subjects: [{ kind: 'User', name: 'anna' }],
          }),
        ],
      },
    ],
    unknown: { objects: granted([LOOK]).slice(1), forbidden: [`${GROUP}/clusterroles`] },
    'not-applicable': NOTHING,
  },
  'missing-account': {
    fail: {
      ...to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'gone' }),
      path: 'subjects[0]',
      value: 'gone',
    },
    pass: [
      {
        objects: [
          ...granted([LOOK], { kind: 'ServiceAccount', namespace: 'shop', name: 'web' }),
          account('web', 'shop'),
        ],
      },
      to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'default' }),
    ],
    unknown: {
      ...to(LOOK, { kind: 'ServiceAccount', namespace: 'shop', name: 'gone' }),
      forbidden: ['/serviceaccounts'],
    },
    'not-applicable': [NOTHING, to(LOOK)],
  },
  'unused-role': {
    fail: [
      { objects: [clusterRole('spare', [LOOK])], path: 'metadata.name', value: 'spare' },
      { objects: [object(`${GROUP}/v1`, 'Role', 'spare', { rules: [LOOK] }, { namespace: 'shop' })] },
      // Names of another namespace and of another kind are not this role.
      {
        objects: [
          object(`${GROUP}/v1`, 'Role', 'held', { rules: [LOOK] }, { namespace: 'shop' }),
          ...granted([LOOK]),
        ],
      },
    ],
    pass: [
      to(LOOK),
      {
        objects: [
          clusterRole('view-shops', [LOOK], { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }),
        ],
      },
    ],
    unknown: { objects: [clusterRole('spare', [LOOK])], forbidden: [`${GROUP}/rolebindings`] },
    'not-applicable': [NOTHING, { objects: [clusterRole('system:node', [LOOK])] }],
  },
  'default-role-widened': {
    fail: [
      {
        objects: [clusterRole('view', [LOOK, secrets('get')])],
        origin: 'live',
        path: 'rules[1]',
        message: /^ClusterRole view lets its holders read all secrets beyond/,
      },
      // By a label, in files.
      {
        objects: [
          clusterRole('view', []),
          clusterRole('extra', [secrets('list')], { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }),
        ].map((one) =>
          one.metadata.name === 'view'
            ? {
                ...one,
                aggregationRule: {
                  clusterRoleSelectors: [
                    { matchLabels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
                  ],
                },
              }
            : one,
        ),
        path: 'rules[0]',
        message: /through ClusterRole extra\.$/,
      },
      { objects: [clusterRole('system:discovery', [LOOK])], origin: 'live' },
      // A rule that Kubernetes limits to names, without the names.
      {
        objects: [
          object(
            `${GROUP}/v1`,
            'Role',
            'system:controller:token-cleaner',
            { rules: [{ apiGroups: [''], ...secrets('create') }] },
            { namespace: 'kube-system' },
          ),
        ],
      },
    ],
    pass: {
      objects: [
        clusterRole('view', [LOOK, { apiGroups: ['shops.example'], resources: ['*'], verbs: ['get'] }]),
        clusterRole('cluster-admin', [ALL]),
      ],
    },
    unknown: { objects: [clusterRole('view', [LOOK])], forbidden: [`${GROUP}/clusterroles`] },
    'not-applicable': [NOTHING, to(LOOK)],
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
