/** What runs beside what, and who reaches over the border of a namespace. */

import { compare } from '../../../shared/compare.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { EXPOSURE_KINDS } from '../../cluster/exposure.ts';
import { POWER_TEXT, TAKEOVER } from '../../cluster/permissions/powers.ts';
import { RBAC_KINDS, WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type Workload } from '../../snapshot/index.ts';
import { str } from '../../snapshot/read.ts';
import {
  type Control,
  defineControl,
  fail,
  failCluster,
  fix,
  found,
  notApplicable,
  pass,
} from '../define.ts';
import { kubernetesDocs, MULTI_TENANCY } from '../docs.ts';
import { workloadControl } from '../pod/workload-control.ts';

const NAMESPACES = kubernetesDocs('Namespaces', 'concepts/overview/working-with-objects/namespaces/');
const RUNTIME_CLASSES = 'node.k8s.io/runtimeclasses';
/** Handlers that put a kernel of its own, or a stand-in for one, between a container and the node. */
const SANDBOXES =
  /gvisor|runsc|kata|firecracker|cloud-hypervisor|qemu|nabla|wasm|spin|lunatic|hyperv|confidential/i;

export const sharingControls: readonly Control[] = [
  workloadControl({
    id: 'tenancy/workload-in-default',
    title: 'Workload in the default namespace',
    severity: 'low',
    rationale:
      'The default namespace has no owner, policy or quota, so leftovers go unnoticed. An attacker’s pod is least noticed there, and by default all its workloads share one service account.',
    remediation: fix(
      'Move it to a namespace of its own, or delete it.',
      'Establish who owns it. If nobody claims it, stop it first and delete it after a month.',
      [1, 2, 8],
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n',
    ),
    references: [NAMESPACES],
    mappings: ['cis:5.6.4', 'nsa-cisa:network-separation', 'mitre-attack:T1610'],
    questions: ['detection.everything-owned', 'workloads.namespaces-isolated'],
    passes: 'Not in the default namespace.',
    check: (workload) =>
      workload.namespace === 'default'
        ? {
            path: 'metadata.namespace',
            value: 'default',
            message: `${workload.kind} ${workload.name} runs in the default namespace.`,
          }
        : null,
  }),
  defineControl({
    id: 'tenancy/workload-in-system-namespace',
    title: 'Company workload in a system namespace',
    severity: 'medium',
    rationale:
      'System namespaces are excluded from policies, quotas and admission rules, so that nothing essential is blocked. Any other workload there escapes all of them, runs beside tokens with wide permissions, and is rarely noticed. Intruders like to run there too.',
    remediation: fix(
      'Move it to a namespace of its own.',
      'Find out who put it there. Move it to a namespace with a Pod Security level and network policies. Let only the platform’s own pipeline write into system namespaces.',
      [1, 4, 16],
      'metadata:\n  name: backup-agent\n  namespace: backup\n',
    ),
    references: [NAMESPACES, MULTI_TENANCY],
    mappings: ['cis:5.6.1', 'nsa-cisa:network-separation', 'mitre-attack:T1610', 'mitre-attack:T1036'],
    questions: ['detection.everything-owned'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index, agents, isSystemNamespace }) {
      for (const workload of index.workloads) {
        const agent = agents.of(workload);
        if (!isSystemNamespace(workload.namespace)) yield pass(workload.ref, 'In a company namespace.');
        else if (agent !== null) yield pass(workload.ref, `Recognised as ${agent.name}.`);
        else
          yield fail(
            workload.ref,
            `${workload.kind} ${workload.name} runs in ${workload.namespace} and is not recognised as part of the platform.`,
            { path: 'metadata.namespace', value: workload.namespace },
          );
      }
    },
  }),
  defineControl({
    id: 'tenancy/no-sandbox-runtime',
    title: 'No sandbox runtime is offered',
    severity: 'info',
    rationale:
      'All containers on a node share its kernel. Where untrusted code runs, such as builds, plug-ins or uploaded files, one kernel vulnerability gives the attacker the node and everything on it. A sandbox such as gVisor or Kata adds a second layer of isolation.',
    remediation: fix(
      'Offer a sandbox runtime and use it for untrusted code.',
      'Establish which workloads run or parse untrusted input. Set up nodes with gVisor or Kata, add the RuntimeClass, and use it for those workloads first.',
      [8, 24, 60],
      'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: gvisor\nhandler: runsc\n',
    ),
    references: [kubernetesDocs('Runtime class', 'concepts/containers/runtime-class/'), MULTI_TENANCY],
    mappings: ['nsa-cisa:pod-security', 'nsa-cisa:container-runtime', 'mitre-attack:T1611'],
    questions: ['workloads.foreign-code', 'workloads.untrusted-input'],
    judges: [],
    needs: [RUNTIME_CLASSES, ...WORKLOAD_KINDS],
    *evaluate({ index, agents }) {
      const sandbox = index
        .all(RUNTIME_CLASSES)
        .find((one) => SANDBOXES.test(`${str(one, 'handler') ?? ''} ${refOf(one).name}`.slice(0, 300)));
      if (sandbox !== undefined)
        yield found(refOf(sandbox), `RuntimeClass ${refOf(sandbox).name} is a sandbox.`);
      else if (index.workloads.every((workload) => agents.of(workload) !== null))
        yield notApplicable('No workload of the company runs here.');
      else
        yield failCluster(
          'No RuntimeClass of a known sandbox is offered.',
          'kinds',
          'no sandbox RuntimeClass',
        );
    },
  }),
  defineControl({
    id: 'tenancy/exposed-beside-powerful',
    title: 'Exposed workload on a node with a cluster-admin workload',
    severity: 'medium',
    rationale:
      'Anyone who compromises the exposed workload and escapes from its container is root on the node, and obtains the token of every other pod there. If one of those accounts can read all Secrets or start pods anywhere, an attacker on the internet needs only two steps to control the cluster.',
    remediation: fix(
      'Run them on different nodes.',
      'Give operators and pipelines a node pool with a taint that only they tolerate. Reduce the permissions of their accounts, which shortens this list at its source.',
      [2, 8, 40],
      'spec:\n  nodeSelector: {pool: platform}\n  tolerations:\n    - {key: pool, value: platform, effect: NoSchedule}\n',
    ),
    references: [
      kubernetesDocs('Taints and tolerations', 'concepts/scheduling-eviction/taint-and-toleration/'),
      MULTI_TENANCY,
    ],
    mappings: ['owasp-k8s:K03', 'nsa-cisa:network-separation', 'mitre-attack:T1611', 'mitre-attack:T1528'],
    questions: ['workloads.published', 'workloads.namespaces-isolated'],
    judges: WORKLOAD_KINDS,
    needs: ['/pods', ...EXPOSURE_KINDS, ...RBAC_KINDS],
    acrossNamespaces: true,
    *evaluate(cluster) {
      const powerful = powerfulByNode(cluster);
      for (const [workload, endpoint] of byPlace(cluster.exposed.workloads)) {
        if (workload.pods.length === 0) continue;
        const meeting = workload.pods.flatMap((pod) => {
          const node = nodeOf(pod);
          const other = powerful.get(node)?.find((one) => one.workload !== workload);
          return node === '' || other === undefined ? [] : [{ node, other }];
        })[0];
        yield meeting === undefined
          ? pass(
              workload.ref,
              'Shared no node with a pod whose account can take over the cluster at the time of collection.',
            )
          : fail(
              workload.ref,
              `Published by ${endpoint.kind} ${endpoint.name}; on node ${meeting.node} it runs beside ${meeting.other.workload.namespace}/${meeting.other.workload.name}, whose account can ${meeting.other.can}.`,
              { path: `${workload.specPath}.nodeName`, value: meeting.node, certain: true },
            );
      }
    },
  }),
  defineControl({
    id: 'tenancy/foreign-account-bound',
    title: 'Permissions for a service account of another namespace',
    severity: 'low',
    rationale:
      'A service account with permissions in another namespace connects the two: anyone who compromises a pod here can act there. Anyone who may create pods in the account’s own namespace, which may be less protected, holds those permissions too.',
    remediation: fix(
      'Use an account in the namespace where the work is done.',
      'Establish what the account does there. Where one controller must serve many namespaces, protect its own namespace as strictly as the strictest of them.',
      [1, 2, 8],
      'kind: RoleBinding\nmetadata:\n  namespace: shop\nsubjects:\n  - {kind: ServiceAccount, namespace: shop, name: deployer}\n',
    ),
    references: [
      kubernetesDocs('RBAC good practices', 'concepts/security/rbac-good-practices/'),
      MULTI_TENANCY,
    ],
    mappings: ['owasp-k8s:K03', 'nsa-cisa:rbac', 'mitre-attack:T1078'],
    questions: ['access.pipeline-rights', 'workloads.namespaces-isolated'],
    judges: ['rbac.authorization.k8s.io/rolebindings'],
    *evaluate({ grants, isSystemNamespace }) {
      for (const { subject, binding, path, role, system } of grants.all) {
        if (binding.kind !== 'RoleBinding' || subject.kind !== 'ServiceAccount') continue;
        const [here, there] = [binding.namespace ?? '', subject.namespace ?? ''];
        if (here === there) yield pass(binding, 'For an account of the same namespace.');
        else if (system || isSystemNamespace(there) || PLUMBING.has(role.name))
          yield pass(binding, 'For part of the platform.');
        else
          yield fail(
            binding,
            `Account ${there}/${subject.name} holds ${role.kind} ${role.name} in namespace ${here}.`,
            { path: `${path}.namespace`, value: there, subject },
          );
      }
    },
  }),
];

