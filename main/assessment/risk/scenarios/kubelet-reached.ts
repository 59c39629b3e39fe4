import { defineScenario } from '../define.ts';
import { fewerIsBetter, isolation, powerfulAccounts, revenueShare, yesNo } from '../drivers.ts';

export const kubeletReached = defineScenario({
  id: 'kubelet-reached',
  title: 'An attacker controls a node through its kubelet',
  statement:
    'Within the next 12 months, an attacker in the pod network sends commands to the kubelet, the agent of each node.',
  explanation:
    'The kubelet starts and stops the pods on each node. Normally it accepts commands from the API server only. If it also accepts them from others, an attacker anywhere in the network can run commands in every pod of that node.',
  footholds: ['Any pod that can reach a node’s address'],
  jewels: ['Every pod on the node and its tokens'],
  mitigations: [
    {
      what: 'Configure kubelets to reject anonymous requests and to authorise all others through the API server.',
      against: ['kubelet-closed'],
    },
    { what: 'Deny traffic from pods to the nodes’ addresses.', against: ['namespace-isolation'] },
    { what: 'Keep kubelets at the server’s version.', against: ['kubelet-skew'] },
  ],
  controls: [
    'control-plane/kubelet-anonymous',
    'control-plane/kubelet-client-ca',
    'control-plane/kubelet-authorization',
    'control-plane/kubelet-read-only-port',
    'control-plane/kubelet-client',
    'control-plane/kubelet-certificate-rotation',
    'control-plane/kubelet-weak-tls',
    'control-plane/kube-proxy-metrics',
    'rbac/nodes-proxy',
    'rbac/node-logs',
    'rbac/checkpoint-containers',
    'rbac/kubelet-pods-and-settings',
    'rbac/node-bootstrap-certificates',
    'version/kubelet-skew',
    'version/known-cve',
  ],
  baseLikelihood: 1,
  baseImpact: 2,
  drivers: [
    yesNo({
      id: 'kubelet-closed',
      axis: 'likelihood',
      question: 'components.kubelet-closed',
      what: 'whether kubelets reject anonymous requests',
      yes: 'Kubelets reject anonymous requests.',
      partly: 'Some kubelets accept anonymous requests.',
      no: 'Kubelets accept anonymous requests.',
    }),
    fewerIsBetter({
      id: 'kubelet-skew',
      axis: 'likelihood',
      from: 2,
      fact: 'platform.kubeletSkewMinors',
      what: 'how far kubelets are behind the server',
      bad: 'Vulnerabilities fixed since then remain on these nodes.',
      good: 'The kubelets are kept close to the server’s version.',
    }),
    isolation({ axis: 'likelihood' }),
    powerfulAccounts({ axis: 'impact' }),
    fewerIsBetter({
      id: 'host-paths',
      axis: 'impact',
      fact: 'pods.hostPath',
      what: 'which workloads mount directories of their node',
      bad: 'From one of them an attacker can reach the node.',
      good: 'Commands run in a pod stay confined to it.',
    }),
    revenueShare(),
  ],
});
