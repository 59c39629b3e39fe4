/** Which NetworkPolicies select which pods. Matched once per namespace and distinct label set, not per pod. */
import type { ObjectRef } from '../../../shared/evidence.ts';
import type { Reason } from '../../snapshot/availability.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { at, has, list, stringMap, strings } from '../../snapshot/read.ts';
import { matchesSelector, selectsEverything } from '../../snapshot/selector.ts';

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
  selecting(workload: Workload, direction: 'ingress' | 'egress'): readonly PolicyInfo[];
  /** Namespaces with at least one pod that is not on the host network, which policies cannot limit. */
  readonly namespacesWithPods: readonly string[];
  /** Of those, namespaces in which a policy selects a pod. */
  readonly namespacesWithEffectivePolicy: readonly string[];
  /** Policy kinds of plugins that are there but not evaluated, such as CiliumNetworkPolicy. */
  readonly foreignPolicies: readonly KubernetesObject[];
  /** Why a pod that no policy selects may be limited all the same, by a policy that is not evaluated or was not read; else null. */
  readonly unseen: { readonly reason: Reason; readonly message: string } | null;
}

const FOREIGN = [
  'cilium.io/ciliumnetworkpolicies',
  'cilium.io/ciliumclusterwidenetworkpolicies',
  'crd.projectcalico.org/networkpolicies',
  'crd.projectcalico.org/globalnetworkpolicies',
  'policy.networking.k8s.io/adminnetworkpolicies',
  'policy.networking.k8s.io/baselineadminnetworkpolicies',
] as const;

/** Matches all policies to all pods. */
export function buildPolicyView(index: SnapshotIndex): PolicyView {
  const byNamespace = new Map<string, readonly PolicyInfo[]>();
  const policies: PolicyInfo[] = [];
  const grouped = Map.groupBy(
    index.all('networking.k8s.io/networkpolicies'),
    (object) => refOf(object).namespace ?? 'default',
  );
  for (const [namespace, objects] of grouped) {
    const labelSets = labelSetsOf(index, namespace);
    const infos = objects.map((object) => describe(object, namespace, labelSets));
    byNamespace.set(namespace, infos);
    policies.push(...infos);
  }
  const withPods = index.namespaces
    .map(({ name }) => name)
    .filter((name) =>
      index.workloadsIn(name).some((workload) => runs(workload, index) && !hostNetwork(workload)),
    );
  return {
    policies,
    in: (namespace) => byNamespace.get(namespace) ?? [],
    selecting: (workload, direction) =>
      (byNamespace.get(workload.namespace) ?? []).filter(
        (policy) =>
          policy[direction] && matchesSelector(at(policy.object, 'spec', 'podSelector'), workload.podLabels),
      ),
    namespacesWithPods: withPods,
    namespacesWithEffectivePolicy: withPods.filter((name) =>
      (byNamespace.get(name) ?? []).some(({ selectsPods }) => selectsPods),
    ),
    foreignPolicies: FOREIGN.flatMap((key) => index.all(key)),
    unseen: unseenPolicies(index),
  };
}

function unseenPolicies(index: SnapshotIndex): PolicyView['unseen'] {
  if (FOREIGN.some((key) => index.all(key).length > 0))
    return {
      reason: 'needs-interview',
      message: "The cluster has policies of the network plugin's own kinds, which are not evaluated.",
    };
  const gap = FOREIGN.map((key) => index.availability(key)).find(({ reason }) => reason !== null);
  return gap === undefined ? null : { reason: gap.reason ?? 'not-collected', message: gap.message };
}

function describe(
  object: KubernetesObject,
  namespace: string,
  labelSets: readonly ReadonlyMap<string, string>[],
): PolicyInfo {
  const selector = at(object, 'spec', 'podSelector');
  const types = strings(object, 'spec', 'policyTypes');
  const ingress = types.length === 0 || types.includes('Ingress');
  return {
    ref: refOf(object),
    object,
    namespace,
    ingress,
    egress: types.length === 0 ? has(object, 'spec', 'egress') : types.includes('Egress'),
    selectsPods: labelSets.some((labels) => matchesSelector(selector, labels)),
    defaultDenyIngress:
      ingress && selectsEverything(selector) && list(object, 'spec', 'ingress').length === 0,
  };
}

function labelSetsOf(index: SnapshotIndex, namespace: string): readonly ReadonlyMap<string, string>[] {
  const distinct = new Map<string, ReadonlyMap<string, string>>();
  for (const workload of index.workloadsIn(namespace)) {
    if (hostNetwork(workload)) continue;
    // Pods may carry labels that their template does not: the hash of the template, or what a webhook added.
    const sets = [workload.podLabels, ...workload.pods.map((pod) => stringMap(pod, 'metadata', 'labels'))];
    for (const labels of sets) {
      const key = [...labels]
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join(',');
      if (!distinct.has(key)) distinct.set(key, labels);
    }
  }
  return [...distinct.values()];
}

/** Has pods now, or would have: files hold no pods, and a CronJob between runs has none. */
function runs(workload: Workload, index: SnapshotIndex): boolean {
  return index.manifest.origin === 'manifests' || workload.pods.length > 0 || workload.kind === 'Pod';
}

function hostNetwork(workload: Workload): boolean {
  return at(workload.podSpec, 'hostNetwork') === true;
}
