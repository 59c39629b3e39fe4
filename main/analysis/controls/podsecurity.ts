/** The Pod Security Standards in a first form: which upstream checks a workload does not meet. */
import { type Control, defineControl, fail, fix, pass, WORKLOAD_KINDS } from './define.ts';
import { privilegeControls } from './pod/privilege.ts';
import { volumeControls } from './pod/volumes.ts';

/** Upstream check ids and the controls that judge the same fields. Severity of an agent plays no part here. */
const BASELINE: readonly (readonly [string, readonly string[]])[] = [
  ['privileged', ['pod/privileged-container']],
  ['hostNamespaces', ['pod/host-pid', 'pod/host-ipc', 'pod/host-network']],
  ['hostPorts', ['pod/host-port']],
  ['capabilities_baseline', ['pod/escape-capability', 'pod/capabilities-beyond-baseline']],
  ['hostPathVolumes', ['pod/host-path']],
];
const RESTRICTED: typeof BASELINE = [
  ...BASELINE,
  ['allowPrivilegeEscalation', ['pod/privilege-escalation']],
  ['runAsNonRoot', ['pod/may-run-as-root']],
  ['seccompProfile_restricted', ['pod/seccomp-unconfined']],
  ['capabilities_restricted', ['pod/capabilities-not-dropped']],
];

export const podSecurityControls: readonly Control[] = [
  level('baseline', BASELINE, 'high'),
  level('restricted', RESTRICTED, 'info'),
];

function level(name: string, checks: typeof BASELINE, severity: Control['severity']): Control {
  const judges = new Map([...privilegeControls, ...volumeControls].map((control) => [control.id, control]));
  return defineControl({
    id: `podsecurity/${name}`,
    title: `Does not meet the ${name} level`,
    severity,
    rationale: `What fails the ${name} level would be refused in a namespace that enforces it, so the level cannot be switched on before these are mended.`,
    remediation: fix(
      `Bring the workload to ${name}.`,
      'Mend the checks named in the verdict, then enforce the level.',
      [1, 4, 16],
    ),
    references: [
      {
        title: 'Pod Security Standards',
        url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
      },
    ],
    mappings: [`pod-security:${name}`],
    judges: WORKLOAD_KINDS,
    *evaluate(cluster) {
      const blank = { ...cluster, agents: { of: () => null, withRole: () => [] } };
      const violated = new Map<string, string[]>();
      for (const [check, ids] of checks)
        for (const id of ids)
          for (const draft of judges.get(id)?.evaluate(blank) ?? [])
            if (draft.verdict === 'fail') {
              const key = JSON.stringify(draft.object);
              const there = violated.get(key) ?? [];
              if (!there.includes(check)) there.push(check);
              violated.set(key, there);
            }
      for (const workload of cluster.index.workloads) {
        const bad = violated.get(JSON.stringify(workload.ref));
        const agent = cluster.agents.of(workload);
        yield bad === undefined
          ? pass(workload.ref, `Meets the checks of ${name} that are evaluated.`)
          : agent !== null
            ? pass(workload.ref, `Recognised as ${agent.name}, which cannot meet ${name}.`)
            : fail(workload.ref, `Does not meet ${name}: ${bad.join(', ')}.`, {
                path: workload.specPath,
                value: bad.join(', '),
              });
      }
    },
  });
}
