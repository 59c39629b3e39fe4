import { defineScenario } from '../define.ts';
import { dataClass, fewerIsBetter, revenueShare, trueIsBetter, yesNo } from '../drivers.ts';

export const meshOrIngressTakeover = defineScenario({
  id: 'mesh-or-ingress-takeover',
  title: 'The ingress controller or service mesh is compromised',
  statement:
    'Within the next 12 months, an attacker compromises the ingress controller or the service mesh and reads or redirects the traffic of all products.',
  explanation:
    'All external requests pass through the ingress controller; in many clusters a service mesh carries the internal traffic. Both see passwords and hold certificates. Some controllers are no longer maintained, and some accept settings that expose their Secrets.',
  footholds: ['An exposed endpoint', 'A team that may change routes'],
  jewels: ['Certificates of all sites', 'Customer credentials', 'All traffic'],
  mitigations: [
    {
      what: 'Move to a maintained ingress controller, and install its updates within weeks.',
      against: ['ingress-maintained'],
    },
    { what: 'Disable configuration snippets on Ingress objects.', against: ['ingress-settings'] },
    { what: 'Require mutual TLS between workloads.', against: ['strict-mtls'] },
    { what: 'Remove administration interfaces from the internet.', against: ['admin-pages'] },
  ],
  controls: ['version/retired-component', 'network/nginx-snippet', 'network/sensitive-ui-exposed'],
  baseLikelihood: 2,
  baseImpact: 3,
  drivers: [
    fewerIsBetter({
      id: 'admin-pages',
      axis: 'likelihood',
      best: -1,
      fact: 'exposure.sensitiveUis',
      what: 'which administration interfaces are exposed',
      bad: 'Each gives direct access to privileged functions.',
      good: 'Privileged functions are not exposed.',
    }),
    yesNo({
      id: 'ingress-maintained',
      axis: 'likelihood',
      question: 'components.ingress-maintained',
      what: 'whether the ingress controller is maintained and updated',
      yes: 'The ingress controller is maintained and updated within weeks.',
      partly: 'The ingress controller is updated late.',
      no: 'The ingress controller is no longer maintained or updated.',
    }),
    yesNo({
      id: 'ingress-settings',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'components.ingress-settings-limited',
      what: 'who may change the ingress configuration',
      yes: 'Configuration snippets are disabled, and a second person reviews each change.',
      partly: 'Several teams may change the ingress configuration.',
      no: 'Every team may change the ingress configuration.',
    }),
    trueIsBetter({
      id: 'strict-mtls',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'network.meshStrictMtls',
      what: 'whether mutual TLS is required between workloads',
      bad: 'Internal traffic can be read and forged.',
      good: 'Whoever compromises the ingress controller cannot read internal traffic.',
    }),
    fewerIsBetter({
      id: 'plain-http',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'exposure.plainHttpHosts',
      what: 'which hosts are served without TLS',
      bad: 'This traffic can be read without compromising anything.',
      good: 'Traffic to all published hosts is encrypted.',
    }),
    dataClass(),
    revenueShare(),
  ],
});
