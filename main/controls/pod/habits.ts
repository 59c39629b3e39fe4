/** How pods are run: probes that leave them, shared processes, pods without an owner, logins inside. */

import { VERSION_DECIDES } from '../../kubernetes/podsecurity/workload.ts';
import type { Container } from '../../snapshot/index.ts';
import { bool, isObject, list, num, str } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { PSS } from './words.ts';
import {
  type Aside,
  type Fault,
  firstFault,
  named,
  standardsControl,
  unread,
  workloadControl,
} from './workload-control.ts';

/** The first minor in which the standards look at the host of a probe. */
const PROBE_HOST_SINCE = 34;

export const habitControls: readonly Control[] = [
  standardsControl({
    id: 'pod/probe-host',
    title: 'Probe or lifecycle hook calls another host',
    severity: 'medium',
    rationale:
      'The kubelet calls probes and lifecycle hooks from the node’s network. With `host` set, anyone who may create a pod can make the node call addresses that the pod cannot reach. Examples are the cloud metadata service, services on localhost of the node, and machines behind the firewall. The pod’s status shows whether the call succeeds.',
    remediation: fix(
      'Remove `host` so that the kubelet calls the pod itself.',
      'Delete the field from the probe or hook. To set a host name in the HTTP request, use a `Host` header in `httpHeaders`. To monitor another system use monitoring, not a probe.',
      [0.5, 1, 4],
      'livenessProbe:\n  httpGet:\n    path: /healthz\n    port: 8080\n',
    ),
    references: [
      PSS,
      {
        title: 'Configure liveness, readiness and startup probes',
        url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
      },
    ],
    mappings: [
      'pod-security:baseline/hostProbesAndHostLifecycle',
      'mitre-attack:T1552.005',
      'nsa-cisa:pod-security',
      'owasp-k8s:K01',
    ],
    agentNeed: 'host-network',
    passes: 'No probe or lifecycle hook sets its own host.',
    standard: 'hostProbesAndHostLifecycle',
    minor: PROBE_HOST_SINCE,
    says: (who, { path, value }) =>
      `${who} makes the kubelet call ${String(value)} (${path.split('.').slice(2, -2).join('.')})`,
    unless: ({ serverMinor, version, perhaps }) => {
      if (perhaps.length > 0) return { verdict: 'unknown', message: VERSION_DECIDES };
      return serverMinor >= PROBE_HOST_SINCE
        ? null
        : {
            verdict: 'not-applicable',
            message: `It sets a host for a probe or hook, which the standards cover from v1.${PROBE_HOST_SINCE}; the server runs ${version}.`,
          };
    },
  }),
  workloadControl({
    id: 'pod/shared-process-namespace',
    title: 'Shared process namespace within a pod',
    severity: 'low',
    rationale:
      'With `shareProcessNamespace` every container of the pod sees the processes of all others and may signal them. It can also read their environment and files through /proc. A compromised sidecar then has the secrets of the main program.',
    remediation: fix(
      'Remove shareProcessNamespace.',
      'It is mostly set for a signal between two programs: use a file in a shared emptyDir or a local port instead. For debugging, use an ephemeral container with `--target`.',
      [0.5, 2, 8],
      'spec:\n  shareProcessNamespace: false\n',
    ),
    references: [
      {
        title: 'Share process namespace between containers in a pod',
        url: 'https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/',
      },
    ],
    mappings: ['nsa-cisa:pod-security', 'mitre-attack:T1552', 'owasp-k8s:K01'],
    agentsDecide: true,
    passes: 'shareProcessNamespace is not set.',
    check: ({ podSpec, specPath }) =>
      bool(podSpec, 'shareProcessNamespace') === true
        ? {
            path: `${specPath}.shareProcessNamespace`,
            value: true,
            message: 'All containers of the pod can see and signal each other’s processes.',
          }
        : null,
  }),
  workloadControl({
    id: 'pod/naked-pod',
    title: 'Pod without a controller',
    severity: 'low',
    rationale:
      'A pod without a Deployment, Job or other owner was created by hand or by a script. It is in no repository, is not updated and does not return when its node fails. An attacker’s own pod is easily overlooked among such pods.',
    remediation: fix(
      'Delete the pod, or manage it with a controller.',
      'Find out who created it and why. Move permanent services into a Deployment or a StatefulSet and finite tasks into a Job. Delete what was created for debugging.',
      [0.5, 1, 4],
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec: {} # the spec of the pod\n',
    ),
    references: [
      {
        title: 'Workload management',
        url: 'https://kubernetes.io/docs/concepts/workloads/controllers/',
      },
    ],
    mappings: ['mitre-attack:T1610', 'owasp-k8s:K01'],
    questions: ['detection.everything-owned'],
    passes: 'A controller manages the pods.',
    check: ({ kind, isStatic, missingOwner, name }) =>
      kind !== 'Pod' || isStatic || missingOwner !== null
        ? null
        : {
            path: 'metadata.ownerReferences',
            value: 'not set',
            message: `No controller owns the pod ${name}: nothing updates or restores it.`,
          },
  }),
  workloadControl({
    id: 'pod/remote-login',
    title: 'SSH or sudo in a container',
    severity: 'medium',
    rationale:
      'An SSH server in a container is a second entry point beside the API server. It has its own keys and passwords, bypasses RBAC and the audit log, and can be brute-forced from every pod that reaches it. A program started with sudo shows that the container relies on becoming root.',
    remediation: fix(
      'Remove the SSH server and sudo.',
      'To inspect a container use `kubectl exec` or `kubectl debug`, which RBAC limits and the audit log records. Transfer files with a Job or an object store. Start the program as the user it needs.',
      [1, 4, 16],
      'containers:\n  - name: web\n    command: ["/app/server"]\n    ports:\n      - containerPort: 8080\n',
    ),
    references: [
      {
        title: 'Get a shell to a running container',
        url: 'https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/',
      },
      {
        title: 'SSH server running inside a container (ATT&CK: External Remote Services)',
        url: 'https://attack.mitre.org/techniques/T1133/',
      },
    ],
    mappings: ['mitre-attack:T1133', 'mitre-attack:T1548', 'nsa-cisa:authentication', 'owasp-k8s:K01'],
    agentsDecide: true,
    passes: 'No command uses SSH or sudo, and port 22 is not open.',
    check: (workload) => firstFault(workload, remoteLogin),
  }),
];

