import { expect, test } from 'vitest';
import { evaluateQuestion, QUESTIONS } from '../../../../main/assessment/interview/catalogue.ts';
import type { EvidenceView } from '../../../../shared/evidence-view.ts';
import type { AnswerValue } from '../../../../shared/interview.ts';
import type { ControlSummary } from '../../../../shared/verdict.ts';
import { answersOf, evidenceOf, type FactValues } from './views.ts';

const RETIRED: ControlSummary = {
  control: 'version/retired-component',
  family: 'version',
  severity: 'high',
  verdict: 'fail',
  counts: { fail: 1, pass: 0, notApplicable: 0, unknown: 0 },
  evidence: [
    { object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ingress-nginx', name: 'controller' } },
  ],
  message: '1 component in use is no longer maintained: ingress-nginx.',
};

/** For each contradiction: an answer, the facts that dispute it, and what the evidence then says. */
const CASES: Readonly<Record<string, readonly [AnswerValue, FactValues, string]>> = {
  'where.staging-separate': ['yes', { 'gitops.externalClusters': ['staging'] }, '1 other cluster: staging'],
  'where.api-reachable-from': ['private', { 'exposure.apiServerPublic': true }, 'is public'],
  'size.nodes': [40, { 'size.nodes': 9 }, '9 nodes were collected'],
  'size.workloads': [10, { 'size.workloads': 63 }, '63 workloads'],
  'size.namespaces': [5, { 'size.namespaces': 16 }, '16 namespaces'],
  'size.zones': [3, { 'size.zones': 1 }, '1 zone'],
  'deployment.control-plane-run-by': [
    'self',
    { 'platform.managedControlPlane': true, 'platform.distribution': 'EKS' },
    'EKS',
  ],
  'deployment.version-supported': [
    'yes',
    {
      'platform.serverSupported': false,
      'platform.serverVersion': 'v1.29.1',
      'platform.supportEnds': '2025-03-01',
    },
    'v1.29.1 is out of support since 1 Mar 2025',
  ],
  'deployment.patch-monthly': [
    'yes',
    { 'platform.kubeletSkewMinors': 2, 'platform.serverSupported': false },
    '2 minor versions behind the server',
  ],
  'workloads.published': [
    ['a.example'],
    { 'exposure.ingressHosts': ['a.example', 'grafana.example'] },
    '1 is not on the list: grafana.example',
  ],
  'workloads.only-https': [
    'yes',
    { 'exposure.plainHttpHosts': ['a.example'], 'exposure.nodePorts': 2 },
    '1 host is served without TLS: a.example',
  ],
  'workloads.admin-pages-private': [
    'yes',
    { 'exposure.sensitiveUis': ['argocd/argocd-server', 'monitoring/grafana'] },
    '2 administration interfaces are exposed',
  ],
  'workloads.namespaces-isolated': [
    'yes',
    {
      'network.namespacesWithEffectivePolicy': 3,
      'network.namespacesWithPods': 16,
      'network.policiesSelectingNothing': 1,
    },
    '13 of 16 namespaces with pods have no network policy that selects a pod. 1 policy selects no pod',
  ],
  'workloads.no-privileged': ['yes', { 'pods.privileged': 1 }, 'privileged: 1'],
  'workloads.not-root': [
    'yes',
    { 'pods.mayRunAsRoot': 12, 'size.workloads': 60 },
    '12 of 60 workloads may run as root',
  ],
  'workloads.limits': ['yes', { 'pods.withoutLimits': 7 }, '7 workloads have none'],
  'workloads.redundant': [
    'yes',
    { 'availability.singleReplica': 4 },
    '4 applications run with a single replica',
  ],
  'neighbours.metadata-blocked': ['yes', { 'cloud.nodesReachMetadata': 50 }, '50 pods'],
  'components.plugin-enforces': [
    'yes',
    { 'platform.cniEnforcesPolicy': false, 'platform.cni': 'flannel', 'network.policies': 5 },
    'flannel does not enforce them; policies without effect: 5',
  ],
  'components.mesh-encrypts': ['yes', { 'network.mesh': 'istio', 'network.meshStrictMtls': false }, 'Istio'],
  'components.ingress-maintained': ['yes', {}, 'no longer maintained'],
  'components.admission-rules': [
    'yes',
    { 'admission.enforcedNamespaces': 2, 'size.namespaces': 16, 'admission.engine': ['pod-security'] },
    '14 of 16 namespaces',
  ],
  'components.audit-log': ['yes', { 'audit.logConfigured': false }, '0 audit log destinations'],
  'access.only-platform-admins': [
    'yes',
    {
      'rbac.clusterAdmins': ['User old-contractor', 'ServiceAccount ci/deployer', 'Group vendor-support'],
      'rbac.humanClusterAdmins': ['User old-contractor', 'Group vendor-support'],
    },
    '3 subjects hold cluster-admin rights',
  ],
  'access.admins-count': [1, { 'rbac.humanClusterAdmins': ['a', 'b', 'c'] }, 'at least 3 do'],
  'access.short-lived-tokens': [
    'yes',
    { 'secrets.longLivedTokens': ['argocd/controller-token'] },
    '1 stored token never expires: argocd/controller-token',
  ],
  'access.gitops': ['yes', { 'gitops.controller': 'none' }, '0 known GitOps tools'],
  'access.pipeline-rights': [
    'yes',
    { 'rbac.clusterAdmins': ['ServiceAccount ci/deployer'], 'ci.runnersInCluster': ['ci/gitlab-runner'] },
    '1 account in the build runners’ namespace holds cluster-admin rights: ServiceAccount ci/deployer',
  ],
  'access.builds-elsewhere': [
    'yes',
    { 'ci.runnersInCluster': ['ci/gitlab-runner'] },
    '1 build runner runs in it',
  ],
  'access.secret-readers': ['yes', { 'rbac.secretReaders': ['a', 'b'] }, '2 subjects can'],
  'access.developers-limited': ['yes', { 'tenancy.developersAdmin': ['sandbox'] }, '1 namespace: sandbox'],
  'access.images-pinned': [
    'yes',
    { 'supplyChain.mutableTagWorkloads': 20, 'supplyChain.digestPinnedShare': 0.25 },
    '25 % of containers are pinned by digest',
  ],
  'access.images-signed': ['yes', { 'supplyChain.signatureVerification': 'none' }, '0 policies'],
  'access.own-registries': [
    'yes',
    { 'size.registries': ['registry.halcyon.example', 'docker.io'] },
    '1 public registry: docker.io',
  ],
  'data.kept-here': [[], { 'data.statefulWorkloads': ['data/postgres'] }, '1 workload keeps data'],
  'data.secrets-in-vault': [
    'yes',
    { 'secrets.credentialsInEnv': ['labels/api'], 'secrets.credentialsInConfigMaps': ['customs/settings'] },
    '1 workload has a credential-like value in the environment: labels/api',
  ],
  'data.backups-made': [
    'yes',
    { 'data.statefulWorkloads': ['data/postgres'], 'data.backupEvidence': [] },
    '0 backup settings',
  ],
  'detection.logs-central': ['yes', { 'audit.logShipping': 'none' }, '0 known log agents'],
  'detection.runtime-agent': ['yes', { 'audit.runtimeDetection': 'none' }, '0 known detection agents'],
  'detection.everything-owned': [
    'no',
    { 'compromise.signs': ['default/kube-proxy-x'] },
    '1 object shows a sign',
  ],
};

test('every contradiction has a case here', () => {
  const disputing = QUESTIONS.filter(({ contradicts }) => contradicts !== undefined).map(
    ({ meta }) => meta.id,
  );
  expect(
    disputing.filter((id) => !Object.hasOwn(CASES, id)),
    'to be added to CASES above',
  ).toEqual([]);
  expect(Object.keys(CASES).sort()).toEqual(disputing.sort());
  expect(disputing.length).toBeGreaterThanOrEqual(14);
});

test.each(Object.entries(CASES))(
  '%s is disputed by the evidence, with both sides and a number',
  (id, [value, facts, says]) => {
    const evidence = evidenceOf(facts, id === 'components.ingress-maintained' ? [RETIRED] : []);
    const { contradiction } = evaluateQuestion(id, evidence, answersOf({ [id]: value }));
    expect(contradiction?.interviewSays).toMatch(/^Interview: .+\.$/);
    expect(contradiction?.evidenceSays).toMatch(/^Evidence: .+\.$/);
    expect(contradiction?.evidenceSays).toContain(says);
    expect(contradiction?.evidence.length).toBeGreaterThan(0);
    // Only an answer that somebody gave can be disputed.
    expect(
      evaluateQuestion(id, evidence, answersOf({ [id]: value }, { state: 'unknown' })).contradiction,
    ).toBeNull();
    expect(evaluateQuestion(id, evidence, answersOf()).contradiction).toBeNull();
  },
);

test.each(Object.entries(CASES).filter(([, [value]]) => value === 'yes'))(
  '%s: who admits that it is not so is not disputed',
  (id, [, facts]) => {
    const evidence = evidenceOf(facts, id === 'components.ingress-maintained' ? [RETIRED] : []);
    expect(evaluateQuestion(id, evidence, answersOf({ [id]: 'no' })).contradiction).toBeNull();
  },
);

test.each([
  [
    'components.audit-log',
    'the audit log of a managed control plane cannot be seen',
    { 'platform.managedControlPlane': true },
  ],
  [
    'data.backups-tested',
    'no scan can tell whether a recovery was tried',
    { 'data.backupEvidence': [], 'data.statefulWorkloads': ['a/b'] },
  ],
] as const)('%s is never disputed where %s', (id, _why, facts) => {
  const evidence = evidenceOf({ ...facts } as FactValues);
  expect(evaluateQuestion(id, evidence, answersOf({ [id]: 'yes' })).contradiction).toBeNull();
});

test.each([
  [
    'workloads.namespaces-isolated',
    { 'network.namespacesWithEffectivePolicy': 16, 'network.namespacesWithPods': 16 },
  ],
  [
    'access.only-platform-admins',
    { 'rbac.clusterAdmins': ['Group platform'], 'rbac.humanClusterAdmins': ['Group platform'] },
  ],
  [
    'components.admission-rules',
    { 'admission.enforcedNamespaces': 0, 'size.namespaces': 16, 'admission.engine': ['kyverno'] },
  ],
] as const)('%s is not disputed by evidence that agrees', (id, facts) => {
  expect(
    evaluateQuestion(id, evidenceOf(facts as unknown as FactValues), answersOf({ [id]: 'yes' }))
      .contradiction,
  ).toBeNull();
});

test('signs that a part of the evidence shows dispute that there are none', () => {
  const whole = evidenceOf({ 'compromise.signs': ['default/kube-proxy-x'] });
  const part: EvidenceView = {
    ...whole,
    fact: (id) => {
      const fact = whole.fact(id);
      if (fact.state === 'unknown') return fact;
      const { value, sentence, evidence } = fact;
      return { state: 'unknown', reason: 'forbidden', sentence: '', seen: { value, sentence, evidence } };
    },
  };
  const { contradiction } = evaluateQuestion(
    'detection.everything-owned',
    part,
    answersOf({ 'detection.everything-owned': 'no' }),
  );
  expect(contradiction?.evidenceSays).toContain('1 object shows a sign');
  expect(contradiction?.evidence).toHaveLength(1);
});
