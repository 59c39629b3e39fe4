/** Step 6: control plane and components. */

import type { EvidenceView } from '../../snapshot/evidence-view.ts';
import { countOf, flagOf, listOf, wordOf } from '../../snapshot/fact-values.ts';
import { defineQuestion, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { said } from '../spoken.ts';

export const componentsQuestions = [
  defineQuestion({
    id: 'components.secrets-encrypted',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Are Secrets encrypted inside the cluster’s own database, with a key kept outside it?',
    why: 'Without it, a copy of that database or of its backup shows every password in plain text.',
    good: 'Yes, with a key in the provider’s key service, and a record of who may use the key.',
    evidenceWanted: 'The encryption setting of the provider or of the API server.',
    type: yesPartlyNo,
    controls: ['secrets/no-encryption-at-rest'],
    scenarios: ['etcd-read'],
    worst: 'no',
    report: said('control-plane', {
      no: 'Secrets are not encrypted in the cluster’s database',
      partly: 'Only some Secrets are encrypted in the cluster’s database',
    }),
    terms: ['secret', 'etcd', 'encryption-at-rest'],
  }),
  defineQuestion({
    id: 'components.etcd-access',
    step: 'components',
    scope: 'cluster',
    text: 'Is the cluster’s database (etcd) closed to all but the API server, its backups included?',
    why: 'Whoever can read etcd reads the whole cluster; whoever can write it owns the cluster, past every rule.',
    good: 'Yes: certificates on both sides, a closed network, encrypted backups with few readers.',
    notApplicable: 'The provider runs etcd.',
    evidenceWanted: 'Settings of etcd, firewall rules, rights on the backup store.',
    type: yesPartlyNo,
    controls: ['control-plane/etcd-client-auth', 'control-plane/etcd-peer-auth'],
    scenarios: ['etcd-read'],
    worst: 'no',
    report: said('control-plane', {
      no: 'The cluster’s database or its backups can be reached by others than the API server',
      partly: 'The cluster’s database is closed, but its backups have many readers',
    }),
    terms: ['etcd', 'api-server', 'backup'],
    appliesWhen: (evidence) => whenSelfRun(evidence),
  }),
  defineQuestion({
    id: 'components.kubelet-closed',
    step: 'components',
    scope: 'cluster',
    text: 'Do the agents on the nodes (kubelets) refuse every caller that does not identify itself?',
    why: 'The kubelet starts and stops everything on its machine. One that answers strangers lets them run commands in every pod there.',
    good: 'Yes: no anonymous callers, permissions checked by the API server, the read-only port closed.',
    notApplicable: 'The provider runs the nodes.',
    evidenceWanted: 'The kubelet settings of a node.',
    type: yesPartlyNo,
    controls: [
      'control-plane/kubelet-anonymous',
      'control-plane/kubelet-authorization',
      'control-plane/kubelet-read-only-port',
    ],
    scenarios: ['kubelet-reached'],
    worst: 'no',
    report: said('control-plane', {
      no: 'The agents on the nodes answer callers that do not identify themselves',
      partly: 'The agents on some nodes answer callers that do not identify themselves',
    }),
    terms: ['kubelet', 'node'],
  }),
  defineQuestion({
    id: 'components.plugin-enforces',
    step: 'components',
    scope: 'cluster',
    text: 'Has anyone checked that network rules are really enforced, by trying a forbidden connection?',
    why: 'Some network plugins accept rules and ignore them. The rules then look good and do nothing.',
    good: 'Yes, by a test that runs after every change of the network.',
    evidenceWanted: 'The network plugin and its settings; the record of a test.',
    type: yesPartlyNo,
    controls: ['network/cni-does-not-enforce'],
    worst: 'no',
    report: said('control-plane', {
      no: 'Nobody has tried whether network rules are enforced',
      partly: 'Whether network rules are enforced was tried once, long ago',
    }),
    terms: ['network-plugin', 'network-policy'],
    prefill(evidence) {
      return suggest(
        evidence,
        'platform.cniEnforcesPolicy',
        flagOf(evidence, 'platform.cniEnforcesPolicy') === false ? 'no' : null,
      );
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || flagOf(evidence, 'platform.cniEnforcesPolicy') !== false) return null;
      const rules = countOf(evidence, 'network.policies');
      return dispute(
        evidence,
        ['platform.cniEnforcesPolicy', 'platform.cni'],
        'network rules are enforced',
        `the network plugin${named(evidence)} does not enforce them${rules === null ? '' : `; policies without effect: ${rules}`}.`,
      );
    },
  }),
  defineQuestion({
    id: 'components.mesh-encrypts',
    step: 'components',
    scope: 'cluster',
    text: 'Does the service mesh encrypt all traffic between programs and refuse what is not encrypted?',
    why: 'A mesh in its default setting also accepts plain traffic. An intruder then simply speaks plainly.',
    good: 'Yes: mutual TLS is required everywhere, and exceptions are listed.',
    notApplicable: 'There is no service mesh.',
    evidenceWanted: 'The mesh’s authentication policies.',
    type: yesPartlyNo,
    controls: ['network/mesh-mtls-not-strict'],
    worst: 'no',
    report: said('control-plane', {
      no: 'The service mesh does not require encryption',
      partly: 'The service mesh requires encryption in some namespaces only',
    }),
    terms: ['mesh', 'mtls'],
    appliesWhen: (evidence) =>
      wordOf(evidence, 'network.mesh') === 'none' ? 'No service mesh was found in this cluster.' : '',
    prefill(evidence) {
      const strict = flagOf(evidence, 'network.meshStrictMtls');
      return suggest(evidence, 'network.meshStrictMtls', strict === null ? null : strict ? 'yes' : 'partly');
    },
    contradicts(value, evidence) {
      if (value !== 'yes' || flagOf(evidence, 'network.meshStrictMtls') !== false) return null;
      return dispute(
        evidence,
        ['network.meshStrictMtls', 'network.mesh'],
        'the mesh encrypts everything',
        `the mesh${meshName(evidence)} also accepts traffic without mutual TLS; it is not required everywhere.`,
      );
    },
  }),
  defineQuestion({
    id: 'components.ingress-maintained',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Is the ingress controller, the front door of the cluster, still maintained and up to date?',
    why: 'It faces the internet and reads the certificates of all sites. Some widely used controllers no longer receive fixes.',
    good: 'Yes: a maintained product, updated within weeks of a fix.',
    notApplicable: 'There is no ingress controller.',
    evidenceWanted: 'Its name, version and last update.',
    type: yesPartlyNo,
    controls: ['version/retired-component'],
    scenarios: ['mesh-or-ingress-takeover'],
    worst: 'no',
    report: said('control-plane', {
      no: 'The ingress controller is no longer maintained or not updated',
      partly: 'The ingress controller is maintained but updated late',
    }),
    terms: ['ingress', 'tls'],
    contradicts(value, evidence) {
      const retired = evidence.control('version/retired-component');
      if (value !== 'yes' || retired?.verdict !== 'fail') return null;
      return {
        interviewSays: 'Interview: the ingress controller is maintained and up to date.',
        evidenceSays: `Evidence: ${retired.message}`,
        evidence: retired.evidence,
      };
    },
  }),
  defineQuestion({
    id: 'components.ingress-settings-limited',
    step: 'components',
    scope: 'cluster',
    text: 'Is it limited who may change how the front door treats requests?',
    why: 'With some controllers, a small setting on one route is enough to read the certificates and passwords of all.',
    good: 'Yes: free-form settings are switched off, and a second person reads each change.',
    notApplicable: 'There is no ingress controller.',
    evidenceWanted: 'The controller’s settings and who may write routes.',
    type: yesPartlyNo,
    controls: ['network/nginx-snippet'],
    scenarios: ['mesh-or-ingress-takeover'],
    worst: 'no',
    report: said('control-plane', {
      no: 'Every team may change how the front door treats requests',
      partly: 'Several teams may change how the front door treats requests',
    }),
    terms: ['ingress'],
  }),
  defineQuestion({
    id: 'components.dns-guarded',
    step: 'components',
    scope: 'cluster',
    text: 'Are changes to the cluster’s name service (DNS) limited to the platform team, and would one be noticed?',
    why: 'Programs find each other by name. Whoever changes the names can send passwords and data to themselves.',
    good: 'Yes: the settings are kept under version control, and an alert follows each change.',
    evidenceWanted: 'Who may write the DNS settings; the alert rule.',
    type: yesPartlyNo,
    scenarios: ['dns-tampering'],
    worst: 'no',
    report: said('control-plane', {
      no: 'A change to the cluster’s name service would not be noticed',
      partly: 'Changes to the cluster’s name service are limited but not watched',
    }),
    terms: ['dns'],
  }),
  defineQuestion({
    id: 'components.admission-rules',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Does the cluster refuse dangerous workloads in every namespace before they start?',
    why: 'A rule at the door is the only one that also stops a stolen login. Without it, whoever may start a pod may take the machine.',
    good: 'Yes: at least the “baseline” standard everywhere, “restricted” where nothing speaks against it.',
    evidenceWanted: 'Labels on the namespaces, or the policies of the engine.',
    type: yesPartlyNo,
    controls: ['admission/no-enforce-label'],
    worst: 'no',
    report: said('control-plane', {
      no: 'The cluster does not refuse dangerous workloads',
      partly: 'Only some namespaces refuse dangerous workloads',
    }),
    terms: ['admission', 'pod-security'],
    prefill(evidence) {
      const enforced = countOf(evidence, 'admission.enforcedNamespaces');
      return suggest(
        evidence,
        'admission.enforcedNamespaces',
        enforced === null ? null : enforced === 0 ? 'no' : 'partly',
      );
    },
    contradicts(value, evidence) {
      const enforced = countOf(evidence, 'admission.enforcedNamespaces');
      const all = countOf(evidence, 'size.namespaces');
      const engines = listOf(evidence, 'admission.engine');
      // Another engine than Pod Security may do the same job without any label.
      if (value !== 'yes' || enforced === null || all === null || engines === null) return null;
      if (enforced >= all || engines.some((engine) => engine !== 'pod-security' && engine !== 'none'))
        return null;
      return dispute(
        evidence,
        ['admission.enforcedNamespaces', 'admission.engine'],
        'dangerous workloads are refused in every namespace',
        `${all - enforced} of ${all} namespaces do not refuse them, and no other admission engine enforces rules.`,
      );
    },
  }),
  defineQuestion({
    id: 'components.audit-log',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Is the API audit log on, and does it leave the cluster?',
    why: 'It records who did what. Without it, after a break-in nobody can say what was touched, and everything has to be treated as lost.',
    good: 'Yes, kept for at least 90 days in a place that cluster administrators cannot change.',
    evidenceWanted: 'The provider’s logging setting, and a line of the log.',
    type: yesPartlyNo,
    controls: ['audit/no-audit-log', 'audit/no-policy-file', 'audit/policy-content'],
    scenarios: ['insider-or-tenant'],
    worst: 'no',
    report: said('detection', {
      no: 'The API audit log is off',
      partly: 'The API audit log is on but does not leave the cluster, or lacks parts',
      yes: 'The API audit log is said to be on',
    }),
    terms: ['audit-log', 'api-server'],
    prefill(evidence) {
      const on = flagOf(evidence, 'audit.logConfigured');
      return suggest(evidence, 'audit.logConfigured', on === null ? null : on ? 'yes' : 'no');
    },
    // On a managed control plane the fact is unknown, and so nothing is disputed.
    contradicts(value, evidence) {
      if (value !== 'yes' || flagOf(evidence, 'audit.logConfigured') !== false) return null;
      return dispute(
        evidence,
        ['audit.logConfigured'],
        'the API audit log is on',
        'the API server runs with 0 audit log destinations configured.',
      );
    },
  }),
  defineQuestion({
    id: 'components.certificates',
    step: 'components',
    scope: 'cluster',
    text: 'Are all certificates renewed by themselves, and does an alert warn before one runs out?',
    why: 'An expired certificate stops the product as surely as an attack, mostly at night.',
    good: 'Yes, with an alert at least two weeks before.',
    evidenceWanted: 'The certificate tool and its alert rule.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Certificates are renewed by hand',
      partly: 'Some certificates are renewed by hand',
    }),
    terms: ['tls', 'certificate'],
  }),
];

function whenSelfRun(evidence: EvidenceView): string {
  return flagOf(evidence, 'platform.managedControlPlane') === true
    ? 'The provider runs the control plane and its database.'
    : '';
}

function named(evidence: EvidenceView): string {
  const plugin = wordOf(evidence, 'platform.cni');
  return plugin === null || plugin === 'none' ? '' : ` ${plugin}`;
}

function meshName(evidence: EvidenceView): string {
  const mesh = wordOf(evidence, 'network.mesh');
  return mesh === null ? '' : ` (${mesh})`;
}