const LOGIN_PROGRAMS: ReadonlySet<string> = new Set(['ssh', 'sshd', 'dropbear', 'sudo']);

function remoteLogin(container: Container): Fault | Aside | null {
  let aside: Aside | null = null;
  for (const field of ['command', 'args'] as const) {
    for (const [index, part] of list(container.raw, field).entries()) {
      const path = `${container.path}.${field}[${index}]`;
      if (isObject(part)) aside ??= unread(path);
      const program = typeof part === 'string' ? loginProgram(part) : undefined;
      if (program !== undefined)
        return { path, value: program, message: `${named(container)} starts ${program}.` };
    }
  }
  const ports = list(container.raw, 'ports');
  const port = ports.findIndex((one) => num(one, 'containerPort') === 22 || num(one, 'hostPort') === 22);
  if (port < 0) return aside;
  return {
    path: `${container.path}.ports[${port}].${num(ports[port], 'containerPort') === 22 ? 'containerPort' : 'hostPort'}`,
    value: 22,
    message: `${named(container)} opens port 22${str(ports[port], 'name') === undefined ? '' : ` ("${str(ports[port], 'name')}")`}, the SSH port.`,
  };
}

/** Words of a command line, each by the last part of its path; a long script is looked at up to 20,000 characters. */
function loginProgram(text: string): string | undefined {
  if (!/ssh|sudo|dropbear/.test(text)) return undefined;
  return text
    .slice(0, 20_000)
    .split(/[\s;&|()'"`$=]+/)
    .map((word) => word.slice(word.lastIndexOf('/') + 1))
    .find((word) => LOGIN_PROGRAMS.has(word));
}
