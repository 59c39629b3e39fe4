/** Which NetworkPolicies select which pods: a view of what `reach/` compiles and matches. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import { type Blind, foreignPolicies } from '../../kubernetes/reach/foreign.ts';
import type { Direction, Policy } from '../../kubernetes/reach/policy.ts';
import type { Reach } from '../../kubernetes/reach/reach.ts';
import type { KubernetesObject, SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { bool } from '../../snapshot/read.ts';

export interface PolicyInfo {
  readonly ref: ObjectRef;
  readonly object: KubernetesObject;
  readonly namespace: string;
  readonly ingress: boolean;
  readonly egress: boolean;
  readonly selectsPods: boolean;
  /** Selects every pod of the namespace and allows no ingress at all. */
  readonly defaultDenyIngress: boolean;
}

export interface PolicyView {
  readonly policies: readonly PolicyInfo[];
  in(namespace: string): readonly PolicyInfo[];
  /** Policies of one direction that select the workload's pods. */
  selecting(workload: Workload, direction: Direction): readonly PolicyInfo[];
  /** Namespaces with at least one pod that is not on the host network, which policies cannot limit. */
  readonly namespacesWithPods: readonly string[];
  /** Of those, namespaces in which a policy selects a pod. */
  readonly namespacesWithEffectivePolicy: readonly string[];
  /** Policies that are there but not evaluated, such as CiliumNetworkPolicy. */
  readonly foreignPolicies: readonly KubernetesObject[];
  /** Why a pod that no policy selects may be limited all the same, by a policy that is not evaluated or was not read; else null. */
  readonly unseen: Blind | null;
}

/** Describes every NetworkPolicy by the pods that it selects. */
export function buildPolicyView(index: SnapshotIndex, reach: Reach): PolicyView {
  const selected = new Set<Policy>();
  for (const workload of index.workloads) {
    for (const direction of ['ingress', 'egress'] as const)
      for (const { policy } of reach.selecting(workload, direction)) selected.add(policy);
  }
  const infos = new Map<Policy, PolicyInfo>();
  for (const policy of reach.policies) {
    if (policy.api === 'NetworkPolicy') infos.set(policy, describe(policy, selected.has(policy)));
  }
  const byNamespace = Map.groupBy(infos.values(), ({ namespace }) => namespace);
  const withPods = index.namespaces
    .map(({ name }) => name)
    .filter((name) => index.workloadsIn(name).some((workload) => runsPods(workload, index)));
  return {
    policies: [...infos.values()],
    in: (namespace) => byNamespace.get(namespace) ?? [],
    selecting: (workload, direction) =>
      reach.selecting(workload, direction).flatMap(({ policy }) => infos.get(policy) ?? []),
    namespacesWithPods: withPods,
    namespacesWithEffectivePolicy: withPods.filter((name) =>
      (byNamespace.get(name) ?? []).some(({ selectsPods }) => selectsPods),
    ),
    foreignPolicies: foreignPolicies(index),
    unseen: reach.blind.find(({ namespaces }) => namespaces === null) ?? reach.blind[0] ?? null,
  };
}

/** Has pods that policies can limit now, or would have: files hold no pods, and a CronJob between runs has none. */
export function runsPods(workload: Workload, index: SnapshotIndex): boolean {
  if (bool(workload.podSpec, 'hostNetwork') === true) return false;
  return index.manifest.origin === 'manifests' || workload.pods.length > 0 || workload.kind === 'Pod';
}

function describe(policy: Policy, selectsPods: boolean): PolicyInfo {
  const { ref, object, ingress, egress, subject } = policy;
  return {
    ref,
    object,
    namespace: ref.namespace ?? 'default',
    ingress: ingress !== null,
    egress: egress !== null,
    selectsPods,
    defaultDenyIngress: ingress?.length === 0 && subject.kind === 'pods' && subject.pods === null,
  };
}
