/** What runs on the nodes of the control plane. */

import { notShown } from '../../cluster/platform/not-shown.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type Workload } from '../../snapshot/index.ts';
import { str, stringMap } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, pass, unknown } from '../define.ts';

export const nodeControls: readonly Control[] = [
  defineControl({
    id: 'control-plane/user-workload',
    title: 'Workload on a control-plane node',
    severity: 'medium',
    rationale:
      'Anyone who escapes from a container on a control-plane node finds the cluster’s keys on its disk. These include the certificate authority, the token signing key, and etcd with every Secret. An application running there is one step away from them.',
    remediation: fix(
      'Keep workloads off the control plane.',
      'Taint the control-plane nodes, remove tolerations and node selectors for them, and let the scheduler move the pods. A single-node cluster needs more nodes first.',
      [1, 4, 16],
      'apiVersion: v1\nkind: Node\nmetadata:\n  name: control-plane-1\nspec:\n  taints:\n    - key: node-role.kubernetes.io/control-plane\n      effect: NoSchedule\n',
    ),
    references: [
      {
        title: 'Taints and tolerations',
        url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
      },
    ],
    mappings: ['nsa-cisa:control-plane', 'mitre-attack:T1611', 'owasp-k8s:K01'],
    questions: ['deployment.control-plane-run-by'],
    judges: WORKLOAD_KINDS,
    needs: ['/pods', '/nodes'],
    *evaluate(cluster) {
      const { index, platform, agents } = cluster;
      const nodes = index.all('/nodes');
      const planes = new Set(nodes.filter(isControlPlane).map((node) => refOf(node).name));
      if (platform.mayBeManaged || (planes.size === 0 && nodes.length > 0)) {
        const { reason, sentence } = notShown(cluster, 'api-server', 'the nodes of the control plane');
        yield unknown(reason, sentence);
        return;
      }
      if (planes.size === 0) return;
      let seen = 0;
      for (const workload of index.workloads) {
        if (isSystem(workload) || agents.of(workload) !== null) continue;
        const beside = workload.pods.find((pod) => planes.has(str(pod, 'spec', 'nodeName') ?? ''));
        if (beside === undefined) continue;
        seen += 1;
        const node = str(beside, 'spec', 'nodeName') ?? '';
        yield fail(
          workload.ref,
          `One of its pods (${refOf(beside).name}) runs on the control-plane node ${node}.`,
          {
            path: workload.specPath,
            value: `pod ${refOf(beside).name} on ${node}`,
            severity: planes.size === nodes.length ? 'low' : 'medium',
          },
        );
      }
      if (seen === 0)
        yield pass(null, 'No pod outside the system was found on a node with the control-plane role.');
    },
  }),
];

const ROLES = ['control-plane', 'master', 'controlplane', 'etcd'].map(
  (role) => `node-role.kubernetes.io/${role}`,
);

function isControlPlane(node: KubernetesObject): boolean {
  const labels = stringMap(node, 'metadata', 'labels');
  return ROLES.some((role) => labels.has(role));
}

/** Namespaces of Kubernetes, its network and storage, and of what a distribution installs. */
function isSystem({ namespace }: Workload): boolean {
  return SYSTEM.has(namespace) || /^(openshift|cattle)-/.test(namespace);
}

const SYSTEM: ReadonlySet<string> = new Set([
  'calico-apiserver',
  'calico-system',
  'kube-flannel',
  'kube-node-lease',
  'kube-public',
  'kube-system',
  'local-path-storage',
  'tigera-operator',
]);
