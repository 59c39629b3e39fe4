/** Which user a container runs as, and how it may become another. */

import { NEWEST_MINOR } from '../../kubernetes/podsecurity/checks/catalogue.ts';
import type { Container, Workload } from '../../snapshot/index.ts';
import { at, list } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { effective, isWindows } from './effective.ts';
import { CONTEXT, PSS } from './words.ts';
import {
  type Aside,
  type Fault,
  firstFault,
  named,
  standardsControl,
  unread,
  workloadControl,
} from './workload-control.ts';

export const userControls: readonly Control[] = [
  workloadControl({
    id: 'pod/may-run-as-root',
    title: 'Container may run as root',
    severity: 'medium',
    rationale:
      'Unless `runAsNonRoot` or a numeric user other than 0 is set, the image decides, and most images use root. Root in a container is the same user as root on the node. A kernel or runtime vulnerability then gives control of the node, and file permissions inside the container protect nothing.',
    remediation: fix(
      'Require a non-root user.',
      'Give the image a numeric USER, set `runAsNonRoot: true`, and make its writable directories accessible to that user (`fsGroup`).',
      [1, 4, 16],
      'securityContext:\n  runAsNonRoot: true\n  runAsUser: 10001\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['cis:5.2.7', 'nsa-cisa:non-root', 'pod-security:restricted/runAsNonRoot', 'owasp-k8s:K01'],
    questions: ['workloads.not-root'],
    agentNeed: 'root',
    passes: 'No container may run as root.',
    check: (workload) => firstFault(workload, (container) => mayRunAsRoot(workload, container)),
  }),
  workloadControl({
    id: 'pod/root-user-or-group',
    title: 'Container configured to run as root',
    severity: 'medium',
    rationale:
      'Here the manifest itself sets root. To the kernel, user 0 in a container is user 0 on the node. Group 0 owns most configuration of images and mounted directories. A program with group 0 can therefore read, and often change, files meant for root.',
    remediation: fix(
      'Run the container with a dedicated user and group.',
      'Replace 0 with IDs that the image knows. Assign what the program must write to `fsGroup`, or change its owner when the image is built.',
      [1, 3, 16],
      'securityContext:\n  runAsUser: 10001\n  runAsGroup: 10001\n  fsGroup: 10001\n',
    ),
    references: [CONTEXT, PSS],
    mappings: ['cis:5.2.7', 'nsa-cisa:non-root', 'pod-security:restricted/runAsUser', 'owasp-k8s:K01'],
    questions: ['workloads.not-root'],
    agentNeed: 'root',
    passes: 'The manifest sets neither user 0 nor group 0.',
    check: (workload) =>
      isWindows(workload)
        ? null
        : (firstFault(workload, (container) => rootId(workload, container)) ?? rootGroup(workload)),
  }),
  standardsControl({
    id: 'pod/privilege-escalation',
    title: 'Privilege escalation allowed',
    severity: 'medium',
    rationale:
      'With `allowPrivilegeEscalation` unset, a program started as an ordinary user can become root through a setuid file such as `sudo` or `ping` in the image. Almost no program needs this.',
    remediation: fix(
      'Set allowPrivilegeEscalation to false.',
      'Add the line to every container.',
      [0.5, 1, 4],
      'securityContext:\n  allowPrivilegeEscalation: false\n',
    ),
    references: [PSS, CONTEXT],
    mappings: [
      'cis:5.2.6',
      'pod-security:restricted/allowPrivilegeEscalation',
      'mitre-attack:T1548',
      'nsa-cisa:pod-security',
      'owasp-k8s:K01',
    ],
    agentNeed: 'root',
    passes: 'Every container disables privilege escalation.',
    standard: 'allowPrivilegeEscalation',
    minor: NEWEST_MINOR,
    says: (who) => `${who} can gain privileges that its user does not have`,
  }),
];

/** Container setting over pod setting, as the kubelet reads them. */
export function mayRunAsRoot(workload: Workload, container: Container): Fault | Aside | null {
  if (isWindows(workload)) return null;
  const user = effective(workload, container, 'runAsUser');
  if (user.unread) return unread(user.path);
  if (user.value === 0)
    return { path: user.path, value: 0, message: `${named(container)} runs as root (user 0).` };
  if (typeof user.value === 'number') return null;
  const nonRoot = effective(workload, container, 'runAsNonRoot');
  if (nonRoot.unread) return unread(nonRoot.path);
  return nonRoot.value === true
    ? null
    : {
        path: nonRoot.path,
        value: nonRoot.value ?? 'not set',
        message: `${named(container)} may run as root: neither runAsNonRoot nor a user is set.`,
      };
}

function rootId(workload: Workload, container: Container): Fault | Aside | null {
  for (const [field, what] of [
    ['runAsUser', 'user'],
    ['runAsGroup', 'group'],
  ] as const) {
    const { value, path, unread: cannotRead } = effective(workload, container, field);
    if (cannotRead) return unread(path);
    if (value === 0)
      return { path, value: 0, message: `${named(container)} is configured to run as ${what} 0.` };
  }
  return null;
}

/** Groups that only a pod can set. */
function rootGroup({ podSpec, specPath }: Workload): Fault | null {
  const fsGroup = at(podSpec, 'securityContext', 'fsGroup');
  if (fsGroup === 0)
    return {
      path: `${specPath}.securityContext.fsGroup`,
      value: 0,
      message: 'The files of its volumes belong to group 0, and its processes are members of it.',
    };
  const index = list(podSpec, 'securityContext', 'supplementalGroups').indexOf(0);
  return index < 0
    ? null
    : {
        path: `${specPath}.securityContext.supplementalGroups[${index}]`,
        value: 0,
        message: 'Its processes are also members of group 0.',
      };
}
