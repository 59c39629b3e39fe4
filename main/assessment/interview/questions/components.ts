/** Step 6: control plane and components. */

import type { EvidenceView } from '../../../../shared/evidence-view.ts';
import { countOf, flagOf, listOf, wordOf } from '../../../../shared/fact-values.ts';
import { productName } from '../../../../shared/product-names.ts';
import { defineQuestion, yesPartlyNo } from '../define.ts';
import { dispute, suggest } from '../rules.ts';
import { said } from '../spoken.ts';

export const componentsQuestions = [
  defineQuestion({
    id: 'components.secrets-encrypted',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Are Secrets encrypted at rest with a key held outside the cluster?',
    why: 'Without encryption, a copy of the cluster’s database or its backup shows every password in plain text.',
    good: 'Yes, with a key in the provider’s key service, and a record of who may use the key.',
    evidenceWanted: 'The encryption setting of the provider or of the API server.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Secrets are not encrypted at rest',
      partly: 'Only some Secrets are encrypted at rest',
    }),
    terms: ['secret', 'etcd', 'encryption-at-rest'],
  }),
  defineQuestion({
    id: 'components.etcd-access',
    step: 'components',
    scope: 'cluster',
    text: 'Is access to the cluster’s database (etcd) and its backups restricted to the API server?',
    why: 'Whoever can read etcd can read the whole cluster; whoever can write to it controls the cluster and bypasses every rule.',
    good: 'Yes: certificates on both sides, a closed network, encrypted backups with few readers.',
    notApplicable: 'The provider runs etcd.',
    evidenceWanted: 'Settings of etcd, firewall rules, rights on the backup store.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Others than the API server can reach the cluster’s database or its backups',
      partly: 'Only the API server can reach the cluster’s database, but many people can read its backups',
    }),
    terms: ['etcd', 'api-server', 'backup'],
    appliesWhen: (evidence) => whenSelfRun(evidence),
  }),
  defineQuestion({
    id: 'components.kubelet-closed',
    step: 'components',
    scope: 'cluster',
    text: 'Do kubelets, the agents on the nodes, reject anonymous requests?',
    why: 'The kubelet controls every pod on its node. One that accepts anonymous requests lets anyone run commands in these pods.',
    good: 'Yes: anonymous requests are rejected, the API server checks permissions, and the read-only port is closed.',
    notApplicable: 'The provider runs the nodes.',
    evidenceWanted: 'The kubelet settings of a node.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Kubelets accept anonymous requests',
      partly: 'Some kubelets accept anonymous requests',
    }),
    terms: ['kubelet', 'node'],
  }),
  defineQuestion({
    id: 'components.plugin-enforces',
    step: 'components',
    scope: 'cluster',
    text: 'Has enforcement of network policies been tested with a forbidden connection?',
    why: 'Some network plugins accept network policies and ignore them. The policies then have no effect.',
    good: 'Yes, by a test that runs after every change of the network.',
    evidenceWanted: 'The network plugin and its settings; the record of a test.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Nobody has tested whether network policies are enforced',
      partly: 'Enforcement of network policies was last tested long ago',
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
        'network policies are enforced',
        `the network plugin${named(evidence)} does not enforce them${rules === null ? '' : `; policies without effect: ${rules}`}.`,
      );
    },
  }),
  defineQuestion({
    id: 'components.mesh-encrypts',
    step: 'components',
    scope: 'cluster',
    text: 'Does the service mesh require mutual TLS for all traffic?',
    why: 'By default, a service mesh also accepts unencrypted traffic, so an attacker needs no certificate.',
    good: 'Yes: mutual TLS is required everywhere, and exceptions are listed.',
    notApplicable: 'There is no service mesh.',
    evidenceWanted: 'The mesh’s authentication policies.',
    type: yesPartlyNo,
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
        'the mesh requires mutual TLS for all traffic',
        `the mesh${meshName(evidence)} also accepts traffic without mutual TLS; it is not required everywhere.`,
      );
    },
  }),
  defineQuestion({
    id: 'components.ingress-maintained',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Is the ingress controller maintained and up to date?',
    why: 'It is exposed to the internet and holds the certificates of all sites. Some widely used controllers no longer receive fixes.',
    good: 'Yes: a maintained product, updated within weeks of a fix.',
    notApplicable: 'There is no ingress controller.',
    evidenceWanted: 'Its name, version and last update.',
    type: yesPartlyNo,
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
    text: 'Is access to the ingress configuration restricted?',
    why: 'With some controllers, one setting on one route is enough to read the certificates and passwords of all.',
    good: 'Yes: configuration snippets are disabled, and a second person reviews each change.',
    notApplicable: 'There is no ingress controller.',
    evidenceWanted: 'The controller’s settings and who may change routes.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Every team may change the ingress configuration',
      partly: 'Several teams may change the ingress configuration',
    }),
    terms: ['ingress'],
  }),
  defineQuestion({
    id: 'components.dns-guarded',
    step: 'components',
    scope: 'cluster',
    text: 'Are changes to cluster DNS restricted to the platform team and monitored?',
    why: 'Workloads find each other by name. Whoever changes DNS can redirect passwords and data to themselves.',
    good: 'Yes: the settings are kept under version control, and an alert follows each change.',
    evidenceWanted: 'Who may write the DNS settings; the alert rule.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'A change to cluster DNS would not be noticed',
      partly: 'Changes to cluster DNS are restricted but not monitored',
    }),
    terms: ['dns'],
  }),
  defineQuestion({
    id: 'components.admission-rules',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Is a Pod Security level or an admission policy enforced in every namespace?',
    why: 'Only a check at admission also stops a stolen credential. Without it, whoever can create a pod can take over its node.',
    good: 'Yes: at least the “baseline” level everywhere, and “restricted” wherever possible.',
    evidenceWanted: 'Labels on the namespaces, or the policies of the engine.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'No Pod Security level or admission policy is enforced',
      partly: 'Only some namespaces enforce a Pod Security level or an admission policy',
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
        'dangerous workloads are rejected in every namespace',
        `${all - enforced} of ${all} namespaces do not reject them, and no other admission engine enforces rules.`,
      );
    },
  }),
  defineQuestion({
    id: 'components.audit-log',
    step: 'components',
    scope: 'cluster',
    mandatory: true,
    text: 'Is the API audit log enabled and stored outside the cluster?',
    why: 'It records who did what. Without it, nobody can tell after a compromise what was accessed, and everything must be treated as compromised.',
    good: 'Yes, kept for at least 90 days in a place that cluster administrators cannot change.',
    evidenceWanted: 'The provider’s logging setting, and a line of the log.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('detection', {
      no: 'The API audit log is disabled',
      partly: 'The API audit log is enabled but incomplete or kept only in the cluster',
      yes: 'The API audit log is said to be enabled',
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
        'the API audit log is enabled',
        'the API server runs with 0 audit log destinations configured.',
      );
    },
  }),
  defineQuestion({
    id: 'components.certificates',
    step: 'components',
    scope: 'cluster',
    text: 'Are all certificates renewed automatically, with an alert before one expires?',
    why: 'An expired certificate causes an outage as surely as an attack.',
    good: 'Yes, with an alert at least two weeks before.',
    evidenceWanted: 'The certificate tool and its alert rule.',
    type: yesPartlyNo,
    worst: 'no',
    report: said('control-plane', {
      no: 'Certificates are renewed manually',
      partly: 'Some certificates are renewed manually',
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
  return mesh === null ? '' : ` (${productName(mesh)})`;
}
