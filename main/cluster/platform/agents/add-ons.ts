/** What looks after nodes and hardware. */
import { type AgentRule, ANY, agentRule, DAEMON, WHOLE_NODE } from './rule.ts';

export const addOnRules: readonly AgentRule[] = [
  agentRule({
    id: 'node-agent',
    name: 'the node agent',
    why: 'manages the node itself',
    kinds: DAEMON,
    named:
      /(node-problem-detector|kured|system-upgrade|node-feature-discovery|nfd-worker|smarter-device|tuned)/,
    where: 'any',
    images: [
      'registry.k8s.io/node-problem-detector/node-problem-detector',
      'ghcr.io/kubereboot/kured',
      'docker.io/weaveworks/kured',
      'registry.k8s.io/nfd/node-feature-discovery',
      'docker.io/rancher/system-upgrade-controller',
    ],
    needs: WHOLE_NODE,
  }),
  agentRule({
    id: 'gpu',
    name: 'the graphics card operator',
    why: 'installs drivers on the node and assigns its cards to pods',
    kinds: ANY,
    named: /(nvidia|gpu|dcgm|amdgpu|intel-gpu|neuron|habana)/,
    where: 'any',
    images: [
      'nvcr.io/nvidia/k8s-device-plugin',
      'nvcr.io/nvidia/gpu-operator',
      'nvcr.io/nvidia/driver',
      'nvcr.io/nvidia/k8s/container-toolkit',
      'nvcr.io/nvidia/k8s/dcgm-exporter',
      'nvcr.io/nvidia/cloud-native/gpu-operator-validator',
      'nvcr.io/nvidia/cloud-native/k8s-mig-manager',
      'nvcr.io/nvidia/gpu-feature-discovery',
      'docker.io/rocm/k8s-device-plugin',
      'docker.io/intel/intel-gpu-plugin',
      'public.ecr.aws/neuron/neuron-device-plugin',
    ],
    needs: [...WHOLE_NODE, 'runtime-socket'],
  }),
];
