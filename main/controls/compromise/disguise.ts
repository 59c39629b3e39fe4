/** Workloads that pass for a part of the system, or hide among its parts. */

import { PUBLIC_REGISTRIES, registryOf } from '../../cluster/platform/images.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type Control, defineControl, fail, pass } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';
import { firstContainer, workloadControl } from '../pod/workload-control.ts';
import { ASK, FORENSICS, SECURITY_CHECKLIST, THREAT_MATRIX } from './forensics.ts';

/** Names of parts of Kubernetes and of the usual agents, as intruders borrow them. */
const NAMES =
  /^(kube-proxy|kube-dns|coredns|core-dns|kube-apiserver|kube-scheduler|kube-controller|kube-controller-manager|kube-system|kubelet|kube-flannel|etcd|pause|k8s-pause|aws-node|calico-node|cilium|kindnet|metrics-server|node-exporter|konnectivity-agent|cloud-controller-manager|csi-node|azure-cns|gke-metadata-server|openshift-apiserver|kubernetes-dashboard)([.-]|$)/;

export const disguiseControls: readonly Control[] = [
  workloadControl({
    id: 'compromise/look-alike-system-pod',
    title: 'Workload that looks like a system component',
    severity: 'high',
    rationale:
      'Intruders name their pods after system components to avoid attention. Question any pod with such a name whose image comes from a public registry and is not that component’s own.',
    remediation: FORENSICS,
    references: [THREAT_MATRIX, SECURITY_CHECKLIST],
    mappings: ['mitre-attack:T1036.005', 'nsa-cisa:threat-detection'],
    questions: ['detection.everything-owned', 'scope.incidents'],
    passes: 'No look-alike found; this does not prove absence.',
    check: (workload, { agents }) =>
      agents.of(workload) !== null || !NAMES.test(workload.name)
        ? null
        : firstContainer(workload, ({ image }) =>
            image !== '' && PUBLIC_REGISTRIES.has(registryOf(image))
              ? {
                  path: 'image',
                  value: image,
                  message: `Seen: ${workload.kind} ${workload.namespace}/${workload.name} has the name of a system component but runs a public image not known to belong to it. ${ASK}`,
                }
              : null,
          ),
  }),
  defineControl({
    id: 'compromise/public-image-in-system-namespace',
    title: 'Public image in a system namespace',
    severity: 'medium',
    rationale:
      'Policies and administrators often overlook kube-system, so intruders like to run there. Platform components come from their vendors’ registries. An unknown image from a public registry does not belong to them.',
    remediation: FORENSICS,
    references: [THREAT_MATRIX, SECURITY_CHECKLIST],
    mappings: ['mitre-attack:T1036', 'mitre-attack:T1610', 'nsa-cisa:threat-detection'],
    questions: ['detection.everything-owned', 'scope.incidents'],
    judges: WORKLOAD_KINDS,
    *evaluate({ index, agents, isSystemNamespace }) {
      for (const workload of index.workloads) {
        if (!isSystemNamespace(workload.namespace)) continue;
        const hit =
          agents.of(workload) === null
            ? workload.containers.find(
                ({ image }) => image !== '' && PUBLIC_REGISTRIES.has(registryOf(image)),
              )
            : undefined;
        yield hit === undefined
          ? pass(workload.ref, 'No such image found; this does not prove absence.')
          : fail(
              workload.ref,
              `Seen: ${workload.kind} ${workload.name} in ${workload.namespace} uses ${hit.image.slice(0, 200)} and is not recognised as part of the platform. ${ASK}`,
              { path: `${hit.path}.image`, value: hit.image },
            );
      }
    },
  }),
  defineControl({
    id: 'compromise/unexpected-static-pod',
    title: 'Static pod outside the control plane',
    severity: 'high',
    rationale:
      'The kubelet starts a static pod from a file on the node. It bypasses the API server, its permissions and its admission rules, and restarts the pod when it is deleted. Outside the control plane static pods are rare, but an intruder with root on a node uses them for persistence.',
    remediation: FORENSICS,
    references: [
      kubernetesDocs('Create static pods', 'tasks/configure-pod-container/static-pod/'),
      THREAT_MATRIX,
    ],
    mappings: ['mitre-attack:T1543', 'mitre-attack:T1053.007', 'nsa-cisa:threat-detection'],
    questions: ['detection.everything-owned', 'scope.incidents', 'deployment.node-login'],
    judges: ['/pods'],
    *evaluate({ index, agents }) {
      for (const workload of index.workloads) {
        if (!workload.isStatic) continue;
        const agent = agents.of(workload);
        yield agent !== null
          ? pass(workload.ref, `Recognised as ${agent.name}; this does not prove that none is unexpected.`)
          : fail(
              workload.ref,
              `Seen: static pod ${workload.namespace}/${workload.name}, started from a file on its node, is not recognised as part of the control plane. ${ASK}`,
              {
                path: `${workload.containers[0]?.path ?? workload.specPath}.image`,
                value: workload.containers[0]?.image ?? '',
              },
            );
      }
    },
  }),
];
