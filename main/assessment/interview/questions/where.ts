/** Step 1: every cluster heard of, collected or not. */
import { countOf, flagOf, listOf } from '../../../../shared/fact-values.ts';
import { agree, count, some } from '../../../../shared/in-words.ts';
import { choice, defineQuestion, list, number, text, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const whereQuestions = [
  defineQuestion({
    id: 'where.clusters-total',
    step: 'where',
    scope: 'engagement',
    mandatory: true,
    text: 'How many Kubernetes clusters are there in total, including test clusters?',
    why: 'Attackers look for unmaintained clusters. A number can be checked against bills; “a few” cannot.',
    good: 'A number that matches the cloud bills, the kubeconfig files and the deployment tools.',
    evidenceWanted: 'A list of clusters from every cloud account, with region and owner.',
    type: number('clusters'),
    worst: 0,
    report: quoted('estate', (value) => `The target counts ${value}`),
    terms: ['cluster', 'estate'],
  }),
  defineQuestion({
    id: 'where.list-checked',
    step: 'where',
    scope: 'engagement',
    text: 'Has the list of clusters been checked against the bills of every cloud account?',
    why: 'People forget clusters; bills do not. Whatever is missing from the list is missing from this assessment.',
    good: 'Yes, with the bills of the last three months at hand.',
    notApplicable: 'The company uses no cloud account.',
    evidenceWanted: 'Bills or cost reports by service for the last three months.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('estate', {
      no: 'The list of clusters has not been checked against any bill',
      partly: 'The list of clusters has been checked against some of the bills only',
      yes: 'The list of clusters was checked against the bills',
    }),
    terms: ['estate'],
  }),
  defineQuestion({
    id: 'where.accounts',
    step: 'where',
    scope: 'engagement',
    text: 'In which cloud accounts, regions and data centres does the company run systems?',
    why: 'Each account has its own credentials. After the purchase, each must be transferred or closed.',
    good: 'A list of accounts with purpose, owner and who holds the highest rights.',
    evidenceWanted: 'The organisation view of each cloud provider; data-centre contracts.',
    type: list,
    worst: ['A private account of a founder'],
    report: quoted('estate', (value) => `Accounts and sites named: ${value}`),
    terms: ['cloud-account'],
  }),
  defineQuestion({
    id: 'where.account-owner',
    step: 'where',
    scope: 'engagement',
    text: 'Who is the legal owner of the cloud accounts and domain names?',
    why: 'If a founder, a contractor or the parent company owns them, buying the company does not buy the systems.',
    good: 'The company that is being bought, with at least two people who can sign in as owner.',
    notApplicable: 'The company uses no cloud account.',
    evidenceWanted: 'Contracts or invoices that name the account holder; the domain registration.',
    type: choice({
      company: 'The company that is being bought',
      parent: 'The parent company or another company of its group',
      contractor: 'A contractor or vendor',
      person: 'A private person',
    }),
    worst: 'person',
    report: said('deal', {
      person:
        'Cloud accounts or domain names belong to a private person, not to the company that is being bought',
      contractor: 'Cloud accounts or domain names belong to a contractor or vendor',
      parent: 'Cloud accounts or domain names belong to the seller’s group and must be separated',
    }),
    terms: ['cloud-account'],
  }),
  defineQuestion({
    id: 'where.environments',
    step: 'where',
    scope: 'cluster',
    text: 'Which environments run in this cluster: production, staging, test, development?',
    why: 'When test and production share a cluster, a careless test can cause an outage, and a weak test credential can give access to production.',
    good: 'Production alone.',
    evidenceWanted: 'The names and labels of namespaces; the deployment tool’s list of targets.',
    type: list,
    worst: ['production', 'development'],
    report: quoted('estate', (value) => `Environments in this cluster: ${value}`),
    terms: ['namespace', 'staging'],
  }),
  defineQuestion({
    id: 'where.staging-separate',
    step: 'where',
    scope: 'cluster',
    text: 'Is production fully separate from staging and test, with its own cluster, credentials and account?',
    why: 'Test systems are protected less. If one tool or password reaches both, the weaker side decides how secure production is.',
    good: 'Separate clusters and accounts, and no tool in one holds credentials for the other.',
    notApplicable: 'There is no staging or test environment.',
    evidenceWanted: 'Where the deployment tool runs and which clusters it is registered with.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('estate', {
      no: 'Production and test systems are not separate',
      partly: 'Production and test systems are separate only in part',
    }),
    terms: ['staging', 'gitops', 'credential'],
    prefill(evidence) {
      const others = countOf(evidence, 'gitops.externalClusters');
      return suggest(evidence, 'gitops.externalClusters', others !== null && others > 0 ? 'no' : null);
    },
    contradicts(value, evidence) {
      const others = listOf(evidence, 'gitops.externalClusters');
      if (value !== 'yes' || others === null || others.length === 0) return null;
      return dispute(
        evidence,
        ['gitops.externalClusters'],
        'staging and test are fully separate from production',
        `the deployment tool in this cluster also deploys to ${count(others.length, 'other cluster', 'other clusters')}: ${some(others)}. It holds credentials for ${agree(others.length, 'it', 'each of them')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'where.api-reachable-from',
    step: 'where',
    scope: 'cluster',
    mandatory: true,
    text: 'From where can the API server of this cluster be reached?',
    why: 'Whoever reaches the API server with a valid credential controls the cluster. If the internet can reach it, one stolen credential is enough.',
    good: 'From a private network or a short list of addresses, with personal credentials.',
    evidenceWanted:
      'The endpoint settings of the provider, or the firewall rules in front of the API server.',
    type: choice({
      private: 'Only from a private network or VPN',
      'allow-list': 'From the internet, limited to listed addresses',
      internet: 'From anywhere on the internet',
    }),
    worst: 'internet',
    report: said('control-plane', {
      internet: 'The API server answers anywhere on the internet',
      'allow-list': 'The API server answers on the internet to listed addresses only',
      private: 'The API server is said to answer on private networks only',
    }),
    terms: ['api-server', 'vpn', 'allow-list'],
    prefill(evidence) {
      const isPublic = flagOf(evidence, 'exposure.apiServerPublic');
      // A public address says nothing of a firewall in front of it, so only "private" can be suggested.
      return suggest(evidence, 'exposure.apiServerPublic', isPublic === false ? 'private' : null);
    },
    contradicts(value, evidence) {
      if (value !== 'private' || flagOf(evidence, 'exposure.apiServerPublic') !== true) return null;
      return dispute(
        evidence,
        ['exposure.apiServerPublic'],
        'the API server can be reached only from a private network or VPN',
        'the address of the API server is public. The API does not show whether a firewall restricts it.',
      );
    },
  }),
  defineQuestion({
    id: 'where.laptops',
    step: 'where',
    scope: 'engagement',
    text: 'Do developers keep clusters or copies of production data on their own machines?',
    why: 'A copy on a laptop has none of the protection of the original, and the laptop leaves the office.',
    good: 'Clusters on laptops hold made-up data only.',
    evidenceWanted: 'The developer handbook; how a test data set is made.',
    type: yesPartlyNo,
    worst: 'yes',
    report: said('estate', {
      yes: 'Copies of production data or clusters run on developers’ own machines',
      partly: 'Some developers keep copies of production data or clusters on their own machines',
    }),
    terms: ['cluster'],
  }),
  defineQuestion({
    id: 'where.why-kubernetes',
    step: 'where',
    scope: 'engagement',
    text: 'Why was Kubernetes chosen, and by whom?',
    why: 'A platform chosen for a reason is usually maintained. One set up by an engineer who has left often is not.',
    good: 'A reason that still holds, and at least two people who could run it tomorrow.',
    evidenceWanted: 'A design note or decision record, if there is one.',
    type: text,
    worst: 'A founder who has left; nobody knows why',
    report: quoted('environment', (value) => `Why Kubernetes is used here: ${value}`),
    terms: ['kubernetes'],
  }),
];
