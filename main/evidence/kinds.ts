/** Resource names of the kinds that manifests hold. Built-in kinds by table; custom ones by Kubernetes' usual plural. */
import type { ResourceRef } from '../../shared/evidence.ts';
import { pluralOf } from '../snapshot/plural.ts';

/** Kinds of no namespace; every other kind is taken as namespaced unless an object says otherwise. */
const CLUSTER_SCOPED = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/VolumeAttachment',
  'scheduling.k8s.io/PriorityClass',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'certificates.k8s.io/CertificateSigningRequest',
  'policy/PodSecurityPolicy',
  'gateway.networking.k8s.io/GatewayClass',
]);

export function resourceOf(apiVersion: string, kind: string, hasNamespace: boolean): ResourceRef {
  const [group, version] = apiVersion.includes('/')
    ? [apiVersion.slice(0, apiVersion.indexOf('/')), apiVersion.slice(apiVersion.indexOf('/') + 1)]
    : ['', apiVersion];
  const namespaced = hasNamespace || !CLUSTER_SCOPED.has(`${group}/${kind}`);
  return { group, version, resource: pluralOf(kind), kind, namespaced };
}
