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
      "Without a seccomp profile a container may call every function of the kernel. The runtime's default profile blocks those that past escapes from containers were built on, and breaks almost nothing.",
    remediation: fix(
      "Use the runtime's default profile.",
      'Set the profile on the pod, or `seccompDefault: true` in the kubelet configuration for all.',
      [0.5, 1, 4],
      'securityContext:\n  seccompProfile:\n    type: RuntimeDefault\n',
    ),
    references: [
      PSS,
      {
        title: "Restrict a container's syscalls with seccomp",
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
    passes: 'A system call filter is set.',
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
                ? `${named(container)} switches the system call filter off.`
                : `${named(container)} has no system call filter of its own; the node may have a default.`,
              ...(off ? { severity: 'medium' as const } : {}),
            };
          }),
  }),
  workloadControl({
    id: 'pod/writable-root-filesystem',
    title: 'Writable root file system',
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
              message: `${named(container)} can change its own files.`,
            },
      ),
  }),
  standardsControl({
    id: 'pod/apparmor-unconfined',
    title: 'AppArmor disabled',
    severity: 'medium',
    rationale:
      "AppArmor is a second fence of the Linux kernel: even root in a container may then not mount file systems or write to most of /proc and /sys. Where nodes have it, the runtime's profile holds by itself; a pod that asks for Unconfined takes the fence away, and several known escapes work only then.",
    remediation: fix(
      "Go back to the runtime's profile.",
      'Remove the setting, or name `RuntimeDefault`. If a program fails, write a profile for it and load it on the nodes (`Localhost`).',
      [0.5, 2, 16],
      'securityContext:\n  appArmorProfile:\n    type: RuntimeDefault\n',
    ),
    references: [
      PSS,
      {
        title: "Restrict a container's access to resources with AppArmor",
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
    passes: 'Neither a field nor an annotation of the pod switches AppArmor off.',
    standard: 'appArmorProfile',
    minor: NEWEST_MINOR,
    says: (who, { container, path }) =>
      container === undefined && path.startsWith('metadata')
        ? 'An annotation switches AppArmor off'
        : `${who} switches AppArmor off`,
  }),
  standardsControl({
    id: 'pod/selinux-options',
    title: 'SELinux type, user or role of its own',
    severity: 'medium',
    rationale:
      'On nodes with SELinux every container runs under a label that keeps it from the files of the node. A pod that chooses another type, such as `spc_t`, or a user or role, steps out of that: the label it asks for decides what it may touch, and nothing else stands between a taken-over program and the host.',
    remediation: fix(
      'Remove type, user and role.',
      'Leave `seLinuxOptions` away, or set only `level`. Where a program needs more, write an SELinux policy for it and use its type in a namespace that allows nothing else.',
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
    passes: 'No SELinux type beyond those of containers, no user and no role is set.',
    standard: 'seLinuxOptions',
    says: (who, { path, value }) =>
      `${who} sets the SELinux ${path.slice(path.lastIndexOf('.') + 1)} "${String(value)}"`,
  }),
  standardsControl({
    id: 'pod/proc-mount',
    title: 'Unmasked /proc mount',
    severity: 'high',
    rationale:
      'Container runtimes hide the parts of /proc that lead to the kernel of the node, such as `/proc/sysrq-trigger` or `/proc/kcore`. With `procMount: Unmasked` they are there to be read and written. Only inside of a user namespace, where root of the pod is nobody on the node, is that half as bad.',
    remediation: fix(
      'Leave the masks on.',
      'Remove `procMount`. Building images inside of a pod is what it is mostly set for: use a builder that works without, or keep those pods in a user namespace (`hostUsers: false`) on nodes of their own.',
      [0.5, 2, 16],
      'securityContext:\n  procMount: Default\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['pod-security:baseline/procMount', 'mitre-attack:T1611', 'owasp-k8s:K01'],
    agentNeed: 'privileged',
    passes: 'No container asks for /proc without its masks.',
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
      'Some kernel parameters (sysctls) belong to the pod alone; the others change how the whole node works or are not kept apart well. A pod that sets one of those can weaken or starve every neighbour on its node, and the kubelet only takes it because somebody allowed it there.',
    remediation: fix(
      'Remove the parameter, or set it on the nodes.',
      "Ask what it was set for. A parameter that the whole node needs belongs into the node's own configuration; then take it off the kubelet's `allowedUnsafeSysctls`.",
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
    passes: 'No kernel parameter is set beyond those that are safe.',
    standard: 'sysctls',
    says: (_who, { value }) => `The pod sets the kernel parameter ${String(value)}, which is not a safe one`,
  }),
];
