/** Which admission engines refuse anything, and which verifies image signatures. */
import type { EvidenceRef } from '../../../shared/evidence.ts';
import { type KubernetesObject, refOf, type SnapshotIndex } from '../../snapshot/index.ts';
import { list, str, strings } from '../../snapshot/read.ts';

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

const KYVERNO = ['kyverno.io/clusterpolicies', 'kyverno.io/policies'] as const;
export const ADMISSION_KINDS: readonly string[] = [
  ...KYVERNO,
  'constraints.gatekeeper.sh/*',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
];

/** Reads policies of Pod Security, Kyverno, Gatekeeper and ValidatingAdmissionPolicy. */
export function detectEngines(index: SnapshotIndex): Engines {
  const enforcing: Engine[] = [];
  const auditing: Engine[] = [];
  const add = (
    name: string,
    objects: readonly KubernetesObject[],
    enforces: (object: KubernetesObject) => boolean,
    path: string,
  ): void => {
    const enforcer = objects.find(enforces);
    const first = enforcer ?? objects[0];
    if (first === undefined) return;
    (enforcer === undefined ? auditing : enforcing).push({ name, evidence: { object: refOf(first), path } });
  };
  const label = 'pod-security.kubernetes.io/enforce';
  const labelled = index.namespaces.find(({ labels }) =>
    ['baseline', 'restricted'].includes(labels.get(label) ?? ''),
  );
  if (labelled !== undefined) {
    enforcing.push({
      name: 'pod-security',
      evidence: {
        object: labelled.ref,
        path: `metadata.labels["${label}"]`,
        value: labelled.labels.get(label) ?? '',
      },
    });
  }
  const kyverno = KYVERNO.flatMap((key) => index.all(key));
  add('kyverno', kyverno, kyvernoEnforces, 'spec.validationFailureAction');
  const constraints = index.keys
    .filter((key) => key.startsWith('constraints.gatekeeper.sh/'))
    .flatMap((key) => index.all(key));
  add(
    'gatekeeper',
    constraints,
    (one) => (str(one, 'spec', 'enforcementAction') ?? 'deny') === 'deny',
    'spec.enforcementAction',
  );
  const bindings = index.all('admissionregistration.k8s.io/validatingadmissionpolicybindings');
  add(
    'vap',
    bindings,
    (one) => strings(one, 'spec', 'validationActions').includes('Deny'),
    'spec.validationActions',
  );
  return { enforcing, auditing, signatures: signatureEngine(index, kyverno) };
}

function kyvernoEnforces(policy: KubernetesObject): boolean {
  return (
    str(policy, 'spec', 'validationFailureAction')?.toLowerCase() === 'enforce' ||
    list(policy, 'spec', 'rules').some(
      (rule) => str(rule, 'validate', 'failureAction')?.toLowerCase() === 'enforce',
    )
  );
}

function signatureEngine(index: SnapshotIndex, kyverno: readonly KubernetesObject[]): Engine | null {
  const verifying = kyverno.find((policy) =>
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
