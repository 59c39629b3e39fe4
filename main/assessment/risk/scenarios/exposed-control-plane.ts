import { answerDriver, byValue, defineScenario, factDriver } from '../define.ts';
import { dataClass, flag, trueIsBetter, yesNo } from '../drivers.ts';

export const exposedControlPlane = defineScenario({
  id: 'exposed-control-plane',
  title: 'The API server is attacked from the internet',
  statement:
    'Within the next 12 months, an attacker on the internet gains control of the cluster through its API server.',
  explanation:
    'The API server controls the cluster. If the internet can reach it, every vulnerability in it and every stolen credential can be used from anywhere. If its version no longer receives fixes, new vulnerabilities stay unpatched.',
  footholds: ['The internet', 'A stolen credential'],
  jewels: ['The whole cluster'],
  mitigations: [
    {
      what: 'Restrict the API server to private networks or listed addresses.',
      against: ['api-server-public', 'api-reachable-from'],
    },
    {
      what: 'Stay on a version that still receives security fixes.',
      against: ['server-supported', 'patch-monthly'],
    },
    { what: 'Enable the audit log and review rejected requests.', against: [] },
  ],
  controls: [
    'control-plane/api-server-public',
    'control-plane/anonymous-access',
    'control-plane/anonymous-auth',
    'control-plane/server-not-verified',
    'control-plane/insecure-port',
    'control-plane/authorization-mode',
    'control-plane/static-credentials',
    'control-plane/always-admit',
    'control-plane/client-ca',
    'control-plane/certificate-near-expiry',
    'control-plane/weak-tls',
    'control-plane/profiling',
    'control-plane/component-bind-address',
    'rbac/anonymous-bound',
    'rbac/everybody-bound',
    'version/server-out-of-support',
    'version/known-cve',
  ],
  baseLikelihood: 1,
  baseImpact: 4,
  drivers: [
    factDriver(
      {
        id: 'api-server-public',
        axis: 'likelihood',
        worst: 1,
        facts: ['exposure.apiServerPublic'],
        what: 'whether the API server has a public address',
      },
      ([fact]) => {
        const isPublic = flag(fact);
        if (isPublic === null || fact === undefined) return null;
        return isPublic
          ? [
              1,
              `${fact.sentence} A stolen credential can be used from outside unless a firewall prevents it.`,
            ]
          : [0, `${fact.sentence} The evidence does not show whether it also has a public address.`];
      },
    ),
    trueIsBetter({
      id: 'server-supported',
      axis: 'likelihood',
      fact: 'platform.serverSupported',
      what: 'whether the server version still receives security fixes',
      bad: 'Newly found vulnerabilities will not be fixed.',
      good: 'Updates fix newly found vulnerabilities.',
    }),
    answerDriver(
      {
        id: 'api-reachable-from',
        axis: 'likelihood',
        worst: 1,
        question: 'where.api-reachable-from',
        what: 'from where the API server can be reached',
      },
      byValue({
        private: [-1, 'The API server is said to be reachable from private networks only.'],
        'allow-list': [0, 'The API server is said to be reachable from listed addresses only.'],
        internet: [1, 'The API server is reachable from anywhere on the internet.'],
      }),
    ),
    yesNo({
      id: 'patch-monthly',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'deployment.patch-monthly',
      what: 'whether the cluster is patched every month',
      yes: 'The cluster is patched every month.',
      partly: 'Parts of the cluster are patched every month.',
      no: 'The cluster is not patched on a schedule.',
    }),
    dataClass(),
  ],
});
