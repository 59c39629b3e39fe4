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
      'Unless `runAsNonRoot` or a numeric user other than 0 is set, the image decides, and most images choose root. Root in a container is the same user as root on the node: every fault of the kernel or runtime then gives the node, and file permissions inside the container stop nobody.',
    remediation: fix(
      'Require a user other than root.',
      'Give the image a numeric USER, set `runAsNonRoot: true`, and make the folders it writes to writable for that user (`fsGroup`).',
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
      'Here root is no oversight of the image but asked for in the manifest. User 0 in a container is user 0 on the node for the kernel; group 0 owns most configuration of an image and of mounted folders, so that a program with group 0 reads and often changes files that were meant for root.',
    remediation: fix(
      'Give the container a user and a group of its own.',
      'Remove the 0 and set numbers that the image knows. What the program must write belongs to `fsGroup`, or is given over when the image is built.',
      [1, 3, 16],
      'securityContext:\n  runAsUser: 10001\n  runAsGroup: 10001\n  fsGroup: 10001\n',
    ),
    references: [CONTEXT, PSS],
    mappings: ['cis:5.2.7', 'nsa-cisa:non-root', 'pod-security:restricted/runAsUser', 'owasp-k8s:K01'],
    questions: ['workloads.not-root'],
    agentNeed: 'root',
    passes: 'Neither user 0 nor group 0 is asked for.',
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
      'With `allowPrivilegeEscalation` unset, a program that was started as an ordinary user may become root through a setuid file such as `sudo` or `ping` in the image. Switching it off costs nothing for nearly every program.',
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
    passes: 'Privilege escalation is switched off in every container.',
    standard: 'allowPrivilegeEscalation',
    minor: NEWEST_MINOR,
    says: (who) => `${who} may gain privileges that its user does not have`,
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
    if (value === 0) return { path, value: 0, message: `${named(container)} is to run as ${what} 0.` };
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
      message: 'The files of its volumes belong to group 0, and its processes are in it.',
    };
  const index = list(podSpec, 'securityContext', 'supplementalGroups').indexOf(0);
  return index < 0
    ? null
    : {
        path: `${specPath}.securityContext.supplementalGroups[${index}]`,
        value: 0,
        message: 'Its processes are in group 0 as well.',
      };
}
