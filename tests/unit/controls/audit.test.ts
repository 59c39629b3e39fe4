import { type Case, NOTHING, testFamily } from './cases.ts';
import { daemonSet, deployment, node, staticPod } from './objects.ts';

const EKS: Case = { objects: [node('v1.34.1-eks-1', true)], origin: 'live' };
const server = (...flags: readonly string[]): Case => ({
  objects: [staticPod('kube-apiserver', ['kube-apiserver', ...flags])],
});
const agent = (image: string) => ({
  fail: [{}, { objects: [deployment({ image })], path: 'kinds' }],
  pass: { objects: [daemonSet('agent', 'monitoring', { image })] },
  unknown: [{ forbidden: ['apps/daemonsets'] }, { origin: 'live' } as const],
  'not-applicable': { never: 'Every cluster has nodes on which an agent could run.' },
});
const HIDDEN: readonly Case[] = [
  { ...EKS, message: /provider setting/ },
  NOTHING,
  { origin: 'live', forbidden: ['/pods'] },
  { objects: [staticPod('kube-apiserver', ['/start.sh'])], origin: 'live' },
];
const LOG = '--audit-log-path=/var/log/audit.log';
const POLICY = '--audit-policy-file=/etc/audit.yaml';
const NEVER = { never: 'A cluster has an API server, and where its arguments do not show they are unknown.' };

testFamily('audit', {
  'no-audit-log': {
    fail: [
      { ...server(), path: 'spec.containers[0]' },
      { ...server(LOG), path: 'spec.containers[0].command[1]', message: /no policy/ },
    ],
    pass: [server(LOG, POLICY), server('--audit-webhook-config-file', '/etc/hook.yaml', POLICY)],
    unknown: HIDDEN,
    'not-applicable': NEVER,
  },
  'no-policy-file': {
    fail: { ...server(LOG), path: 'spec.containers[0]', value: 'not set' },
    pass: server(POLICY),
    unknown: HIDDEN,
    'not-applicable': NEVER,
  },
  'short-retention': {
    fail: [
      { ...server(), message: /no audit log/ },
      {
        ...server(LOG, '--audit-log-maxage=7'),
        path: 'spec.containers[0].command[2]',
        value: '--audit-log-maxage=7',
      },
      server(LOG, '--audit-log-maxage=30', '--audit-log-maxbackup=2'),
      server(LOG, '--audit-log-maxsize=1'),
    ],
    pass: [server(LOG), server(LOG, '--audit-log-maxage=90', '--audit-log-maxbackup=0')],
    unknown: [
      ...HIDDEN,
      { ...server('--audit-webhook-config-file=/etc/hook.yaml'), message: /webhook/ },
      server('--audit-log-path=-'),
      server(LOG, '--audit-log-maxage=$(DAYS)'),
    ],
    'not-applicable': NEVER,
  },
  'policy-content': {
    fail: [],
    pass: [],
    unknown: [...HIDDEN, { ...server(LOG, POLICY), message: /audit\.yaml/ }],
    'not-applicable': server(LOG),
  },
  'no-runtime-detection': agent('docker.io/falcosecurity/falco:0.42.0'),
  'no-log-shipping': agent('registry.example/fluent-bit:4.1'),
});
