/** Where several facts can dispute one answer, each does so by itself, in words that fit its number. */
import { expect, test } from 'vitest';
import { evaluateQuestion } from '../../../../main/assessment/interview/catalogue.ts';
import { answersOf, evidenceOf, type FactValues } from './views.ts';

test.each([
  ['workloads.only-https', { 'exposure.plainHttpHosts': ['a', 'b'] }, '2 hosts are served without TLS: a'],
  ['workloads.only-https', { 'exposure.nodePorts': 1 }, '1 NodePort Service opens a port on every node.'],
  ['workloads.only-https', { 'exposure.nodePorts': 2 }, '2 NodePort Services open a port on every node.'],
  ['workloads.only-https', { 'exposure.plainHttpHosts': [], 'exposure.nodePorts': 0 }, null],
  ['where.staging-separate', { 'gitops.externalClusters': ['b'] }, 'It holds credentials for it.'],
  [
    'where.staging-separate',
    { 'gitops.externalClusters': ['b', 'c'] },
    'It holds credentials for each of them.',
  ],
  ['where.staging-separate', { 'gitops.externalClusters': [] }, null],
  [
    'data.secrets-in-vault',
    { 'secrets.credentialsInEnv': ['a', 'b'] },
    '2 workloads have a credential-like value',
  ],
  [
    'data.secrets-in-vault',
    { 'secrets.credentialsInConfigMaps': ['a'] },
    '1 ConfigMap contains a credential-like value: a.',
  ],
  ['data.secrets-in-vault', { 'secrets.externalStore': 'none' }, 'external secret stores in use: 0.'],
  ['data.secrets-in-vault', { 'secrets.externalStore': 'vault' }, null],
  ['workloads.no-privileged', { 'pods.hostPath': 2 }, 'hostPath volume: 2'],
  ['workloads.no-privileged', { 'pods.runtimeSocket': 1 }, 'socket: 1'],
  ['workloads.no-privileged', { 'pods.privileged': 0, 'pods.hostPath': 0, 'pods.runtimeSocket': 0 }, null],
  ['components.plugin-enforces', { 'platform.cniEnforcesPolicy': true, 'network.policies': 5 }, null],
  [
    'access.images-pinned',
    { 'supplyChain.mutableTagWorkloads': 0, 'supplyChain.digestPinnedShare': 1 },
    null,
  ],
  [
    'access.own-registries',
    { 'size.registries': ['docker.io', 'quay.io'] },
    '2 public registries: docker.io, quay.io',
  ],
  ['access.own-registries', { 'size.registries': ['registry.halcyon.example'] }, null],
  ['workloads.limits', { 'pods.withoutLimits': 1 }, '1 workload has none'],
  ['workloads.limits', { 'pods.withoutLimits': 0 }, null],
  ['workloads.not-root', { 'pods.mayRunAsRoot': 0, 'size.workloads': 60 }, null],
  ['access.short-lived-tokens', { 'secrets.longLivedTokens': ['a', 'b'] }, '2 stored tokens never expire'],
  [
    'access.pipeline-rights',
    { 'rbac.clusterAdmins': ['ServiceAccount web/app'], 'ci.runnersInCluster': ['ci/runner'] },
    null,
  ],
  [
    'access.pipeline-rights',
    { 'rbac.clusterAdmins': ['system:serviceaccount:ci:runner'], 'ci.runnersInCluster': ['ci/runner'] },
    '1 account',
  ],
  ['components.audit-log', { 'audit.logConfigured': true }, null],
  ['detection.runtime-agent', { 'audit.runtimeDetection': 'falco' }, null],
  ['access.gitops', { 'gitops.controller': 'argocd' }, null],
] as const)('%s, said to be so, against %j: %s', (id, facts, says) => {
  const evidence = evidenceOf({ ...facts } as unknown as FactValues);
  const { contradiction } = evaluateQuestion(id, evidence, answersOf({ [id]: 'yes' }));
  if (says === null) expect(contradiction).toBeNull();
  else expect(contradiction?.evidenceSays).toContain(says);
});