/** What every extension of the API server is bound to in kube-system, and which gives nothing but public certificates. */
const PLUMBING: ReadonlySet<string> = new Set(['extension-apiserver-authentication-reader']);

interface Powerful {
  readonly workload: Workload;
  readonly can: string;
}

/** Workloads whose account can take over the whole cluster, by the nodes on which their pods run; agents left out. */
function powerfulByNode({ index, grants, agents }: Cluster): ReadonlyMap<string, readonly Powerful[]> {
  const byNode = new Map<string, Powerful[]>();
  for (const workload of index.workloads) {
    if (workload.pods.length === 0 || agents.of(workload) !== null) continue;
    const power = grants
      .ofAccount(workload.namespace, workload.serviceAccount)
      .filter(({ namespace }) => namespace === null)
      .flatMap(({ powers }) => [...(powers?.keys() ?? [])])
      .find((one) => TAKEOVER.has(one));
    if (power === undefined) continue;
    for (const node of new Set(workload.pods.map(nodeOf))) {
      const there = byNode.get(node);
      const entry = { workload, can: POWER_TEXT[power] };
      if (there === undefined) byNode.set(node, [entry]);
      else there.push(entry);
    }
  }
  return byNode;
}

const nodeOf = (pod: KubernetesObject): string => str(pod, 'spec', 'nodeName') ?? '';

/** In a stable order, whatever order the endpoints came in. */
function byPlace<T>(workloads: ReadonlyMap<Workload, T>): readonly (readonly [Workload, T])[] {
  const place = ({ ref }: Workload): string => `${ref.namespace ?? ''}\u0000${ref.kind}\u0000${ref.name}`;
  return [...workloads].sort(([a], [b]) => compare(place(a), place(b)));
}
