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
      'Without the NodeRestriction plugin whoever takes one node can use the credential of its kubelet to relabel and taint any node and change the pods of others, and so lure the pods with the best credentials to the stolen machine.',
    remediation: fix(
      'Enable the admission plugin NodeRestriction.',
      'Add it to --enable-admission-plugins on every control-plane node, then check that kubelets set no forbidden labels on themselves.',
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
          if (off !== null) return faulty(server, off, 'The plugin NodeRestriction is switched off.');
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
      'The plugin AlwaysAdmit stands for no check at all; where it is enabled, somebody wanted the rules out of the way, and whatever an attacker submits is taken as it is.',
    remediation: fix(
      'Remove AlwaysAdmit.',
      'Take it out of --enable-admission-plugins and find out which rule it was to get round.',
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
      'Without the plugin or a policy in its place, whoever may write Services can claim any address with externalIPs, and the nodes hand traffic for it to pods of theirs (CVE-2020-8554, which has no fix).',
    remediation: fix(
      'Enable the plugin, or refuse externalIPs by a policy.',
      'List the Services that use externalIPs, move them to load balancers, then add the plugin on every control-plane node. Existing ones stay as they are.',
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
            return faulty(server, disabled, `The plugin ${NO_EXTERNAL_IPS} is switched off.`);
          if (enabled?.items.includes(NO_EXTERNAL_IPS) === true)
            return pass(server.ref, `The plugin ${NO_EXTERNAL_IPS} is enabled.`);
          if (hidden) return unseen(server, 'enable-admission-plugins');
          return whenAbsent(server, 'enable-admission-plugins', () =>
            faulty(
              server,
              enabled,
              `The plugin ${NO_EXTERNAL_IPS} is not enabled; whether a policy stands in for it is not judged here.`,
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
      'These plugins refuse what would break the rules of the cluster: PodSecurity refuses dangerous pods, ServiceAccount binds pods to accounts of their namespace, NamespaceLifecycle guards the system namespaces. Switched off, an attacker who may create pods is stopped by none of them.',
    remediation: fix(
      'Enable the plugin again.',
      'Take it out of --disable-admission-plugins on one control-plane node after the other and watch for requests that are now refused.',
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
          if (off.length > 0) return faulty(server, disabled, `Switched off: ${off.join(', ')}.`);
          if (hidden) return unseen(server, 'disable-admission-plugins');
          return whenAbsentUnless(
            disabled !== null,
            server,
            'NamespaceLifecycle, PodSecurity and ServiceAccount are not switched off.',
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
