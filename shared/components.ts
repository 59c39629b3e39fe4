/**
 * The parts of Kubernetes that somebody must look after, and which controls depend on seeing them. Where the provider
 * runs a part, its controls are unknown and the question takes their place.
 */
export const COMPONENTS = {
  'api-server': 'API server',
  etcd: 'etcd',
  schedulers: 'Scheduler and controller manager',
  kubelet: 'Kubelet',
  dns: 'Cluster DNS',
  'kube-proxy': 'kube-proxy',
  'network-plugin': 'Network plugin',
  nodes: 'Nodes',
  upgrades: 'Upgrades',
  'audit-log': 'Audit log',
  'secret-encryption': 'Encryption of stored Secrets',
  workloads: 'Workloads, permissions and policies',
} as const satisfies Record<string, string>;

export type ComponentId = keyof typeof COMPONENTS;
export const COMPONENT_IDS = Object.keys(COMPONENTS) as ComponentId[];

interface Dependence {
  /** Controls that are unknown (managed by provider) where the provider runs the part. */
  readonly controls: readonly string[];
  /** The question that asks for what the cluster does not show. */
  readonly question: string;
}

/** From a part that a provider may run to the controls that then cannot see it. The one table of its kind. */
export const HIDDEN_WITH: Readonly<Partial<Record<ComponentId, Dependence>>> = {
  'api-server': {
    controls: [
      'control-plane/anonymous-auth',
      'control-plane/authorization-mode',
      'control-plane/node-restriction',
      'control-plane/always-admit',
      'control-plane/admission-disabled',
      'control-plane/static-credentials',
      'control-plane/insecure-port',
      'control-plane/kubelet-client',
      'control-plane/weak-tls',
      'control-plane/profiling',
      'control-plane/service-account-lookup',
      'control-plane/service-account-key',
      'control-plane/etcd-connection',
      'control-plane/client-ca',
      'control-plane/extended-token-expiration',
      'control-plane/external-ips-allowed',
      'control-plane/user-workload',
      'version/known-cve',
    ],
    question: 'deployment.control-plane-run-by',
  },
  etcd: {
    controls: ['control-plane/etcd-client-auth', 'control-plane/etcd-peer-auth', 'control-plane/etcd-own-ca'],
    question: 'components.etcd-access',
  },
  schedulers: {
    controls: ['control-plane/component-bind-address', 'control-plane/controller-credentials'],
    question: 'deployment.control-plane-run-by',
  },
  kubelet: {
    controls: [
      'control-plane/kubelet-anonymous',
      'control-plane/kubelet-client-ca',
      'control-plane/kubelet-authorization',
      'control-plane/kubelet-read-only-port',
      'control-plane/kubelet-certificate-rotation',
      'control-plane/kubelet-weak-tls',
    ],
    question: 'components.kubelet-closed',
  },
  'audit-log': {
    controls: ['audit/no-audit-log', 'audit/no-policy-file', 'audit/short-retention', 'audit/policy-content'],
    question: 'components.audit-log',
  },
  'secret-encryption': {
    controls: ['secrets/no-encryption-at-rest'],
    question: 'components.secrets-encrypted',
  },
};
