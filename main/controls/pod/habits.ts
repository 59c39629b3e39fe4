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
    title: 'Probe or lifecycle hook calls a chosen host',
    severity: 'medium',
    rationale:
      'Probes and lifecycle hooks are called by the kubelet, from the network of the node. With `host` set, whoever may create a pod has the node call any address that the node can reach and the pod cannot: the metadata service of the cloud, services on localhost of the node, machines behind the firewall. Whether the call succeeds shows in the state of the pod.',
    remediation: fix(
      'Remove `host`: then the pod itself is called.',
      'Delete the field from the probe or hook. For a name in the HTTP request use a `Host` header in `httpHeaders`. To watch another system use monitoring, not a probe.',
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
    passes: 'No probe and no lifecycle hook calls a host of its own choice.',
    standard: 'hostProbesAndHostLifecycle',
    minor: PROBE_HOST_SINCE,
    says: (who, { path, value }) =>
      `${who} has the kubelet call ${String(value)} (${path.split('.').slice(2, -2).join('.')})`,
    unless: ({ serverMinor, version, perhaps }) => {
      if (perhaps.length > 0) return { verdict: 'unknown', message: VERSION_DECIDES };
      return serverMinor >= PROBE_HOST_SINCE
        ? null
        : {
            verdict: 'not-applicable',
            message: `It sets a host for a probe or hook, which the standards judge from v1.${PROBE_HOST_SINCE} on; the server is ${version}.`,
          };
    },
  }),
  workloadControl({
    id: 'pod/shared-process-namespace',
    title: 'Shared process namespace within a pod',
    severity: 'low',
    rationale:
      'With `shareProcessNamespace` every container of the pod sees the processes of all others, may signal them, and through /proc reads their environment and files. A taken-over sidecar then holds the secrets of the main program.',
    remediation: fix(
      'Remove shareProcessNamespace.',
      'What it is set for is mostly a signal between two programs: use a file in a shared emptyDir, or a local port. For debugging use an ephemeral container with `--target`.',
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
            message: 'All containers of the pod see and can signal the processes of each other.',
          }
        : null,
  }),
  workloadControl({
    id: 'pod/naked-pod',
    title: 'Pod without a controller',
    severity: 'low',
    rationale:
      'A pod without a Deployment, Job or other owner was made by hand or by a script. It is in no repository, is not updated, does not come back when its node goes, and among such pods an attacker who starts one of their own is not noticed.',
    remediation: fix(
      'Delete the pod, or give it an owner.',
      'Ask who made it and for what. What runs on belongs into a Deployment or a StatefulSet, what ends into a Job; what was made for debugging is deleted.',
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
    passes: 'An owner runs the pods.',
    check: ({ kind, isStatic, missingOwner, name }) =>
      kind !== 'Pod' || isStatic || missingOwner !== null
        ? null
        : {
            path: 'metadata.ownerReferences',
            value: 'not set',
            message: `No controller owns the pod ${name}: nothing updates it or brings it back.`,
          },
  }),
  workloadControl({
    id: 'pod/remote-login',
    title: 'SSH or sudo in a container',
    severity: 'medium',
    rationale:
      'An SSH server in a container is a second way in, beside the API server: with keys and passwords of its own, past RBAC and the audit log, and open to guessing from every pod that reaches it. A program that is started with sudo shows that the container counts on becoming root.',
    remediation: fix(
      'Remove the SSH server and sudo.',
      'To look into a container use `kubectl exec` or `kubectl debug`, which RBAC limits and the audit log records. Files are moved with a job or an object store. Give the program the user it needs from the start.',
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
    passes: 'Neither SSH nor sudo shows in commands, and port 22 is not opened.',
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
    message: `${named(container)} opens port 22${str(ports[port], 'name') === undefined ? '' : ` ("${str(ports[port], 'name')}")`}, that of SSH.`,
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
