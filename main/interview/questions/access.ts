/** Step 7: who can change what, and how change reaches production. */
import { countOf, listOf, wordOf } from '../../snapshot/fact-values.ts';
import { choice, defineQuestion, number, yesPartlyNo } from '../define.ts';
import { dispute, named, plural, suggest } from '../rules.ts';
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
    text: 'Does nobody but the platform team hold full rights over the cluster (cluster-admin)?',
    why: 'Cluster-admin may read every secret and change everything. Each holder is a person to be tricked or a machine to be broken into.',
    good: 'Yes: a handful of named people, and no machine account.',
    evidenceWanted: 'All holders in the cluster and in the cloud’s own access lists.',
    type: yesPartlyNo,
    controls: ['rbac/cluster-admin-holder'],
    worst: 'no',
    report: said('access', {
      no: 'Others than the platform team hold full rights over the cluster',
      partly: 'A few others than the platform team hold full rights over the cluster',
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
        'nobody but the platform team has cluster-admin',
        `${plural(all.length, 'subject holds', 'subjects hold')} full rights, system ones left out: ${named(all, 6)}. Of these, ${plural(people.length, 'is a person or group', 'are people or groups')} and ${plural(machines, 'is a machine account', 'are machine accounts')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.admins-count',
    step: 'access',
    scope: 'cluster',
    text: 'How many people and groups hold full rights over the cluster, those who act through the cloud included?',
    why: 'On managed clusters the cloud’s own access list also makes administrators, and the cluster does not show them.',
    good: 'A small number that both lists agree on.',
    evidenceWanted: 'The cloud’s access list beside the cluster’s bindings.',
    type: number('people or groups'),
    controls: ['rbac/cluster-admin-holder'],
    worst: 40,
    report: quoted('access', (value) => `Full rights over the cluster are held by ${value}, as stated`),
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
        `${value} people or groups hold full rights`,
        `at least ${people.length} do: ${named(people, 6)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.company-login',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'Do people reach the cluster through the company login with a second factor, and in no other way?',
    why: 'A password alone is stolen daily. One login for all also means that a leaver is locked out in one place.',
    good: 'Yes; other ways are closed or kept for emergencies.',
    evidenceWanted: 'The login settings, and a sign-in of a team member.',
    type: yesPartlyNo,
    scenarios: ['stolen-developer-credential'],
    worst: 'no',
    report: said('access', {
      no: 'The cluster can be reached without the company login or without a second factor',
      partly: 'Some ways to the cluster go past the company login or the second factor',
    }),
    terms: ['sso', 'mfa'],
  }),
  defineQuestion({
    id: 'access.leavers',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'How soon does somebody who leaves lose all access, cluster and cloud included?',
    why: 'A forgotten login of a leaver is used by nobody, so nobody notices who uses it.',
    good: 'On the same day, by one list that covers contractors, too.',
    evidenceWanted: 'The last three leavers and the dates of their lock-out.',
    type: choice({
      'same-day': 'On the same day',
      week: 'Within a week',
      later: 'Later',
      none: 'There is no routine',
    }),
    scenarios: ['stolen-developer-credential'],
    worst: 'none',
    report: said('access', {
      none: 'There is no routine that takes access from people who leave',
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
    text: 'Is there an emergency access that is sealed, recorded and tried out?',
    why: 'When the company login fails, somebody must still get in. Without a prepared way, people keep private ways open.',
    good: 'Yes; its use raises an alert, and it was tried within a year.',
    evidenceWanted: 'Where it is kept and the last use.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'There is no prepared emergency access',
      partly: 'There is an emergency access, but its use is not recorded or it was never tried',
    }),
    terms: ['break-glass'],
  }),
  defineQuestion({
    id: 'access.short-lived-tokens',
    step: 'access',
    scope: 'cluster',
    text: 'Do all machine logins end by themselves within hours?',
    why: 'A token without an end works for a thief for ever, and leaks through logs, backups and laptops.',
    good: 'Yes; no token is stored as a Secret.',
    evidenceWanted: 'Token Secrets in the cluster; how outside tools sign in.',
    type: yesPartlyNo,
    controls: ['secrets/long-lived-token'],
    worst: 'no',
    report: said('access', {
      no: 'Machine logins do not end by themselves',
      partly: 'Some machine logins do not end by themselves',
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
        'all machine logins end by themselves',
        `${plural(tokens.length, 'stored token never ends', 'stored tokens never end')}: ${named(tokens)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.laptop-access',
    step: 'access',
    scope: 'engagement',
    text: 'Do people keep files on their laptops that give access to production?',
    why: 'Programs that steal logins look for exactly these files. Copied once, they work from anywhere the API server answers.',
    good: 'No; the login is made anew each day and ends by itself.',
    evidenceWanted: 'A look at the access file of a volunteer.',
    type: yesPartlyNo,
    scenarios: ['stolen-developer-credential'],
    worst: 'yes',
    report: said('access', {
      yes: 'Files that give access to production lie on laptops',
      partly: 'Files that give access to production lie on a few laptops',
    }),
    terms: ['kubeconfig', 'credential'],
  }),
  defineQuestion({
    id: 'access.who-deploys',
    step: 'access',
    scope: 'engagement',
    mandatory: true,
    text: 'By which way do changes reach production?',
    why: 'One guarded way can be checked. When people also change production by hand, nobody knows what runs.',
    good: 'Only through the pipeline, with hands off production.',
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
    text: 'Is the wanted state of the cluster kept in version control and applied by a tool (GitOps)?',
    why: 'Then every change has an author and a date, and differences show. The tool itself becomes a key to everything it deploys to.',
    good: 'Yes, and the tool’s own access is guarded like an administrator’s.',
    evidenceWanted: 'The tool, its repositories and its rights.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('access', {
      no: 'The wanted state of the cluster is not kept in version control',
      partly: 'Only a part of the cluster’s wanted state is kept in version control',
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
        '0 known GitOps tools run in the cluster. One that works from outside would not be seen.',
      );
    },
  }),
  defineQuestion({
    id: 'access.pipeline-rights',
    step: 'access',
    scope: 'cluster',
    mandatory: true,
    text: 'May the build and deployment pipeline change only the namespaces that it deploys to?',
    why: 'Pipelines run code from many hands. One with full rights gives the cluster to whoever can change a build file.',
    good: 'Yes: one account for each product, limited to its namespace.',
    notApplicable: 'There is no pipeline.',
    evidenceWanted: 'The rights of the pipeline’s accounts.',
    type: yesPartlyNo,
    scenarios: ['leaked-ci-token'],
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
        `${plural(powerful.length, 'account', 'accounts')} of the namespace in which build runners work hold full rights over the cluster: ${named(powerful)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.builds-elsewhere',
    step: 'access',
    scope: 'cluster',
    text: 'Are builds and tests run away from the production cluster?',
    why: 'A build runs code that nobody has checked yet, often with rights over its machine. Next to production that is a short way.',
    good: 'Yes, in a cluster or on machines of their own.',
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
        'builds run away from this cluster',
        `${plural(runners.length, 'build runner works', 'build runners work')} in it: ${named(runners)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.second-person',
    step: 'access',
    scope: 'engagement',
    text: 'Does a second person have to approve each change before it reaches production, enforced by a tool?',
    why: 'It stops honest mistakes, and it forces an attacker or insider to fool two people.',
    good: 'Yes, for code and for settings, and nobody can skip it unseen.',
    evidenceWanted: 'The protection rules of the main branches.',
    type: yesPartlyNo,
    scenarios: ['poisoned-image'],
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
    why: 'The buyer does not know them, and often no contract binds them once the owner changes.',
    good: 'No; or for a named task, with an end date.',
    evidenceWanted: 'The holders of full rights beside the staff list.',
    type: yesPartlyNo,
    scenarios: ['insider-or-tenant'],
    worst: 'yes',
    report: said('access', {
      yes: 'Outside or former people hold administrator rights',
      partly: 'A few outside people hold administrator rights for a task',
    }),
    terms: ['cluster-admin'],
  }),
  defineQuestion({
    id: 'access.secret-readers',
    step: 'access',
    scope: 'cluster',
    text: 'Can only the platform team read all the secrets of the cluster?',
    why: 'Secrets hold passwords and the tokens of machine accounts. Whoever reads all of them can become anybody.',
    good: 'Yes; machines read only their own.',
    evidenceWanted: 'All holders of the right to read secrets everywhere.',
    type: yesPartlyNo,
    controls: ['rbac/read-secrets'],
    worst: 'no',
    report: said('access', {
      no: 'Others than the platform team can read all secrets',
      partly: 'A few others than the platform team can read all secrets',
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
        'only the platform team can read all secrets',
        `${readers.length} subjects can, system ones left out: ${named(readers, 5)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.developers-limited',
    step: 'access',
    scope: 'cluster',
    text: 'Are developers kept from being administrators of any namespace here?',
    why: 'The administrator of a namespace may start pods, and a careless pod setting makes that the administrator of a machine.',
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
        `a group of people is administrator in ${plural(spaces.length, 'namespace', 'namespaces')}: ${named(spaces)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'access.review',
    step: 'access',
    scope: 'engagement',
    text: 'Are all rights gone through at least every half-year, and cut?',
    why: 'Rights only ever grow unless someone takes them away, and each of them can be stolen.',
    good: 'Yes, with a record of what was taken away.',
    evidenceWanted: 'The record of the last review.',
    type: yesPartlyNo,
    scenarios: ['insider-or-tenant'],
    worst: 'no',
    report: said('access', {
      no: 'Rights are never reviewed',
      partly: 'Rights are reviewed in part or less than every half-year',
    }),
    terms: ['least-privilege'],
  }),
  defineQuestion({
    id: 'access.images-pinned',
    step: 'access',
    scope: 'cluster',
    text: 'Is every image pinned, so that the same name always means the same content?',
    why: 'A tag such as “latest” can be moved to other content. What was tested is then not what runs.',
    good: 'Yes, by digest, which is a fingerprint of the content.',
    evidenceWanted: 'The image references of all workloads.',
    type: yesPartlyNo,
    controls: ['supply-chain/mutable-tag'],
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
        'all images are pinned',
        `${plural(movable, 'workload uses', 'workloads use')} a tag that can be moved.${pinned}`,
      );
    },
  }),
  defineQuestion({
    id: 'access.images-signed',
    step: 'access',
    scope: 'cluster',
    text: 'Does the cluster refuse images that do not carry the company’s signature?',
    why: 'A signature proves who built an image. Without the check, an image slipped in from elsewhere runs like any other.',
    good: 'Yes, in every namespace.',
    evidenceWanted: 'The policy that checks signatures.',
    type: yesPartlyNo,
    controls: ['supply-chain/no-signature-verification'],
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
        'images without the company’s signature are refused',
        '0 policies that verify image signatures were seen.',
      );
    },
  }),
  defineQuestion({
    id: 'access.images-scanned',
    step: 'access',
    scope: 'engagement',
    text: 'Are images searched for known holes before and after they are deployed, and does somebody act on it?',
    why: 'New holes are found in old images every week. A list that nobody works through does not help.',
    good: 'Yes, with a deadline by severity that is kept.',
    evidenceWanted: 'The list of open holes with their age.',
    type: yesPartlyNo,
    scenarios: ['poisoned-image'],
    worst: 'no',
    report: said('supply-chain', {
      no: 'Images are not searched for known holes',
      partly: 'Images are searched for known holes, but nobody has to act on it',
    }),
    terms: ['image', 'patch'],
  }),
  defineQuestion({
    id: 'access.own-registries',
    step: 'access',
    scope: 'cluster',
    text: 'Do all images come from registries that the company controls?',
    why: 'On an open registry anybody may publish, names can be taken over, and images can vanish overnight.',
    good: 'Yes; outside images are copied and checked first.',
    evidenceWanted: 'The list of registries in use.',
    type: yesPartlyNo,
    controls: ['supply-chain/registry-not-allowed'],
    scenarios: ['poisoned-image'],
    worst: 'no',
    report: said('supply-chain', {
      no: 'Images come straight from registries that the company does not control',
      partly: 'Some images come straight from registries that the company does not control',
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
        `images also come from ${plural(open.length, 'open registry', 'open registries')}: ${named(open)}.`,
      );
    },
  }),
];

/** The parts of a subject such as "ServiceAccount ci/gitlab-runner" or "system:serviceaccount:ci:runner". */
function wordsOf(subject: string): readonly string[] {
  return subject.split(/[\s/:,()]+/);
}
