/** Step 3: how Kubernetes is deployed, and who answers for which part. */
import { dayInWords } from '../../../shared/day-in-words.ts';
import { countOf, flagOf, wordOf } from '../../snapshot/fact-values.ts';
import { choice, defineQuestion, number, text, yesPartlyNo } from '../define.ts';
import { dispute, plural, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const deploymentQuestions = [
  defineQuestion({
    id: 'deployment.control-plane-run-by',
    step: 'deployment',
    scope: 'cluster',
    mandatory: true,
    text: 'Who runs the control plane: a cloud provider as a service, a vendor, or the company itself?',
    why: 'The control plane is the brain of the cluster. If a provider runs it, much of the hardest security work is done; if the company does, every part of it has to be checked.',
    good: 'A provider’s service, or a team with a written routine for each part.',
    evidenceWanted: 'The provider’s console or contract.',
    type: choice({
      provider: 'A cloud provider, as a service',
      vendor: 'A vendor or contractor',
      self: 'The company itself',
    }),
    worst: 'self',
    report: said('environment', {
      provider: 'A cloud provider runs the control plane',
      vendor: 'A vendor or contractor runs the control plane',
      self: 'The company runs the control plane itself',
    }),
    terms: ['control-plane', 'managed-control-plane', 'shared-responsibility'],
    prefill(evidence) {
      const managed = flagOf(evidence, 'platform.managedControlPlane');
      return suggest(
        evidence,
        'platform.managedControlPlane',
        managed === null ? null : managed ? 'provider' : 'self',
      );
    },
    contradicts(value, evidence) {
      const managed = flagOf(evidence, 'platform.managedControlPlane');
      if (managed === null || (value === 'provider') === managed || value === 'vendor') return null;
      const seen = `${wordOf(evidence, 'platform.distribution') ?? 'the platform'} was detected.`;
      return dispute(
        evidence,
        ['platform.managedControlPlane', 'platform.distribution'],
        managed ? 'the company runs the control plane itself' : 'a cloud provider runs the control plane',
        managed
          ? `a provider runs the control plane; ${seen}`
          : `no provider runs the control plane; ${seen}`,
      );
    },
  }),
  defineQuestion({
    id: 'deployment.version-supported',
    step: 'deployment',
    scope: 'cluster',
    text: 'Does the Kubernetes version in use still receive security fixes?',
    why: 'Each version is looked after for about 14 months. After that, new holes stay open, and some providers charge extra or upgrade by force.',
    good: 'Yes, with at least three months left and a date for the next upgrade.',
    evidenceWanted: 'The server version and the provider’s support calendar.',
    type: yesPartlyNo,
    controls: ['version/server-out-of-support'],
    worst: 'no',
    report: said('environment', {
      no: 'The target knows that its Kubernetes version no longer receives fixes',
      partly: 'The Kubernetes version receives fixes only under extended support',
    }),
    terms: ['support-window', 'upgrade'],
    prefill(evidence) {
      const supported = flagOf(evidence, 'platform.serverSupported');
      return suggest(
        evidence,
        'platform.serverSupported',
        supported === null ? null : supported ? 'yes' : 'no',
      );
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || flagOf(evidence, 'platform.serverSupported') !== false) return null;
      const version = wordOf(evidence, 'platform.serverVersion');
      const ended = wordOf(evidence, 'platform.supportEnds');
      return dispute(
        evidence,
        ['platform.serverSupported', 'platform.serverVersion'],
        'the Kubernetes version still receives security fixes',
        `the server version${version === null ? '' : ` ${version}`} is out of support${ended === null ? '' : ` since ${dayInWords(ended)}`}.`,
      );
    },
  }),
  defineQuestion({
    id: 'deployment.patch-monthly',
    step: 'deployment',
    scope: 'cluster',
    mandatory: true,
    text: 'Are the cluster and its nodes patched at least once a month?',
    why: 'Known holes are tried out within days of being published. A routine that runs monthly closes most of them before they matter.',
    good: 'Yes, by a routine with dates, nodes included.',
    evidenceWanted: 'Change records of the last three months; versions of the nodes.',
    type: yesPartlyNo,
    controls: ['version/kubelet-skew'],
    scenarios: ['exposed-control-plane', 'node-compromise'],
    worst: 'no',
    report: said('environment', {
      no: 'There is no routine for patching the cluster and its nodes',
      partly: 'Only parts of the cluster are patched every month',
      yes: 'The cluster and its nodes are said to be patched monthly',
    }),
    terms: ['patch', 'node', 'version-skew'],
    prefill(evidence) {
      const skew = countOf(evidence, 'platform.kubeletSkewMinors');
      return suggest(evidence, 'platform.kubeletSkewMinors', skew !== null && skew >= 2 ? 'no' : null);
    },
    contradicts(value, evidence) {
      if (value !== 'yes') return null;
      const skew = countOf(evidence, 'platform.kubeletSkewMinors');
      const supported = flagOf(evidence, 'platform.serverSupported');
      const signs = [
        ...(skew !== null && skew >= 1
          ? [`the oldest node agent is ${plural(skew, 'minor version', 'minor versions')} behind the server`]
          : []),
        ...(supported === false ? ['the server version is out of support'] : []),
      ];
      if (signs.length === 0) return null;
      return dispute(
        evidence,
        ['platform.kubeletSkewMinors', 'platform.serverSupported'],
        'the cluster and its nodes are patched every month',
        `${signs.join(', and ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'deployment.upgrade-tried',
    step: 'deployment',
    scope: 'engagement',
    text: 'When the cluster was last upgraded, was the upgrade tried out somewhere else first?',
    why: 'Teams that fear upgrades put them off. A rehearsed upgrade is a sign that the next one will happen on time.',
    good: 'Yes, on a test cluster built the same way, within the last six months.',
    notApplicable: 'The cluster was never upgraded.',
    evidenceWanted: 'The record of the last upgrade.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'Upgrades are not tried out before they reach production',
      partly: 'Upgrades are tried out on an unlike system only',
    }),
    terms: ['upgrade', 'staging'],
  }),
  defineQuestion({
    id: 'deployment.as-code',
    step: 'deployment',
    scope: 'engagement',
    text: 'Could the whole cluster be built anew from files under version control?',
    why: 'After a break-in the only safe way is often to build anew. What was clicked together by hand comes back slowly and with gaps.',
    good: 'Yes: machines, network, cluster and applications, and it was done within the last year.',
    evidenceWanted: 'The repository, and a record of the last rebuild.',
    type: yesPartlyNo,
    scenarios: ['node-compromise'],
    worst: 'no',
    report: said('environment', {
      no: 'The cluster cannot be rebuilt from files under version control',
      partly: 'Only a part of the cluster can be rebuilt from files under version control',
      yes: 'The cluster can be rebuilt from files under version control',
    }),
    terms: ['infrastructure-as-code'],
  }),
  defineQuestion({
    id: 'deployment.rebuild-hours',
    step: 'deployment',
    scope: 'cluster',
    text: 'How many hours would it take to rebuild the cluster from nothing, and has anyone timed it?',
    why: 'That is how long the business stands still after the worst day.',
    good: 'A measured number that is shorter than the business can bear.',
    evidenceWanted: 'The record of a rebuild.',
    type: number('hours'),
    worst: 200,
    report: quoted('data', (value) => `Rebuilding the cluster from nothing is said to take ${value}`),
    terms: ['cluster'],
  }),
  defineQuestion({
    id: 'deployment.node-replacement',
    step: 'deployment',
    scope: 'cluster',
    text: 'Are nodes replaced by fresh ones as a routine, and what of them is kept first?',
    why: 'Fresh machines throw an intruder out, but they also throw the traces away. Logs that stay only on the machine are gone with it.',
    good: 'Yes, at least monthly, with all logs copied away beforehand.',
    notApplicable: 'The provider runs the nodes.',
    evidenceWanted: 'Creation dates of the nodes; where their logs are kept.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'Nodes are kept until they fail',
      partly: 'Nodes are replaced now and then; what they recorded is lost',
    }),
    terms: ['node', 'ephemeral'],
  }),
  defineQuestion({
    id: 'deployment.node-login',
    step: 'deployment',
    scope: 'cluster',
    text: 'Can people log in to the nodes directly, for instance with SSH?',
    why: 'Whoever is on a node holds everything that runs on it, past all rules of the cluster and mostly unseen.',
    good: 'No; repairs are done by replacing the node, and emergency access is recorded.',
    evidenceWanted: 'Firewall rules, keys on the nodes, the session log of the provider.',
    type: yesPartlyNo,
    scenarios: ['node-compromise'],
    worst: 'yes',
    report: said('access', {
      yes: 'People log in to the nodes directly',
      partly: 'Some people can log in to the nodes directly',
    }),
    terms: ['node', 'ssh'],
  }),
  defineQuestion({
    id: 'deployment.node-system',
    step: 'deployment',
    scope: 'cluster',
    text: 'Which operating system runs on the nodes, and who patches it?',
    why: 'Under every container lies an operating system. Providers often patch the cluster but leave this part to the customer.',
    good: 'A small system made for containers, replaced by the provider’s newest image every month.',
    notApplicable: 'The provider runs the nodes.',
    evidenceWanted: 'The node image and its date.',
    type: text,
    worst: 'A general Linux that nobody patches',
    report: quoted('environment', (value) => `Operating system of the nodes: ${value}`),
    terms: ['node', 'container', 'patch'],
  }),
];
