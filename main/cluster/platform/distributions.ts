/**
 * What tells distributions of Kubernetes apart, as data: for each one its signs by kind. Sources: the providers'
 * documentation of node labels, provider ids of their cloud controllers, and the version suffixes of their releases.
 */
export interface DistributionRule {
  readonly distribution: string;
  /** null: taken from the provider ids of the nodes. */
  readonly provider: string | null;
  /** Whether the provider runs the control plane. */
  readonly managed: boolean;
  /** Other rules whose signs belong to this one as well, such as OpenShift's to ROSA. */
  readonly includes?: readonly string[];
  /** Counts only where this one has signs too. */
  readonly requires?: string;
  /** Of the server, and of the kubelets. */
  readonly version?: RegExp;
  /** `resource.group` of a CustomResourceDefinition. */
  readonly api?: RegExp;
  readonly providerId?: RegExp;
  /** `key=value` of a node label. */
  readonly label?: RegExp;
  /** Operating system of a node, as its kubelet says. */
  readonly system?: RegExp;
  readonly nodeName?: RegExp;
  /** `Kind/name` in kube-system. */
  readonly workload?: RegExp;
  /** Name of a static pod in kube-system. */
  readonly staticPod?: RegExp;
  /** `namespace/name` of a ConfigMap. */
  readonly settings?: RegExp;
  readonly namespace?: RegExp;
  /** `key=value` of the resource tags in OpenShift's Infrastructure. */
  readonly tag?: RegExp;
}

/** Each distribution after those that it is not to be mistaken for: of equal signs the first wins only with `includes`. */
export const DISTRIBUTIONS: readonly DistributionRule[] = [
  {
    distribution: 'ROSA',
    provider: 'aws',
    managed: true,
    includes: ['OpenShift'],
    label: /^api\.openshift\.com\/rosa/,
    tag: /^red-hat-clustertype=rosa$/,
  },
  {
    distribution: 'ARO',
    provider: 'azure',
    managed: true,
    includes: ['OpenShift'],
    api: /^clusters\.aro\.openshift\.io$/,
    namespace: /^openshift-azure-operator$/,
  },
  {
    distribution: 'ROKS',
    provider: 'ibm',
    managed: true,
    includes: ['OpenShift', 'IKS'],
    requires: 'OpenShift',
    label: /^ibm-cloud\.kubernetes\.io\//,
  },
  {
    distribution: 'OpenShift',
    provider: null,
    managed: false,
    label: /^node\.openshift\.io\//,
    api: /^clusterversions\.config\.openshift\.io$/,
    system: /^(Red Hat Enterprise Linux CoreOS|CentOS Stream CoreOS)/,
    namespace: /^openshift-(cluster-version|kube-apiserver|machine-config-operator)$/,
  },
  {
    distribution: 'EKS Anywhere',
    provider: null,
    managed: false,
    includes: ['EKS', 'kubeadm'],
    api: /\.anywhere\.eks\.amazonaws\.com$/,
    namespace: /^eksa-system$/,
  },
  {
    distribution: 'EKS',
    provider: 'aws',
    managed: true,
    version: /-eks-/,
    label: /^eks\.amazonaws\.com\//,
    workload: /^DaemonSet\/aws-node$/,
    settings: /^kube-system\/aws-auth$/,
  },
  {
    distribution: 'GKE',
    provider: 'gcp',
    managed: true,
    version: /-gke\./,
    label: /^cloud\.google\.com\/gke-/,
    workload: /^DaemonSet\/(pdcsi-node|gke-metadata-server|gke-metrics-agent|fluentbit-gke)$/,
    namespace: /^(gke-managed-system|gmp-system)$/,
  },
  {
    distribution: 'AKS',
    provider: 'azure',
    managed: true,
    label: /^kubernetes\.azure\.com\/(cluster|agentpool|mode|role)=/,
    workload: /^DaemonSet\/azure-ip-masq-agent$/,
  },
  {
    distribution: 'DOKS',
    provider: 'digitalocean',
    managed: true,
    label: /^doks\.digitalocean\.com\//,
    workload: /^DaemonSet\/do-node-agent$/,
  },
  {
    distribution: 'OKE',
    provider: 'oracle',
    managed: true,
    label: /^(oke|oci)\.oraclecloud\.com\//,
  },
  {
    distribution: 'IKS',
    provider: 'ibm',
    managed: true,
    version: /\+IKS/,
    label: /^ibm-cloud\.kubernetes\.io\//,
    settings: /^kube-system\/ibm-cloud-provider-/,
  },
  {
    distribution: 'LKE',
    provider: 'linode',
    managed: true,
    label: /^lke\.linode\.com\//,
  },
  {
    distribution: 'TKG',
    provider: 'vmware',
    managed: false,
    includes: ['kubeadm'],
    version: /\+vmware/,
    label: /^run\.tanzu\.vmware\.com\//,
    namespace: /^(tkg-system|vmware-system-tkg)$/,
  },
  {
    distribution: 'RKE',
    provider: null,
    managed: false,
    settings: /^kube-system\/full-cluster-state$/,
  },
  {
    distribution: 'RKE2',
    provider: null,
    managed: false,
    includes: ['kubeadm'],
    version: /\+rke2/,
    providerId: /^rke2:/,
    label: /^node\.kubernetes\.io\/instance-type=rke2$/,
  },
  {
    distribution: 'k3s',
    provider: null,
    managed: false,
    version: /\+k3s/,
    providerId: /^k3s:/,
    label: /^node\.kubernetes\.io\/instance-type=k3s$/,
  },
  {
    distribution: 'k0s',
    provider: null,
    managed: false,
    version: /\+k0s/,
    label: /^node\.k0sproject\.io\//,
  },
  {
    distribution: 'Talos',
    provider: null,
    managed: false,
    includes: ['kubeadm'],
    version: /-talos/,
    label: /^extensions\.talos\.dev\//,
    system: /^Talos /,
  },
  {
    distribution: 'kops',
    provider: null,
    managed: false,
    includes: ['kubeadm'],
    label: /^kops\.k8s\.io\//,
    workload: /^DaemonSet\/kops-controller$/,
    staticPod: /^etcd-manager-(main|events)-/,
  },
  {
    distribution: 'minikube',
    provider: 'local',
    managed: false,
    includes: ['kubeadm', 'kind'],
    label: /^minikube\.k8s\.io\//,
    nodeName: /^minikube$/,
  },
  {
    distribution: 'Docker Desktop',
    provider: 'local',
    managed: false,
    includes: ['kubeadm', 'kind'],
    nodeName: /^docker-desktop$/,
    system: /^Docker Desktop/,
  },
  {
    distribution: 'MicroK8s',
    provider: null,
    managed: false,
    label: /^(node\.kubernetes\.io\/microk8s-|microk8s\.io\/cluster=)/,
  },
  {
    distribution: 'kind',
    provider: 'local',
    managed: false,
    includes: ['kubeadm'],
    providerId: /^kind:/,
    workload: /^DaemonSet\/kindnet$/,
  },
  {
    distribution: 'kubeadm',
    provider: null,
    managed: false,
    staticPod: /^kube-apiserver-/,
    settings: /^kube-system\/kubeadm-config$/,
  },
];
