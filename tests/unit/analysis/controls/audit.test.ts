import { type Case, testFamily } from './cases.ts';
import { daemonSet, deployment, node, staticPod } from './objects.ts';

const EKS: Case = { objects: [node('v1.34.1-eks-1', true)], origin: 'live' };
const server = (...flags: readonly string[]): Case => ({
  objects: [staticPod('kube-apiserver', ['kube-apiserver', ...flags])],
});
const agent = (image: string) => ({
  fail: [{}, { objects: [deployment({ image })], path: 'kinds' }],
  pass: { objects: [daemonSet('agent', 'monitoring', { image })] },
  unknown: [{ forbidden: ['apps/daemonsets'] }, { origin: 'live' } as const],
});

testFamily('audit', {
  'no-audit-log': {
    fail: [
      { ...server(), path: 'spec' },
      {
        ...server('--audit-log-path=/var/log/audit.log'),
        path: 'spec.containers[0].command[1]',
        message: /no policy/,
      },
    ],
    pass: server('--audit-log-path=/var/log/audit.log', '--audit-policy-file=/etc/audit.yaml'),
    unknown: [{ ...EKS, message: /setting of the provider/ }, {}, { origin: 'live', forbidden: ['/pods'] }],
  },
  'no-runtime-detection': agent('docker.io/falcosecurity/falco:0.42.0'),
  'no-log-shipping': agent('registry.example/fluent-bit:4.1'),
});
