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
      'Nothing refuses a dangerous pod anywhere in the cluster. Every account that may create a workload, and so every attacker who takes over a pipeline or a developer’s laptop, can start a privileged pod and be root on a node a minute later.',
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
        yield found(null, 'OpenShift holds every pod to its security context constraints.');
      else if (constraints !== false)
        yield unknown(constraints.reason ?? 'not-collected', constraints.message);
      else
        yield failCluster(
          `No admission engine that enforces was recognised${auditing.length > 0 ? `; ${andList(auditing.map(nameOfEngine))} only ${agree(auditing.length, 'reports', 'report')}` : ''}.`,
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
      'A policy in audit, warn or dry-run mode, or one that no binding puts into force, refuses nothing. It is counted as protection in slides and reports, while an attacker’s pod is admitted with a note that nobody reads.',
    remediation: fix(
      'Let the policy refuse.',
      'Read what it has reported, mend or except those workloads by name, then switch it to enforcing, one policy at a time.',
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
    ? `Policy ${ref.name} has no binding, so it judges nothing.`
    : `${ENGINE_NAMES[engine]} only reports what ${ref.kind} ${ref.name} finds.`;
}
