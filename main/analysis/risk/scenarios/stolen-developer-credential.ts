import { answerDriver, byValue, defineScenario } from '../define.ts';
import { dataClass, fewerIsBetter, revenueShare, watched, yesNo } from '../drivers.ts';

export const stolenDeveloperCredential = defineScenario({
  id: 'stolen-developer-credential',
  title: 'A developer’s credentials are stolen',
  statement:
    'Within the next 12 months, an attacker uses stolen credentials of someone who works with the cluster.',
  explanation:
    'Laptops are lost or infected, and their users are phished, every day. The question is what one stolen credential gives access to, how long it stays valid, and whether anyone notices its misuse.',
  footholds: ['A laptop with kubeconfig files', 'A phished login'],
  jewels: ['Production namespaces', 'Secrets', 'Customer data'],
  mitigations: [
    {
      what: 'Require single sign-on with a second factor for all access to the cluster.',
      against: ['company-login'],
    },
    { what: 'Issue credentials that expire within hours.', against: ['laptop-access'] },
    { what: 'Limit cluster-admin rights to a few named people.', against: ['people-with-full-rights'] },
    { what: 'Raise an alert when someone is granted administrator rights.', against: ['watched'] },
  ],
  controls: ['rbac/cluster-admin-holder', 'rbac/read-secrets'],
  baseLikelihood: 3,
  baseImpact: 2,
  drivers: [
    fewerIsBetter({
      id: 'people-with-full-rights',
      axis: 'likelihood',
      from: 4,
      fact: 'rbac.humanClusterAdmins',
      what: 'how many people and groups hold cluster-admin rights',
      bad: 'Each of them is a target for phishing.',
      good: 'The evidence does not show how many people belong to a group or role.',
    }),
    yesNo({
      id: 'company-login',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'access.company-login',
      what: 'whether all access requires a second factor',
      yes: 'All access to the cluster uses single sign-on with a second factor.',
      partly: 'Some access to the cluster bypasses the second factor.',
      no: 'A stolen password is enough to access the cluster.',
    }),
    yesNo({
      id: 'laptop-access',
      axis: 'likelihood',
      good: 'no',
      question: 'access.laptop-access',
      what: 'whether credentials for production are stored on laptops',
      yes: 'Credentials for production are stored on laptops.',
      partly: 'Credentials for production are stored on a few laptops.',
      no: 'No long-lived credentials for production are stored on laptops.',
    }),
    answerDriver(
      {
        id: 'leavers',
        axis: 'likelihood',
        worst: 0,
        question: 'access.leavers',
        what: 'how soon access is revoked when someone leaves',
      },
      byValue({
        'same-day': [-1, 'Access is revoked on the day someone leaves.'],
        week: [0, 'Access is revoked within a week after someone leaves.'],
        later: [0, 'Access is revoked more than a week after someone leaves.'],
        none: [0, 'No process revokes access when someone leaves.'],
      }),
    ),
    fewerIsBetter({
      id: 'developers-admin',
      axis: 'impact',
      fact: 'tenancy.developersAdmin',
      what: 'in which namespaces groups of people are administrators',
      bad: 'A stolen credential can start pods there and move on from them.',
      good: 'A developer’s stolen credential gives little access.',
    }),
    fewerIsBetter({
      id: 'secret-readers',
      axis: 'impact',
      from: 2,
      fact: 'rbac.secretReaders',
      what: 'who can read every Secret',
      bad: 'Each can act as any service account.',
      good: 'Few accounts can read every Secret.',
    }),
    watched({ axis: 'impact' }),
    dataClass(),
    revenueShare(),
  ],
});
