import { defineScenario } from '../define.ts';
import { dataClass, fewerIsBetter, revenueShare, trueIsBetter, yesNo } from '../drivers.ts';

export const meshOrIngressTakeover = defineScenario({
  id: 'mesh-or-ingress-takeover',
  title: 'The front door or the mesh is taken over',
  statement:
    'Within the next 12 months, an attacker takes over the ingress controller or the service mesh and reads or redirects the traffic of all products.',
  explanation:
    'All requests from outside pass one program, the ingress controller; in many clusters a mesh carries the traffic inside. Both see passwords and hold certificates. Some controllers are no longer maintained, and some accept settings that hand over their secrets.',
  footholds: ['A published address', 'A team that may write routes'],
  jewels: ['Certificates of all sites', 'Logins of customers', 'All traffic'],
  mitigations: [
    {
      what: 'Move to a maintained ingress controller and update it within weeks.',
      against: ['ingress-maintained'],
    },
    { what: 'Switch off free-form settings on routes.', against: ['ingress-settings'] },
    { what: 'Require mutual TLS inside.', against: ['strict-mtls'] },
    { what: 'Take administration pages off the internet.', against: ['admin-pages'] },
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
      what: 'which administration pages are published',
      bad: 'Each is a second front door that leads straight to the controls.',
      good: 'The controls are not on show.',
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
      what: 'who may change how requests are treated',
      yes: 'Free-form settings on routes are off, and changes are read by a second person.',
      partly: 'Several teams may change how requests are treated.',
      no: 'Every team may change how requests are treated.',
    }),
    trueIsBetter({
      id: 'strict-mtls',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'network.meshStrictMtls',
      what: 'whether programs must prove to each other who they are',
      bad: 'Inside, traffic can be read and forged.',
      good: 'Inside, traffic stays closed to the front door’s new owner.',
    }),
    fewerIsBetter({
      id: 'plain-http',
      axis: 'impact',
      worst: 0,
      best: -1,
      fact: 'exposure.plainHttpHosts',
      what: 'which names are served without encryption',
      bad: 'What goes there can be read without taking anything over.',
      good: 'All published names are encrypted up to the door.',
    }),
    dataClass(),
    revenueShare(),
  ],
});
