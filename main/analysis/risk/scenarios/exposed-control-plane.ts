import { answerDriver, byValue, defineScenario, factDriver } from '../define.ts';
import { dataClass, flag, trueIsBetter, yesNo } from '../drivers.ts';

export const exposedControlPlane = defineScenario({
  id: 'exposed-control-plane',
  title: 'The control plane is attacked from outside',
  statement:
    'Within the next 12 months, an attacker on the internet gains control of the cluster through its API server.',
  explanation:
    'The API server is the control desk of the cluster. If it answers to the whole internet, every hole in it and every stolen login can be used from anywhere. If its version no longer gets fixes, such holes stay open.',
  footholds: ['The internet', 'A stolen login'],
  jewels: ['The whole cluster'],
  mitigations: [
    {
      what: 'Let the API server answer on a private network or to listed addresses only.',
      against: ['api-server-public', 'api-reachable-from'],
    },
    { what: 'Stay on a version that still gets fixes.', against: ['server-supported', 'patch-monthly'] },
    { what: 'Record each request and look at the refused ones.', against: [] },
  ],
  controls: [
    'control-plane/api-server-public',
    'control-plane/authorization-mode',
    'control-plane/static-credentials',
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
          ? [1, `${fact.sentence} A stolen login can be tried from outside, unless a firewall stops it.`]
          : [0, `${fact.sentence} Whether it has a public one, too, the evidence does not tell.`];
      },
    ),
    trueIsBetter({
      id: 'server-supported',
      axis: 'likelihood',
      fact: 'platform.serverSupported',
      what: 'whether the server version still gets fixes',
      bad: 'New holes in it stay open.',
      good: 'New holes in it are closed by updates.',
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
        private: [-1, 'The API server is said to answer on private networks only.'],
        'allow-list': [0, 'The API server is said to answer to listed addresses only.'],
        internet: [1, 'The API server answers anywhere on the internet.'],
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
      no: 'The cluster is not patched by any routine.',
    }),
    dataClass(),
  ],
});
