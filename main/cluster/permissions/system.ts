/**
 * Subjects that Kubernetes, a provider, a distribution or a usual add-on installs, each with the roles that are its
 * own and the powers that it needs. A name alone excuses nothing: the same subject in another role is judged in full,
 * and in its own role for what exceeds its need.
 */
import { isDefaultGrant } from '../../kubernetes/rbac/defaults/defaults.ts';
import { type Subject, subjectText } from '../../kubernetes/rbac/subjects.ts';
import { type Power } from './powers.ts';

export interface GrantNames {
  readonly subject: Subject;
  readonly binding: { readonly namespace: string | null; readonly name: string };
  readonly role: { readonly kind: string; readonly name: string };
}

/** What a grant of the platform needs; `all` excuses every power. */
export type Need = ReadonlySet<Power> | 'all';

/**
 * What the platform needs this grant for, or null when it is not the platform's.
 * @param distribution as the platform was recognised, null when it was not
 */
export function needOf(grant: GrantNames, distribution: string | null): Need | null {
  const subject = subjectText(grant.subject);
  if (isDefaultGrant(grant.binding, grant.role, subject)) return 'all';
  for (const entry of ENTRIES) {
    if (entry.on !== undefined && (distribution === null || !entry.on.includes(distribution))) continue;
    if (entry.binding !== undefined && !entry.binding.test(grant.binding.name)) continue;
    if (entry.subject.test(subject) && entry.roles.test(grant.role.name)) return entry.needs;
  }
  return null;
}

/** Names of roles and bindings that the API server or a provider installs. */
export function isSystemName(name: string): boolean {
  return name.startsWith('system:') || PROVIDER_NAMES.test(name);
}

const PROVIDER_NAMES = /^(eks[:-]|aks[:-]|azure-|gce:|gcp:|gke-|k3s-|rke2-|kubeadm:|openshift)/;

/** Subjects that stand for everybody. */
export const EVERYBODY: ReadonlySet<string> = new Set([
  'system:anonymous',
  'system:unauthenticated',
  'system:authenticated',
  'system:serviceaccounts',
]);

interface Entry {
  /** Matches `KIND NAME` or `ServiceAccount NAMESPACE/NAME`, whole. */
  readonly subject: RegExp;
  readonly roles: RegExp;
  readonly binding?: RegExp;
  readonly needs: Need;
  /** Only on these distributions. */
  readonly on?: readonly string[];
}

const NOTHING: Need = new Set<Power>();
const STATUS: readonly Power[] = ['write-node-status', 'write-pod-status', 'write-service-status'];
/** Network plugins set up policies, services and their own kinds. */
const NETWORK: readonly Power[] = [
  'write-network-policies',
  'write-services',
  'write-endpoints',
  'write-definitions',
];
/** Paths of the kubelet that the API server calls. */
const KUBELET: readonly Power[] = [
  'read-node-logs',
  'checkpoint-containers',
  'read-node-pods',
  'read-node-settings',
];
const only = (...powers: readonly Power[]): Need => new Set(powers);

const OPENSHIFT = ['OpenShift', 'ROSA', 'ARO'];
/** Where user names that begin with `system:` can only come from the provider. */
const MANAGED = ['EKS', 'GKE', 'GKE Autopilot', 'AKS', 'DOKS', 'OKE', 'IKS', 'LKE', ...OPENSHIFT];

