import { answerDriver, byValue, defineScenario } from '../define.ts';
import { dataClass, fewerIsBetter, revenueShare, watched, yesNo } from '../drivers.ts';

export const stolenDeveloperCredential = defineScenario({
  id: 'stolen-developer-credential',
  title: 'A developer’s login is stolen',
  statement:
    'Within the next 12 months, an attacker uses the stolen login of somebody who works with the cluster.',
  explanation:
    'Laptops are lost, infected and tricked every day. The question is what one stolen login opens, how long it keeps working, and whether anybody sees that its owner is not the one who uses it.',
  footholds: ['A laptop with access files', 'A login that was tricked out of its owner'],
  jewels: ['Production namespaces', 'Secrets', 'Customer data'],
  mitigations: [
    {
      what: 'Let people in only through the company login with a second factor.',
      against: ['company-login'],
    },
    { what: 'Give logins that end by themselves within hours.', against: ['laptop-access'] },
    { what: 'Keep full rights to a handful of people.', against: ['people-with-full-rights'] },
    { what: 'Raise an alert when somebody becomes administrator.', against: ['watched'] },
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
      what: 'how many people and groups hold full rights',
      bad: 'Each of them is worth tricking.',
      good: 'How many people a group or a role stands for is not visible here.',
    }),
    yesNo({
      id: 'company-login',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'access.company-login',
      what: 'whether all logins need a second factor',
      yes: 'People reach the cluster only through the company login with a second factor.',
      partly: 'Some ways to the cluster go past the second factor.',
      no: 'A stolen password is enough to reach the cluster.',
    }),
    yesNo({
      id: 'laptop-access',
      axis: 'likelihood',
      good: 'no',
      question: 'access.laptop-access',
      what: 'whether access files lie on laptops',
      yes: 'Files that give access to production lie on laptops.',
      partly: 'Files that give access to production lie on a few laptops.',
      no: 'No lasting access to production lies on laptops.',
    }),
    answerDriver(
      {
        id: 'leavers',
        axis: 'likelihood',
        worst: 0,
        question: 'access.leavers',
        what: 'how soon leavers lose their access',
      },
      byValue({
        'same-day': [-1, 'Leavers lose their access on the same day.'],
        week: [0, 'Leavers lose their access within a week.'],
        later: [0, 'Leavers keep their access for more than a week.'],
        none: [0, 'Nothing takes access from leavers.'],
      }),
    ),
    fewerIsBetter({
      id: 'developers-admin',
      axis: 'impact',
      fact: 'tenancy.developersAdmin',
      what: 'in which namespaces groups of people are administrators',
      bad: 'A stolen login may start pods there, and go on from them.',
      good: 'A stolen login of a developer changes little.',
    }),
    fewerIsBetter({
      id: 'secret-readers',
      axis: 'impact',
      from: 2,
      fact: 'rbac.secretReaders',
      what: 'who may read all secrets',
      bad: 'A login with this right can become any machine account.',
      good: 'Few logins open the secrets.',
    }),
    watched({ axis: 'impact' }),
    dataClass(),
    revenueShare(),
  ],
});
