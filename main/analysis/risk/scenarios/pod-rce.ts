import { answerDriver, byValue, defineScenario } from '../define.ts';
import {
  admission,
  dataClass,
  fewerIsBetter,
  isolation,
  powerfulAccounts,
  revenueShare,
  watched,
  yesNo,
} from '../drivers.ts';

/** The guide's question: an outdated image processor on unauthenticated uploads. */
export const podRce = defineScenario({
  id: 'pod-rce',
  title: 'A program that faces strangers is taken over',
  statement:
    'Within the next 12 months, an attacker runs code of their own in a pod that handles requests from outside, and goes on from there.',
  explanation:
    'Imagine you must run an outdated image processor on uploads from anybody. One day somebody uploads a file that makes it run their program. The question is not whether that can be avoided for ever, but what the cluster puts in their way: what the program may ask of the API server, which neighbours it can reach, which secrets lie beside it.',
  footholds: ['A pod behind a published address', 'A pod that processes files or messages from strangers'],
  jewels: ['Secrets of the namespace', 'Cluster-admin rights', 'Customer data'],
  mitigations: [
    { what: 'Refuse dangerous pods in every namespace (Pod Security “restricted”).', against: ['admission'] },
    { what: 'Deny traffic by default and allow what is needed.', against: ['namespace-isolation'] },
    { what: 'Do not mount account tokens where they are not needed.', against: ['powerful-accounts'] },
    {
      what: 'Keep exposed programs patched and their file systems read-only.',
      against: ['exposed-workloads', 'untrusted-input', 'dependency-updates'],
    },
  ],
  controls: [
    'network/namespace-without-policy',
    'pod/may-run-as-root',
    'rbac/pod-mounts-powerful-account',
    'admission/no-enforce-label',
  ],
  baseLikelihood: 2,
  baseImpact: 2,
  drivers: [
    fewerIsBetter({
      id: 'exposed-workloads',
      axis: 'likelihood',
      best: -1,
      fact: 'exposure.workloads',
      what: 'which workloads a published address leads to',
      bad: 'Each is a door that strangers can knock on.',
      good: 'Strangers find no door to knock on.',
    }),
    yesNo({
      id: 'untrusted-input',
      axis: 'likelihood',
      good: 'no',
      question: 'workloads.untrusted-input',
      what: 'whether files or code from strangers are processed',
      yes: 'Files or code from strangers are processed.',
      partly: 'Files or code from known customers are processed.',
      no: 'No files or code from outside are processed.',
    }),
    answerDriver(
      {
        id: 'internet-reach',
        axis: 'likelihood',
        worst: 0,
        question: 'workloads.internet-reach',
        what: 'from where the published addresses can be reached',
      },
      byValue({
        internet: [0, 'The published addresses can be reached from the internet.'],
        'allow-list': [-1, 'The published addresses answer to listed partners only.'],
        private: [-1, 'The published addresses answer on private networks only.'],
      }),
    ),
    yesNo({
      id: 'dependency-updates',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'workloads.dependency-updates',
      what: 'whether libraries and base images are kept up to date',
      yes: 'Libraries and base images are updated within weeks.',
      partly: 'Libraries and base images are updated for some workloads only.',
      no: 'Libraries and base images are not updated in any regular way.',
    }),
    powerfulAccounts({ axis: 'impact' }),
    isolation({ axis: 'impact' }),
    admission({ axis: 'impact' }),
    fewerIsBetter({
      id: 'credentials-in-env',
      axis: 'impact',
      fact: 'secrets.credentialsInEnv',
      what: 'whether credentials lie open in the settings of workloads',
      bad: 'They are the first thing an intruder reads.',
      good: 'An intruder finds no password in plain sight.',
    }),
    watched({ axis: 'impact' }),
    dataClass(),
    revenueShare(),
  ],
});
