import { defineScenario } from '../define.ts';
import { fewerIsBetter, revenueShare, yesNo } from '../drivers.ts';

export const leakedCiToken = defineScenario({
  id: 'leaked-ci-token',
  title: 'A token of the build pipeline leaks',
  statement:
    'Within the next 12 months, a token with which the pipeline deploys falls into the wrong hands and is used.',
  explanation:
    'The pipeline needs a key to deploy. The key lies in settings, logs and on build machines that run code from many hands. If it never ends and opens the whole cluster, one careless line in a log is enough.',
  footholds: ['A build log', 'A build runner', 'The settings of the pipeline'],
  jewels: ['Cluster-admin rights', 'The deployment tool', 'Every product that it deploys'],
  mitigations: [
    { what: 'Use tokens that are made for one job and end with it.', against: ['long-lived-tokens'] },
    {
      what: 'Limit each pipeline account to its own namespace.',
      against: ['full-rights', 'pipeline-rights'],
    },
    { what: 'Run builds away from production.', against: ['builds-in-cluster'] },
  ],
  controls: ['secrets/long-lived-token', 'rbac/cluster-admin-holder'],
  baseLikelihood: 2,
  baseImpact: 2,
  drivers: [
    fewerIsBetter({
      id: 'long-lived-tokens',
      axis: 'likelihood',
      fact: 'secrets.longLivedTokens',
      what: 'whether tokens without an end are stored',
      bad: 'A copy of such a token works for ever.',
      good: 'A leaked token soon stops working.',
    }),
    fewerIsBetter({
      id: 'builds-in-cluster',
      axis: 'likelihood',
      best: -1,
      fact: 'ci.runnersInCluster',
      what: 'whether builds run in the cluster',
      bad: 'Code that nobody has checked yet runs beside production.',
      good: 'Builds run elsewhere.',
    }),
    yesNo({
      id: 'staging-separate',
      axis: 'likelihood',
      worst: 0,
      best: -1,
      question: 'where.staging-separate',
      what: 'whether test systems hold keys to production',
      yes: 'Test systems hold no keys to production.',
      partly: 'Test systems and production share some keys.',
      no: 'Test systems and production share keys.',
    }),
    fewerIsBetter({
      id: 'full-rights',
      axis: 'impact',
      from: 2,
      fact: 'rbac.clusterAdmins',
      what: 'who holds full rights over the cluster',
      bad: 'A token of one of them is a key to everything.',
      good: 'Hardly any token opens everything.',
    }),
    fewerIsBetter({
      id: 'other-clusters',
      axis: 'impact',
      fact: 'gitops.externalClusters',
      what: 'whether the deployment tool reaches other clusters',
      bad: 'Whoever takes the tool reaches them, too.',
      good: 'The damage ends at this cluster.',
    }),
    yesNo({
      id: 'pipeline-rights',
      axis: 'impact',
      worst: 0,
      best: -1,
      question: 'access.pipeline-rights',
      what: 'how far the pipeline’s rights go',
      yes: 'Each pipeline may change only what it deploys.',
      partly: 'The pipeline may change more than it deploys.',
      no: 'The pipeline may change the whole cluster.',
    }),
    revenueShare(),
  ],
});
