/** Network policies themselves: where there are none, and those that protect nothing. */

import { count } from '../../../shared/in-words.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { runsPods } from '../../cluster/network/policies.ts';
import { lateLabel } from '../../cluster/pod-labels.ts';
import { podsLater } from '../../cluster/pods-later.ts';
import { isAll, isNone } from '../../kubernetes/reach/connections.ts';
import type { Direction } from '../../kubernetes/reach/policy.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import type { KubernetesObject, Workload } from '../../snapshot/index.ts';
import { at, has, list, str } from '../../snapshot/read.ts';
import { selectsEverything } from '../../snapshot/selector.ts';
import { type Control, type Draft, defineControl, fail, fix, pass, seen, unknown } from '../define.ts';
import { failAt, POLICIES, POLICY_DOCS, platformsOwn } from './shared.ts';

const DENY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny\nspec:\n  podSelector: {}\n  policyTypes: ["Ingress", "Egress"]\n';

export const policyControls: readonly Control[] = [
  defineControl({
    id: 'network/namespace-without-policy',
    title: 'Namespace without an effective network policy',
    severity: 'medium',
    rationale:
      'Without a policy, every pod in the cluster can connect to every pod in this namespace. An attacker in one pod scans and reaches databases and internal interfaces directly.',
    remediation: fix(
      'Deny by default, then allow what is needed.',
      'Record the connections in use, write them as policies, add the default-deny policy last, and monitor for a week.',
      [4, 12, 40],
      DENY,
    ),
    references: POLICY_DOCS,
    mappings: ['cis:5.3.2', 'nsa-cisa:network-separation', 'owasp-k8s:K07', 'mitre-attack:T1046'],
    questions: ['workloads.namespaces-isolated'],
    judges: WORKLOAD_KINDS,
    needs: [POLICIES, '/pods'],
    *evaluate(cluster) {
      const { policies, index } = cluster;
      const covered = new Set(policies.namespacesWithEffectivePolicy);
      for (const name of policies.namespacesWithPods) {
        const ref = index.namespace(name)?.ref ?? null;
        const own = platformsOwn(cluster, name, ref);
        if (covered.has(name)) yield pass(ref, 'A policy selects at least one pod.');
        else if (own !== null) yield own;
        else if (policies.unseen !== null)
          yield unknown(
            policies.unseen.reason,
            `No NetworkPolicy selects a pod of ${name}. ${policies.unseen.sentence}`,
            ref,
          );
        else
          yield fail(
            ref,
            `No network policy selects any pod in namespace ${name} (${count(policies.in(name).length, 'policy', 'policies')}, ${count(index.workloadsIn(name).length, 'workload')}).`,
          );
      }
    },
  }),
  ...(['ingress', 'egress'] as const).map(notSelected),
  defineControl({
    id: 'network/policy-selects-nothing',
    title: 'Network policy that selects no pod',
    severity: 'medium',
    rationale:
      'A policy whose selector matches no pod protects nothing but looks effective. Reviewers count it, while the pods it was written for stay open to every attacker inside.',
    remediation: fix(
      'Correct the selector.',
      'Compare the selector with the labels of the pods it was written for, and delete the policy if those are gone.',
      [0.5, 1, 4],
      'spec:\n  podSelector:\n    matchLabels:\n      app.kubernetes.io/name: shop   # a label that the pods carry\n',
    ),
    references: POLICY_DOCS,
    mappings: ['cis:5.3.2', 'owasp-k8s:K07'],
    questions: ['workloads.namespaces-isolated'],
    judges: [POLICIES],
    needs: WORKLOAD_KINDS,
    *evaluate({ policies, index, grants }) {
      const later = podsLater({ index, grants });
      for (const policy of policies.policies) {
        const late = policy.selectsPods
          ? null
          : (lateLabel(index, at(policy.object, 'spec', 'podSelector')) ?? later(policy.namespace));
        yield policy.selectsPods
          ? seen(policy.ref, 'Selects pods.')
          : late !== null
            ? unknown('not-in-manifests', late, policy.ref)
            : fail(policy.ref, `Policy ${policy.ref.name} selects no pod in namespace ${policy.namespace}.`, {
                path: 'spec.podSelector',
                value: at(policy.object, 'spec', 'podSelector'),
              });
      }
    },
  }),
  defineControl({
    id: 'network/allow-all-peer',
    title: 'Network policy that allows all sources',
    severity: 'low',
    rationale:
      'A rule without a source, or with all namespaces or all addresses as its source, leaves its pods as open as no policy would. Inventories still count it as a policy.',
    remediation: fix(
      'Name the sources.',
      'Replace the open rule with the namespaces and pods that connect today.',
      [0.5, 2, 8],
      'ingress:\n  - from:\n      - namespaceSelector:\n          matchLabels: {kubernetes.io/metadata.name: ingress-nginx}\n',
    ),
    references: POLICY_DOCS,
    mappings: ['cis:5.3.2', 'nsa-cisa:network-separation', 'owasp-k8s:K07'],
    questions: ['workloads.namespaces-isolated'],
    judges: [POLICIES],
    *evaluate({ policies }) {
      for (const { ref, object, ingress } of policies.policies) {
        const open = ingress ? openSource(object) : null;
        yield open === null
          ? pass(ref, 'Every rule names its sources.')
          : fail(ref, `Policy ${ref.name} lets ${open.says} in.`, { path: open.path, value: open.value });
      }
    },
  }),
  defineControl({
    id: 'network/cni-does-not-enforce',
    title: 'Network plugin does not enforce policies',
    severity: 'high',
    rationale:
      'Some network plugins accept policies but ignore them. Every policy in the cluster is then without effect. An attacker in any pod can connect to every other pod, while policy reviews show the opposite.',
    remediation: fix(
      'Use a plugin that enforces policies.',
      'Enable the policy agent of the plugin, or migrate to one that enforces policies, first on a test cluster.',
      [8, 24, 80],
      '# Amazon VPC CNI: the setting of the add-on that switches its policy agent on\nenableNetworkPolicy: "true"\n',
    ),
    references: [
      ...POLICY_DOCS,
      {
        title: 'Network plugins',
        url: 'https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/',
      },
    ],
    mappings: ['cis:5.3.1', 'nsa-cisa:network-policies', 'owasp-k8s:K07'],
    questions: ['components.plugin-enforces'],
    judges: ['apps/daemonsets'],
    *evaluate({ platform: { cni } }) {
      if (cni === null || cni.enforces === null)
        yield unknown('needs-interview', cni?.sentence ?? 'No known network plugin was recognised.');
      else yield cni.enforces ? pass(null, cni.sentence) : failAt(cni.evidence, cni.sentence);
    },
  }),
];

