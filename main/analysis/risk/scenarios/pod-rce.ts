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
  title: 'An internet-facing application is compromised',
  statement:
    'Within the next 12 months, an attacker runs their own code in a pod that handles external requests, and moves on from there.',
  explanation:
    'Imagine that you must run an outdated image processor on uploads from anyone. One day someone uploads a file that makes it run their code. The question is what the cluster then prevents: what the code may do through the API server, which other workloads it can reach, and which Secrets it can read.',
  footholds: ['A pod behind an exposed endpoint', 'A pod that processes untrusted files or messages'],
  jewels: ['Secrets of the namespace', 'Cluster-admin rights', 'Customer data'],
  mitigations: [
    { what: 'Enforce Pod Security level “restricted” in every namespace.', against: ['admission'] },
    {
      what: 'Deny network traffic by default and allow only what is needed.',
      against: ['namespace-isolation'],
    },
    {
      what: 'Remove service-account tokens from pods that do not need them.',
      against: ['powerful-accounts'],
    },
    {
      what: 'Keep internet-facing applications patched and their file systems read-only.',
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
      what: 'which workloads are behind an exposed endpoint',
      bad: 'Each can be reached from outside the cluster.',
      good: 'None can be reached from outside the cluster.',
    }),
    yesNo({
      id: 'untrusted-input',
      axis: 'likelihood',
      good: 'no',
      question: 'workloads.untrusted-input',
      what: 'whether untrusted files or code are processed',
      yes: 'Untrusted files or code are processed.',
      partly: 'Files or code from known customers are processed.',
      no: 'No external files or code are processed.',
    }),
    answerDriver(
      {
        id: 'internet-reach',
        axis: 'likelihood',
        worst: 0,
        question: 'workloads.internet-reach',
        what: 'from where the exposed endpoints can be reached',
      },
      byValue({
        internet: [0, 'The exposed endpoints can be reached from the internet.'],
        'allow-list': [-1, 'The exposed endpoints can be reached by listed partners only.'],
        private: [-1, 'The exposed endpoints can be reached from private networks only.'],
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
      no: 'Libraries and base images are not updated regularly.',
    }),
    powerfulAccounts({ axis: 'impact' }),
    isolation({ axis: 'impact' }),
    admission({ axis: 'impact' }),
    fewerIsBetter({
      id: 'credentials-in-env',
      axis: 'impact',
      fact: 'secrets.credentialsInEnv',
      what: 'whether credentials are stored in environment variables',
      bad: 'An attacker reads them first.',
      good: 'An attacker finds no credentials in environment variables.',
    }),
    watched({ axis: 'impact' }),
    dataClass(),
    revenueShare(),
  ],
});
