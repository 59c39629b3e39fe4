import { defineScenario } from '../define.ts';
import { fewerIsBetter, revenueShare, yesNo } from '../drivers.ts';

export const leakedCiToken = defineScenario({
  id: 'leaked-ci-token',
  title: 'A CI/CD pipeline token leaks',
  statement:
    'Within the next 12 months, an attacker obtains and uses a token that the pipeline deploys with.',
  explanation:
    'The pipeline needs a credential to deploy. It is kept in settings, in logs and on build machines that run code from many people. If it never expires and has rights over the whole cluster, one careless log line is enough.',
  footholds: ['A build log', 'A build runner', 'The pipeline settings'],
  jewels: ['Cluster-admin rights', 'The deployment tool', 'Every product that it deploys'],
  mitigations: [
    { what: 'Use short-lived tokens issued for a single job.', against: ['long-lived-tokens'] },
    {
      what: 'Limit each pipeline account to the namespaces that it deploys to.',
      against: ['full-rights', 'pipeline-rights'],
    },
    { what: 'Run builds outside the production cluster.', against: ['builds-in-cluster'] },
  ],
  controls: ['secrets/long-lived-token', 'rbac/cluster-admin-holder'],
  baseLikelihood: 2,
  baseImpact: 2,
  drivers: [
    fewerIsBetter({
      id: 'long-lived-tokens',
      axis: 'likelihood',
      fact: 'secrets.longLivedTokens',
      what: 'whether long-lived tokens are stored',
      bad: 'A copy of such a token never expires.',
      good: 'A leaked token soon expires.',
    }),
    fewerIsBetter({
      id: 'builds-in-cluster',
      axis: 'likelihood',
      best: -1,
      fact: 'ci.runnersInCluster',
      what: 'whether builds run in the cluster',
      bad: 'Unreviewed code runs beside production.',
      good: 'Builds run outside the cluster.',
    }),
    yesNo({
      id: 'staging-separate',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'where.staging-separate',
      what: 'whether test systems share credentials with production',
      yes: 'Test systems share no credentials with production.',
      partly: 'Test systems and production share some credentials.',
      no: 'Test systems and production share credentials.',
    }),
    fewerIsBetter({
      id: 'full-rights',
      axis: 'impact',
      from: 2,
      fact: 'rbac.clusterAdmins',
      what: 'who holds cluster-admin rights',
      bad: 'A token of one of them controls the whole cluster.',
      good: 'Hardly any token controls the whole cluster.',
    }),
    fewerIsBetter({
      id: 'other-clusters',
      axis: 'impact',
      fact: 'gitops.externalClusters',
      what: 'whether the deployment tool reaches other clusters',
      bad: 'Whoever compromises the deployment tool can reach them.',
      good: 'The damage is limited to this cluster.',
    }),
    yesNo({
      id: 'pipeline-rights',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'access.pipeline-rights',
      what: 'what the pipeline may change',
      yes: 'Each pipeline may change only what it deploys.',
      partly: 'The pipeline may change more than it deploys.',
      no: 'The pipeline may change the whole cluster.',
    }),
    revenueShare(),
  ],
});