/** A workload whose pods no policy limits in one direction. */
function notSelected(direction: Direction): Control {
  const ingress = direction === 'ingress';
  return defineControl({
    id: `network/pod-not-selected-${direction}`,
    title: ingress ? 'Pods without an ingress network policy' : 'Pods without an egress network policy',
    severity: ingress ? 'medium' : 'low',
    rationale: ingress
      ? 'No policy limits who may connect to these pods. An attacker who runs code in any pod of the cluster reaches every port they listen on, intended or not.'
      : 'No policy limits where these pods may connect to. An attacker who runs code in them can download tools, exfiltrate data, reach other pods and request cloud credentials.',
    remediation: fix(
      ingress
        ? 'Select the pods and name who may connect.'
        : 'Select the pods and name where they may connect to.',
      'Record the connections in use, write them as policies with all labels of the pods, and add a default-deny policy for the namespace.',
      [1, 3, 12],
      ingress
        ? 'spec:\n  podSelector: {matchLabels: {app: shop}}\n  policyTypes: ["Ingress"]\n  ingress:\n    - from: [{podSelector: {matchLabels: {app: web}}}]\n      ports: [{port: 8080}]\n'
        : 'spec:\n  podSelector: {matchLabels: {app: shop}}\n  policyTypes: ["Egress"]\n  egress:\n    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]\n      ports: [{port: 53, protocol: UDP}, {port: 53}]\n',
    ),
    references: POLICY_DOCS,
    mappings: [
      'cis:5.3.2',
      'nsa-cisa:network-policies',
      'owasp-k8s:K07',
      ingress ? 'mitre-attack:T1046' : 'mitre-attack:T1552.005',
    ],
    questions: ['workloads.namespaces-isolated'],
    judges: WORKLOAD_KINDS,
    needs: [POLICIES],
    *evaluate(cluster) {
      for (const workload of cluster.index.workloads) {
        if (runsPods(workload, cluster.index)) yield limited(cluster, workload, direction);
      }
    },
  });
}