const ENTRIES: readonly Entry[] = [
  // Kubernetes and kubeadm
  { subject: /^Group system:masters$/, roles: /^cluster-admin$/, binding: /^cluster-admin$/, needs: 'all' },
  {
    subject: /^(Group system:nodes|User system:node:.+)$/,
    roles: /^system:(node|node-proxier|certificates\.k8s\.io:certificatesigningrequests:selfnodeclient)$/,
    needs: 'all',
  },
  {
    subject: /^Group system:bootstrappers(:.+)?$/,
    roles:
      /^(system:node-bootstrapper|system:certificates\.k8s\.io:certificatesigningrequests:(self)?nodeclient|kubeadm:(get-nodes|kubelet-config|nodes-kubeadm-config)(-[\d.]+)?)$/,
    needs: only('request-certificates', 'request-node-certificates', 'beyond-discovery'),
  },
  {
    subject: /^Group system:nodes$/,
    roles: /^kubeadm:(kubelet-config|nodes-kubeadm-config)(-[\d.]+)?$/,
    needs: NOTHING,
  },
  {
    subject: /^Group kubeadm:cluster-admins$/,
    roles: /^cluster-admin$/,
    binding: /^kubeadm:cluster-admins$/,
    needs: 'all',
  },
  {
    subject: /^User system:anonymous$/,
    roles: /^kubeadm:bootstrap-signer-clusterinfo$/,
    binding: /^kubeadm:bootstrap-signer-clusterinfo$/,
    needs: NOTHING,
  },
  {
    subject: /^User (kube-apiserver|kubelet-api|kube-apiserver-kubelet-client)$/,
    roles: /^system:kubelet-api-admin$/,
    needs: only('nodes-proxy', ...KUBELET, 'wildcard'),
  },
  {
    subject: /^User system:(kube-controller-manager|kube-scheduler|konnectivity-server)$/,
    roles: /^(system:auth-delegator|extension-apiserver-authentication-reader)$/,
    needs: NOTHING,
  },
  { subject: /^ServiceAccount kube-system\/kube-proxy$/, roles: /^system:node-proxier$/, needs: NOTHING },
  {
    subject: /^ServiceAccount kube-system\/(coredns|kube-dns)(-autoscaler)?$/,
    roles: /^(system:|eks:)?(coredns|kube-dns)(-autoscaler)?$/,
    needs: NOTHING,
  },
  {
    subject: /^ServiceAccount kube-system\/(metrics-server|rke2-metrics-server)$/,
    roles:
      /^(system:(aggregated-)?(rke2-)?metrics-server(:.*)?|system:auth-delegator|extension-apiserver-authentication-reader|system:metrics-server-nanny|metrics-server-nanny)$/,
    needs: NOTHING,
  },
  // Networks
  {
    subject: /^ServiceAccount (kube-system|calico-system)\/(calico-(node|cni-plugin|typha)|canal)$/,
    roles: /^(calico-(node|cni-plugin|typha)|canal-calico|canal-flannel|canal|flannel)(-.*)?$/,
    needs: only(...STATUS, 'write-nodes', 'token-request', ...NETWORK),
  },
  {
    subject: /^ServiceAccount (kube-system|calico-system)\/calico-kube-controllers$/,
    roles: /^calico-kube-controllers$/,
    needs: only('write-nodes', ...STATUS, ...NETWORK),
  },
  {
    subject: /^ServiceAccount tigera-operator\/tigera-operator$/,
    roles: /^tigera-operator/,
    needs: 'all',
  },
  {
    subject: /^ServiceAccount (kube-system|kube-flannel)\/flannel$/,
    roles: /^flannel$/,
    needs: only(...STATUS),
  },
  {
    subject: /^ServiceAccount (kube-system|cilium)\/cilium(-envoy)?$/,
    roles: /^cilium(-config-agent|-tlsinterception-secrets|-secrets|-gateway-secrets|-ingress-secrets)?$/,
    needs: only(...STATUS, 'write-nodes', 'read-secrets', ...NETWORK),
  },
  {
    subject: /^ServiceAccount (kube-system|cilium)\/cilium-operator$/,
    roles: /^cilium-operator(-.*)?$/,
    needs: only('delete-pods', 'write-nodes', ...STATUS, 'create-workloads', 'create-secrets', ...NETWORK),
  },
  {
    subject: /^ServiceAccount kube-system\/(kindnet|weave-net|kube-router|antrea-(agent|controller))$/,
    roles: /^(kindnet|weave-net|kube-router|antrea-(agent|controller))$/,
    needs: only(...STATUS, ...NETWORK),
  },
  // Storage and scaling
  {
    subject: /^ServiceAccount kube-system\/(ebs|efs|fsx)-csi-(controller|node)(-sa)?$/,
    roles: /^(ebs|efs|fsx)-(csi|external)(-.+)?$/,
    needs: only('create-volumes', 'write-nodes', 'delete-volumes', 'read-secrets'),
  },
  {
    subject: /^ServiceAccount kube-system\/cluster-autoscaler$/,
    roles: /^cluster-autoscaler$/,
    needs: only('delete-pods', 'write-nodes', ...STATUS, 'delete-nodes', 'write-endpoints'),
  },
  {
    subject: /^ServiceAccount (kube-system|local-path-storage)\/local-path-provisioner-service-account$/,
    roles: /^local-path-provisioner-(cluster-)?role$/,
    needs: only(
      'create-volumes',
      'create-workloads',
      'update-workloads',
      'delete-pods',
      'delete-volumes',
      'write-endpoints',
    ),
  },
  // k3s and RKE2
  {
    // An entrance reads the certificates of hosts, which lie in Secrets of every namespace.
    subject: /^ServiceAccount kube-system\/(traefik|rke2-traefik)$/,
    roles: /^(rke2-)?traefik-kube-system$/,
    needs: only('read-secrets'),
    on: ['k3s', 'RKE2'],
  },
  {
    subject:
      /^ServiceAccount kube-system\/helm-(traefik|traefik-crd|rke2-(canal|calico|calico-crd|cilium|coredns|ingress-nginx|metrics-server|runtimeclasses|snapshot-controller(-crd)?|snapshot-validation-webhook|traefik(-crd)?))$/,
    roles: /^cluster-admin$/,
    binding: /^helm-kube-system-(traefik|rke2-)/,
    needs: 'all',
    on: ['k3s', 'RKE2'],
  },
  {
    subject:
      /^User (system:(k3s|rke2)-(controller|supervisor)|k3s-cloud-controller-manager|rke2-cloud-controller-manager)$/,
    roles:
      /^(system:(k3s|rke2)-controller|system:auth-delegator|extension-apiserver-authentication-reader|(k3s|rke2)-cloud-controller-manager)/,
    needs: 'all',
    on: ['k3s', 'RKE2'],
  },
  {
    subject: /^User kube-apiserver$/,
    roles: /^system:(k3s|kubelet-api-admin)/,
    needs: 'all',
    on: ['k3s', 'RKE2'],
  },
  // Amazon
  { subject: /^(User|Group) (eks|aws|amazon):.+$/, roles: /.*/, needs: 'all', on: ['EKS'] },
  {
    subject:
      /^ServiceAccount kube-system\/(eks-vpc-resource-controller|tagging-controller|service-controller|aws-cloud-provider)$/,
    roles: /^(vpc-resource-controller-role|eks-vpc-resource-controller-role|eks:.+)$/,
    needs: 'all',
    on: ['EKS'],
  },
  {
    subject: /^ServiceAccount kube-system\/eks-node-monitoring-agent$/,
    roles: /^eks-node-monitoring-agent$/,
    needs: only('write-node-status'),
    on: ['EKS'],
  },
  { subject: /^ServiceAccount kube-system\/aws-node$/, roles: /^aws-node$/, needs: only('update-workloads') },
  {
    subject: /^Group system:authenticated$/,
    roles: /^eks:podsecuritypolicy:privileged$/,
    needs: NOTHING,
    on: ['EKS'],
  },
  // Google
  {
    subject:
      /^ServiceAccount kube-system\/(fluentbit-gke|gke-metrics-agent|netd|event-exporter-sa|pdcsi-node-sa|metadata-proxy|metadata-agent|konnectivity-agent(-cpha)?|pkgextract-service|anetd|antrea|cilium|collector|ip-masq-agent|maintenance-handler|runsc-metric-server|image-package-extractor|filestorecsi-node-sa|gcsfusecsi-node-sa)$/,
    roles: /^(?!cluster-admin$).+$/,
    needs: only('write-nodes', ...STATUS, 'delete-pods', 'read-named-secrets', ...NETWORK),
    on: ['GKE', 'GKE Autopilot'],
  },
  {
    // The load balancers of Services and the addresses of nodes.
    subject: /^ServiceAccount kube-system\/cloud-provider$/,
    roles: /^gce:cloud-provider$/,
    needs: only(...STATUS, 'write-services', 'write-endpoints'),
    on: ['GKE', 'GKE Autopilot'],
  },
  {
    subject: /^ServiceAccount (gke-managed-[a-z-]+|gmp-system|gke-gmp-system|gke-mcs|gke-connect)\/.+$/,
    roles: /^(?!cluster-admin$).+$/,
    needs: 'all',
    on: ['GKE', 'GKE Autopilot'],
  },
  {
    subject: /^User kubelet(-bootstrap|-nodepool-bootstrap)?$/,
    roles: /^system:node(-bootstrapper)?$/,
    needs: 'all',
    on: ['GKE', 'GKE Autopilot'],
  },
  // Azure
  {
    subject: /^User (clusterAdmin|clusterUser)$/,
    roles: /^cluster-admin$/,
    binding: /^aks-cluster-admin-binding(-aad)?$/,
    needs: 'all',
    on: ['AKS'],
  },
  {
    subject: /^User (aks-support|aksService|aksProblemDetector|aks-.+)$/,
    roles: /^(aks-|system:)/,
    needs: 'all',
    on: ['AKS'],
  },
  {
    subject:
      /^ServiceAccount kube-system\/(azure-[a-z-]+|cloud-node-manager|csi-azure(disk|file)-(node|controller)-sa|csi-blob-node-sa|ama-[a-z-]+|omsagent|konnectivity-agent|aks-[a-z-]+|eraser-[a-z-]+)$/,
    roles: /^(?!cluster-admin$).+$/,
    needs: only(
      'read-secrets',
      'create-secrets',
      'write-nodes',
      ...STATUS,
      'create-volumes',
      'write-endpoints',
    ),
    on: ['AKS'],
  },
  // OpenShift
  {
    // Every other part of OpenShift is put there by this one, under the default account of its namespace.
    subject: /^ServiceAccount openshift-cluster-version\/default$/,
    roles: /^cluster-admin$/,
    binding: /^cluster-version-operator(-1)?$/,
    needs: 'all',
    on: OPENSHIFT,
  },
  {
    subject: /^ServiceAccount (openshift-[a-z0-9-]+|openshift)\/(?!default$).+$/,
    roles: /.*/,
    needs: 'all',
    on: OPENSHIFT,
  },
  {
    subject: /^(User system:admin|Group system:cluster-admins)$/,
    roles: /^cluster-admin$/,
    binding: /^cluster-admin(s|-0)?$/,
    needs: 'all',
    on: OPENSHIFT,
  },
  { subject: /^Group system:cluster-readers$/, roles: /^cluster-reader$/, needs: 'all', on: OPENSHIFT },
  {
    subject: /^Group system:(authenticated(:oauth)?|unauthenticated|serviceaccounts(:.+)?)$/,
    roles:
      /^(basic-user|cluster-status|self-access-reviewer|self-provisioner|system:(build-strategy-(docker|source|jenkinspipeline)|oauth-token-deleter|scope-impersonation|webhook|image-puller)|helm-chartrepos-viewer|console-extensions-reader|shared-resource-viewer|servicecatalog-serviceclass-viewer)$/,
    needs: only('impersonate-extras', 'wildcard', 'beyond-discovery'),
    on: OPENSHIFT,
  },
  {
    subject: /^ServiceAccount [^/]+\/(builder|deployer)$/,
    roles: /^system:(image-builder|deployer)$/,
    needs: 'all',
    on: OPENSHIFT,
  },
  // Components that a provider runs outside of the cluster sign in as users of this form.
  {
    subject:
      /^User system:(?!anonymous$|serviceaccount:|kube-(controller-manager|scheduler|proxy)$|node:).+$/,
    roles: /.*/,
    needs: 'all',
    on: MANAGED,
  },
];
