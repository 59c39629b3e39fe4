/** Which admission engines refuse anything, which only report, and which verifies image signatures. */
import type { EvidenceRef, ObjectRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { has, list, str, strings } from '../../snapshot/read.ts';

export interface Engine {
  readonly name: string;
  readonly evidence: EvidenceRef;
}

export interface Engines {
  readonly enforcing: readonly Engine[];
  /** Engines that are there but only warn or audit. */
  readonly auditing: readonly Engine[];
  readonly signatures: Engine | null;
}

/** One policy of an engine that judges objects at the door. */
export interface AdmissionPolicy {
  readonly engine: 'kyverno' | 'gatekeeper' | 'vap' | 'kubewarden';
  readonly ref: ObjectRef;
  /** `unbound` is a policy that no binding puts into force. */
  readonly mode: 'enforces' | 'reports' | 'unbound';
  /** The setting that decides, with its value as it stands or as its default has it. */
  readonly path: string;
  readonly value: string;
}

const KYVERNO = ['kyverno.io/clusterpolicies', 'kyverno.io/policies'] as const;
const KYVERNO_CEL = [
  'policies.kyverno.io/validatingpolicies',
  'policies.kyverno.io/namespacedvalidatingpolicies',
] as const;
const KUBEWARDEN = [
  'policies.kubewarden.io/clusteradmissionpolicies',
  'policies.kubewarden.io/admissionpolicies',
] as const;
const VAP = 'admissionregistration.k8s.io/validatingadmissionpolicies';
const VAP_BINDINGS = 'admissionregistration.k8s.io/validatingadmissionpolicybindings';
const CONSTRAINTS = 'constraints.gatekeeper.sh';

/** Gatekeeper's constraints are kinds of their own, so the whole group stands for them. */
const ENGINES = [...KYVERNO, ...KYVERNO_CEL, ...KUBEWARDEN, `${CONSTRAINTS}/*`] as const;
/** Kinds of policies. */
export const POLICY_KINDS: readonly string[] = [...ENGINES, VAP];
/** Kinds that could show an engine that enforces. */
export const ADMISSION_KINDS: readonly string[] = [...ENGINES, VAP_BINDINGS];
export { VAP_BINDINGS };

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Reads policies of Pod Security, Kyverno, Gatekeeper, Kubewarden and ValidatingAdmissionPolicy. */
export function detectEngines(index: SnapshotIndex): Engines {
  const enforcing: Engine[] = [];
  const auditing: Engine[] = [];
  const labelled = index.namespaces.find(({ labels }) =>
    ['baseline', 'restricted'].includes(labels.get(ENFORCE) ?? ''),
  );
  if (labelled !== undefined) {
    enforcing.push({
      name: 'pod-security',
      evidence: {
        object: labelled.ref,
        path: `metadata.labels["${ENFORCE}"]`,
        value: labelled.labels.get(ENFORCE) ?? '',
      },
    });
  }
  for (const [name, policies] of Map.groupBy(admissionPolicies(index), ({ engine }) => engine)) {
    const enforcer = policies.find(({ mode }) => mode === 'enforces');
    const first = enforcer ?? policies[0];
    if (first === undefined) continue;
    (enforcer === undefined ? auditing : enforcing).push({
      name,
      evidence: { object: first.ref, path: first.path, value: first.value },
    });
  }
  return { enforcing, auditing, signatures: signatureEngine(index) };
}

/** Every policy that can refuse or report an object; those that only change or make objects are left out. */
export function admissionPolicies(index: SnapshotIndex): readonly AdmissionPolicy[] {
  return [
    ...KYVERNO.flatMap((key) => index.all(key)).flatMap(kyvernoPolicy),
    ...KYVERNO_CEL.flatMap((key) => index.all(key)).map((object) => actions('kyverno', object)),
    ...constraintKeys(index)
      .flatMap((key) => index.all(key))
      .map(constraint),
    ...validatingPolicies(index),
    ...KUBEWARDEN.flatMap((key) => index.all(key)).map(kubewardenPolicy),
  ];
}

function constraintKeys(index: SnapshotIndex): readonly string[] {
  return index.keys.filter((key) => key.startsWith(`${CONSTRAINTS}/`));
}

/** Kyverno audits unless a policy, one of its rules or an override for some namespaces says Enforce. */
function kyvernoPolicy(policy: KubernetesObject): readonly AdmissionPolicy[] {
  const rules = list(policy, 'spec', 'rules');
  const judging = rules.filter((rule) => has(rule, 'validate') || list(rule, 'verifyImages').length > 0);
  if (rules.length > 0 && judging.length === 0) return [];
  const isEnforce = (text: string | undefined): boolean => text?.toLowerCase() === 'enforce';
  const own = str(policy, 'spec', 'validationFailureAction');
  const byRule = judging.some(
    (rule) =>
      isEnforce(str(rule, 'validate', 'failureAction')) ||
      list(rule, 'verifyImages').some((one) => isEnforce(str(one, 'failureAction'))),
  );
  const overridden = list(policy, 'spec', 'validationFailureActionOverrides').some((one) =>
    isEnforce(str(one, 'action')),
  );
  return [
    {
      engine: 'kyverno',
      ref: refOf(policy),
      mode: isEnforce(own) || byRule || overridden ? 'enforces' : 'reports',
      path: 'spec.validationFailureAction',
      value: own ?? 'not set (Audit)',
    },
  ];
}

/** Lists of actions, as ValidatingAdmissionPolicyBinding and the CEL policies of Kyverno have them; Deny by default. */
function actions(engine: AdmissionPolicy['engine'], object: KubernetesObject): AdmissionPolicy {
  const given = strings(object, 'spec', 'validationActions');
  return {
    engine,
    ref: refOf(object),
    mode: given.length === 0 || given.includes('Deny') ? 'enforces' : 'reports',
    path: 'spec.validationActions',
    value: given.length === 0 ? 'not set' : given.join(', '),
  };
}

function constraint(object: KubernetesObject): AdmissionPolicy {
  const action = str(object, 'spec', 'enforcementAction');
  const scoped = list(object, 'spec', 'scopedEnforcementActions').some(
    (one) => str(one, 'action') === 'deny',
  );
  const enforces = action === undefined || action === 'deny' || (action === 'scoped' && scoped);
  return {
    engine: 'gatekeeper',
    ref: refOf(object),
    mode: enforces ? 'enforces' : 'reports',
    path: 'spec.enforcementAction',
    value: action ?? 'not set (deny)',
  };
}

/** A policy of the API server does nothing until a binding names it; bindings of policies that are not seen count. */
function validatingPolicies(index: SnapshotIndex): readonly AdmissionPolicy[] {
  const bindings = index.all(VAP_BINDINGS);
  const bound = new Set(bindings.map((binding) => str(binding, 'spec', 'policyName')));
  return [
    ...bindings.map((binding) => actions('vap', binding)),
    ...index
      .all(VAP)
      .filter((policy) => !bound.has(refOf(policy).name))
      .map(
        (policy): AdmissionPolicy => ({
          engine: 'vap',
          ref: refOf(policy),
          mode: 'unbound',
          path: 'metadata.name',
          value: refOf(policy).name,
        }),
      ),
  ];
}

function kubewardenPolicy(object: KubernetesObject): AdmissionPolicy {
  const mode = str(object, 'spec', 'mode');
  return {
    engine: 'kubewarden',
    ref: refOf(object),
    mode: mode === 'monitor' ? 'reports' : 'enforces',
    path: 'spec.mode',
    value: mode ?? 'not set (protect)',
  };
}

function signatureEngine(index: SnapshotIndex): Engine | null {
  const verifying = KYVERNO.flatMap((key) => index.all(key)).find((policy) =>
    list(policy, 'spec', 'rules').some((rule) => list(rule, 'verifyImages').length > 0),
  );
  if (verifying !== undefined)
    return { name: 'kyverno', evidence: { object: refOf(verifying), path: 'spec.rules' } };
  const policies: readonly (readonly [string, string])[] = [
    ['policy.sigstore.dev/clusterimagepolicies', 'sigstore policy-controller'],
    ['policies.kyverno.io/imagevalidatingpolicies', 'kyverno'],
  ];
  for (const [key, name] of policies) {
    const first = index.all(key)[0];
    if (first !== undefined) return { name, evidence: { object: refOf(first) } };
  }
  return null;
}

/** Kinds that could hold a signature policy. */
export const SIGNATURE_KINDS: readonly string[] = [
  ...KYVERNO,
  'policy.sigstore.dev/clusterimagepolicies',
  'policies.kyverno.io/imagevalidatingpolicies',
];
