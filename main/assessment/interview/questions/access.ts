/** Step 7: who can change what, and how change reaches production. */
import { countOf, listOf, wordOf } from '../../../../shared/fact-values.ts';
import { count, some } from '../../../../shared/in-words.ts';
import { choice, defineQuestion, number, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

/** Registries that anybody may publish to. */
const OPEN_REGISTRIES = new Set([
  'docker.io',
  'quay.io',
  'ghcr.io',
  'public.ecr.aws',
  'registry.gitlab.com',
  'mcr.microsoft.com',
]);

export const accessQuestions = [
  defineQuestion({
    id: 'access.only-platform-admins',
    step: 'access',
    scope: 'cluster',
    mandatory: true,
    text: 'Is cluster-admin limited to the platform team?',
    why: 'Cluster-admin can read every Secret and change everything. Each holder is a target for phishing or compromise.',
    good: 'Yes: a handful of named people, and no machine account.',
    evidenceWanted: 'All holders in the cluster and in the cloud’s own access lists.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'People or accounts outside the platform team hold cluster-admin rights',
      partly: 'A few people or accounts outside the platform team hold cluster-admin rights',
    }),
    terms: ['cluster-admin', 'rbac'],
    contradicts(value, evidence) {
      const all = listOf(evidence, 'rbac.clusterAdmins');
      const people = listOf(evidence, 'rbac.humanClusterAdmins');
      if (value !== 'yes' || all === null || people === null) return null;
      const machines = all.length - people.length;
      // One group of people is what the answer claims. More than that, or any machine, is for the assessor to judge.
      if (all.length <= 1 && machines <= 0) return null;
      return dispute(
        evidence,
        ['rbac.clusterAdmins'],
        'only the platform team has cluster-admin',
        `${count(all.length, 'subject holds', 'subjects hold')} cluster-admin rights, system components excluded: ${some(all, 6)}. Of these, ${count(people.length, 'is a person or group', 'are people or groups')} and ${count(machines, 'is a machine account', 'are machine accounts')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.admins-count',
    step: 'access',
    scope: 'cluster',
    text: 'How many people and groups hold cluster-admin rights, including through the cloud?',
    why: 'On managed clusters, the cloud’s own access list also grants administrator rights, and the cluster does not show them.',
    good: 'A small number, the same in both lists.',
    evidenceWanted: 'The cloud’s access list beside the cluster’s bindings.',
    type: number('people or groups'),
    worst: 40,
    report: quoted('access', (value) => `Cluster-admin rights are held by ${value}, as stated`),
    terms: ['cluster-admin'],
    prefill(evidence) {
      // With authorisation that cannot be seen the count would be too low, so nothing is suggested.
      if (wordOf(evidence, 'rbac.outsideAuthorisation') !== 'none') return null;
      return suggest(evidence, 'rbac.humanClusterAdmins', countOf(evidence, 'rbac.humanClusterAdmins'));
    },
    contradicts(value, evidence) {
      const people = listOf(evidence, 'rbac.humanClusterAdmins');
      if (typeof value !== 'number' || people === null || people.length <= value) return null;
      return dispute(
        evidence,
        ['rbac.humanClusterAdmins'],
        `${count(value, 'person or group holds', 'people or groups hold')} cluster-admin rights`,
        `at least ${people.length} do: ${some(people, 6)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.company-login',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'Does all access to the cluster use single sign-on with a second factor?',
    why: 'Passwords are stolen every day. With single sign-on, access is also revoked in one place.',
    good: 'Yes; other access is disabled or kept for emergencies.',
    evidenceWanted: 'The login settings, and a sign-in of a team member.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'The cluster can be accessed without single sign-on or without a second factor',
      partly: 'Some access to the cluster bypasses single sign-on or the second factor',
    }),
    terms: ['sso', 'mfa'],
  }),
  defineQuestion({
    id: 'access.leavers',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'How soon is all access revoked when someone leaves?',
    why: 'Nobody expects a former employee’s account to be used, so misuse goes unnoticed.',
    good: 'On the same day, by one process that includes contractors.',
    evidenceWanted: 'The last three people who left, and the dates on which their access was revoked.',
    type: choice({
      'same-day': 'On the same day',
      week: 'Within a week',
      later: 'Later',
      none: 'There is no process',
    }),
    worst: 'none',
    report: said('access', {
      none: 'No process revokes access when people leave',
      later: 'People who leave keep their access for more than a week',
      week: 'People who leave lose their access within a week',
      'same-day': 'People who leave are said to lose their access on the same day',
    }),
    terms: ['credential'],
  }),
  defineQuestion({
    id: 'access.emergency',
    step: 'access',
    scope: 'engagement',
    text: 'Is there a break-glass account that is secured, logged and tested?',
    why: 'When single sign-on fails, someone must still get access. Without a break-glass account, people keep private access.',
    good: 'Yes; its use raises an alert, and it was tested within a year.',
    evidenceWanted: 'Where it is kept and the last use.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'There is no break-glass account',
      partly: 'There is a break-glass account, but its use is not logged or it was never tested',
    }),
    terms: ['break-glass'],
  }),
  defineQuestion({
    id: 'access.short-lived-tokens',
    step: 'access',
    scope: 'cluster',
    text: 'Do all machine credentials expire within hours?',
    why: 'A token that never expires stays valid for whoever steals it, and leaks through logs, backups and laptops.',
    good: 'Yes; no token is stored as a Secret.',
    evidenceWanted: 'Token Secrets in the cluster; how outside tools sign in.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'Machine credentials do not expire',
      partly: 'Some machine credentials do not expire',
    }),
    terms: ['token', 'service-account', 'secret'],
    prefill(evidence) {
      const tokens = countOf(evidence, 'secrets.longLivedTokens');
      return suggest(evidence, 'secrets.longLivedTokens', tokens !== null && tokens > 0 ? 'no' : null);
    },
    contradicts(value, evidence) {
      const tokens = listOf(evidence, 'secrets.longLivedTokens');
      if (value !== 'yes' || tokens === null || tokens.length === 0) return null;
      return dispute(
        evidence,
        ['secrets.longLivedTokens'],
        'all machine credentials expire',
        `${count(tokens.length, 'stored token never expires', 'stored tokens never expire')}: ${some(tokens)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.laptop-access',
    step: 'access',
    scope: 'engagement',
    text: 'Are credentials for production stored on laptops?',
    why: 'Credential-stealing malware searches for these files. Once copied, they work from wherever the API server can be reached.',
    good: 'No; credentials are issued daily and expire.',
    evidenceWanted: 'The kubeconfig file of a volunteer.',
    type: yesPartlyNo,
    worst: 'yes',
    report: said('access', {
      yes: 'Credentials for production are stored on laptops',
      partly: 'Credentials for production are stored on a few laptops',
    }),
    terms: ['kubeconfig', 'credential'],
  }),
  defineQuestion({
    id: 'access.who-deploys',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'How do changes reach production?',
    why: 'A single controlled path can be checked. When people also change production manually, nobody knows what runs.',
    good: 'Only through the pipeline; nobody changes production by hand.',
    evidenceWanted: 'The last ten changes and how they got there.',
    type: choice({
      pipeline: 'Only through the pipeline',
      both: 'Through the pipeline and by hand',
      hand: 'Mostly by hand',
    }),
    worst: 'hand',
    report: said('access', {
      hand: 'Changes reach production mostly by hand',
      both: 'Changes reach production through the pipeline and by hand',
      pipeline: 'Changes reach production through the pipeline only',
    }),
    terms: ['ci'],
  }),
  defineQuestion({
    id: 'access.gitops',
    step: 'access',
    scope: 'cluster',
    text: 'Is the cluster’s desired state kept in version control and applied by a GitOps tool?',
    why: 'Then every change has an author and a date, and drift is visible. The tool itself holds access to everything it deploys to.',
    good: 'Yes, and the tool’s own access is protected like an administrator’s.',
    evidenceWanted: 'The tool, its repositories and its rights.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'The cluster’s desired state is not kept in version control',
      partly: 'Only part of the cluster’s desired state is kept in version control',
    }),
    terms: ['gitops'],
    prefill(evidence) {
      const tool = wordOf(evidence, 'gitops.controller');
      return suggest(evidence, 'gitops.controller', tool === null ? null : tool === 'none' ? 'no' : 'partly');
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || wordOf(evidence, 'gitops.controller') !== 'none') return null;
      return dispute(
        evidence,
        ['gitops.controller'],
        'a tool applies the state kept in version control',
        '0 known GitOps tools run in the cluster. A tool outside the cluster would not be visible.',
      );
    },
  }),
  defineQuestion({
    id: 'access.pipeline-rights',
    step: 'access',
    scope: 'cluster',
    mandatory: true,
    text: 'Are the pipeline’s rights limited to the namespaces that it deploys to?',
    why: 'Pipelines run code from many people. With cluster-admin rights, whoever can change a build file controls the cluster.',
    good: 'Yes: one account for each product, limited to its namespace.',
    notApplicable: 'There is no pipeline.',
    evidenceWanted: 'The rights of the pipeline’s accounts.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'The pipeline may change the whole cluster',
      partly: 'The pipeline may change more than it deploys',
    }),
    terms: ['ci', 'least-privilege', 'namespace'],
    contradicts(value, evidence) {
      const admins = listOf(evidence, 'rbac.clusterAdmins');
      const runners = listOf(evidence, 'ci.runnersInCluster');
      if (value !== 'yes' || admins === null || runners === null) return null;
      const namespaces = runners.map((runner) => runner.split('/')[0] ?? '').filter((name) => name !== '');
      const powerful = admins.filter((admin) => namespaces.some((name) => wordsOf(admin).includes(name)));
      if (powerful.length === 0) return null;
      return dispute(
        evidence,
        ['rbac.clusterAdmins', 'ci.runnersInCluster'],
        'the pipeline may change only what it deploys',
        `${count(powerful.length, 'account in the build runners’ namespace holds', 'accounts in the build runners’ namespaces hold')} cluster-admin rights: ${some(powerful)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.builds-elsewhere',
    step: 'access',
    scope: 'cluster',
    text: 'Do builds and tests run outside the production cluster?',
    why: 'A build runs unreviewed code, often with privileged access to its node. In the production cluster, this puts production at risk.',
    good: 'Yes, in a separate cluster or on separate machines.',
    notApplicable: 'The company builds nothing itself.',
    evidenceWanted: 'Where the build runners are.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'Builds run in the production cluster',
      partly: 'Some builds run in the production cluster',
    }),
    terms: ['ci', 'runner'],
    prefill(evidence) {
      const runners = countOf(evidence, 'ci.runnersInCluster');
      return suggest(evidence, 'ci.runnersInCluster', runners === null ? null : runners > 0 ? 'no' : 'yes');
    },
    contradicts(value, evidence) {
      const runners = listOf(evidence, 'ci.runnersInCluster');
      if (value !== 'yes' || runners === null || runners.length === 0) return null;
      return dispute(
        evidence,
        ['ci.runnersInCluster'],
        'builds run outside this cluster',
        `${count(runners.length, 'build runner runs', 'build runners run')} in it: ${some(runners)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.second-person',
    step: 'access',
    scope: 'engagement',
    text: 'Does a tool enforce approval of each production change by a second person?',
    why: 'It prevents mistakes, and an attacker or insider must deceive two people.',
    good: 'Yes, for code and settings, and every bypass is logged.',
    evidenceWanted: 'The protection rules of the main branches.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('supply-chain', {
      no: 'One person alone can change production',
      partly: 'Some changes reach production without a second person',
    }),
    terms: [],
  }),
  defineQuestion({
    id: 'access.outside-admins',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'Do vendors, contractors or former staff hold administrator rights?',
    why: 'The buyer does not know them, and often no contract binds them after the owner changes.',
    good: 'No; or for a named task, with an end date.',
    evidenceWanted: 'The holders of cluster-admin rights beside the staff list.',
    type: yesPartlyNo,
    worst: 'yes',
    report: said('access', {
      yes: 'Vendors or former staff hold administrator rights',
      partly: 'A few vendors hold administrator rights for a defined task',
    }),
    terms: ['cluster-admin'],
  }),
  defineQuestion({
    id: 'access.secret-readers',
    step: 'access',
    scope: 'cluster',
    text: 'Is the right to read all Secrets limited to the platform team?',
    why: 'Secrets hold passwords and service-account tokens. Whoever can read all of them can act as any account.',
    good: 'Yes; workloads read only their own.',
    evidenceWanted: 'All holders of the right to read Secrets in every namespace.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'People or accounts outside the platform team can read all Secrets',
      partly: 'A few people or accounts outside the platform team can read all Secrets',
    }),
    terms: ['secret', 'rbac'],
    prefill(evidence) {
      const readers = countOf(evidence, 'rbac.secretReaders');
      return suggest(evidence, 'rbac.secretReaders', readers !== null && readers > 5 ? 'no' : null);
    },
    contradicts(value, evidence) {
      const readers = listOf(evidence, 'rbac.secretReaders');
      if (value !== 'yes' || readers === null || readers.length <= 1) return null;
      return dispute(
        evidence,
        ['rbac.secretReaders'],
        'only the platform team can read all Secrets',
        `${count(readers.length, 'subject can', 'subjects can')}, system components excluded: ${some(readers, 5)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.developers-limited',
    step: 'access',
    scope: 'cluster',
    text: 'Are developers without administrator rights in every namespace?',
    why: 'A namespace administrator can create pods, and one dangerous pod setting gives control over the node.',
    good: 'Yes; they read logs and deploy through the pipeline.',
    notApplicable: 'There are no developers outside the platform team.',
    evidenceWanted: 'Bindings of groups of people in each namespace.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'Developers are administrators of namespaces',
      partly: 'Developers are administrators of a few namespaces',
    }),
    terms: ['namespace', 'rbac'],
    prefill(evidence) {
      const spaces = countOf(evidence, 'tenancy.developersAdmin');
      return suggest(evidence, 'tenancy.developersAdmin', spaces === null ? null : spaces > 0 ? 'no' : 'yes');
    },
    contradicts(value, evidence) {
      const spaces = listOf(evidence, 'tenancy.developersAdmin');
      if (value !== 'yes' || spaces === null || spaces.length === 0) return null;
      return dispute(
        evidence,
        ['tenancy.developersAdmin'],
        'developers are administrators of no namespace',
        `a group of people has administrator rights in ${count(spaces.length, 'namespace', 'namespaces')}: ${some(spaces)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.review',
    step: 'access',
    scope: 'engagement',
    text: 'Are access rights reviewed and reduced at least every six months?',
    why: 'Access rights accumulate unless someone revokes them, and each can be misused.',
    good: 'Yes, with a record of what was revoked.',
    evidenceWanted: 'The record of the last review.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'Access rights are never reviewed',
      partly: 'Access rights are reviewed in part or less than every six months',
    }),
    terms: ['least-privilege'],
  }),
  defineQuestion({
    id: 'access.images-pinned',
    step: 'access',
    scope: 'cluster',
    text: 'Are all images pinned by digest?',
    why: 'A tag such as “latest” can be moved to other content, so the tested image may not be the one that runs.',
    good: 'Yes, by digest, which is a fingerprint of the content.',
    evidenceWanted: 'The image references of all workloads.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('supply-chain', { no: 'Images are not pinned', partly: 'Only some images are pinned' }),
    terms: ['image', 'tag', 'digest'],
    prefill(evidence) {
      const movable = countOf(evidence, 'supplyChain.mutableTagWorkloads');
      return suggest(
        evidence,
        'supplyChain.mutableTagWorkloads',
        movable === null ? null : movable > 0 ? 'no' : 'yes',
      );
    },
    contradicts(value, evidence) {
      const movable = countOf(evidence, 'supplyChain.mutableTagWorkloads');
      if (value !== 'yes' || movable === null || movable === 0) return null;
      const share = countOf(evidence, 'supplyChain.digestPinnedShare');
      const pinned =
        share === null ? '' : ` ${Math.round(share * 100)} % of containers are pinned by digest.`;
      return dispute(
        evidence,
        ['supplyChain.mutableTagWorkloads', 'supplyChain.digestPinnedShare'],
        'all images are pinned by digest',
        `${count(movable, 'workload uses', 'workloads use')} a mutable tag.${pinned}`,
      );
    },
  }),
  defineQuestion({
    id: 'access.images-signed',
    step: 'access',
    scope: 'cluster',
    text: 'Does the cluster reject images without the company’s signature?',
    why: 'A signature proves who built an image. Without verification, any image is admitted, whatever its origin.',
    good: 'Yes, in every namespace.',
    evidenceWanted: 'The policy that checks signatures.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('supply-chain', {
      no: 'Images without a signature are accepted',
      partly: 'Images without a signature are accepted in some namespaces',
    }),
    terms: ['image', 'signature'],
    prefill(evidence) {
      const engine = wordOf(evidence, 'supplyChain.signatureVerification');
      return suggest(
        evidence,
        'supplyChain.signatureVerification',
        engine === null ? null : engine === 'none' ? 'no' : 'partly',
      );
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || wordOf(evidence, 'supplyChain.signatureVerification') !== 'none') return null;
      return dispute(
        evidence,
        ['supplyChain.signatureVerification'],
        'images without the company’s signature are rejected',
        '0 policies that verify image signatures were found.',
      );
    },
  }),
  defineQuestion({
    id: 'access.images-scanned',
    step: 'access',
    scope: 'engagement',
    text: 'Are images scanned for known vulnerabilities, and the findings fixed within a set time?',
    why: 'New vulnerabilities are found in existing images every week. A scan helps only if the findings are fixed.',
    good: 'Yes, with a deadline by severity that is kept.',
    evidenceWanted: 'The list of open vulnerabilities with their age.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('supply-chain', {
      no: 'Images are not scanned for known vulnerabilities',
      partly: 'Images are scanned for known vulnerabilities, but nobody is responsible for fixing them',
    }),
    terms: ['image', 'patch'],
  }),
  defineQuestion({
    id: 'access.own-registries',
    step: 'access',
    scope: 'cluster',
    text: 'Do all images come from registries that the company controls?',
    why: 'Anyone can publish to a public registry, others can take over abandoned names, and images can disappear.',
    good: 'Yes; external images are copied and checked first.',
    evidenceWanted: 'The list of registries in use.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('supply-chain', {
      no: 'Images come directly from registries that the company does not control',
      partly: 'Some images come directly from registries that the company does not control',
    }),
    terms: ['registry', 'image'],
    prefill(evidence) {
      const open = listOf(evidence, 'size.registries')?.filter((name) => OPEN_REGISTRIES.has(name));
      return suggest(evidence, 'size.registries', open !== undefined && open.length > 0 ? 'partly' : null);
    },
    contradicts(value, evidence) {
      const open = listOf(evidence, 'size.registries')?.filter((name) => OPEN_REGISTRIES.has(name)) ?? [];
      if (value !== 'yes' || open.length === 0) return null;
      return dispute(
        evidence,
        ['size.registries'],
        'all images come from registries that the company controls',
        `images also come from ${count(open.length, 'public registry', 'public registries')}: ${some(open)}.`,
      );
    },
  }),
];

/** The parts of a subject such as "ServiceAccount ci/gitlab-runner" or "system:serviceaccount:ci:runner". */
function wordsOf(subject: string): readonly string[] {
  return subject.split(/[\s/:,()]+/);
}
