/** PodSecurityPolicy, which Kubernetes removed with 1.25, and the ways in which it lets through what it seems to stop. */

import { some } from '../../../shared/in-words.ts';
import { ADMISSION_KINDS, detectEngines } from '../../cluster/platform/admission.ts';
import { type KubernetesObject, refOf } from '../../snapshot/index.ts';
import { bool, has, list, str, strings } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, pass, unknown } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';

export const podSecurityPolicyControls: readonly Control[] = [
  defineControl({
    id: 'admission/pod-security-policy',
    title: 'Cluster relies on PodSecurityPolicy',
    severity: 'medium',
    rationale:
      'Kubernetes 1.25 removed PodSecurityPolicy: after the upgrade, nothing rejects what it rejected, and no warning appears. It also has known weaknesses until then. A pod is admitted under any policy that its creator or service account may use, so one loose policy undoes all strict ones. If several policies fit, one that leaves the pod unchanged takes precedence, then the first by name. Limits on host paths can be bypassed with symbolic links.',
    remediation: fix(
      'Move to Pod Security Admission before the upgrade.',
      'Find the right level for each namespace with a dry run of the labels, set warn, then enforce. Only then delete the policies with their roles and bindings.',
      [4, 16, 60],
      'metadata:\n  labels:\n    pod-security.kubernetes.io/enforce: baseline\n',
    ),
    references: [
      kubernetesDocs(
        'Migrate from PodSecurityPolicy to the built-in admission controller',
        'tasks/configure-pod-container/migrate-from-psp/',
      ),
      {
        title: 'PodSecurityPolicy: the historical context',
        url: 'https://kubernetes.io/blog/2022/08/23/podsecuritypolicy-the-historical-context/',
      },
    ],
    mappings: ['cis:5.2.1', 'owasp-k8s:K04', 'nsa-cisa:pod-security', 'mitre-attack:T1611'],
    questions: ['components.admission-rules', 'deployment.upgrade-tried'],
    judges: ['policy/podsecuritypolicies'],
    *evaluate({ index }) {
      const engines = detectEngines(index).enforcing;
      const gap = ['/namespaces', ...ADMISSION_KINDS]
        .map(index.availability)
        .find(({ reason }) => reason !== null);
      for (const policy of index.all('policy/podsecuritypolicies')) {
        const weak = weaknessesOf(policy);
        const ref = refOf(policy);
        const first = weak[0];
        // What confines and is not alone is not relied on.
        if (first === undefined && engines.length > 0)
          yield pass(ref, `Restrictive, and ${engines.map(({ name }) => name).join(', ')} enforces as well.`);
        else if (first === undefined && gap !== undefined)
          yield unknown(
            gap.reason ?? 'not-collected',
            `Restrictive; whether another engine also enforces is not known. ${gap.message}`,
            ref,
          );
        else
          yield first === undefined
            ? fail(ref, `Policy ${ref.name} is restrictive, but Kubernetes 1.25 removed this kind.`)
            : fail(
                ref,
                `Policy ${ref.name}, a kind removed in Kubernetes 1.25, ${some(
                  weak.map(({ says }) => says),
                  5,
                )}.`,
                {
                  path: first.path,
                  value: first.value,
                  ...(weak.some(({ opens }) => opens) ? { severity: 'high' as const } : {}),
                },
              );
      }
    },
  }),
];

interface Weakness {
  /** Continues "Policy NAME …". */
  readonly says: string;
  readonly path: string;
  readonly value: unknown;
  /** Gives the node to whoever may use the policy. */
  readonly opens: boolean;
}

function weaknessesOf(policy: KubernetesObject): readonly Weakness[] {
  const weak: Weakness[] = [];
  const add = (held: boolean, says: string, path: string, value: unknown, opens: boolean): void => {
    if (held) weak.push({ says, path: `spec.${path}`, value, opens });
  };
  add(bool(policy, 'spec', 'privileged') === true, 'allows privileged pods', 'privileged', true, true);
  const capabilities = strings(policy, 'spec', 'allowedCapabilities');
  add(capabilities.includes('*'), 'allows every capability', 'allowedCapabilities', capabilities, true);
  for (const field of ['hostPID', 'hostIPC', 'hostNetwork'] as const)
    add(bool(policy, 'spec', field) === true, `allows ${field}`, field, true, field !== 'hostIPC');
  const volumes = strings(policy, 'spec', 'volumes');
  const paths = list(policy, 'spec', 'allowedHostPaths');
  const anyVolume = volumes.includes('*') || volumes.includes('hostPath');
  add(anyVolume && paths.length === 0, 'allows every path on the node', 'volumes', volumes, true);
  add(
    anyVolume && paths.some((one) => bool(one, 'readOnly') !== true),
    'allows writing to node paths whose limits symbolic links bypass',
    'allowedHostPaths',
    paths,
    true,
  );
  const user = str(policy, 'spec', 'runAsUser', 'rule');
  add(user === 'RunAsAny', 'allows the root user', 'runAsUser.rule', user, false);
  add(
    bool(policy, 'spec', 'allowPrivilegeEscalation') !== false,
    'allows privilege escalation',
    'allowPrivilegeEscalation',
    bool(policy, 'spec', 'allowPrivilegeEscalation') ?? 'not set (true)',
    false,
  );
  const changes = [
    'defaultAddCapabilities',
    'defaultAllowPrivilegeEscalation',
    'requiredDropCapabilities',
  ].find((field) => has(policy, 'spec', field));
  add(
    changes !== undefined,
    'changes the pods it admits, so another policy that changes nothing takes precedence',
    changes ?? '',
    'set',
    false,
  );
  return weak;
}
