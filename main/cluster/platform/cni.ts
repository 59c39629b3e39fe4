/** The network plugin, and whether it enforces NetworkPolicy. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { repositoryOf } from './images.ts';

export interface Cni {
  readonly name: string;
  /** null: depends on a setting that is not seen. */
  readonly enforces: boolean | null;
  readonly sentence: string;
  readonly evidence: readonly EvidenceRef[];
}

const CNIS: readonly { readonly image: RegExp; readonly name: string; readonly enforces: boolean }[] = [
  { image: /(^|\/)cilium\/cilium$/, name: 'Cilium', enforces: true },
  { image: /(^|\/)(calico\/node|calico-node)$/, name: 'Calico', enforces: true },
  { image: /(^|\/)antrea-/, name: 'Antrea', enforces: true },
  { image: /(^|\/)kube-router$/, name: 'kube-router', enforces: true },
  { image: /(^|\/)weave-(kube|npc)$/, name: 'Weave Net', enforces: true },
  { image: /(^|\/)(ovn-kubernetes|kube-ovn)$/, name: 'OVN-Kubernetes', enforces: true },
  { image: /(^|\/)azure-npm$/, name: 'Azure CNI with network policy manager', enforces: true },
  { image: /(^|\/)kindnetd/, name: 'kindnet', enforces: true },
  { image: /(^|\/)flannel$/, name: 'Flannel', enforces: false },
];

/** The plugin that sets up the network of pods, by the image of its agent; null when none is known. */
export function detectCni(index: SnapshotIndex): Cni | null {
  const agents = index.workloads.filter((workload) => workload.kind === 'DaemonSet');
  const hit = (image: RegExp): Workload | undefined =>
    agents.find((workload) => workload.containers.some((one) => image.test(repositoryOf(one.image))));
  for (const { image, name, enforces } of CNIS) {
    const workload = hit(image);
    if (workload === undefined) continue;
    return {
      name,
      enforces,
      sentence: enforces
        ? `${name} is the network plugin and enforces NetworkPolicy.`
        : `${name} is the network plugin and does not enforce NetworkPolicy: policies have no effect.`,
      evidence: [{ object: workload.ref }],
    };
  }
  return vpcCni(hit(/(^|\/)amazon-k8s-cni$/));
}

/** The Amazon VPC CNI enforces only with its policy agent switched on by `--enable-network-policy=true`. */
function vpcCni(workload: Workload | undefined): Cni | null {
  if (workload === undefined) return null;
  const agent = workload.containers.find((one) =>
    repositoryOf(one.image).endsWith('aws-network-policy-agent'),
  );
  const text = JSON.stringify(agent?.raw ?? null);
  const on = /--enable-network-policy=true/.test(text);
  const off = agent === undefined || /--enable-network-policy=false/.test(text);
  const name = 'Amazon VPC CNI';
  return {
    name,
    enforces: on ? true : off ? false : null,
    sentence: on
      ? `${name} runs with its policy agent enabled and enforces NetworkPolicy.`
      : off
        ? `${name} runs without its policy agent: NetworkPolicy objects have no effect.`
        : `${name} includes a policy agent, but whether it is enabled is not visible.`,
    evidence: [
      { object: workload.ref, ...(agent === undefined ? {} : { path: agent.path, value: agent.image }) },
    ],
  };
}
