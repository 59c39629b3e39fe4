/** The powers that a rule gives by naming a resource: which verbs on which resources, and whether names matter. */

export interface Definition {
  /** What it lets its holder do, ending "… can". */
  readonly text: string;
  /** Lets its holder take over the namespace or the cluster it is held in. */
  readonly takeover?: true;
  /** Whether a rule that names objects gives it: never, also, or only such a rule does. */
  readonly names?: 'also' | 'only' | readonly string[];
  /** Any of these. */
  readonly targets: readonly Target[];
}

export interface Target {
  readonly verbs: readonly string[];
  readonly group: string;
  /** `RESOURCE` or `RESOURCE/SUBRESOURCE`. */
  readonly resources: readonly string[];
  /** Has no namespace, so that a role bound in one gives nothing over it. */
  readonly clusterWide?: true;
  /** Only servers before this minor let it happen. */
  readonly before?: number;
}

const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const AUTHENTICATION = 'authentication.k8s.io';
const WRITE = ['create', 'update', 'patch'] as const;
const CHANGE = ['update', 'patch'] as const;
export const DELETE = ['delete', 'deletecollection'] as const;
/**
 * Verbs whose answer holds what was stored. A patch that changes nothing answers with the whole object, and so does a
 * deletion of a collection, or of one object when its dependents are to go first; as a dry run both leave all in
 * place. An update answers only with what it sent. Source: Store.Delete and Store.DeleteCollection in
 * k8s.io/apiserver, pkg/registry/generic/registry/store.go.
 */
const RETURNS_SECRETS = ['get', 'list', 'watch', 'patch', ...DELETE] as const;

const WRITE_OR_DELETE = [...WRITE, ...DELETE] as const;
/** The method of a request through the API server is its verb. */
const PROXY = ['get', 'create', 'update', 'patch', 'delete'] as const;
const ADMIN_POLICIES = [
  'adminnetworkpolicies',
  'baselineadminnetworkpolicies',
  'clusternetworkpolicies',
] as const;

const CONTROLLERS: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ['', ['pods', 'replicationcontrollers']],
  ['apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets']],
  ['batch', ['jobs', 'cronjobs']],
];

const on = (
  group: string,
  resources: readonly string[],
  verbs: readonly string[],
  more: Pick<Target, 'clusterWide' | 'before'> = {},
): Target => ({ group, resources, verbs, ...more });
const core = (resources: readonly string[], verbs: readonly string[], more = {}): Target =>
  on('', resources, verbs, more);

/**
 * A shell or a tunnel: `create`, and before 1.35 `get` too, since a WebSocket opens with GET and only from 1.35 on is
 * `create` asked for it (AuthorizePodWebsocketUpgradeCreatePermission, pkg/registry/core/pod/rest/subresources.go).
 */
const connect = (...resources: readonly string[]): readonly Target[] => [
  core(resources, ['create']),
  core(resources, ['get'], { before: 35 }),
];

const CLUSTER = { clusterWide: true } as const;

