/** Whether anybody could see what happened. */

import { count } from '../../shared/in-words.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Agent } from '../cluster/platform/agents.ts';
import { auditedServers, auditLog, auditTargets } from '../cluster/platform/audit.ts';
import type { Component } from '../cluster/platform/component-args.ts';
import { faulty, unseen, whenAbsent } from './control-plane/component-control.ts';
import {
  type Control,
  type Draft,
  defineControl,
  fail,
  failCluster,
  fix,
  found,
  notApplicable,
  pass,
  unknown,
} from './define.ts';

const AUDITING = {
  title: 'Auditing',
  url: 'https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/',
};
const SERVER = '# /etc/kubernetes/manifests/kube-apiserver.yaml\ncommand:\n  - kube-apiserver\n';
const POLICY =
  'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n  - level: Metadata\n    resources:\n      - resources: [secrets, configmaps]\n  - level: RequestResponse\n    verbs: [create, update, patch, delete]\n  - level: Metadata\n';

export const auditControls: readonly Control[] = [
  defineControl({
    id: 'audit/no-audit-log',
    title: 'No audit log',
    severity: 'high',
    rationale:
      'Without an audit log nobody can establish afterwards who did what. An attacker with a stolen login leaves no trace, and an incident before the acquisition cannot be ruled out.',
    remediation: fix(
      'Enable the audit log.',
      'Write a policy, configure it on the API server with a log path or webhook, and ship the log out of the cluster.',
      [2, 8, 24],
      `${SERVER}  - --audit-policy-file=/etc/kubernetes/audit-policy.yaml\n  - --audit-log-path=/var/log/kubernetes/audit.log\n`,
    ),
    references: [AUDITING],
    mappings: ['cis:1.2.16', 'cis:3.2.1', 'nsa-cisa:audit-logging', 'owasp-k8s:K05'],
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
  serverControl({
    id: 'audit/no-policy-file',
    title: 'No audit policy',
    severity: 'medium',
    rationale:
      'The policy defines which requests are recorded. Without one the API server records nothing, even if a log destination is configured. An attacker is as invisible as without a log.',
    remediation: fix(
      'Write a policy and configure it on the API server.',
      'Record at least metadata of every request and the bodies of changes, but exclude Secret values. Mount the file into the API server on every control-plane node.',
      [2, 4, 16],
      POLICY,
    ),
    references: [AUDITING],
    mappings: ['cis:3.2.1', 'nsa-cisa:audit-logging', 'owasp-k8s:K05'],
    judge(server) {
      const policy = server.flags.get('audit-policy-file');
      return policy === null
        ? whenAbsent(server, 'audit-policy-file', () =>
            faulty(server, null, 'The API server runs without --audit-policy-file.'),
          )
        : pass(server.ref, 'A policy is configured.');
    },
  }),
  serverControl({
    id: 'audit/short-retention',
    title: 'Short audit log retention',
    severity: 'medium',
    rationale:
      'Intrusions are often detected weeks after they begin. A log that is overwritten sooner, or that one busy night fills, no longer contains the attacker’s first steps.',
    remediation: fix(
      'Keep the log long enough, and outside the cluster.',
      'Send it to a store that cluster administrators cannot change and keep it for at least 90 days. On the node, allow 30 days, 10 files and 100 MB each.',
      [1, 4, 16],
      `${SERVER}  - --audit-log-maxage=30\n  - --audit-log-maxbackup=10\n  - --audit-log-maxsize=100\n`,
    ),
    references: [AUDITING],
    mappings: ['cis:1.2.17', 'cis:1.2.18', 'cis:1.2.19', 'nsa-cisa:log-shipping', 'owasp-k8s:K05'],
    judge: judgeRetention,
  }),
  serverControl({
    id: 'audit/policy-content',
    title: 'Audit policy content not known',
    severity: 'info',
    rationale:
      'A policy may record every request or almost none. An attacker can be traced only if it records Secret reads, commands in pods and permission changes. The file is on the control-plane node and not visible through the API.',
    remediation: fix(
      'Request the policy and one day of the log.',
      'Check that it records Secret reads, exec, port-forward, token requests, and changes to roles, bindings and webhooks. Check that no earlier rule drops them.',
      [0.5, 1, 4],
      POLICY,
    ),
    references: [AUDITING],
    mappings: ['cis:3.2.2', 'nsa-cisa:audit-logging', 'owasp-k8s:K05'],
    judge(server) {
      const policy = server.flags.get('audit-policy-file');
      return policy === null
        ? whenAbsent(server, 'audit-policy-file', () =>
            notApplicable('There is no policy whose content could be reviewed.', server.ref),
          )
        : unknown(
            'needs-interview',
            `The cluster does not show the file with the rules of ${policy.text}. Request it, and one day of the log.`,
            server.ref,
          );
    },
  }),
  noAgent({
    id: 'audit/no-runtime-detection',
    title: 'No runtime detection agent recognised',
    what: 'runtime detection agent',
    role: 'runtime-detection',
    rationale:
      'A runtime agent on the nodes sees what the API does not: a shell in a container, a miner, a container escape. Without one, an attacker in a container remains undetected until something fails.',
    remediation: fix(
      'Install a runtime detection agent.',
      'Deploy it as a DaemonSet on every node, send its alerts to the people on call, and test one alert.',
      [4, 16, 40],
      '# values of the Helm chart falcosecurity/falco\ntolerations:\n  - operator: Exists\nfalcosidekick:\n  enabled: true\n',
    ),
    references: [
      {
        title: 'Security checklist',
        url: 'https://kubernetes.io/docs/concepts/security/security-checklist/',
      },
    ],
    mappings: ['nsa-cisa:threat-detection', 'owasp-k8s:K05'],
    questions: ['detection.runtime-agent'],
  }),
  noAgent({
    id: 'audit/no-log-shipping',
    title: 'No log shipping agent recognised',
    what: 'log shipping agent',
    role: 'log-shipping',
    rationale:
      'Container logs are stored on their node and deleted with the pod. Without log shipping, an attacker erases the traces in a pod by restarting it.',
    remediation: fix(
      'Ship the logs out of the cluster.',
      'Deploy an agent as a DaemonSet on every node and send the logs to a store that cluster administrators cannot change.',
      [4, 16, 40],
      '# values of the Helm chart fluent/fluent-bit\ntolerations:\n  - operator: Exists\n',
    ),
    references: [
      {
        title: 'Logging architecture',
        url: 'https://kubernetes.io/docs/concepts/cluster-administration/logging/',
      },
    ],
    mappings: ['nsa-cisa:log-shipping', 'owasp-k8s:K05'],
    questions: ['detection.logs-central'],
  }),
];

type Words = Omit<Parameters<typeof defineControl>[0], 'judges' | 'needs' | 'evaluate' | 'severity'>;

/** One verdict for each API server whose arguments are seen. */
function serverControl({
  judge,
  ...words
}: Words & {
  readonly severity: Control['severity'];
  judge(this: void, server: Component): Draft;
}): Control {
  return defineControl({
    ...words,
    questions: ['components.audit-log', 'detection.retention'],
    judges: ['/pods'],
    *evaluate(cluster: Cluster) {
      const servers = auditedServers(cluster);
      if ('reason' in servers) yield unknown(servers.reason, servers.sentence);
      else for (const server of servers) yield judge(server);
    },
  });
}

const LEAST = [
  ['audit-log-maxage', 30, 'days'],
  ['audit-log-maxbackup', 10, 'old files'],
  ['audit-log-maxsize', 100, 'MB per file'],
] as const;

/** Each limit left out means none, but for the size, which is then 100 MB. Sent elsewhere, the other side decides. */
function judgeRetention(server: Component): Draft {
  const { flags } = server;
  const webhook = flags.get('audit-webhook-config-file');
  if (auditTargets(server).length === 0)
    return whenAbsent(server, 'audit-log-path', () =>
      faulty(server, null, 'There is no audit log, so nothing is kept.'),
    );
  if (webhook !== null)
    return unknown(
      'needs-interview',
      'The log is sent to a webhook; how long it is kept there is not visible. Ask the target.',
      server.ref,
    );
  const path = flags.get('audit-log-path');
  if (path?.value === '-')
    return unknown(
      'needs-interview',
      'The log goes to the API server’s standard output; how long that is kept is not visible. Ask the target.',
      server.ref,
    );
  for (const [name, least, unit] of LEAST) {
    const flag = flags.get(name);
    if (flag === null) continue;
    if (flag.value === null || !/^\d{1,9}$/.test(flag.value)) return unseen(server, name);
    const value = Number(flag.value);
    // Zero means no limit, but for the size, where it means the default.
    if (value !== 0 && value < least)
      return faulty(
        server,
        flag,
        `The audit log keeps ${value} ${unit}; the recommended minimum is ${least}.`,
      );
  }
  return pass(server.ref, 'No limit on the audit log is below 30 days, 10 old files or 100 MB per file.');
}

function noAgent({
  role,
  what,
  ...words
}: Words & { readonly role: NonNullable<Agent['role']>; readonly what: string }): Control {
  return defineControl({
    ...words,
    severity: 'medium',
    judges: [],
    needs: ['apps/daemonsets'],
    *evaluate({ agents, index }) {
      const agent = agents.withRole(role)[0];
      const seen = index.all('apps/daemonsets').length;
      yield agent === undefined
        ? failCluster(`No ${what} was recognised.`, 'kinds', `none among ${count(seen, 'DaemonSet')}`)
        : found(agent.workload.ref, `${agent.workload.name} is running.`);
    },
  });
}
