/**
 * Facts: single numbers, words and booleans about one cluster, computed from a snapshot, that the interview's
 * prefill and contradictions, the risk drivers and the report read by name.
 */
import { z } from 'zod';
import { EvidenceRef } from './evidence.ts';
import { UnknownReason } from './verdict.ts';

/** Every fact, with its meaning. Analysis must produce each one, as known or as unknown with a reason. */
export const FACTS = {
  'platform.provider': 'Cloud provider or "self-hosted" (aws, gcp, azure, …)',
  'platform.distribution': 'Kubernetes distribution (EKS, GKE, AKS, k3s, kubeadm, OpenShift, …)',
  'platform.managedControlPlane': 'The provider runs the control plane',
  'platform.serverVersion': 'Server version, e.g. v1.32.9-eks-1234567',
  'platform.serverSupported': 'The server minor version still received fixes on the day of collection',
  'platform.supportEnds': 'Date (ISO) on which support for the server minor ended or ends',
  'platform.oldestKubelet': 'Oldest kubelet version',
  'platform.kubeletSkewMinors': 'Minor versions between the server and the oldest kubelet',
  'platform.cni': 'Network plugin',
  'platform.cniEnforcesPolicy': 'The network plugin enforces NetworkPolicy',
  'size.nodes': 'Nodes',
  'size.vcpu': 'CPU cores of all nodes',
  'size.memoryGiB': 'Memory of all nodes in GiB',
  'size.zones': 'Availability zones with nodes',
  'size.architectures': 'CPU architectures (list)',
  'size.namespaces': 'Namespaces',
  'size.workloads': 'Workload owners (Deployment, StatefulSet, DaemonSet, CronJob, Job, naked pod)',
  'size.pods': 'Pods',
  'size.containers': 'Containers, init containers included',
  'size.images': 'Distinct images',
  'size.registries': 'Distinct image registries (list)',
  'size.services': 'Services',
  'size.secrets': 'Secrets listed',
  'size.serviceAccounts': 'Service accounts',
  'size.crds': 'Custom resource definitions',
  'size.persistentVolumeClaims': 'Persistent volume claims',
  'exposure.ingressHosts': 'Host names in Ingress, Gateway API and Istio routes (list)',
  'exposure.plainHttpHosts': 'Of those, hosts served without TLS (list)',
  'exposure.loadBalancers': 'Services of type LoadBalancer not marked internal',
  'exposure.nodePorts': 'Services of type NodePort',
  'exposure.workloads': 'Workloads that a published endpoint leads to (list of ns/name)',
  'exposure.sensitiveUis': 'Administration interfaces behind a published endpoint (list)',
  'exposure.apiServerPublic': 'The API server has a public address',
  'network.namespacesWithPods': 'Namespaces with pods',
  'network.namespacesWithEffectivePolicy': 'Of those, namespaces in which a policy selects at least one pod',
  'network.policies': 'NetworkPolicy objects',
  'network.policiesSelectingNothing': 'Policies that select no pod',
  'network.defaultDenyNamespaces': 'Namespaces with a default-deny ingress policy',
  'network.mesh': 'Service mesh (istio, linkerd, consul, none)',
  'network.meshStrictMtls': 'The mesh requires mTLS everywhere',
  'rbac.clusterAdmins': 'Subjects with cluster-admin or the same rules, excluding system subjects (list)',
  'rbac.humanClusterAdmins': 'Of those, users and groups that are people (list)',
  'rbac.secretReaders': 'Subjects that can read Secrets cluster-wide, excluding system subjects (list)',
  'rbac.podCreators': 'Service accounts that can create pods or controllers (list)',
  'rbac.mountedPowerfulAccounts': 'Workloads that mount an account with a takeover-capable permission (list)',
  'rbac.outsideAuthorisation':
    'Authorisation outside RBAC that is not visible in the cluster (EKS access entries, cloud IAM)',
  'pods.privileged': 'Workloads with a privileged container, excluding system agents',
  'pods.hostPath': 'Workloads that mount a host path, excluding system agents',
  'pods.runtimeSocket': 'Workloads that mount the container runtime socket',
  'pods.mayRunAsRoot': 'Workloads that may run as root',
  'pods.withoutLimits': 'Workloads without a memory limit',
  'secrets.credentialsInEnv': 'Workloads with a credential-like literal in their environment (list)',
  'secrets.credentialsInConfigMaps': 'ConfigMaps with a credential-like value (list)',
  'secrets.longLivedTokens': 'Long-lived service-account token Secrets (list of ns/name)',
  'secrets.externalStore': 'An external secret store is in use (name, or none)',
  'secrets.helmReleases': 'Helm release Secrets, which can contain plain-text values',
  'supplyChain.mutableTagWorkloads': 'Workloads with a mutable image tag',
  'supplyChain.digestPinnedShare': 'Share (0 to 1) of containers pinned by digest',
  'supplyChain.signatureVerification': 'A policy verifies image signatures (engine, or none)',
  'admission.enforcedNamespaces': 'Namespaces that enforce baseline or restricted',
  'admission.engine': 'Admission engines in enforcing use (list: pod-security, kyverno, gatekeeper, vap)',
  'gitops.controller': 'GitOps controller (argocd, flux, none)',
  'gitops.externalClusters': 'Other clusters that the GitOps controller deploys to (list)',
  'ci.runnersInCluster': 'CI runners in the cluster (list of ns/name)',
  'audit.logConfigured': 'API audit log is configured',
  'audit.runtimeDetection': 'A runtime detection agent runs (name, or none)',
  'audit.logShipping': 'A log shipping agent runs (name, or none)',
  'data.statefulWorkloads': 'Workloads that keep data (StatefulSets, operators) (list)',
  'data.backupEvidence': 'Backup configuration seen (list)',
  'availability.singleReplica': 'Deployments with one replica',
  'availability.withoutDisruptionBudget': 'Replicated workloads without a PodDisruptionBudget',
  'compromise.signs': 'Objects with signs of a possible compromise (list)',
  'tenancy.developersAdmin': 'Namespaces in which a group of people is admin (list)',
  'cloud.workloadIdentities': 'Service accounts bound to a cloud identity (list)',
  'cloud.nodesReachMetadata': 'Pods whose egress to the metadata service is not limited',
} as const satisfies Record<string, string>;

export type FactId = keyof typeof FACTS;
export const FACT_IDS = Object.keys(FACTS) as FactId[];

export const FactScalar = z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]);

export const Fact = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('known'),
    value: FactScalar,
    /** One plain sentence, such as "3 of 16 namespaces with pods have a policy that selects a pod." */
    sentence: z.string(),
    evidence: z.array(EvidenceRef),
  }),
  z.strictObject({
    state: z.literal('unknown'),
    reason: UnknownReason,
    sentence: z.string(),
    /** What the part that could be read shows already: the whole can only be more. */
    seen: z
      .strictObject({ value: FactScalar, sentence: z.string(), evidence: z.array(EvidenceRef) })
      .optional(),
  }),
]);
export type Fact = Readonly<z.infer<typeof Fact>>;

export type Facts = Readonly<Record<FactId, Fact>>;
