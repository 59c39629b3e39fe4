import { defineScenario } from '../define.ts';
import { fewerIsBetter, isolation, powerfulAccounts, revenueShare, yesNo } from '../drivers.ts';

export const kubeletReached = defineScenario({
  id: 'kubelet-reached',
  title: 'The agent of a node obeys an attacker',
  statement:
    'Within the next 12 months, an attacker in the pod network gives orders to a node’s agent (kubelet).',
  explanation:
    'On every machine an agent starts and stops the pods. Normally only the API server gives it orders. If it also listens to others, a foothold anywhere in the network can run commands in every pod of that machine.',
  footholds: ['Any pod that can reach the node’s address'],
  jewels: ['Every pod on the node and its tokens'],
  mitigations: [
    {
      what: 'Let kubelets refuse anonymous callers and ask the API server about all others.',
      against: ['kubelet-closed'],
    },
    { what: 'Keep pods from reaching the nodes’ addresses.', against: ['namespace-isolation'] },
    { what: 'Keep kubelets at the version of the server.', against: ['kubelet-skew'] },
  ],
  controls: [
    'control-plane/kubelet-anonymous',
    'control-plane/kubelet-authorization',
    'control-plane/kubelet-read-only-port',
    'version/kubelet-skew',
  ],
  baseLikelihood: 1,
  baseImpact: 2,
  drivers: [
    yesNo({
      id: 'kubelet-closed',
      axis: 'likelihood',
      question: 'components.kubelet-closed',
      what: 'whether kubelets refuse strangers',
      yes: 'Kubelets refuse callers that do not identify themselves.',
      partly: 'Some kubelets answer callers that do not identify themselves.',
      no: 'Kubelets answer callers that do not identify themselves.',
    }),
    fewerIsBetter({
      id: 'kubelet-skew',
      axis: 'likelihood',
      from: 2,
      fact: 'platform.kubeletSkewMinors',
      what: 'how far kubelets are behind the server',
      bad: 'Holes that were closed since stay open on these machines.',
      good: 'The agents follow the server closely.',
    }),
    isolation({ axis: 'likelihood' }),
    powerfulAccounts({ axis: 'impact' }),
    fewerIsBetter({
      id: 'host-paths',
      axis: 'impact',
      fact: 'pods.hostPath',
      what: 'which applications mount the machine’s disk',
      bad: 'From one of them an attacker goes on to the machine.',
      good: 'Commands in a pod stay in the pod.',
    }),
    revenueShare(),
  ],
});
