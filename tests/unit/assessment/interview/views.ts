/** Evidence and answers made of plain values, for tests of rules. */

import type { z } from 'zod';
import type { AnswerView, EvidenceView } from '../../../../shared/evidence-view.ts';
import { FACT_IDS, type Fact, type FactId, FactScalar } from '../../../../shared/facts.ts';
import type { Answer, AnswerValue } from '../../../../shared/interview.ts';
import type { ControlSummary } from '../../../../shared/verdict.ts';

export type FactValues = Partial<Record<FactId, z.infer<typeof FactScalar>>>;
export type AnswerValues = Readonly<Record<string, AnswerValue>>;

/** Evidence in which everything but the given facts is unknown. */
export function evidenceOf(values: FactValues = {}, controls: readonly ControlSummary[] = []): EvidenceView {
  return {
    clusterId: 'cluster-1',
    clusterName: 'production',
    fact: (id) => factOf(id, values),
    control: (id) => controls.find(({ control }) => control === id) ?? null,
  };
}

export function answersOf(values: AnswerValues = {}, change: Partial<Answer> = {}): AnswerView {
  const byId = new Map(Object.entries(values));
  return {
    answer(questionId) {
      const value = byId.get(questionId);
      return value === undefined ? null : answer(questionId, value, change);
    },
  };
}

export function answer(questionId: string, value: AnswerValue | null, change: Partial<Answer> = {}): Answer {
  return {
    questionId,
    clusterId: 'cluster-1',
    state: 'answered',
    value,
    note: '',
    askedOf: { name: 'Ada Example', role: 'CTO' },
    askedAt: null,
    basis: 'interview',
    confidence: 'medium',
    confidenceReason: '',
    markedForReview: false,
    revision: 1,
    author: 'assessor',
    at: '2026-11-24T00:00:00Z',
    suggestedBy: null,
    ...change,
  };
}

function factOf(id: FactId, values: FactValues): Fact {
  const value = values[id];
  if (value === undefined) {
    return { state: 'unknown', reason: 'not-collected', sentence: `${id} was not collected.` };
  }
  const object = { apiVersion: 'v1', kind: 'Namespace', namespace: null, name: 'data' };
  return {
    state: 'known',
    value,
    sentence: `Collected for ${id}: ${String(value)}.`,
    evidence: [{ object }],
  };
}

const FLAGS = new Set<FactId>([
  'platform.managedControlPlane',
  'platform.serverSupported',
  'platform.cniEnforcesPolicy',
  'exposure.apiServerPublic',
  'network.meshStrictMtls',
  'audit.logConfigured',
]);
const WORDS = new Set<FactId>([
  'platform.provider',
  'platform.distribution',
  'platform.serverVersion',
  'platform.supportEnds',
  'platform.oldestKubelet',
  'platform.cni',
  'network.mesh',
  'secrets.externalStore',
  'supplyChain.signatureVerification',
  'gitops.controller',
  'rbac.outsideAuthorisation',
  'audit.runtimeDetection',
  'audit.logShipping',
]);
const LISTS = new Set<FactId>([
  'size.architectures',
  'size.registries',
  'exposure.ingressHosts',
  'exposure.plainHttpHosts',
  'exposure.workloads',
  'exposure.sensitiveUis',
  'rbac.clusterAdmins',
  'rbac.humanClusterAdmins',
  'rbac.secretReaders',
  'rbac.podCreators',
  'rbac.mountedPowerfulAccounts',
  'secrets.credentialsInEnv',
  'secrets.credentialsInConfigMaps',
  'secrets.longLivedTokens',
  'admission.engine',
  'gitops.externalClusters',
  'ci.runnersInCluster',
  'data.statefulWorkloads',
  'data.backupEvidence',
  'compromise.signs',
  'tenancy.developersAdmin',
  'cloud.workloadIdentities',
]);

function samples(): Record<FactId, readonly z.infer<typeof FactScalar>[]> {
  const entries = FACT_IDS.map((id) => [id, samplesOf(id)] as const);
  return Object.fromEntries(entries) as Record<FactId, readonly z.infer<typeof FactScalar>[]>;
}

function samplesOf(id: FactId): readonly z.infer<typeof FactScalar>[] {
  if (FLAGS.has(id)) return [true, false];
  if (WORDS.has(id)) return ['none', 'something', ''];
  if (LISTS.has(id)) return [[], ['a/b'], ['docker.io', 'b', 'c', 'd', 'e', 'f']];
  return [0, 1, 2, 3, 5, 9, 16, 0.5];
}

/** Values of each fact, from good to bad. Last in the file, because it is built from the sets above. */
export const FACT_SAMPLES: Readonly<Record<FactId, readonly z.infer<typeof FactScalar>[]>> = samples();
