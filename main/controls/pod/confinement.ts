/** What keeps a container in: system call filter, AppArmor, SELinux, the masks of /proc, sysctls, its own files. */

import { NEWEST_MINOR } from '../../kubernetes/podsecurity/checks/catalogue.ts';
import { at, bool } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { effective, isWindows } from './effective.ts';
import { CONTEXT, PSS } from './words.ts';
import { firstFault, named, standardsControl, unread, workloadControl } from './workload-control.ts';

export const confinementControls: readonly Control[] = [
  workloadControl({
    id: 'pod/seccomp-unconfined',
    title: 'No seccomp profile',
    severity: 'low',
    rationale:
      'Without a seccomp profile a container may use every system call. The runtime’s default profile blocks those that past container escapes relied on, and affects almost no application.',
    remediation: fix(
      'Use the runtime’s default profile.',
      'Set the profile on the pod, or `seccompDefault: true` in the kubelet configuration for all pods.',
      [0.5, 1, 4],
      'securityContext:\n  seccompProfile:\n    type: RuntimeDefault\n',
    ),
    references: [
      PSS,
      {
        title: 'Restrict a container’s syscalls with seccomp',
        url: 'https://kubernetes.io/docs/tutorials/security/seccomp/',
      },
    ],
    mappings: [
      'cis:5.6.2',
      'pod-security:restricted/seccompProfile_restricted',
      'nsa-cisa:pod-security',
      'owasp-k8s:K01',
    ],
    agentNeed: 'root',
    passes: 'A seccomp profile is set.',
    check: (workload) =>
      isWindows(workload)
        ? null
        : firstFault(workload, (container) => {
            const {
              value,
              path,
              unread: cannotRead,
            } = effective(workload, container, 'seccompProfile', 'type');
            if (cannotRead) return unread(path);
            if (value === 'RuntimeDefault' || value === 'Localhost') return null;
            const off = value === 'Unconfined';
            return {
              path,
              value: value ?? 'not set',
              message: off
                ? `${named(container)} disables the seccomp profile.`
                : `${named(container)} sets no seccomp profile; the node may apply a default.`,
              ...(off ? { severity: 'medium' as const } : {}),
            };
          }),
  }),
  workloadControl({
    id: 'pod/writable-root-filesystem',
    title: 'Writable root file system',
    severity: 'low',
    rationale:
      'An attacker who can write to the container’s file system can install tools and replace the program. A read-only root file system forces them to work in memory and makes their traces easier to detect.',
    remediation: fix(
      'Make the root file system read-only.',
      'Set `readOnlyRootFilesystem: true` and give the program an emptyDir for its writes.',
      [0.5, 2, 8],
      'securityContext:\n  readOnlyRootFilesystem: true\n',
    ),
    references: [CONTEXT],
    mappings: ['nsa-cisa:immutable-filesystems', 'cis:5.6.3', 'owasp-k8s:K01'],
    agentNeed: 'root',
    passes: 'The root file system of every container is read-only.',
    check: (workload) =>
      firstFault(workload, (container) =>
        bool(container.raw, 'securityContext', 'readOnlyRootFilesystem') === true
          ? null
          : {
              path: `${container.path}.securityContext.readOnlyRootFilesystem`,
              value: at(container.raw, 'securityContext', 'readOnlyRootFilesystem') ?? 'not set',
              message: `${named(container)} can modify its own files.`,
            },
      ),
  }),
  standardsControl({
    id: 'pod/apparmor-unconfined',
    title: 'AppArmor disabled',
    severity: 'medium',
    rationale:
      'AppArmor adds a second layer of kernel isolation: even root in a container cannot mount file systems or write to most of /proc and /sys. Where nodes support it, the runtime’s profile applies automatically. A pod that sets Unconfined removes this layer, and several known escapes work only then.',
    remediation: fix(
      'Return to the runtime’s profile.',
      'Remove the setting, or set `RuntimeDefault`. If a program fails, write a profile for it and load it on the nodes (`Localhost`).',
      [0.5, 2, 16],
      'securityContext:\n  appArmorProfile:\n    type: RuntimeDefault\n',
    ),
    references: [
      PSS,
      {
        title: 'Restrict a container’s access to resources with AppArmor',
        url: 'https://kubernetes.io/docs/tutorials/security/apparmor/',
      },
    ],
    mappings: [
      'pod-security:baseline/appArmorProfile',
      'cis:5.6.3',
      'nsa-cisa:pod-security',
      'mitre-attack:T1611',
      'owasp-k8s:K01',
    ],
    agentNeed: 'privileged',
    passes: 'Neither a field nor an annotation of the pod disables AppArmor.',
    standard: 'appArmorProfile',
    minor: NEWEST_MINOR,
    says: (who, { container, path }) =>
      container === undefined && path.startsWith('metadata')
        ? 'An annotation disables AppArmor'
        : `${who} disables AppArmor`,
  }),
  standardsControl({
    id: 'pod/selinux-options',
    title: 'Custom SELinux type, user or role',
    severity: 'medium',
    rationale:
      'On SELinux nodes every container runs under a label that blocks access to the node’s files. A pod that sets another type, such as `spc_t`, or a user or role, leaves this confinement. The label it sets decides what it can access, and nothing else separates a compromised program from the host.',
    remediation: fix(
      'Remove type, user and role.',
      'Omit `seLinuxOptions`, or set only `level`. Where a program needs more, write an SELinux policy for it and use its type in a separate namespace.',
      [0.5, 2, 16],
      'securityContext:\n  seLinuxOptions:\n    level: "s0:c123,c456"\n',
    ),
    references: [PSS, CONTEXT],
    mappings: [
      'pod-security:baseline/seLinuxOptions',
      'cis:5.6.3',
      'nsa-cisa:pod-security',
      'mitre-attack:T1611',
      'owasp-k8s:K01',
    ],
    agentNeed: 'privileged',
    passes: 'No SELinux user, role or non-container type is set.',
    standard: 'seLinuxOptions',
    says: (who, { path, value }) =>
      `${who} sets the SELinux ${path.slice(path.lastIndexOf('.') + 1)} "${String(value)}"`,
  }),
  standardsControl({
    id: 'pod/proc-mount',
    title: 'Unmasked /proc mount',
    severity: 'high',
    rationale:
      'Container runtimes mask parts of /proc that expose the node’s kernel, such as `/proc/sysrq-trigger` or `/proc/kcore`. With `procMount: Unmasked` a container can read and write them. The risk is lower only in a user namespace, where the pod’s root is an unprivileged user on the node.',
    remediation: fix(
      'Keep the masks.',
      'Remove `procMount`. It is mostly set to build images inside a pod. Use a builder that works without it, or keep those pods in a user namespace (`hostUsers: false`) on dedicated nodes.',
      [0.5, 2, 16],
      'securityContext:\n  procMount: Default\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['pod-security:baseline/procMount', 'mitre-attack:T1611', 'owasp-k8s:K01'],
    agentNeed: 'privileged',
    passes: 'No container mounts /proc without masks.',
    standard: 'procMount',
    // The rules from before user namespaces excused it.
    minor: 0,
    says: (who, { value }) => `${who} mounts /proc as "${String(value)}", without its masks`,
    severityOf: (workload) => (bool(workload.podSpec, 'hostUsers') === false ? 'low' : undefined),
  }),
  standardsControl({
    id: 'pod/unsafe-sysctl',
    title: 'Unsafe kernel parameter set',
    severity: 'medium',
    rationale:
      'Some kernel parameters (sysctls) affect only the pod; others change the whole node or are not properly isolated. A pod that sets one of those can weaken or starve every neighbour on its node. The kubelet accepts it only because an administrator allowed it there.',
    remediation: fix(
      'Remove the parameter, or set it on the nodes.',
      'Find out why it was set. A parameter that the whole node needs belongs in the node’s own configuration; then remove it from the kubelet’s `allowedUnsafeSysctls`.',
      [1, 2, 8],
      'securityContext:\n  sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: "80"\n',
    ),
    references: [
      PSS,
      {
        title: 'Using sysctls in a Kubernetes cluster',
        url: 'https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/',
      },
    ],
    mappings: ['pod-security:baseline/sysctls', 'nsa-cisa:pod-security', 'owasp-k8s:K01'],
    agentNeed: 'sysctls',
    passes: 'Only safe kernel parameters are set.',
    standard: 'sysctls',
    says: (_who, { value }) =>
      `The pod sets the kernel parameter ${String(value)}, which is not considered safe`,
  }),
];
