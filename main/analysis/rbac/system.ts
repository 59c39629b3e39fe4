/** Subjects and bindings that Kubernetes or a provider installs; reporting them would be noise. */

const PROVIDER_NAMES =
  /^(eks[:-]|aks-|aks:|azure-|gce:|gcp:|gke-|k3s-|rke2-|cloud-provider|clustermesh|oke-|doks|omsagent|container-watcher)/;

/** Accounts of kube-system that belong to Kubernetes, its add-ons or a provider. */
const SYSTEM_ACCOUNTS =
  /^([a-z-]+-controller|bootstrap-signer|token-cleaner|coredns|kube-dns|kube-proxy|aws-node|ebs-csi-(controller|node)-sa|efs-csi-(controller|node)-sa|calico-(node|kube-controllers)|cilium(-operator)?|kindnet|metrics-server|cluster-autoscaler|konnectivity-agent|cloud-controller-manager|cloud-node-manager|csi-[a-z-]+|node-local-dns|kube-state-metrics|event-exporter-sa|pdcsi-node-sa|fluentbit-gke|gke-metrics-agent|netd|helm-traefik(-crd)?|local-path-provisioner-service-account|eks-[a-z-]+|aks-[a-z-]+|azure-[a-z-]+|canal|flannel|generic-garbage-collector|horizontal-pod-autoscaler|pod-garbage-collector|persistent-volume-binder|root-ca-cert-publisher|statefulset-controller|tagging-controller|node-controller)$/;

/** Whether a subject is a part of the platform and not of the company. Anonymous and everybody are never system. */
export function isSystemSubject(subject: {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}): boolean {
  const { kind, namespace, name } = subject;
  if (kind === 'ServiceAccount') {
    if (namespace === 'kube-system') return SYSTEM_ACCOUNTS.test(name);
    return (
      (namespace?.startsWith('openshift-') ?? false) ||
      ['tigera-operator', 'calico-system', 'gke-managed-system', 'gmp-system', 'kube-node-lease'].includes(
        namespace ?? '',
      )
    );
  }
  if (EVERYBODY.has(name)) return false;
  return (
    (name.startsWith('system:') && !name.startsWith('system:serviceaccount')) || PROVIDER_NAMES.test(name)
  );
}

/** Names of roles and bindings that the API server or a provider installs. */
export function isSystemBinding(name: string): boolean {
  return (
    name.startsWith('system:') ||
    PROVIDER_NAMES.test(name) ||
    ['cluster-admin', 'admin', 'edit', 'view'].includes(name)
  );
}

/** Subjects that stand for everybody. */
export const EVERYBODY: ReadonlySet<string> = new Set([
  'system:anonymous',
  'system:unauthenticated',
  'system:authenticated',
  'system:serviceaccounts',
]);

/** Bindings of everybody that every cluster has: discovery, public info, basic-user. */
export function isDefaultPublicBinding(binding: string, role: string): boolean {
  return (
    /^system:(discovery|public-info-viewer|basic-user|service-account-issuer-discovery|monitoring)$/.test(
      role,
    ) && binding === role
  );
}