export const DEFINITIONS = {
  'read-secrets': {
    text: 'read all secrets',
    takeover: true,
    targets: [core(['secrets'], RETURNS_SECRETS)],
  },
  'read-named-secrets': {
    text: 'read some named secrets',
    names: 'only',
    targets: [core(['secrets'], RETURNS_SECRETS)],
  },
  'create-workloads': {
    text: 'create pods or what creates pods',
    takeover: true,
    targets: CONTROLLERS.map(([group, resources]) => on(group, resources, ['create'])),
  },
  'update-workloads': {
    text: 'change workloads',
    takeover: true,
    targets: CONTROLLERS.map(([group, resources]) => on(group, resources, CHANGE)),
  },
  exec: { text: 'open a shell in pods', takeover: true, names: 'also', targets: connect('pods/exec') },
  attach: {
    text: 'attach to processes in pods',
    takeover: true,
    names: 'also',
    targets: connect('pods/attach'),
  },
  'port-forward': {
    text: 'open network connections to pods',
    names: 'also',
    targets: connect('pods/portforward'),
  },
  'ephemeral-containers': {
    text: 'add ephemeral containers to pods',
    takeover: true,
    names: 'also',
    targets: [core(['pods/ephemeralcontainers'], CHANGE)],
  },
  escalate: {
    text: 'use the verb escalate, which lifts the limit on the rules of roles',
    takeover: true,
    names: 'also',
    targets: [on(RBAC, ['roles'], ['escalate']), on(RBAC, ['clusterroles'], ['escalate'], CLUSTER)],
  },
  // The verb is asked for in the namespace of the binding (pkg/registry/rbac/escalation_check.go), for cluster roles too.
  bind: {
    text: 'use the verb bind, which lifts the limit on which roles may be bound',
    takeover: true,
    names: 'also',
    targets: [on(RBAC, ['roles', 'clusterroles'], ['bind'])],
  },
  'write-roles': {
    text: 'write roles',
    names: 'also',
    targets: [on(RBAC, ['roles'], WRITE), on(RBAC, ['clusterroles'], WRITE, CLUSTER)],
  },
  'write-bindings': {
    text: 'write role bindings',
    names: 'also',
    targets: [on(RBAC, ['rolebindings'], WRITE), on(RBAC, ['clusterrolebindings'], WRITE, CLUSTER)],
  },
  'impersonate-users': {
    text: 'impersonate users',
    takeover: true,
    names: 'also',
    targets: [
      core(['users'], ['impersonate'], CLUSTER),
      on(
        AUTHENTICATION,
        ['users', 'nodes'],
        ['impersonate:user-info', 'impersonate:arbitrary-node'],
        CLUSTER,
      ),
    ],
  },
  'impersonate-groups': {
    text: 'impersonate members of other groups',
    takeover: true,
    names: 'also',
    targets: [
      core(['groups'], ['impersonate'], CLUSTER),
      on(AUTHENTICATION, ['groups'], ['impersonate:user-info'], CLUSTER),
    ],
  },
  'impersonate-accounts': {
    text: 'impersonate service accounts',
    takeover: true,
    names: 'also',
    targets: [
      core(['serviceaccounts'], ['impersonate']),
      on(AUTHENTICATION, ['serviceaccounts'], ['impersonate:serviceaccount']),
    ],
  },
  'impersonate-extras': {
    text: 'set other extra fields or identifiers of a user',
    names: 'also',
    targets: [
      on(AUTHENTICATION, ['userextras/*', 'uids'], ['impersonate', 'impersonate:user-info'], CLUSTER),
    ],
  },
  'token-request': {
    text: 'issue service-account tokens',
    takeover: true,
    names: 'also',
    targets: [core(['serviceaccounts/token'], ['create'])],
  },
  'create-secrets': { text: 'create secrets', targets: [core(['secrets'], ['create'])] },
  'request-certificates': {
    text: 'request certificates',
    targets: [on(CERTIFICATES, ['certificatesigningrequests'], ['create'], CLUSTER)],
  },
  'approve-certificates': {
    text: 'approve certificate requests',
    names: 'also',
    targets: [on(CERTIFICATES, ['certificatesigningrequests/approval'], CHANGE, CLUSTER)],
  },
  // Admission asks for the signer besides (plugin/pkg/admission/certificates/approval).
  'approve-for-signers': {
    text: 'approve for the signer of client certificates',
    names: [
      'kubernetes.io/kube-apiserver-client',
      'kubernetes.io/kube-apiserver-client-kubelet',
      'kubernetes.io/*',
    ],
    targets: [on(CERTIFICATES, ['signers'], ['approve'], CLUSTER)],
  },
  'sign-certificates': {
    text: 'issue a signed certificate for a request',
    names: 'also',
    targets: [on(CERTIFICATES, ['certificatesigningrequests/status'], CHANGE, CLUSTER)],
  },
  'nodes-proxy': {
    text: 'reach the kubelet through the API server',
    takeover: true,
    names: 'also',
    targets: [core(['nodes/proxy'], ['get', 'create', 'update', 'patch', 'delete'], CLUSTER)],
  },
  // What the kubelet asks for since it tells its paths apart (pkg/kubelet/server/auth.go).
  'read-node-logs': {
    text: 'read the log files of nodes',
    names: 'also',
    targets: [core(['nodes/log'], ['get'], CLUSTER)],
  },
  'checkpoint-containers': {
    text: 'write the memory of running containers to their node’s disk',
    names: 'also',
    targets: [core(['nodes/checkpoint'], ['create'], CLUSTER)],
  },
  'read-node-pods': {
    text: 'read the pods of a node from its kubelet',
    names: 'also',
    targets: [core(['nodes/pods'], ['get'], CLUSTER)],
  },
  'read-node-settings': {
    text: 'read the settings of kubelets',
    names: 'also',
    targets: [core(['nodes/configz'], ['get'], CLUSTER)],
  },
  'pods-proxy': {
    text: 'connect to pods through the API server',
    names: 'also',
    targets: [core(['pods/proxy'], PROXY)],
  },
  'services-proxy': {
    text: 'connect to services through the API server',
    names: 'also',
    targets: [core(['services/proxy'], PROXY)],
  },
  'write-network-policies': {
    text: 'write or delete network policies',
    names: 'also',
    targets: [
      on('networking.k8s.io', ['networkpolicies'], WRITE_OR_DELETE),
      on('policy.networking.k8s.io', ADMIN_POLICIES, WRITE_OR_DELETE, CLUSTER),
      ...['crd.projectcalico.org', 'projectcalico.org'].flatMap((group) => [
        on(group, ['networkpolicies'], WRITE_OR_DELETE),
        on(group, ['globalnetworkpolicies'], WRITE_OR_DELETE, CLUSTER),
      ]),
      on('cilium.io', ['ciliumnetworkpolicies'], WRITE_OR_DELETE),
      on('cilium.io', ['ciliumclusterwidenetworkpolicies'], WRITE_OR_DELETE, CLUSTER),
    ],
  },
  'write-services': {
    text: 'write services',
    names: 'also',
    targets: [core(['services'], WRITE)],
  },
  'write-endpoints': {
    text: 'write the endpoints behind services',
    names: 'also',
    targets: [core(['endpoints'], WRITE), on('discovery.k8s.io', ['endpointslices'], WRITE)],
  },
  'write-api-services': {
    text: 'write APIService objects',
    takeover: true,
    names: 'also',
    targets: [on('apiregistration.k8s.io', ['apiservices'], WRITE, CLUSTER)],
  },
  'write-definitions': {
    text: 'write custom resource definitions',
    names: 'also',
    targets: [on('apiextensions.k8s.io', ['customresourcedefinitions'], WRITE, CLUSTER)],
  },
  'write-trust-bundles': {
    text: 'write ClusterTrustBundles',
    names: 'also',
    targets: [on(CERTIFICATES, ['clustertrustbundles'], WRITE, CLUSTER)],
  },
  // The controller manager approves by itself for whoever holds this verb (pkg/controller/certificates/approver).
  'request-node-certificates': {
    text: 'have node certificates approved without review',
    targets: [on(CERTIFICATES, ['certificatesigningrequests/nodeclient'], ['create'], CLUSTER)],
  },
  'write-webhooks': {
    text: 'write admission webhooks or policies',
    takeover: true,
    names: 'also',
    targets: [
      on(
        'admissionregistration.k8s.io',
        [
          'mutatingwebhookconfigurations',
          'validatingwebhookconfigurations',
          'validatingadmissionpolicies',
          'validatingadmissionpolicybindings',
          'mutatingadmissionpolicies',
          'mutatingadmissionpolicybindings',
        ],
        WRITE,
        CLUSTER,
      ),
    ],
  },
  'create-volumes': {
    text: 'create persistent volumes',
    takeover: true,
    targets: [core(['persistentvolumes'], ['create'], CLUSTER)],
  },
  // A request for one namespace counts as made in it, so a role bound there is enough.
  'patch-namespaces': {
    text: 'change the labels of namespaces',
    names: 'also',
    targets: [core(['namespaces'], CHANGE)],
  },
  'write-system-configmaps': {
    text: 'write the ConfigMaps of DNS or of the account mappings',
    names: ['coredns', 'coredns-custom', 'kube-dns', 'node-local-dns', 'aws-auth'],
    targets: [core(['configmaps'], CHANGE)],
  },
  'delete-pods': {
    text: 'delete or evict pods',
    targets: [core(['pods'], DELETE), core(['pods/eviction'], ['create'])],
  },
  'write-nodes': {
    text: 'change nodes',
    names: 'also',
    targets: [core(['nodes'], CHANGE, CLUSTER)],
  },
  'write-service-status': {
    text: 'write the status of services',
    names: 'also',
    targets: [core(['services/status'], CHANGE)],
  },
  'write-pod-status': {
    text: 'write the status of pods',
    names: 'also',
    targets: [core(['pods/status'], CHANGE)],
  },
  'write-node-status': {
    text: 'write the status of nodes',
    names: 'also',
    targets: [core(['nodes/status'], CHANGE, CLUSTER)],
  },
  'delete-events': {
    text: 'delete events',
    targets: [core(['events'], DELETE), on('events.k8s.io', ['events'], DELETE)],
  },
  // A request for one namespace counts as made in it, so a role bound there is enough.
  'delete-namespaces': {
    text: 'delete namespaces with all their objects',
    targets: [core(['namespaces'], DELETE)],
  },
  'delete-volumes': {
    text: 'delete volumes or the claims to them',
    targets: [core(['persistentvolumes', 'persistentvolumeclaims'], DELETE, CLUSTER)],
  },
  'delete-nodes': { text: 'delete nodes', targets: [core(['nodes'], DELETE, CLUSTER)] },
  'delete-definitions': {
    text: 'delete custom resource definitions with all their objects',
    targets: [on('apiextensions.k8s.io', ['customresourcedefinitions'], DELETE, CLUSTER)],
  },
} as const satisfies Readonly<Record<string, Definition>>;
