/** What each fact suggests as an answer. Where a scan sees too little to answer well, it suggests nothing. */
import { expect, test } from 'vitest';
import { evaluateQuestion, QUESTIONS } from '../../../../main/assessment/interview/catalogue.ts';
import type { AnswerValue } from '../../../../shared/interview.ts';
import { answersOf, evidenceOf, type FactValues } from './views.ts';

const CASES: Readonly<Record<string, readonly (readonly [FactValues, AnswerValue | null])[]>> = {
  'where.staging-separate': [
    [{ 'gitops.externalClusters': ['staging'] }, 'no'],
    [{ 'gitops.externalClusters': [] }, null],
  ],
  'where.api-reachable-from': [
    [{ 'exposure.apiServerPublic': false }, 'private'],
    [{ 'exposure.apiServerPublic': true }, null],
  ],
  'size.nodes': [[{ 'size.nodes': 9 }, 9]],
  'size.workloads': [[{ 'size.workloads': 63 }, 63]],
  'size.namespaces': [[{ 'size.namespaces': 16 }, 16]],
  'size.zones': [[{ 'size.zones': 3 }, 3]],
  'deployment.control-plane-run-by': [
    [{ 'platform.managedControlPlane': true }, 'provider'],
    [{ 'platform.managedControlPlane': false }, 'self'],
  ],
  'deployment.version-supported': [
    [{ 'platform.serverSupported': true }, 'yes'],
    [{ 'platform.serverSupported': false }, 'no'],
  ],
  'deployment.patch-monthly': [
    [{ 'platform.kubeletSkewMinors': 1 }, null],
    [{ 'platform.kubeletSkewMinors': 2 }, 'no'],
  ],
  'workloads.published': [
    [{ 'exposure.ingressHosts': ['a.example', 'b.example'] }, ['a.example', 'b.example']],
    [{ 'exposure.ingressHosts': [] }, null],
  ],
  'workloads.only-https': [
    [{ 'exposure.plainHttpHosts': ['a.example'] }, 'no'],
    [{ 'exposure.plainHttpHosts': [] }, null],
  ],
  'workloads.admin-pages-private': [
    [{ 'exposure.sensitiveUis': ['argocd/argocd-server'] }, 'no'],
    [{ 'exposure.sensitiveUis': [] }, 'yes'],
  ],
  'workloads.namespaces-isolated': [
    [{ 'network.namespacesWithEffectivePolicy': 0, 'network.namespacesWithPods': 16 }, 'no'],
    [{ 'network.namespacesWithEffectivePolicy': 15, 'network.namespacesWithPods': 16 }, 'partly'],
    [{ 'network.namespacesWithEffectivePolicy': 16, 'network.namespacesWithPods': 16 }, null],
  ],
  'workloads.no-privileged': [
    [{ 'pods.privileged': 1 }, 'no'],
    [{ 'pods.privileged': 0 }, null],
  ],
  'workloads.not-root': [
    [{ 'pods.mayRunAsRoot': 1 }, 'no'],
    [{ 'pods.mayRunAsRoot': 0 }, 'yes'],
  ],
  'workloads.limits': [
    [{ 'pods.withoutLimits': 1 }, 'partly'],
    [{ 'pods.withoutLimits': 0 }, 'yes'],
  ],
  'workloads.redundant': [
    [{ 'availability.singleReplica': 1 }, 'partly'],
    [{ 'availability.singleReplica': 0 }, 'yes'],
  ],
  'neighbours.metadata-blocked': [
    [{ 'cloud.nodesReachMetadata': 0 }, 'yes'],
    [{ 'cloud.nodesReachMetadata': 1 }, null],
  ],
  'components.plugin-enforces': [
    [{ 'platform.cniEnforcesPolicy': false }, 'no'],
    [{ 'platform.cniEnforcesPolicy': true }, null],
  ],
  'components.mesh-encrypts': [
    [{ 'network.meshStrictMtls': true }, 'yes'],
    [{ 'network.meshStrictMtls': false }, 'partly'],
  ],
  'components.admission-rules': [
    [{ 'admission.enforcedNamespaces': 0 }, 'no'],
    [{ 'admission.enforcedNamespaces': 1 }, 'partly'],
  ],
  'components.audit-log': [
    [{ 'audit.logConfigured': true }, 'yes'],
    [{ 'audit.logConfigured': false }, 'no'],
  ],
  'access.admins-count': [
    [{ 'rbac.outsideAuthorisation': 'none', 'rbac.humanClusterAdmins': ['anna', 'ben'] }, 2],
    [{ 'rbac.outsideAuthorisation': 'EKS access entries', 'rbac.humanClusterAdmins': ['anna'] }, null],
  ],
  'access.short-lived-tokens': [
    [{ 'secrets.longLivedTokens': ['argocd/token'] }, 'no'],
    [{ 'secrets.longLivedTokens': [] }, null],
  ],
  'access.gitops': [
    [{ 'gitops.controller': 'none' }, 'no'],
    [{ 'gitops.controller': 'argocd' }, 'partly'],
  ],
  'access.builds-elsewhere': [
    [{ 'ci.runnersInCluster': ['ci/runner'] }, 'no'],
    [{ 'ci.runnersInCluster': [] }, 'yes'],
  ],
  'access.secret-readers': [
    [{ 'rbac.secretReaders': ['a', 'b', 'c', 'd', 'e', 'f'] }, 'no'],
    [{ 'rbac.secretReaders': ['a'] }, null],
  ],
  'access.developers-limited': [
    [{ 'tenancy.developersAdmin': ['sandbox'] }, 'no'],
    [{ 'tenancy.developersAdmin': [] }, 'yes'],
  ],
  'access.images-pinned': [
    [{ 'supplyChain.mutableTagWorkloads': 1 }, 'no'],
    [{ 'supplyChain.mutableTagWorkloads': 0 }, 'yes'],
  ],
  'access.images-signed': [
    [{ 'supplyChain.signatureVerification': 'none' }, 'no'],
    [{ 'supplyChain.signatureVerification': 'kyverno' }, 'partly'],
  ],
  'access.own-registries': [
    [{ 'size.registries': ['registry.halcyon.example', 'docker.io'] }, 'partly'],
    [{ 'size.registries': ['registry.halcyon.example'] }, null],
  ],
  'data.kept-here': [
    [{ 'data.statefulWorkloads': ['data/postgres'] }, ['data/postgres']],
    [{ 'data.statefulWorkloads': [] }, null],
  ],
  'data.secrets-in-vault': [
    [{ 'secrets.externalStore': 'none' }, 'no'],
    [{ 'secrets.externalStore': 'vault' }, 'partly'],
  ],
  'data.backups-made': [
    [{ 'data.backupEvidence': [] }, 'no'],
    [{ 'data.backupEvidence': ['velero'] }, 'partly'],
  ],
  'detection.logs-central': [
    [{ 'audit.logShipping': 'none' }, 'no'],
    [{ 'audit.logShipping': 'fluent-bit' }, 'partly'],
  ],
  'detection.runtime-agent': [
    [{ 'audit.runtimeDetection': 'none' }, 'no'],
    [{ 'audit.runtimeDetection': 'falco' }, 'yes'],
  ],
};

test('every question that suggests has its cases here', () => {
  const suggesting = QUESTIONS.filter(({ prefill }) => prefill !== undefined).map(({ meta }) => meta.id);
  expect(Object.keys(CASES).sort()).toEqual(suggesting.sort());
});

test.each(Object.entries(CASES).flatMap(([id, cases]) => cases.map((each) => [id, ...each] as const)))(
  '%s: %j suggests %j, from a fact that was read',
  (id, facts, value) => {
    const { suggestion } = evaluateQuestion(id, evidenceOf(facts), answersOf());
    expect(suggestion?.value ?? null).toEqual(value);
    if (suggestion !== null) expect(Object.keys(facts)).toContain(suggestion.source);
  },
);
