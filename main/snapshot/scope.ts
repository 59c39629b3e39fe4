/** Which kinds have a namespace: by table for those of Kubernetes and well-known add-ons, by definition for others. */
import { BUILT_IN_GROUPS } from './built-in-groups.ts';

export type Scope = 'namespaced' | 'cluster' | 'unknown';

/**
 * @param defined scopes by `group/Kind`, as the CustomResourceDefinitions of the evidence give them
 */
export function scopeOf(group: string, kind: string, defined: ReadonlyMap<string, Scope>): Scope {
  const key = `${group}/${kind}`;
  if (CLUSTER_SCOPED.has(key)) return 'cluster';
  if (BUILT_IN_GROUPS.has(group)) return 'namespaced';
  const told = defined.get(key);
  if (told !== undefined) return told;
  // The common habit for kinds that come in both scopes: ClusterIssuer beside Issuer.
  if (/^Cluster[A-Z]/.test(kind)) return NAMESPACED_CLUSTER_KINDS.has(key) ? 'namespaced' : 'cluster';
  if (/^Namespaced[A-Z]/.test(kind) || NAMESPACED_KINDS.has(key)) return 'namespaced';
  return NAMESPACED_GROUPS.has(group) ? 'namespaced' : 'unknown';
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  '/ComponentStatus',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'authentication.k8s.io/TokenReview',
  'authentication.k8s.io/SelfSubjectReview',
  'authorization.k8s.io/SubjectAccessReview',
  'authorization.k8s.io/SelfSubjectAccessReview',
  'authorization.k8s.io/SelfSubjectRulesReview',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/ClusterTrustBundle',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'gateway.networking.k8s.io/GatewayClass',
  'networking.k8s.io/IngressClass',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/ServiceCIDR',
  'node.k8s.io/RuntimeClass',
  'policy.networking.k8s.io/AdminNetworkPolicy',
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy',
  'policy.networking.k8s.io/ClusterNetworkPolicy',
  'policy/PodSecurityPolicy',
  'resource.k8s.io/DeviceClass',
  'resource.k8s.io/ResourceSlice',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/VolumeAttachment',
  'storage.k8s.io/VolumeAttributesClass',
  'storagemigration.k8s.io/StorageVersionMigration',
  'security.openshift.io/SecurityContextConstraints',
  'project.openshift.io/Project',
  'oauth.openshift.io/OAuthClient',
  'snapshot.storage.k8s.io/VolumeSnapshotClass',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
  'crd.projectcalico.org/GlobalNetworkPolicy',
  'projectcalico.org/GlobalNetworkPolicy',
  'kubewarden.io/PolicyServer',
  'policies.kubewarden.io/PolicyServer',
]);

/** Kinds of these groups have a namespace, but for those named `Cluster…`. */
const NAMESPACED_GROUPS: ReadonlySet<string> = new Set([
  'acid.zalan.do',
  'apps.openshift.io',
  'aquasecurity.github.io',
  'argoproj.io',
  'autoscaling.k8s.io',
  'batch.volcano.sh',
  'bitnami.com',
  'build.openshift.io',
  'cassandra.datastax.com',
  'cert-manager.io',
  'elasticsearch.k8s.elastic.co',
  'external-secrets.io',
  'flink.apache.org',
  'gateway.networking.k8s.io',
  'helm.cattle.io',
  'helm.toolkit.fluxcd.io',
  'image.openshift.io',
  'isindir.github.com',
  'jobset.x-k8s.io',
  'k8s.bitwarden.com',
  'k8up.io',
  'kafka.strimzi.io',
  'keda.sh',
  'kubeflow.org',
  'kubernetes-client.io',
  'kubevirt.io',
  'kustomize.toolkit.fluxcd.io',
  'mongodbcommunity.mongodb.com',
  'monitoring.coreos.com',
  'mysql.oracle.com',
  'networking.istio.io',
  'onepassword.com',
  'policies.kubewarden.io',
  'postgres-operator.crunchydata.com',
  'postgresql.cnpg.io',
  'rabbitmq.com',
  'ray.io',
  'redis.redis.opstreelabs.in',
  'ricoberger.de',
  'route.openshift.io',
  'secrets-store.csi.x-k8s.io',
  'secrets.doppler.com',
  'secrets.hashicorp.com',
  'secrets.infisical.com',
  'security.istio.io',
  'serving.knative.dev',
  'source.toolkit.fluxcd.io',
  'sparkoperator.k8s.io',
  'spv.no',
  'tekton.dev',
  'telemetry.istio.io',
  'template.openshift.io',
  'traefik.containo.us',
  'traefik.io',
  'velero.io',
  'vpcresources.k8s.aws',
]);

/** Namespaced kinds of groups that hold both. */
const NAMESPACED_KINDS: ReadonlySet<string> = new Set([
  'cilium.io/CiliumEndpoint',
  'cilium.io/CiliumNetworkPolicy',
  'crd.antrea.io/NetworkPolicy',
  'crd.projectcalico.org/NetworkPolicy',
  'crd.projectcalico.org/NetworkSet',
  'k8s.ovn.org/EgressFirewall',
  'kyverno.io/Policy',
  'kyverno.io/PolicyException',
  'network.openshift.io/EgressNetworkPolicy',
  'networking.gke.io/FQDNNetworkPolicy',
  'networking.k8s.aws/ApplicationNetworkPolicy',
  'projectcalico.org/NetworkPolicy',
  'projectcalico.org/NetworkSet',
  'snapshot.storage.k8s.io/VolumeSnapshot',
]);

const NAMESPACED_CLUSTER_KINDS: ReadonlySet<string> = new Set([
  'operators.coreos.com/ClusterServiceVersion',
  'cluster.x-k8s.io/ClusterResourceSet',
]);
