/** Which admission plugins the API server's arguments switch on and off beside the defaults of its version. */
import type { Component, Entries } from '../../cluster/platform/component-args.ts';
import { type Control, type Draft, fix, pass } from '../define.ts';
import { componentControl, faulty, unseen, whenAbsent } from './component-control.ts';

const QUESTIONS = ['deployment.control-plane-run-by'];
const MANIFEST = '# /etc/kubernetes/manifests/kube-apiserver.yaml\ncommand:\n  - kube-apiserver\n';

export const admissionPluginControls: readonly Control[] = [
  componentControl({
    id: 'control-plane/node-restriction',
    title: 'Kubelets allowed to change other nodes and their pods',
    severity: 'medium',
    rationale:
      'Without the NodeRestriction plugin, an attacker on one node can use its kubelet credential to relabel and taint any node and change pods of other nodes. The attacker can then move pods with valuable credentials to the compromised machine.',
    remediation: fix(
      'Enable the admission plugin NodeRestriction.',
      'Add it to --enable-admission-plugins on every control-plane node, then check that kubelets set no restricted labels on themselves.',
      [0.5, 2, 8],
      `${MANIFEST}  - --enable-admission-plugins=NodeRestriction\n`,
    ),
    references: [
      {
        title: 'NodeRestriction',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction',
      },
    ],
    mappings: ['cis:1.2.14', 'nsa-cisa:control-plane', 'owasp-k8s:K09'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const plugins = admissionPlugins(server);
          const off = plugins.disabled?.items.includes('NodeRestriction') === true ? plugins.disabled : null;
          if (off !== null) return faulty(server, off, 'The plugin NodeRestriction is disabled.');
          if (plugins.enabled?.items.includes('NodeRestriction') === true)
            return pass(server.ref, 'The plugin NodeRestriction is enabled.');
          if (plugins.hidden) return unseen(server, 'enable-admission-plugins');
          return whenAbsent(server, 'enable-admission-plugins', () =>
            faulty(server, plugins.enabled, 'The plugin NodeRestriction is not enabled.'),
          );
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/always-admit',
    title: 'API server admits every request (AlwaysAdmit)',
    severity: 'high',
    rationale:
      'The plugin AlwaysAdmit performs no check at all. Whoever enabled it wanted to bypass the rules; an attacker’s requests are accepted unchanged.',
    remediation: fix(
      'Remove AlwaysAdmit.',
      'Remove it from --enable-admission-plugins and establish which rule it was meant to bypass.',
      [0.5, 1, 8],
      `${MANIFEST}  - --enable-admission-plugins=NodeRestriction\n`,
    ),
    references: [
      {
        title: 'AlwaysAdmit',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#alwaysadmit',
      },
    ],
    mappings: ['cis:1.2.10', 'nsa-cisa:control-plane', 'owasp-k8s:K04'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const { enabled, hidden } = admissionPlugins(server);
          if (enabled?.items.includes('AlwaysAdmit') === true)
            return faulty(server, enabled, 'The plugin AlwaysAdmit is enabled.');
          if (hidden) return unseen(server, 'enable-admission-plugins');
          return whenAbsentUnless(enabled !== null, server, 'AlwaysAdmit is not enabled.');
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/external-ips-allowed',
    title: 'Admission plugin DenyServiceExternalIPs is not enabled',
    severity: 'low',
    rationale:
      'Without the plugin or an equivalent policy, anyone who may write Services can claim any address with externalIPs. The nodes then send traffic for that address to the attacker’s pods (CVE-2020-8554, which has no fix).',
    remediation: fix(
      'Enable the plugin, or reject externalIPs with a policy.',
      'List the Services that use externalIPs, move them to load balancers, then add the plugin on every control-plane node. The plugin does not change existing Services.',
      [0.5, 2, 8],
      `${MANIFEST}  - --enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs\n`,
    ),
    references: [
      {
        title: 'DenyServiceExternalIPs',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips',
      },
    ],
    mappings: ['cis:1.2.3', 'nsa-cisa:network-separation', 'mitre-attack:T1557', 'owasp-k8s:K07'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const { enabled, disabled, hidden } = admissionPlugins(server);
          if (disabled?.items.includes(NO_EXTERNAL_IPS) === true)
            return faulty(server, disabled, `The plugin ${NO_EXTERNAL_IPS} is disabled.`);
          if (enabled?.items.includes(NO_EXTERNAL_IPS) === true)
            return pass(server.ref, `The plugin ${NO_EXTERNAL_IPS} is enabled.`);
          if (hidden) return unseen(server, 'enable-admission-plugins');
          return whenAbsent(server, 'enable-admission-plugins', () =>
            faulty(
              server,
              enabled,
              `The plugin ${NO_EXTERNAL_IPS} is not enabled; whether a policy replaces it is not judged here.`,
            ),
          );
        },
      },
    ],
  }),
  componentControl({
    id: 'control-plane/admission-disabled',
    title: 'Protective admission plugin disabled',
    severity: 'medium',
    rationale:
      'These plugins enforce basic rules. PodSecurity rejects dangerous pods, ServiceAccount binds pods to accounts of their namespace, and NamespaceLifecycle protects system namespaces. When they are disabled, none of them stops an attacker who may create pods.',
    remediation: fix(
      'Enable the plugin again.',
      'Remove it from --disable-admission-plugins on one control-plane node at a time and watch for requests that are now rejected.',
      [1, 4, 16],
      `${MANIFEST}  # without --disable-admission-plugins\n  - --enable-admission-plugins=NodeRestriction\n`,
    ),
    references: [
      {
        title: 'Admission controllers',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/',
      },
    ],
    mappings: ['cis:1.2.12', 'cis:1.2.13', 'nsa-cisa:control-plane', 'owasp-k8s:K04'],
    questions: QUESTIONS,
    parts: [
      {
        component: 'kube-apiserver',
        judge(server) {
          const { disabled, hidden } = admissionPlugins(server);
          const off = PROTECTIVE.filter((name) => disabled?.items.includes(name) === true);
          if (off.length > 0) return faulty(server, disabled, `Disabled: ${off.join(', ')}.`);
          if (hidden) return unseen(server, 'disable-admission-plugins');
          return whenAbsentUnless(
            disabled !== null,
            server,
            'NamespaceLifecycle, PodSecurity and ServiceAccount are not disabled.',
          );
        },
      },
    ],
  }),
];

const NO_EXTERNAL_IPS = 'DenyServiceExternalIPs';

const PROTECTIVE: readonly string[] = ['NamespaceLifecycle', 'PodSecurity', 'ServiceAccount'];

interface AdmissionPlugins {
  readonly enabled: Entries | null;
  readonly disabled: Entries | null;
  /** A list is given whose value does not show. */
  readonly hidden: boolean;
}

/** `--admission-control` is the older name, which lists all plugins there are to be. */
function admissionPlugins({ flags }: Component): AdmissionPlugins {
  const enabled = flags.entries('enable-admission-plugins') ?? flags.entries('admission-control');
  const disabled = flags.entries('disable-admission-plugins');
  return { enabled, disabled, hidden: enabled?.value === null || disabled?.value === null };
}

/** A pass when the flag was seen; else when nobody can have set it out of sight. */
function whenAbsentUnless(seen: boolean, server: Component, message: string): Draft {
  return seen
    ? pass(server.ref, message)
    : whenAbsent(server, 'enable-admission-plugins', () => pass(server.ref, message));
}
