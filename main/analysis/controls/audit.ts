/** Whether anybody could see what happened. */
import type { Agent } from '../platform/agents.ts';
import { auditLog } from '../platform/audit.ts';
import { type Control, count, defineControl, fail, failCluster, fix, found, unknown } from './define.ts';

export const auditControls: readonly Control[] = [
  defineControl({
    id: 'audit/no-audit-log',
    title: 'No audit log',
    severity: 'high',
    rationale:
      'Without it nobody can tell afterwards who did what, and an incident before the purchase cannot be ruled out.',
    remediation: fix(
      'Switch the audit log on.',
      'Write a policy and ship the log out of the cluster.',
      [2, 8, 24],
    ),
    mappings: ['cis:3.2.1', 'owasp-k8s:K05'],
    questions: ['components.audit-log'],
    judges: ['/pods'],
    *evaluate(cluster) {
      const log = auditLog(cluster);
      yield log.configured === null
        ? unknown(log.reason, log.sentence)
        : log.configured
          ? found(null, log.sentence)
          : fail(log.evidence[0]?.object ?? null, log.sentence, {
              path: log.evidence[0]?.path ?? 'spec',
              value: log.evidence[0]?.value ?? 'not set',
            });
    },
  }),
  noAgent(
    'audit/no-runtime-detection',
    'No runtime detection agent',
    'runtime-detection',
    'detection.runtime-agent',
  ),
  noAgent('audit/no-log-shipping', 'No log shipping agent', 'log-shipping', 'detection.logs-central'),
];

function noAgent(id: string, title: string, role: NonNullable<Agent['role']>, question: string): Control {
  return defineControl({
    id,
    title,
    severity: 'medium',
    rationale: 'Without it an attacker in a container is not seen, and the traces end with the pod.',
    remediation: fix(
      'Install one.',
      'Roll it out as a DaemonSet and send its output out of the cluster.',
      [4, 16, 40],
    ),
    mappings: ['owasp-k8s:K05'],
    questions: [question],
    judges: [],
    needs: ['apps/daemonsets'],
    *evaluate({ agents, index }) {
      const agent = agents.withRole(role)[0];
      const seen = index.all('apps/daemonsets').length;
      yield agent === undefined
        ? failCluster(`${title} was recognised.`, 'kinds', `none among ${count(seen, 'DaemonSet')}`)
        : found(agent.workload.ref, `${agent.workload.name} runs.`);
    },
  });
}
