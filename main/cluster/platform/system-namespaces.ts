/**
 * The namespaces that Kubernetes, a distribution or a provider makes and looks after. The one definition of the term:
 * controls that judge how a company arranges its own namespaces leave these out.
 *
 * Names of a provider count only on its own clusters, so that nobody hides a workload on one platform behind the
 * name of another. Being in such a namespace excuses no workload from the controls on pods: that needs a recognised
 * agent (`agents.ts`).
 */

/** Made by the API server itself, everywhere. */
const KUBERNETES: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** By distribution as `detect.ts` names it. */
const OF_DISTRIBUTION: Readonly<Record<string, RegExp>> = {
  EKS: /^(amazon-guardduty|amazon-cloudwatch|amazon-network-flow-monitor|eks-[a-z-]+)$/,
  GKE: /^(gke-managed-[a-z-]+|gke-gmp-system|gmp-system|gmp-public|config-management-(system|monitoring)|resource-group-system|cnrm-system|knative-eventing-gke)$/,
  AKS: /^(aks-[a-z-]+|calico-system|tigera-operator|gatekeeper-system|app-routing-system|azure-arc|azure-[a-z-]+|dataprotection-microsoft|mdc)$/,
  OpenShift: /^(openshift|openshift-.+|kube-.+)$/,
  DOKS: /^doks-[a-z-]+$/,
  IKS: /^(ibm-[a-z-]+|calico-system|tigera-operator)$/,
  kind: /^local-path-storage$/,
  minikube: /^kubernetes-dashboard$/,
  RKE2: /^(cattle-[a-z-]+|tigera-operator|calico-system)$/,
  TKG: /^(tkg-system(-[a-z]+)?|vmware-system-[a-z-]+)$/,
};

/** ROSA and ARO are OpenShift, run by a provider. */
const LIKE: Readonly<Record<string, string>> = {
  ROSA: 'OpenShift',
  ARO: 'OpenShift',
  'GKE Autopilot': 'GKE',
};

/** Whether a namespace would belong to one of the platforms that are known, whichever this cluster is of. */
export function isSystemNamespaceSomewhere(name: string): boolean {
  return KUBERNETES.has(name) || Object.values(OF_DISTRIBUTION).some((pattern) => pattern.test(name));
}

/** Whether a namespace belongs to the platform; `distribution` of null knows only what Kubernetes makes itself. */
export function isSystemNamespace(name: string, distribution: string | null): boolean {
  if (KUBERNETES.has(name)) return true;
  if (distribution === null) return false;
  const pattern = OF_DISTRIBUTION[LIKE[distribution] ?? distribution];
  return pattern?.test(name) === true;
}
