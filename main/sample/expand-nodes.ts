/** What EKS and the kubelet add to a Node, and the objects that come with each node. */
import type { SampleObject } from './sample-object.ts';
import { iso, stableUid } from './stable.ts';

/** Fills labels, status and provider id from the few fields that the manifest states. */
export function fillNode(node: SampleObject, index: number, now: string): void {
  const zone = node.metadata.labels?.['topology.kubernetes.io/zone'] ?? 'eu-central-1a';
  const instanceId = `i-0${stableUid(node.metadata.name).replaceAll('-', '').slice(0, 16)}`;
  const address = `192.0.2.${11 + index}`;
  const written = (node['status'] as { nodeInfo?: Record<string, string> } | undefined)?.nodeInfo ?? {};
  node.metadata.labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'eks.amazonaws.com/capacityType': 'ON_DEMAND',
    'failure-domain.beta.kubernetes.io/region': 'eu-central-1',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node.metadata.name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': 'm6i.xlarge',
    'topology.ebs.csi.aws.com/zone': zone,
    'topology.kubernetes.io/region': 'eu-central-1',
    ...node.metadata.labels,
  };
  node['spec'] = { ...(node['spec'] as object | undefined), providerID: `aws:///${zone}/${instanceId}` };
  node['status'] = {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'InternalDNS', address: node.metadata.name },
      { type: 'Hostname', address: node.metadata.name },
    ],
    allocatable: { cpu: '3920m', memory: '14900Mi', pods: '58', 'ephemeral-storage': '76Gi' },
    capacity: { cpu: '4', memory: '15800Mi', pods: '58', 'ephemeral-storage': '80Gi' },
    conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
      type,
      status: type === 'Ready' ? 'True' : 'False',
      lastHeartbeatTime: now,
      lastTransitionTime: node.metadata.creationTimestamp,
      reason: type === 'Ready' ? 'KubeletReady' : `KubeletHasNo${type}`,
    })),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: stableUid(`boot ${node.metadata.name}`),
      containerRuntimeVersion: 'containerd://1.7.27',
      kernelVersion: '5.10.236-228.935.amzn2.x86_64',
      kubeProxyVersion: written['kubeletVersion'],
      machineID: stableUid(`machine ${node.metadata.name}`).replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: 'Amazon Linux 2',
      systemUUID: stableUid(`system ${node.metadata.name}`),
      ...written,
    },
  };
}

/** The CSINode of a node. Its Lease would live in kube-node-lease, which the sample leaves out. */
export function nodeCompanions(node: SampleObject, now: string): SampleObject[] {
  const owner = {
    apiVersion: 'v1',
    kind: 'Node',
    name: node.metadata.name,
    uid: node.metadata.uid ?? '',
    controller: false,
    blockOwnerDeletion: false,
  };
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: {
        name: node.metadata.name,
        creationTimestamp: node.metadata.creationTimestamp ?? iso(Date.parse(now)),
        ownerReferences: [owner],
      },
      spec: {
        drivers: [
          {
            name: 'ebs.csi.aws.com',
            nodeID: node.metadata.name,
            topologyKeys: ['topology.ebs.csi.aws.com/zone'],
            allocatable: { count: 25 },
          },
        ],
      },
    },
  ];
}
