/** Policy engines, and whether they refuse or only report. */

import { agree, andList, count } from '../../../shared/in-words.ts';
import {
  ADMISSION_KINDS,
  type AdmissionPolicy,
  admissionPolicies,
  detectEngines,
  POLICY_KINDS,
  VAP_BINDINGS,
} from '../../cluster/platform/admission.ts';
import { type Control, defineControl, fail, failCluster, fix, found, pass, unknown } from '../define.ts';
import { kubernetesDocs, POD_SECURITY_ADMISSION } from '../docs.ts';
import { CONSTRAINT_KINDS, constraintsOf } from './constraints.ts';
import { nameOfEngine } from './engine-names.ts';
import { ENFORCE } from './levels.ts';

const POLICIES = kubernetesDocs(
  'Validating Admission Policy',
  'reference/access-authn-authz/validating-admission-policy/',
);

export const engineControls: readonly Control[] = [
  defineControl({
    id: 'admission/no-engine',
    title: 'No enforcing admission engine recognised',
    severity: 'high',
    rationale:
      'Nothing in the cluster rejects a dangerous pod. Any account that may create a workload can start a privileged pod and become root on a node within a minute. That includes a compromised pipeline or developer laptop.',
    remediation: ENFORCE,
    references: [POD_SECURITY_ADMISSION, POLICIES],
    mappings: ['cis:5.2.1', 'owasp-k8s:K04', 'nsa-cisa:pod-security', 'mitre-attack:T1610'],
    questions: ['components.admission-rules'],
    judges: [],
    needs: ['/namespaces', ...ADMISSION_KINDS],
    asksFor: CONSTRAINT_KINDS,
    *evaluate(cluster) {
      const { index } = cluster;
      const { enforcing, auditing } = detectEngines(index);
      const constraints = constraintsOf(cluster);
      if (enforcing.length > 0)
        yield found(
          enforcing[0]?.evidence.object ?? null,
          `${andList(enforcing.map(nameOfEngine))} ${agree(enforcing.length, 'enforces', 'enforce')} at least one rule or level.`,
        );
      else if (constraints === true)
        yield found(null, 'OpenShift applies its security context constraints to every pod.');
      else if (constraints !== false)
        yield unknown(constraints.reason ?? 'not-collected', constraints.message);
      else
        yield failCluster(
          `No enforcing admission engine was recognised${auditing.length > 0 ? `; ${andList(auditing.map(nameOfEngine))} only ${agree(auditing.length, 'reports', 'report')}` : ''}.`,
          'kinds',
          `none among ${count(index.namespaces.length, 'namespace')} and ${count(auditing.length, 'engine')}`,
        );
    },
  }),
  defineControl({
    id: 'admission/policy-only-reports',
    title: 'Admission policy that only reports',
    severity: 'medium',
    rationale:
      'A policy in audit, warn or dry-run mode, or without a binding, rejects nothing. Slides and reports count it as protection, while an attacker’s pod is admitted with a warning that nobody reads.',
    remediation: fix(
      'Switch the policy to enforcing.',
      'Review what it has reported and fix those workloads or exempt them by name. Then switch the policies to enforcing, one at a time.',
      [1, 8, 40],
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nspec:\n  policyName: no-host-path\n  validationActions: [Deny, Audit]\n',
    ),
    references: [
      POLICIES,
      {
        title: 'Kyverno: validate rules and failure action',
        url: 'https://kyverno.io/docs/policy-types/cluster-policy/validate/',
      },
      {
        title: 'Gatekeeper: handling violations',
        url: 'https://open-policy-agent.github.io/gatekeeper/website/docs/violations/',
      },
    ],
    mappings: ['owasp-k8s:K04', 'cis:5.2.1', 'nsa-cisa:pod-security', 'mitre-attack:T1610'],
    questions: ['components.admission-rules'],
    judges: POLICY_KINDS,
    needs: [VAP_BINDINGS],
    *evaluate({ index }) {
      for (const policy of admissionPolicies(index))
        if (policy.mode === 'enforces') yield pass(policy.ref, 'Refuses.');
        else
          yield fail(policy.ref, says(policy), {
            path: policy.path,
            value: policy.value,
            // Only whether a binding exists leans on the list of bindings.
            certain: policy.mode === 'reports',
          });
    },
  }),
];

const ENGINE_NAMES: Readonly<Record<AdmissionPolicy['engine'], string>> = {
  kyverno: 'Kyverno',
  gatekeeper: 'Gatekeeper',
  vap: 'The API server',
  kubewarden: 'Kubewarden',
};

function says({ engine, ref, mode }: AdmissionPolicy): string {
  return mode === 'unbound'
    ? `Policy ${ref.name} has no binding, so it is not applied.`
    : `${ENGINE_NAMES[engine]} only reports what ${ref.kind} ${ref.name} finds.`;
}
