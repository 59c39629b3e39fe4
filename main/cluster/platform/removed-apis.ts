/**
 * API versions that Kubernetes removed or will remove, by kind. Sources: the deprecated API migration guide of
 * kubernetes.io, and the life cycle that k8s.io/api v0.37 gives for each version. Kinds that only controllers write
 * (EndpointSlice, Event, Lease, …) and alpha versions are left out.
 */
export interface RemovedApi {
  readonly apiVersion: string;
  readonly kind: string;
  /** Resource key under which the kind is listed today. */
  readonly key: string;
  /** First minor that no longer serves it. */
  readonly removedIn: number;
}

const FLOW_CONTROL = {
  'flowcontrol.apiserver.k8s.io/flowschemas': 'FlowSchema',
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': 'PriorityLevelConfiguration',
} as const;

const DEVICES = {
  'resource.k8s.io/deviceclasses': 'DeviceClass',
  'resource.k8s.io/resourceclaims': 'ResourceClaim',
  'resource.k8s.io/resourceclaimtemplates': 'ResourceClaimTemplate',
} as const;

/** apiVersion, the first minor without it, and its kinds by resource key. */
const TABLE: readonly (readonly [string, number, Readonly<Record<string, string>>])[] = [
  [
    'extensions/v1beta1',
    16,
    {
      'apps/daemonsets': 'DaemonSet',
      'apps/deployments': 'Deployment',
      'apps/replicasets': 'ReplicaSet',
      'networking.k8s.io/networkpolicies': 'NetworkPolicy',
    },
  ],
  ['apps/v1beta1', 16, { 'apps/deployments': 'Deployment', 'apps/statefulsets': 'StatefulSet' }],
  [
    'apps/v1beta2',
    16,
    {
      'apps/daemonsets': 'DaemonSet',
      'apps/deployments': 'Deployment',
      'apps/statefulsets': 'StatefulSet',
      'apps/replicasets': 'ReplicaSet',
    },
  ],
  ['extensions/v1beta1', 22, { 'networking.k8s.io/ingresses': 'Ingress' }],
  [
    'networking.k8s.io/v1beta1',
    22,
    { 'networking.k8s.io/ingresses': 'Ingress', 'networking.k8s.io/ingressclasses': 'IngressClass' },
  ],
  [
    'rbac.authorization.k8s.io/v1beta1',
    22,
    {
      'rbac.authorization.k8s.io/clusterroles': 'ClusterRole',
      'rbac.authorization.k8s.io/clusterrolebindings': 'ClusterRoleBinding',
      'rbac.authorization.k8s.io/roles': 'Role',
      'rbac.authorization.k8s.io/rolebindings': 'RoleBinding',
    },
  ],
  [
    'apiextensions.k8s.io/v1beta1',
    22,
    { 'apiextensions.k8s.io/customresourcedefinitions': 'CustomResourceDefinition' },
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    22,
    {
      'admissionregistration.k8s.io/mutatingwebhookconfigurations': 'MutatingWebhookConfiguration',
      'admissionregistration.k8s.io/validatingwebhookconfigurations': 'ValidatingWebhookConfiguration',
    },
  ],
  ['batch/v1beta1', 25, { 'batch/cronjobs': 'CronJob' }],
  [
    'policy/v1beta1',
    25,
    {
      'policy/poddisruptionbudgets': 'PodDisruptionBudget',
      'policy/podsecuritypolicies': 'PodSecurityPolicy',
    },
  ],
  ['autoscaling/v2beta1', 25, { 'autoscaling/horizontalpodautoscalers': 'HorizontalPodAutoscaler' }],
  ['autoscaling/v2beta2', 26, { 'autoscaling/horizontalpodautoscalers': 'HorizontalPodAutoscaler' }],
  ['scheduling.k8s.io/v1beta1', 22, { 'scheduling.k8s.io/priorityclasses': 'PriorityClass' }],
  ['storage.k8s.io/v1beta1', 22, { 'storage.k8s.io/storageclasses': 'StorageClass' }],
  ['flowcontrol.apiserver.k8s.io/v1beta1', 26, FLOW_CONTROL],
  ['flowcontrol.apiserver.k8s.io/v1beta2', 29, FLOW_CONTROL],
  ['flowcontrol.apiserver.k8s.io/v1beta3', 32, FLOW_CONTROL],
  [
    'admissionregistration.k8s.io/v1beta1',
    34,
    {
      'admissionregistration.k8s.io/validatingadmissionpolicies': 'ValidatingAdmissionPolicy',
      'admissionregistration.k8s.io/validatingadmissionpolicybindings': 'ValidatingAdmissionPolicyBinding',
    },
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    40,
    {
      'admissionregistration.k8s.io/mutatingadmissionpolicies': 'MutatingAdmissionPolicy',
      'admissionregistration.k8s.io/mutatingadmissionpolicybindings': 'MutatingAdmissionPolicyBinding',
    },
  ],
  ['resource.k8s.io/v1beta1', 38, DEVICES],
  ['resource.k8s.io/v1beta2', 39, DEVICES],
];

export const REMOVED_APIS: readonly RemovedApi[] = TABLE.flatMap(([apiVersion, removedIn, kinds]) =>
  Object.entries(kinds).map(([key, kind]) => ({ apiVersion, kind, key, removedIn })),
);
