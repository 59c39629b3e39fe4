/** Step 3: how Kubernetes is deployed, and who answers for which part. */
import { dayInWords } from '../../../../shared/day-in-words.ts';
import { countOf, flagOf, wordOf } from '../../../../shared/fact-values.ts';
import { count } from '../../../../shared/in-words.ts';
import { choice, defineQuestion, number, text, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const deploymentQuestions = [
  defineQuestion({
    id: 'deployment.control-plane-run-by',
    step: 'deployment',
    scope: 'cluster',
    mandatory: true,
    text: 'Who operates the control plane: a cloud provider, a vendor or the company itself?',
    why: 'The control plane manages the cluster. If a provider operates it, much of the hardest security work is done; if the company does, every part must be checked.',
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
    why: 'Each version is maintained for about 14 months. After that, newly found vulnerabilities will not be fixed, and some providers charge extra or force an upgrade.',
    good: 'Yes, with at least three months left and a date for the next upgrade.',
    evidenceWanted: 'The server version and the provider’s support calendar.',
    type: yesPartlyNo,
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
    why: 'Published vulnerabilities are exploited within days. Monthly patching fixes most of them in time.',
    good: 'Yes, by a routine with dates, nodes included.',
    evidenceWanted: 'Change records of the last three months; versions of the nodes.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'The cluster and its nodes are not patched on a schedule',
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
          ? [`the oldest kubelet is ${count(skew, 'minor version', 'minor versions')} behind the server`]
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
    text: 'Was the last cluster upgrade tested in another environment first?',
    why: 'Teams that fear upgrades postpone them. A tested upgrade is a sign that the next one will happen on time.',
    good: 'Yes, on a test cluster built the same way, within the last six months.',
    notApplicable: 'The cluster was never upgraded.',
    evidenceWanted: 'The record of the last upgrade.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'Upgrades are not tested before they reach production',
      partly: 'Upgrades are tested only on a system that differs from production',
    }),
    terms: ['upgrade', 'staging'],
  }),
  defineQuestion({
    id: 'deployment.as-code',
    step: 'deployment',
    scope: 'engagement',
    text: 'Can the whole cluster be rebuilt from version-controlled files?',
    why: 'After a compromise, a rebuild is often the only safe way. A cluster configured by hand is rebuilt slowly and with gaps.',
    good: 'Yes: machines, network, cluster and applications, and it was done within the last year.',
    evidenceWanted: 'The repository, and a record of the last rebuild.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'The cluster cannot be rebuilt from version-controlled files',
      partly: 'Only part of the cluster can be rebuilt from version-controlled files',
      yes: 'The cluster can be rebuilt from version-controlled files',
    }),
    terms: ['infrastructure-as-code'],
  }),
  defineQuestion({
    id: 'deployment.rebuild-hours',
    step: 'deployment',
    scope: 'cluster',
    text: 'How many hours does it take to rebuild the cluster from nothing?',
    why: 'After the loss of the cluster, the outage lasts at least that long.',
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
    text: 'Are nodes replaced regularly, with their logs kept?',
    why: 'Replacing a node removes an attacker, but also the evidence. Logs kept only on the node are lost with it.',
    good: 'Yes, at least monthly, with all logs copied away beforehand.',
    notApplicable: 'The provider runs the nodes.',
    evidenceWanted: 'Creation dates of the nodes; where their logs are kept.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('environment', {
      no: 'Nodes are kept until they fail',
      partly: 'Nodes are replaced occasionally, and their logs are lost',
    }),
    terms: ['node', 'ephemeral'],
  }),
  defineQuestion({
    id: 'deployment.node-login',
    step: 'deployment',
    scope: 'cluster',
    text: 'Can people log in to the nodes directly, for instance with SSH?',
    why: 'Whoever is logged in to a node controls everything that runs on it, outside Kubernetes’ access rules and mostly unlogged.',
    good: 'No; repairs are done by replacing the node, and emergency access is recorded.',
    evidenceWanted: 'Firewall rules, keys on the nodes, the session log of the provider.',
    type: yesPartlyNo,
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
    text: 'Which operating system runs on the nodes?',
    why: 'Every container runs on a node’s operating system. Providers often patch the cluster but leave the nodes to the customer.',
    good: 'A small system made for containers, replaced by the provider’s newest image every month.',
    notApplicable: 'The provider runs the nodes.',
    evidenceWanted: 'The node image and its date.',
    type: text,
    worst: 'A general Linux that nobody patches',
    report: quoted('environment', (value) => `Operating system of the nodes: ${value}`),
    terms: ['node', 'container', 'patch'],
  }),
];
