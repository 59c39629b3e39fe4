import { defineScenario } from '../define.ts';
import { fewerIsBetter, revenueShare, trueIsBetter, watched, yesNo } from '../drivers.ts';

export const dnsTampering = defineScenario({
  id: 'dns-tampering',
  title: 'Traffic is led astray',
  statement:
    'Within the next 12 months, an attacker changes the cluster’s name service or its traffic rules and reads or alters what programs send to each other.',
  explanation:
    'Programs in a cluster find each other by name, and a part called kube-proxy leads the traffic. Whoever changes either can put themselves between two programs without touching them.',
  footholds: ['An account that may write in kube-system', 'A node'],
  jewels: ['Logins and data on their way', 'Trust between programs'],
  mitigations: [
    { what: 'Let only the platform team change DNS and kube-proxy.', against: ['full-rights'] },
    { what: 'Raise an alert on each change.', against: ['dns-guarded'] },
    { what: 'Require mutual TLS, so that a false partner is noticed.', against: ['strict-mtls'] },
  ],
  controls: ['rbac/write-coredns', 'network/mesh-mtls-not-strict'],
  baseLikelihood: 1,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'full-rights',
      axis: 'likelihood',
      from: 4,
      fact: 'rbac.clusterAdmins',
      what: 'who holds full rights over the cluster',
      bad: 'Each of them can change where traffic goes.',
      good: 'Few can change where traffic goes.',
    }),
    yesNo({
      id: 'dns-guarded',
      axis: 'likelihood',
      question: 'components.dns-guarded',
      what: 'whether a change of the name service would be noticed',
      yes: 'Changes of the name service are limited and watched.',
      partly: 'Changes of the name service are limited but not watched.',
      no: 'A change of the name service would not be noticed.',
    }),
    trueIsBetter({
      id: 'strict-mtls',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'network.meshStrictMtls',
      what: 'whether programs must prove to each other who they are',
      bad: 'A false partner is not noticed.',
      good: 'A false partner is refused.',
    }),
    watched({ axis: 'impact' }),
    revenueShare(),
  ],
});
