/** Step 4: what runs in the clusters, and which business depends on it. */
import { countOf, listOf } from '../../snapshot/fact-values.ts';
import { choice, defineQuestion, list, number, yesPartlyNo } from '../define.ts';
import { dispute, named, plural, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const workloadsQuestions = [
  defineQuestion({
    id: 'workloads.products',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Which products or services that customers pay for run in this cluster?',
    why: 'Risk is measured by what the business loses. A machine is never important by itself.',
    good: 'A list of products with the namespaces that make each of them.',
    evidenceWanted: 'The product list beside the list of namespaces.',
    type: list,
    worst: ['Everything we sell'],
    report: quoted('business', (value) => `Products that run here: ${value}`),
    terms: ['namespace', 'cluster'],
  }),
  defineQuestion({
    id: 'workloads.revenue-share',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'What share of the revenue stops when this cluster stops?',
    why: 'It turns “the cluster is down” into money, which is how the buyer weighs a finding.',
    good: 'A number that finance agrees with.',
    evidenceWanted: 'Revenue by product.',
    type: number('% of revenue'),
    scenarios: [
      'pod-rce',
      'stolen-developer-credential',
      'leaked-ci-token',
      'node-compromise',
      'kubelet-reached',
      'poisoned-image',
      'insider-or-tenant',
      'mesh-or-ingress-takeover',
      'ransom-of-data',
      'dns-tampering',
    ],
    worst: 100,
    report: quoted('business', (value) => `Depends on this cluster: ${value}`),
    terms: [],
  }),
  defineQuestion({
    id: 'workloads.data-class',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'What is the most delicate kind of data that this cluster stores or handles?',
    why: 'Leaked personal, payment or health data brings duties to report, fines and lost customers. Public data does not.',
    good: 'A clear class, with a list of where each kind is kept.',
    evidenceWanted: 'The record of processing activities, or a data map.',
    type: choice({
      special: 'Payment, health or other specially protected data',
      personal: 'Personal data of customers or staff',
      internal: 'Internal business data',
      public: 'Public data only',
    }),
    scenarios: [
      'pod-rce',
      'stolen-developer-credential',
      'exposed-control-plane',
      'pod-to-cloud',
      'mesh-or-ingress-takeover',
      'etcd-read',
      'insider-or-tenant',
    ],
    worst: 'special',
    report: said('business', {
      special: 'Payment, health or other specially protected data is handled here',
      personal: 'Personal data is handled here',
      internal: 'Nothing more delicate than internal business data is handled here',
      public: 'Only public data is handled here',
    }),
    terms: [],
  }),
  defineQuestion({
    id: 'workloads.untrusted-input',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Does anything here open files, images, documents or code that strangers send?',
    why: 'Programs that take files apart, such as image converters, are the classic way in: one crafted file can make them run the sender’s commands.',
    good: 'No; or in a sealed-off place without network, secrets or rights.',
    evidenceWanted: 'A walk through each upload and import function.',
    type: yesPartlyNo,
    scenarios: ['pod-rce'],
    worst: 'yes',
    report: said('exposure', {
      yes: 'Files or code from strangers are processed in the cluster',
      partly: 'Files or code from known customers are processed in the cluster',
    }),
    terms: ['remote-code-execution'],
  }),
  defineQuestion({
    id: 'workloads.published',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Which addresses of this cluster are meant to be reached from outside?',
    why: 'Everything that is published can be attacked by anyone. What is published by mistake is attacked, too, but nobody watches it.',
    good: 'A short list that equals the published names in the evidence.',
    evidenceWanted: 'Names in routes and load balancers; the domain name records.',
    type: list,
    worst: ['We do not know'],
    report: quoted('exposure', (value) => `Addresses meant to be public: ${value}`),
    terms: ['ingress', 'load-balancer'],
    prefill(evidence) {
      const hosts = listOf(evidence, 'exposure.ingressHosts');
      return suggest(
        evidence,
        'exposure.ingressHosts',
        hosts === null || hosts.length === 0 ? null : [...hosts],
      );
    },
    contradicts(value, evidence) {
      const hosts = listOf(evidence, 'exposure.ingressHosts');
      if (!Array.isArray(value) || hosts === null) return null;
      const meant = new Set(value.map((host) => host.trim().toLowerCase()));
      const extra = hosts.filter((host) => !meant.has(host.toLowerCase()));
      if (extra.length === 0) return null;
      return dispute(
        evidence,
        ['exposure.ingressHosts'],
        `${plural(value.length, 'address is', 'addresses are')} meant to be public`,
        `${hosts.length} names are published; not on the list: ${named(extra)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.internet-reach',
    step: 'workloads',
    scope: 'cluster',
    text: 'Can the published addresses be reached from the whole internet, or does a firewall limit them?',
    why: 'The cluster shows which addresses exist, not which firewall stands before them. Only the target or a document can tell.',
    good: 'A statement for each address, and a firewall rule that proves it.',
    notApplicable: 'Nothing is published.',
    evidenceWanted: 'Firewall and load-balancer rules of the cloud account.',
    type: choice({
      private: 'Only from private networks',
      'allow-list': 'From listed partners only',
      internet: 'From the whole internet',
    }),
    scenarios: ['pod-rce'],
    worst: 'internet',
    report: said('exposure', {
      internet: 'The published addresses can be reached from the whole internet',
      'allow-list': 'The published addresses are said to answer to listed partners only',
      private: 'The published addresses are said to answer on private networks only',
    }),
    terms: ['firewall', 'allow-list'],
  }),
  defineQuestion({
    id: 'workloads.only-https',
    step: 'workloads',
    scope: 'cluster',
    text: 'Is HTTPS the only thing that is open to the outside?',
    why: 'Without encryption, passwords and customer data can be read on the way. Other open ports are doors that nobody meant to build.',
    good: 'Yes; plain HTTP only forwards to HTTPS, and nothing else is open.',
    notApplicable: 'Nothing is published.',
    evidenceWanted: 'Routes without a certificate, and services with open ports.',
    type: yesPartlyNo,
    controls: ['network/ingress-without-tls', 'network/node-port'],
    worst: 'no',
    report: said('exposure', {
      no: 'More than HTTPS is open to the outside',
      partly: 'Some addresses are open to the outside without HTTPS',
    }),
    terms: ['https', 'node-port', 'load-balancer'],
    prefill(evidence) {
      const plain = countOf(evidence, 'exposure.plainHttpHosts');
      return suggest(evidence, 'exposure.plainHttpHosts', plain !== null && plain > 0 ? 'no' : null);
    },
    contradicts(value, evidence) {
      if (value !== 'yes') return null;
      const plain = listOf(evidence, 'exposure.plainHttpHosts');
      const ports = countOf(evidence, 'exposure.nodePorts');
      const signs = [
        ...(plain !== null && plain.length > 0 ? [`names served without encryption: ${named(plain)}`] : []),
        ...(ports !== null && ports > 0 ? [`services with a port open on every node: ${ports}`] : []),
      ];
      if (signs.length === 0) return null;
      return dispute(
        evidence,
        ['exposure.plainHttpHosts', 'exposure.nodePorts'],
        'only HTTPS is open to the outside',
        `${signs.join('; ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.admin-pages-private',
    step: 'workloads',
    scope: 'cluster',
    text: 'Are all administration pages, such as dashboards and deployment tools, closed to the outside?',
    why: 'An administration page does by design what an attacker wants. Behind one weak password it gives the cluster away.',
    good: 'Yes, all behind the company login and a private network.',
    notApplicable: 'There is no administration page.',
    evidenceWanted: 'Published routes that lead to dashboards and tools.',
    type: yesPartlyNo,
    controls: ['network/sensitive-ui-exposed'],
    worst: 'no',
    report: said('exposure', {
      no: 'Administration pages are open to the outside',
      partly: 'Some administration pages are open to the outside',
    }),
    terms: ['dashboard', 'sso'],
    prefill(evidence) {
      const pages = countOf(evidence, 'exposure.sensitiveUis');
      return suggest(evidence, 'exposure.sensitiveUis', pages === null ? null : pages > 0 ? 'no' : 'yes');
    },
    contradicts(value, evidence) {
      const pages = listOf(evidence, 'exposure.sensitiveUis');
      if (value !== 'yes' || pages === null || pages.length === 0) return null;
      return dispute(
        evidence,
        ['exposure.sensitiveUis'],
        'all administration pages are closed to the outside',
        `a published address leads to ${plural(pages.length, 'administration page', 'administration pages')}: ${named(pages)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.namespaces-isolated',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Are all namespaces isolated from each other on the network?',
    why: 'Without limits every program in the cluster may talk to every other. A break-in at the weakest one is then a break-in next door to the database.',
    good: 'Yes: nothing is allowed at first, and each needed connection is named.',
    evidenceWanted: 'Network policies of every namespace, and a network plugin that enforces them.',
    type: yesPartlyNo,
    controls: ['network/namespace-without-policy'],
    worst: 'no',
    report: said('exposure', {
      no: 'Namespaces are not isolated from each other',
      partly: 'Only some namespaces are isolated from the others',
    }),
    terms: ['namespace', 'network-policy', 'network-plugin'],
    prefill(evidence) {
      const limited = countOf(evidence, 'network.namespacesWithEffectivePolicy');
      const all = countOf(evidence, 'network.namespacesWithPods');
      if (limited === null || all === null) return null;
      return suggest(
        evidence,
        'network.namespacesWithEffectivePolicy',
        limited === 0 ? 'no' : limited < all ? 'partly' : null,
      );
    },
    contradicts(value, evidence) {
      const limited = countOf(evidence, 'network.namespacesWithEffectivePolicy');
      const all = countOf(evidence, 'network.namespacesWithPods');
      if (value !== 'yes' || limited === null || all === null || limited >= all) return null;
      const idle = countOf(evidence, 'network.policiesSelectingNothing');
      const aside =
        idle !== null && idle > 0
          ? ` ${plural(idle, 'policy selects', 'policies select')} no pod at all.`
          : '';
      return dispute(
        evidence,
        ['network.namespacesWithEffectivePolicy', 'network.policiesSelectingNothing'],
        'all namespaces are isolated',
        `${all - limited} of ${all} namespaces with pods have no network policy that selects a pod.${aside}`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.no-privileged',
    step: 'workloads',
    scope: 'cluster',
    text: 'Is it certain that no application runs with rights over the machine it runs on?',
    why: 'Such a container is only for show a container: whoever gets into it has the whole machine and every other program on it.',
    good: 'Yes; only system agents that need it do, and a rule refuses all others.',
    evidenceWanted: 'Workloads that are privileged, or that mount parts of the machine’s disk.',
    type: yesPartlyNo,
    controls: ['pod/privileged-container'],
    worst: 'no',
    report: said('exposure', {
      no: 'Applications run with rights over their machines',
      partly: 'A few applications run with rights over their machines',
    }),
    terms: ['privileged', 'host-path', 'runtime-socket', 'container'],
    prefill(evidence) {
      const privileged = countOf(evidence, 'pods.privileged');
      return suggest(evidence, 'pods.privileged', privileged !== null && privileged > 0 ? 'no' : null);
    },
    contradicts(value, evidence) {
      if (value !== 'yes') return null;
      const counted = [
        ['workloads that are privileged', countOf(evidence, 'pods.privileged')],
        ['workloads that mount the machine’s disk', countOf(evidence, 'pods.hostPath')],
        ['workloads that hold the container runtime socket', countOf(evidence, 'pods.runtimeSocket')],
      ] as const;
      if (!counted.some(([, count]) => count !== null && count > 0)) return null;
      return dispute(
        evidence,
        ['pods.privileged', 'pods.hostPath', 'pods.runtimeSocket'],
        'no application runs with rights over its machine',
        `leaving system agents out, ${counted.map(([what, count]) => `${what}: ${count ?? 'not established'}`).join('; ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.not-root',
    step: 'workloads',
    scope: 'cluster',
    text: 'Do all applications run as an ordinary user instead of root?',
    why: 'Root is the all-powerful user of a Linux system. A break-in as an ordinary user hits more walls.',
    good: 'Yes, and a rule refuses anything else.',
    evidenceWanted: 'The user settings of every workload.',
    type: yesPartlyNo,
    controls: ['pod/may-run-as-root'],
    worst: 'no',
    report: said('exposure', { no: 'Applications run as root', partly: 'Some applications run as root' }),
    terms: ['root'],
    prefill(evidence) {
      const root = countOf(evidence, 'pods.mayRunAsRoot');
      return suggest(evidence, 'pods.mayRunAsRoot', root === null ? null : root > 0 ? 'no' : 'yes');
    },
    contradicts(value, evidence) {
      const root = countOf(evidence, 'pods.mayRunAsRoot');
      if (value !== 'yes' || root === null || root === 0) return null;
      const all = countOf(evidence, 'size.workloads');
      return dispute(
        evidence,
        ['pods.mayRunAsRoot'],
        'all applications run as an ordinary user',
        `${root}${all === null ? '' : ` of ${all}`} workloads may run as root.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.limits',
    step: 'workloads',
    scope: 'cluster',
    text: 'Does every workload have a limit on the memory that it may use?',
    why: 'Without limits one faulty or hostile program can starve all others on its machine.',
    good: 'Yes, with limits that follow what was measured.',
    evidenceWanted: 'Resource settings of every workload.',
    type: yesPartlyNo,
    controls: ['availability/no-limits'],
    worst: 'no',
    report: said('exposure', {
      no: 'Workloads run without memory limits',
      partly: 'Some workloads run without memory limits',
    }),
    terms: ['limit', 'workload'],
    prefill(evidence) {
      const without = countOf(evidence, 'pods.withoutLimits');
      return suggest(
        evidence,
        'pods.withoutLimits',
        without === null ? null : without > 0 ? 'partly' : 'yes',
      );
    },
    contradicts(value, evidence) {
      const without = countOf(evidence, 'pods.withoutLimits');
      if (value !== 'yes' || without === null || without === 0) return null;
      return dispute(
        evidence,
        ['pods.withoutLimits'],
        'every workload has a memory limit',
        `${plural(without, 'workload has', 'workloads have')} none.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.redundant',
    step: 'workloads',
    scope: 'cluster',
    text: 'Does every application that earns money keep running when one machine fails?',
    why: 'Machines fail and are replaced all the time. An application with one copy stops each time.',
    good: 'Yes: at least two copies on different machines.',
    notApplicable: 'No application in this cluster earns money.',
    evidenceWanted: 'Copies of each workload and how they are spread.',
    type: yesPartlyNo,
    controls: ['availability/single-replica'],
    worst: 'no',
    report: said('business', {
      no: 'Applications that earn money stop when one machine fails',
      partly: 'Some applications that earn money stop when one machine fails',
    }),
    terms: ['replica', 'disruption-budget'],
    prefill(evidence) {
      const single = countOf(evidence, 'availability.singleReplica');
      return suggest(
        evidence,
        'availability.singleReplica',
        single === null ? null : single > 0 ? 'partly' : 'yes',
      );
    },
    contradicts(value, evidence) {
      const single = countOf(evidence, 'availability.singleReplica');
      if (value !== 'yes' || single === null || single === 0) return null;
      return dispute(
        evidence,
        ['availability.singleReplica'],
        'every application keeps running when one machine fails',
        `${plural(single, 'application runs', 'applications run')} as a single copy.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.dependency-updates',
    step: 'workloads',
    scope: 'engagement',
    text: 'Are the libraries and base images inside the applications updated within weeks of a fix?',
    why: 'Most code in a product was written by others. Holes in it are public, and so are the tools that use them.',
    good: 'Yes, by a tool that proposes each update, with a deadline by severity.',
    evidenceWanted: 'The update tool’s list, and the age of the images.',
    type: yesPartlyNo,
    scenarios: ['pod-rce'],
    worst: 'no',
    report: said('supply-chain', {
      no: 'Libraries and base images are not updated in any regular way',
      partly: 'Libraries and base images are updated for some applications only',
    }),
    terms: ['dependency', 'image'],
  }),
  defineQuestion({
    id: 'workloads.foreign-code',
    step: 'workloads',
    scope: 'cluster',
    text: 'Do customers, partners or separate companies run code of their own in this cluster?',
    why: 'Kubernetes keeps well-meaning teams apart, not enemies. Whoever runs code in the cluster is already behind the first wall.',
    good: 'No; or in a cluster of their own or a sandbox made for it.',
    evidenceWanted: 'The list of tenants and how their code is fenced in.',
    type: yesPartlyNo,
    scenarios: ['insider-or-tenant'],
    worst: 'yes',
    report: said('exposure', {
      yes: 'Outside parties run code of their own in the cluster',
      partly: 'Outside parties run code of their own in a fenced part of the cluster',
    }),
    terms: ['tenant', 'sandbox'],
  }),
];