function limited(cluster: Cluster, workload: Workload, direction: Direction): Draft {
  const { policies, reach, agents } = cluster;
  const chosen = policies.selecting(workload, direction);
  const [first] = chosen;
  if (first !== undefined) return pass(workload.ref, `Policy ${first.ref.name} selects its pods.`);
  const own = platformsOwn(cluster, workload.namespace, workload.ref);
  if (own !== null) return own;
  const agent = workload.namespace === 'kube-system' ? agents.of(workload) : null;
  if (agent !== null)
    return pass(workload.ref, `Recognised as ${agent.name}; its vendor decides what it may reach.`);
  const spot = reach.blind.find(
    ({ directions, namespaces }) =>
      directions.includes(direction) && (namespaces?.has(workload.namespace) ?? true),
  );
  if (spot !== undefined) return unknown(spot.reason, spot.sentence, workload.ref);
  // Policies of the cluster's administrators may limit it without selecting it by a NetworkPolicy.
  const stranger = { kind: 'pods', pods: reach.stranger } as const;
  const answers = reach.classesOf(workload).flatMap((pods) => {
    const own = { kind: 'pods', pods } as const;
    if (direction === 'ingress') return [reach.between(stranger, own)];
    const outside = reach.destinations[4].map((range) => reach.between(own, { kind: 'addresses', range }));
    return [...outside, reach.between(own, stranger)];
  });
  if (answers.every(({ allowed }) => isAll(allowed))) {
    const pods = `the pods of ${workload.kind} ${workload.namespace}/${workload.name}`;
    const open = direction === 'ingress' ? `who may connect to ${pods}` : `where ${pods} may connect to`;
    return fail(workload.ref, `No network policy limits ${open}.`, {
      path: workload.specPath.replace(/spec$/, 'metadata.labels'),
      value: Object.fromEntries(workload.podLabels),
    });
  }
  return answers.some((answer) => !isNone(answer.unknown))
    ? unknown(
        'needs-interview',
        'No NetworkPolicy selects its pods, and whether an administrator-level policy limits them cannot be determined.',
        workload.ref,
      )
    : pass(workload.ref, 'An administrator-level policy limits its pods.');
}

/** The first ingress rule that limits no source. */
function openSource(
  policy: KubernetesObject,
): { readonly path: string; readonly value: unknown; readonly says: string } | null {
  for (const [i, rule] of list(policy, 'spec', 'ingress').entries()) {
    const path = `spec.ingress[${i}]`;
    const peers = list(rule, 'from');
    if (peers.length === 0) return { path, value: rule, says: 'everybody' };
    for (const [j, peer] of peers.entries()) {
      const place = { path: `${path}.from[${j}]`, value: peer };
      if (['0.0.0.0/0', '::/0'].includes(str(peer, 'ipBlock', 'cidr') ?? ''))
        return { ...place, says: 'every address' };
      const everyNamespace =
        has(peer, 'namespaceSelector') && selectsEverything(at(peer, 'namespaceSelector'));
      const pods = at(peer, 'podSelector');
      if (everyNamespace && (pods === undefined || selectsEverything(pods)))
        return { ...place, says: 'every pod in the cluster' };
    }
  }
  return null;
}
