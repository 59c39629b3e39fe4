import { defineScenario } from '../define.ts';
import { fewerIsBetter, revenueShare, trueIsBetter, watched, yesNo } from '../drivers.ts';

export const dnsTampering = defineScenario({
  id: 'dns-tampering',
  title: 'Internal traffic is redirected or intercepted',
  statement:
    'Within the next 12 months, an attacker changes the cluster’s DNS or routing rules and reads or alters traffic between workloads.',
  explanation:
    'Workloads find each other through cluster DNS, and kube-proxy routes their traffic. Whoever controls either can intercept traffic between two workloads without touching them.',
  footholds: ['An account with write access to kube-system', 'A node'],
  jewels: ['Credentials and data in transit', 'Trust between workloads'],
  mitigations: [
    { what: 'Restrict changes to DNS and kube-proxy to the platform team.', against: ['full-rights'] },
    { what: 'Raise an alert on each change to DNS and kube-proxy.', against: ['dns-guarded'] },
    { what: 'Require mutual TLS between workloads.', against: ['strict-mtls'] },
  ],
  controls: [
    'rbac/write-coredns',
    'rbac/write-services',
    'rbac/write-network-policies',
    'rbac/write-trust-bundles',
    'rbac/write-api-services',
    'rbac/write-status',
    'pod/net-raw',
    'pod/host-network',
    'network/mesh-mtls-not-strict',
    'network/external-ips',
    'control-plane/external-ips-allowed',
    'control-plane/kube-proxy-metrics',
  ],
  baseLikelihood: 1,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'full-rights',
      axis: 'likelihood',
      from: 4,
      fact: 'rbac.clusterAdmins',
      what: 'who holds cluster-admin rights',
      bad: 'Each of them can redirect traffic.',
      good: 'Few accounts can redirect traffic.',
    }),
    yesNo({
      id: 'dns-guarded',
      axis: 'likelihood',
      question: 'components.dns-guarded',
      what: 'whether a change to cluster DNS would be noticed',
      yes: 'Changes to cluster DNS are restricted and monitored.',
      partly: 'Changes to cluster DNS are restricted but not monitored.',
      no: 'A change to cluster DNS would not be noticed.',
    }),
    trueIsBetter({
      id: 'strict-mtls',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'network.meshStrictMtls',
      what: 'whether mutual TLS is required between workloads',
      bad: 'An impostor is not detected.',
      good: 'An impostor is rejected.',
    }),
    watched({ axis: 'impact' }),
    revenueShare(),
  ],
});
