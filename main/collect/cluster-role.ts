/** The minimal rights that a full collection needs, to hand to the target's administrator. */

import { compare } from '../../shared/compare.ts';
import type { ResourceRef } from '../../shared/evidence.ts';

/** A ClusterRole in YAML for a cluster that was not asked yet: list only, no subresource, no wildcard over resources. */
export function readOnlyClusterRoleYaml(): string {
  return roleYaml(GROUPS);
}

/** The same for exactly what a cluster offers, its own custom kinds included. */
export function clusterRoleFor(resources: readonly Pick<ResourceRef, 'group' | 'resource'>[]): string {
  const byGroup = new Map<string, string[]>();
  for (const { group, resource } of resources) {
    const known = byGroup.get(group);
    if (known === undefined) byGroup.set(group, [resource]);
    else known.push(resource);
  }
  return roleYaml([...byGroup].sort(([a], [b]) => compare(a, b)));
}

function roleYaml(groups: typeof GROUPS): string {
  const rules = groups
    .map(
      ([group, resources]) =>
        `  - apiGroups: ['${group}']\n    resources:\n${resources.map((resource) => `      - ${resource}\n`).join('')}    verbs: [list]\n`,
    )
    .join('');
  return `# Read-only access for Drydock. It only lists, changes nothing and uses no subresource.
# Drydock lists Secrets as a table of names, types and key counts and never requests values.
# RBAC cannot express that limit: an account that may list Secrets may read them. You may leave "secrets" out;
# checks that depend on it are then reported as unknown.
#
# To use it: enter the collection account at the end, then run kubectl apply -f THIS-FILE.
# To revoke it afterwards: remove the ClusterRole and the ClusterRoleBinding of this name.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: drydock-read-only
rules:
${rules}  - nonResourceURLs: [/version, /readyz, /openid/v1/jwks, /.well-known/openid-configuration, /api, /api/*, /apis, /apis/*]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: drydock-read-only
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: drydock-read-only
subjects:
  # Replace with the collection account.
  - kind: ServiceAccount
    name: drydock
    namespace: default
`;
}

const GROUPS: readonly (readonly [group: string, resources: readonly string[]])[] = [
  [
    '',
    [
      'namespaces',
      'nodes',
      'pods',
      'services',
      'endpoints',
      'configmaps',
      'secrets',
      'serviceaccounts',
      'persistentvolumes',
      'persistentvolumeclaims',
      'resourcequotas',
      'limitranges',
      'replicationcontrollers',
      'podtemplates',
    ],
  ],
  ['apps', ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'controllerrevisions']],
  ['batch', ['jobs', 'cronjobs']],
  ['autoscaling', ['horizontalpodautoscalers']],
  ['policy', ['poddisruptionbudgets']],
  ['networking.k8s.io', ['ingresses', 'ingressclasses', 'networkpolicies', 'ipaddresses', 'servicecidrs']],
  ['policy.networking.k8s.io', ['adminnetworkpolicies', 'baselineadminnetworkpolicies']],
  [
    'gateway.networking.k8s.io',
    ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants'],
  ],
  ['discovery.k8s.io', ['endpointslices']],
  ['rbac.authorization.k8s.io', ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']],
  [
    'admissionregistration.k8s.io',
    [
      'validatingwebhookconfigurations',
      'mutatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
    ],
  ],
  ['apiextensions.k8s.io', ['customresourcedefinitions']],
  ['apiregistration.k8s.io', ['apiservices']],
  ['certificates.k8s.io', ['certificatesigningrequests']],
  ['coordination.k8s.io', ['leases']],
  ['flowcontrol.apiserver.k8s.io', ['flowschemas', 'prioritylevelconfigurations']],
  ['node.k8s.io', ['runtimeclasses']],
  ['scheduling.k8s.io', ['priorityclasses']],
  [
    'storage.k8s.io',
    ['storageclasses', 'csidrivers', 'csinodes', 'csistoragecapacities', 'volumeattachments'],
  ],
  ['snapshot.storage.k8s.io', ['volumesnapshots', 'volumesnapshotclasses', 'volumesnapshotcontents']],
  ['argoproj.io', ['applications', 'applicationsets', 'appprojects']],
  ['kustomize.toolkit.fluxcd.io', ['kustomizations']],
  ['helm.toolkit.fluxcd.io', ['helmreleases']],
  ['source.toolkit.fluxcd.io', ['gitrepositories', 'helmrepositories', 'ocirepositories', 'buckets']],
  ['networking.istio.io', ['gateways', 'virtualservices', 'destinationrules', 'serviceentries', 'sidecars']],
  ['security.istio.io', ['peerauthentications', 'authorizationpolicies', 'requestauthentications']],
  ['cilium.io', ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies']],
  ['kyverno.io', ['clusterpolicies', 'policies', 'policyexceptions']],
  ['policies.kyverno.io', ['validatingpolicies', 'imagevalidatingpolicies']],
  ['templates.gatekeeper.sh', ['constrainttemplates']],
  ['cert-manager.io', ['certificates', 'issuers', 'clusterissuers']],
  ['external-secrets.io', ['externalsecrets', 'secretstores', 'clustersecretstores']],
  ['postgresql.cnpg.io', ['clusters', 'backups', 'scheduledbackups']],
  ['velero.io', ['schedules', 'backups', 'backupstoragelocations']],
];
