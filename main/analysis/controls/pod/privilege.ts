/** What a container may do to its node: privilege, host namespaces, capabilities, users. */
import type { Container, Workload } from '../../../snapshot/index.ts';
import { at, bool, list, num, str, strings } from '../../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { type Fault, firstContainer, workloadControl } from './workload-control.ts';

const PSS = {
  title: 'Pod Security Standards',
  url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
};
const CONTEXT = {
  title: 'Configure a security context',
  url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
};

const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const ESCAPE_CAPABILITIES: ReadonlySet<string> = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
  'DAC_READ_SEARCH',
  'BPF',
  'SYS_RAWIO',
]);

export const privilegeControls: readonly Control[] = [
  workloadControl({
    id: 'pod/privileged-container',
    title: 'Privileged container',
    severity: 'critical',
    rationale:
      'A privileged container shares every device and nearly every right of its node. Whoever takes over the program inside it mounts the disk of the node and is root there within a minute, and from there holds the tokens of every other pod on that node.',
    remediation: fix(
      'Run the container without privileges, with only the capabilities that it proves to need.',
      'Ask the team what the program really needs: often one capability or one device. Remove `privileged`, add what is missing, and try it in a test namespace. For building images use a rootless builder.',
      [2, 6, 24],
      'securityContext:\n  privileged: false\n  allowPrivilegeEscalation: false\n  capabilities:\n    drop: ["ALL"]\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.2',
      'nsa-cisa:pod-security',
      'mitre-attack:T1611',
      'pod-security:baseline',
      'owasp-k8s:K01',
    ],
    agentNeed: 'privileged',
    passes: 'No container is privileged.',
    check: (workload) =>
      firstContainer(workload, (container) =>
        bool(container.raw, 'securityContext', 'privileged') === true
          ? { path: 'securityContext.privileged', value: true, message: `${named(container)} is privileged.` }
          : null,
      ),
  }),
  ...(
    [
      [
        'hostPID',
        'host-pid',
        'host-pid',
        'high',
        'sees and can signal every process of its node, and reads their environment and their open files',
      ],
      ['hostIPC', 'host-ipc', 'host-ipc', 'high', 'shares memory segments with the processes of its node'],
      [
        'hostNetwork',
        'host-network',
        'host-network',
        'high',
        'has the address of its node, escapes every NetworkPolicy, can listen to traffic of the node and reaches services that listen on localhost only',
      ],
    ] as const
  ).map(([field, slug, need, severity, ability]) =>
    workloadControl({
      id: `pod/${slug}`,
      title: `Pod shares the node's ${field.slice(4)} namespace`,
      severity,
      rationale: `A pod with ${field} ${ability}. An attacker in it is no longer in a container in this respect, and the step to the node is short.`,
      remediation: fix(
        `Remove ${field} unless the program is a node agent.`,
        `Set ${field} to false. If the program needs one port or one process only, use a Service, a sidecar or a shared volume for it.`,
        [1, 3, 12],
        `spec:\n  ${field}: false\n`,
      ),
      references: [PSS],
      mappings: [
        field === 'hostPID' ? 'cis:5.2.3' : field === 'hostIPC' ? 'cis:5.2.4' : 'cis:5.2.5',
        'pod-security:baseline',
        'mitre-attack:T1611',
        'owasp-k8s:K01',
      ],
      agentNeed: need,
      passes: `${field} is not set.`,
      check: (workload) =>
        bool(workload.podSpec, field) === true
          ? {
              path: `${workload.specPath}.${field}`,
              value: true,
              message: `The pod ${ability}, for ${field} is set.`,
            }
          : null,
    }),
  ),
  workloadControl({
    id: 'pod/host-port',
    title: 'Container opens a port of its node',
    severity: 'medium',
    rationale:
      'A host port listens on the address of every node the pod runs on, past Services and often past NetworkPolicy. A port that was meant for one team is then open to the whole network of the nodes.',
    remediation: fix(
      'Use a Service in place of the host port.',
      'Remove `hostPort` and publish the port with a Service of type ClusterIP, or an Ingress when it is for outside.',
      [1, 2, 8],
      'ports:\n  - containerPort: 8080\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.12', 'pod-security:baseline'],
    agentNeed: 'host-port',
    passes: 'No container opens a port of its node.',
    check: (workload) =>
      bool(workload.podSpec, 'hostNetwork') === true
        ? null
        : firstContainer(workload, (container) => {
            const ports = list(container.raw, 'ports');
            const i = ports.findIndex((port) => (num(port, 'hostPort') ?? 0) > 0);
            return i < 0
              ? null
              : {
                  path: `ports[${i}].hostPort`,
                  value: at(ports[i], 'hostPort'),
                  message: `${named(container)} opens port ${num(ports[i], 'hostPort')} on its node.`,
                };
          }),
  }),
  workloadControl({
    id: 'pod/escape-capability',
    title: 'Capability that leads out of the container',
    severity: 'critical',
    rationale:
      'Some Linux capabilities are root under another name: with SYS_ADMIN one mounts the disk of the node, with SYS_MODULE one loads a kernel module, with SYS_PTRACE one enters other processes. A container that holds one is only nominally isolated.',
    remediation: fix(
      'Remove the capability.',
      'Drop all capabilities and add back only those that the program fails without. None of ALL, SYS_ADMIN, SYS_MODULE, SYS_PTRACE, DAC_READ_SEARCH, BPF and SYS_RAWIO belongs in an application.',
      [1, 4, 16],
      'securityContext:\n  capabilities:\n    drop: ["ALL"]\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.8', 'pod-security:baseline', 'mitre-attack:T1611'],
    agentNeed: 'capabilities',
    passes: 'No container holds a capability that leads out of it.',
    check: (workload) =>
      firstContainer(workload, (container) => {
        const added = capabilities(container, 'add');
        const bad = added.filter(
          (one) =>
            ESCAPE_CAPABILITIES.has(one) ||
            (one === 'NET_ADMIN' && bool(workload.podSpec, 'hostNetwork') === true),
        );
        return bad.length === 0
          ? null
          : {
              path: 'securityContext.capabilities.add',
              value: bad.join(', '),
              message: `${named(container)} holds ${bad.join(', ')}, which leads out of the container.`,
            };
      }),
  }),
  workloadControl({
    id: 'pod/capabilities-beyond-baseline',
    title: 'Capability beyond the Pod Security baseline',
    severity: 'medium',
    rationale:
      'The baseline level allows the capabilities that container runtimes grant by default. Every further one widens what a taken-over program can do to its neighbours, such as forging network traffic with NET_ADMIN.',
    remediation: fix(
      'Remove the extra capabilities.',
      'Drop all and add back only what the program fails without.',
      [1, 2, 8],
      'securityContext:\n  capabilities:\n    drop: ["ALL"]\n    add: ["NET_BIND_SERVICE"]\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.8', 'cis:5.2.9', 'pod-security:baseline'],
    agentNeed: 'capabilities',
    passes: 'No container adds a capability beyond the baseline.',
    check: (workload) =>
      firstContainer(workload, (container) => {
        const bad = capabilities(container, 'add').filter(
          (one) => !BASELINE_CAPABILITIES.has(one) && !ESCAPE_CAPABILITIES.has(one),
        );
        return bad.length === 0
          ? null
          : {
              path: 'securityContext.capabilities.add',
              value: bad.join(', '),
              message: `${named(container)} adds ${bad.join(', ')}.`,
            };
      }),
  }),
  workloadControl({
    id: 'pod/capabilities-not-dropped',
    title: 'Container does not drop its capabilities',
    severity: 'low',
    rationale:
      'Without `drop: ["ALL"]` a container keeps the default set of the runtime, among it NET_RAW, with which an attacker forges packets to intercept the traffic of neighbours on older network plugins.',
    remediation: fix(
      'Drop all capabilities.',
      'Add the block to every container; few programs notice.',
      [0.5, 1, 4],
      'securityContext:\n  capabilities:\n    drop: ["ALL"]\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['cis:5.2.7', 'cis:5.2.9', 'pod-security:restricted'],
    agentNeed: 'capabilities',
    passes: 'Every container drops all capabilities.',
    check: (workload) =>
      firstContainer(workload, (container) =>
        capabilities(container, 'drop').includes('ALL')
          ? null
          : {
              path: 'securityContext.capabilities',
              value: at(container.raw, 'securityContext', 'capabilities') ?? 'not set',
              message: `${named(container)} keeps the default capabilities.`,
            },
      ),
  }),
  workloadControl({
    id: 'pod/may-run-as-root',
    title: 'Container may run as root',
    severity: 'medium',
    rationale:
      'Unless `runAsNonRoot` or a numeric user other than 0 is set, the image decides, and most images choose root. Root in a container is the same user as root on the node: every fault of the kernel or runtime then gives the node, and file permissions inside the container stop nobody.',
    remediation: fix(
      'Require a user other than root.',
      'Give the image a numeric USER, set `runAsNonRoot: true`, and make the folders it writes to writable for that user (`fsGroup`).',
      [1, 4, 16],
      'securityContext:\n  runAsNonRoot: true\n  runAsUser: 10001\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['cis:5.2.6', 'nsa-cisa:non-root', 'pod-security:restricted', 'owasp-k8s:K01'],
    agentNeed: 'root',
    passes: 'No container may run as root.',
    check: (workload) => firstContainer(workload, (container) => mayRunAsRoot(workload, container)),
  }),
  workloadControl({
    id: 'pod/privilege-escalation',
    title: 'Privilege escalation is not switched off',
    severity: 'medium',
    rationale:
      'With `allowPrivilegeEscalation` unset, a program that was started as an ordinary user may become root through a setuid file such as `sudo` or `ping` in the image. Switching it off costs nothing for nearly every program.',
    remediation: fix(
      'Set allowPrivilegeEscalation to false.',
      'Add the line to every container.',
      [0.5, 1, 4],
      'securityContext:\n  allowPrivilegeEscalation: false\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['cis:5.2.5', 'pod-security:restricted', 'mitre-attack:T1548'],
    agentNeed: 'root',
    passes: 'Privilege escalation is switched off in every container.',
    check: (workload) =>
      isWindows(workload)
        ? null
        : firstContainer(workload, (container) =>
            bool(container.raw, 'securityContext', 'allowPrivilegeEscalation') === false
              ? null
              : {
                  path: 'securityContext.allowPrivilegeEscalation',
                  value: at(container.raw, 'securityContext', 'allowPrivilegeEscalation') ?? 'not set',
                  message: `${named(container)} may gain privileges that its user does not have.`,
                },
          ),
  }),
  workloadControl({
    id: 'pod/seccomp-unconfined',
    title: 'No system call filter',
    severity: 'low',
    rationale:
      "Without a seccomp profile a container may call every function of the kernel. The runtime's default profile blocks those that past escapes from containers were built on, and breaks almost nothing.",
    remediation: fix(
      "Use the runtime's default profile.",
      'Set the profile on the pod, or `seccompDefault: true` in the kubelet configuration for all.',
      [0.5, 1, 4],
      'securityContext:\n  seccompProfile:\n    type: RuntimeDefault\n',
    ),
    references: [PSS],
    mappings: ['cis:5.7.2', 'pod-security:restricted'],
    agentNeed: 'root',
    passes: 'A system call filter is set.',
    check: (workload) =>
      isWindows(workload)
        ? null
        : firstContainer(workload, (container) => {
            const type =
              str(container.raw, 'securityContext', 'seccompProfile', 'type') ??
              str(workload.podSpec, 'securityContext', 'seccompProfile', 'type');
            if (type === 'RuntimeDefault' || type === 'Localhost') return null;
            return {
              path: 'securityContext.seccompProfile',
              value: type ?? 'not set',
              message:
                type === 'Unconfined'
                  ? `${named(container)} switches the system call filter off.`
                  : `${named(container)} has no system call filter of its own; the node may have a default.`,
              ...(type === 'Unconfined' ? { severity: 'medium' as const } : {}),
            };
          }),
  }),
  workloadControl({
    id: 'pod/writable-root-filesystem',
    title: 'Container can change its own files',
    severity: 'low',
    rationale:
      'An attacker who can write to the file system of the container brings tools along and replaces the program. A read-only root file system forces them to work in memory and makes their traces stand out.',
    remediation: fix(
      'Make the root file system read-only.',
      'Set `readOnlyRootFilesystem: true` and give the program an emptyDir for what it writes.',
      [0.5, 2, 8],
      'securityContext:\n  readOnlyRootFilesystem: true\n',
    ),
    references: [CONTEXT],
    mappings: ['nsa-cisa:immutable-filesystems'],
    agentNeed: 'root',
    passes: 'The root file system of every container is read-only.',
    check: (workload) =>
      firstContainer(workload, (container) =>
        bool(container.raw, 'securityContext', 'readOnlyRootFilesystem') === true
          ? null
          : {
              path: 'securityContext.readOnlyRootFilesystem',
              value: at(container.raw, 'securityContext', 'readOnlyRootFilesystem') ?? 'not set',
              message: `${named(container)} can change its own files.`,
            },
      ),
  }),
];

/** `Container "web"`, `Init container "setup"`. */
export function named(container: Container): string {
  const role = { container: 'Container', init: 'Init container', ephemeral: 'Debug container' }[
    container.role
  ];
  return `${role} "${container.name}"`;
}

/** Container setting over pod setting, as the kubelet reads them. */
export function mayRunAsRoot(workload: Workload, container: Container): Fault | null {
  if (isWindows(workload)) return null;
  const own = at(container.raw, 'securityContext', 'runAsUser');
  const user = own ?? at(workload.podSpec, 'securityContext', 'runAsUser');
  const path = 'securityContext.runAsUser';
  if (user === 0) return { path, value: 0, message: `${named(container)} runs as root (user 0).` };
  if (typeof user === 'number') return null;
  const nonRoot =
    at(container.raw, 'securityContext', 'runAsNonRoot') ??
    at(workload.podSpec, 'securityContext', 'runAsNonRoot');
  return nonRoot === true
    ? null
    : {
        path: 'securityContext.runAsNonRoot',
        value: nonRoot ?? 'not set',
        message: `${named(container)} may run as root: neither runAsNonRoot nor a user is set.`,
      };
}

function isWindows(workload: Workload): boolean {
  return str(workload.podSpec, 'os', 'name') === 'windows';
}

function capabilities(container: Container, which: 'add' | 'drop'): readonly string[] {
  return strings(container.raw, 'securityContext', 'capabilities', which).map((one) =>
    one.toUpperCase().replace(/^CAP_/, ''),
  );
}
