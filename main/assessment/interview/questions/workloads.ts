/** Step 4: what runs in the clusters, and which business depends on it. */
import { countOf, listOf } from '../../../../shared/fact-values.ts';
import { count, some } from '../../../../shared/in-words.ts';
import { choice, defineQuestion, list, number, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { quoted, said } from '../spoken.ts';

export const workloadsQuestions = [
  defineQuestion({
    id: 'workloads.products',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Which products or services that customers pay for run in this cluster?',
    why: 'Risk is measured by what the business loses, so the products matter more than the machines.',
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
    text: 'What share of revenue depends on this cluster?',
    why: 'It turns “the cluster is down” into money, which is how the buyer weighs a finding.',
    good: 'A number that finance agrees with.',
    evidenceWanted: 'Revenue by product.',
    type: number('% of revenue'),
    worst: 100,
    report: quoted('business', (value) => `Dependent on this cluster: ${value}`),
    terms: [],
  }),
  defineQuestion({
    id: 'workloads.data-class',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'What is the most sensitive class of data that this cluster stores or processes?',
    why: 'A leak of personal, payment or health data brings reporting duties, fines and lost customers. Public data does not.',
    good: 'A clear class, with a list of where each kind is kept.',
    evidenceWanted: 'The record of processing activities, or a data map.',
    type: choice({
      special: 'Payment, health or other specially protected data',
      personal: 'Personal data of customers or staff',
      internal: 'Internal business data',
      public: 'Public data only',
    }),
    worst: 'special',
    report: said('business', {
      special: 'Payment, health or other specially protected data is handled here',
      personal: 'Personal data is handled here',
      internal: 'Nothing more sensitive than internal business data is handled here',
      public: 'Only public data is handled here',
    }),
    terms: [],
  }),
  defineQuestion({
    id: 'workloads.untrusted-input',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Do any workloads process untrusted files, images, documents or code?',
    why: 'Programs that parse files, such as image converters, are a common entry point: one crafted file can make them run the sender’s code.',
    good: 'No; or in a sandbox without network access, Secrets or access rights.',
    evidenceWanted: 'A walk through each upload and import function.',
    type: yesPartlyNo,
    worst: 'yes',
    report: said('exposure', {
      yes: 'Untrusted files or code are processed in the cluster',
      partly: 'Files or code from known customers are processed in the cluster',
    }),
    terms: ['remote-code-execution'],
  }),
  defineQuestion({
    id: 'workloads.published',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Which endpoints of this cluster are meant to be exposed?',
    why: 'Anyone can attack an exposed endpoint. An endpoint exposed by mistake is attacked too, and nobody monitors it.',
    good: 'A short list that equals the published names in the evidence.',
    evidenceWanted: 'Names in routes and load balancers; the domain name records.',
    type: list,
    worst: ['We do not know'],
    report: quoted('exposure', (value) => `Endpoints meant to be public: ${value}`),
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
        `${count(value.length, 'address is', 'addresses are')} meant to be public`,
        `${count(hosts.length, 'host is', 'hosts are')} exposed; ${count(extra.length, 'is', 'are')} not on the list: ${some(extra)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.internet-reach',
    step: 'workloads',
    scope: 'cluster',
    text: 'From where can the exposed endpoints be reached?',
    why: 'The cluster shows which endpoints exist, not which firewall protects them. Only the target or a document can tell.',
    good: 'A statement for each address, and a firewall rule that proves it.',
    notApplicable: 'Nothing is published.',
    evidenceWanted: 'Firewall and load-balancer rules of the cloud account.',
    type: choice({
      private: 'Only from private networks',
      'allow-list': 'From listed partners only',
      internet: 'From the whole internet',
    }),
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
    text: 'Is HTTPS the only protocol exposed to the outside?',
    why: 'Without encryption, passwords and customer data can be read in transit. Other open ports are often exposed by mistake.',
    good: 'Yes; plain HTTP only forwards to HTTPS, and nothing else is open.',
    notApplicable: 'Nothing is published.',
    evidenceWanted: 'Routes without a certificate, and services with open ports.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('exposure', {
      no: 'Protocols other than HTTPS are exposed to the outside',
      partly: 'Some endpoints are exposed without HTTPS',
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
        ...(plain !== null && plain.length > 0
          ? [`${count(plain.length, 'host is', 'hosts are')} served without TLS: ${some(plain)}`]
          : []),
        ...(ports !== null && ports > 0
          ? [
              count(
                ports,
                'NodePort Service opens a port on every node',
                'NodePort Services open a port on every node',
              ),
            ]
          : []),
      ];
      if (signs.length === 0) return null;
      return dispute(
        evidence,
        ['exposure.plainHttpHosts', 'exposure.nodePorts'],
        'only HTTPS is exposed to the outside',
        `${signs.join('; ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.admin-pages-private',
    step: 'workloads',
    scope: 'cluster',
    text: 'Are all administration interfaces, such as dashboards and deployment tools, inaccessible from outside?',
    why: 'An administration interface does by design what an attacker wants. With one weak password, it hands over the cluster.',
    good: 'Yes, all behind single sign-on and a private network.',
    notApplicable: 'There is no administration interface.',
    evidenceWanted: 'Published routes that lead to dashboards and tools.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('exposure', {
      no: 'Administration interfaces are accessible from outside',
      partly: 'Some administration interfaces are accessible from outside',
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
        'all administration interfaces are inaccessible from outside',
        `${count(pages.length, 'administration interface is', 'administration interfaces are')} exposed: ${some(pages)}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.namespaces-isolated',
    step: 'workloads',
    scope: 'cluster',
    mandatory: true,
    text: 'Are all namespaces isolated from each other on the network?',
    why: 'Without network policies, every workload can connect to every other. An attacker in the weakest one can then connect to the database.',
    good: 'Yes: all traffic is denied by default, and each needed connection is allowed explicitly.',
    evidenceWanted: 'Network policies of every namespace, and a network plugin that enforces them.',
    type: yesPartlyNo,
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
          ? ` ${count(idle, 'policy selects', 'policies select')} no pod at all.`
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
    text: 'Do all applications run without privileged access to their node?',
    why: 'A privileged container does not isolate: whoever compromises it controls the node and every other workload on it.',
    good: 'Yes; only system agents that need it have it, and an admission rule rejects all others.',
    evidenceWanted: 'Workloads that are privileged or mount hostPath volumes.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('exposure', {
      no: 'Applications run with privileged access to their nodes',
      partly: 'A few applications run with privileged access to their nodes',
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
        ['workloads with a hostPath volume', countOf(evidence, 'pods.hostPath')],
        ['workloads that mount the container runtime socket', countOf(evidence, 'pods.runtimeSocket')],
      ] as const;
      if (!counted.some(([, count]) => count !== null && count > 0)) return null;
      return dispute(
        evidence,
        ['pods.privileged', 'pods.hostPath', 'pods.runtimeSocket'],
        'no application has privileged access to its node',
        `system agents excluded, ${counted.map(([what, count]) => `${what}: ${count ?? 'not established'}`).join('; ')}.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.not-root',
    step: 'workloads',
    scope: 'cluster',
    text: 'Do all applications run as a non-root user?',
    why: 'Root is the unrestricted user of a Linux system. Code that runs as another user is easier to contain.',
    good: 'Yes, and an admission rule rejects anything else.',
    evidenceWanted: 'The user settings of every workload.',
    type: yesPartlyNo,
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
        'all applications run as a non-root user',
        `${root}${all === null ? '' : ` of ${all}`} workloads may run as root.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.limits',
    step: 'workloads',
    scope: 'cluster',
    text: 'Does every workload have a memory limit?',
    why: 'Without limits, one faulty or hostile workload can starve all others on its node.',
    good: 'Yes, with limits that follow what was measured.',
    evidenceWanted: 'Resource settings of every workload.',
    type: yesPartlyNo,
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
        `${count(without, 'workload has', 'workloads have')} none.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.redundant',
    step: 'workloads',
    scope: 'cluster',
    text: 'Does every revenue-earning application keep running when one node fails?',
    why: 'Nodes fail and are replaced regularly. An application with one replica stops each time.',
    good: 'Yes: at least two replicas on different nodes.',
    notApplicable: 'No application in this cluster earns money.',
    evidenceWanted: 'Replicas of each workload and how they are spread.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('business', {
      no: 'Revenue-earning applications stop when one node fails',
      partly: 'Some revenue-earning applications stop when one node fails',
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
        'every application keeps running when one node fails',
        `${count(single, 'application runs', 'applications run')} with a single replica.`,
      );
    },
  }),
  defineQuestion({
    id: 'workloads.dependency-updates',
    step: 'workloads',
    scope: 'engagement',
    text: 'Are the libraries and base images inside the applications updated within weeks of a fix?',
    why: 'Most code in a product comes from third parties. Its vulnerabilities are public, and so are the exploits.',
    good: 'Yes, by a tool that proposes each update, with a deadline by severity.',
    evidenceWanted: 'The update tool’s list, and the age of the images.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('supply-chain', {
      no: 'Libraries and base images are not updated regularly',
      partly: 'Libraries and base images are updated for some applications only',
    }),
    terms: ['dependency', 'image'],
  }),
  defineQuestion({
    id: 'workloads.foreign-code',
    step: 'workloads',
    scope: 'cluster',
    text: 'Do customers, partners or other companies run their own code in this cluster?',
    why: 'Kubernetes separates cooperating teams, not hostile tenants. Whoever runs code in the cluster has already passed the outer defences.',
    good: 'No; or in a cluster of their own or a sandbox made for it.',
    evidenceWanted: 'The list of tenants and how their code is isolated.',
    type: yesPartlyNo,
    worst: 'yes',
    report: said('exposure', {
      yes: 'Third parties run their own code in the cluster',
      partly: 'Third parties run their own code in an isolated part of the cluster',
    }),
    terms: ['tenant', 'sandbox'],
  }),
];
