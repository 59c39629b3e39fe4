/** Linux capabilities: parts of root that a container holds. */

import { some } from '../../../shared/in-words.ts';
import { BASELINE_CAPABILITIES } from '../../kubernetes/podsecurity/checks/capabilities.ts';
import type { Container } from '../../snapshot/index.ts';
import { at, bool } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { capabilities, isWindows } from './effective.ts';
import { CONTEXT, PSS } from './words.ts';
import { firstFault, named, workloadControl } from './workload-control.ts';

const ESCAPE_CAPABILITIES: ReadonlySet<string> = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
  'DAC_READ_SEARCH',
  'BPF',
  'SYS_RAWIO',
]);

/** What the container runtimes grant where nothing is dropped. */
const GRANTED: readonly string[] = [...BASELINE_CAPABILITIES, 'NET_RAW'].filter(
  (one) => one !== 'LINUX_IMMUTABLE',
);

function keptMessage(container: Container): string {
  const dropped = new Set(capabilities(container, 'drop'));
  const kept = GRANTED.filter((one) => !dropped.has(one));
  if (kept.length === GRANTED.length) return `${named(container)} keeps the default capabilities.`;
  return kept.length === 0
    ? `${named(container)} drops default capabilities one by one instead of ALL, so it keeps any that the runtime adds.`
    : `${named(container)} drops only some of the default capabilities and keeps ${some(kept, 5)}.`;
}

export const capabilityControls: readonly Control[] = [
  workloadControl({
    id: 'pod/escape-capability',
    title: 'Capability that allows a container escape',
    severity: 'critical',
    rationale:
      'Some Linux capabilities amount to root. SYS_ADMIN allows mounting the node’s disk, SYS_MODULE loading a kernel module, and SYS_PTRACE entering other processes. A container that holds one is isolated in name only.',
    remediation: fix(
      'Remove the capability.',
      'Drop all capabilities and add back only those that the program fails without. None of ALL, SYS_ADMIN, SYS_MODULE, SYS_PTRACE, DAC_READ_SEARCH, BPF and SYS_RAWIO belongs in an application.',
      [1, 4, 16],
      'securityContext:\n  capabilities:\n    drop: ["ALL"]\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.9',
      'pod-security:baseline/capabilities_baseline',
      'mitre-attack:T1611',
      'nsa-cisa:pod-security',
      'owasp-k8s:K01',
    ],
    agentNeed: 'capabilities',
    passes: 'No container holds a capability known to allow an escape.',
    check: (workload) =>
      firstFault(workload, (container) => {
        const added = capabilities(container, 'add');
        const bad = added.filter(
          (one) =>
            ESCAPE_CAPABILITIES.has(one) ||
            (one === 'NET_ADMIN' && bool(workload.podSpec, 'hostNetwork') === true),
        );
        return bad.length === 0
          ? null
          : {
              path: `${container.path}.securityContext.capabilities.add`,
              value: bad.join(', '),
              message: `${named(container)} holds ${bad.join(', ')}, which allows a container escape.`,
            };
      }),
  }),
  workloadControl({
    id: 'pod/capabilities-beyond-baseline',
    title: 'Capability beyond the Pod Security baseline',
    severity: 'medium',
    rationale:
      'The baseline level allows the capabilities that container runtimes grant by default. Each additional one increases what a compromised program can do to its neighbours, such as forging network traffic with NET_ADMIN.',
    remediation: fix(
      'Remove the extra capabilities.',
      'Drop all and add back only those that the program fails without.',
      [1, 2, 8],
      'securityContext:\n  capabilities:\n    drop: ["ALL"]\n    add: ["NET_BIND_SERVICE"]\n',
    ),
    references: [PSS],
    mappings: ['cis:5.2.9', 'pod-security:baseline/capabilities_baseline', 'owasp-k8s:K01'],
    agentNeed: 'capabilities',
    passes: 'No container adds a capability beyond the baseline.',
    check: (workload) =>
      firstFault(workload, (container) => {
        const bad = capabilities(container, 'add').filter(
          (one) => !BASELINE_CAPABILITIES.has(one) && !ESCAPE_CAPABILITIES.has(one),
        );
        return bad.length === 0
          ? null
          : {
              path: `${container.path}.securityContext.capabilities.add`,
              value: bad.join(', '),
              message: `${named(container)} adds ${bad.join(', ')}.`,
            };
      }),
  }),
  workloadControl({
    id: 'pod/capabilities-not-dropped',
    title: 'Container that does not drop its capabilities',
    severity: 'low',
    rationale:
      'Without `drop: ["ALL"]` a container keeps the runtime’s default set. It includes NET_RAW, which lets an attacker forge packets to intercept neighbours’ traffic on older network plugins.',
    remediation: fix(
      'Drop all capabilities.',
      'Add the block to every container; few programs are affected.',
      [0.5, 1, 4],
      'securityContext:\n  capabilities:\n    drop: ["ALL"]\n',
    ),
    references: [PSS, CONTEXT],
    mappings: ['cis:5.2.10', 'pod-security:restricted/capabilities_restricted', 'owasp-k8s:K01'],
    agentNeed: 'capabilities',
    passes: 'Every container drops all capabilities.',
    check: (workload) =>
      firstFault(workload, (container) =>
        capabilities(container, 'drop').includes('ALL')
          ? null
          : {
              path: `${container.path}.securityContext.capabilities`,
              value: at(container.raw, 'securityContext', 'capabilities') ?? 'not set',
              message: keptMessage(container),
            },
      ),
  }),
  workloadControl({
    id: 'pod/net-raw',
    title: 'Container keeps NET_RAW',
    severity: 'medium',
    rationale:
      'NET_RAW lets a program send arbitrary network packets with any sender address. From a compromised container an attacker can spoof ARP to read and change neighbours’ traffic, or forge cluster DNS responses. Container runtimes grant it by default, and almost no program needs it.',
    remediation: fix(
      'Drop NET_RAW, preferably with all other capabilities.',
      'Drop ALL and add back what the program fails without. A container that must ping can use the sysctl `net.ipv4.ping_group_range` instead.',
      [0.5, 1, 4],
      'securityContext:\n  capabilities:\n    drop: ["NET_RAW"]\n',
    ),
    references: [PSS, CONTEXT],
    mappings: [
      'cis:5.2.8',
      'pod-security:restricted/capabilities_restricted',
      'mitre-attack:T1557',
      'owasp-k8s:K01',
    ],
    agentNeed: 'capabilities',
    passes: 'No container keeps NET_RAW.',
    check: (workload) =>
      isWindows(workload)
        ? null
        : firstFault(workload, (container) => {
            const added = capabilities(container, 'add').find((one) => one === 'NET_RAW' || one === 'ALL');
            const dropped = capabilities(container, 'drop').some((one) => one === 'NET_RAW' || one === 'ALL');
            const privileged = bool(container.raw, 'securityContext', 'privileged') === true;
            if (added === undefined && dropped && !privileged) return null;
            const context = `${container.path}.securityContext`;
            if (privileged)
              return {
                path: `${context}.privileged`,
                value: true,
                message: `${named(container)} keeps NET_RAW because it is privileged.`,
              };
            return {
              path: `${context}.capabilities${added === undefined ? '.drop' : '.add'}`,
              value: added ?? at(container.raw, 'securityContext', 'capabilities', 'drop') ?? 'not set',
              message: `${named(container)} ${added === undefined ? 'keeps' : 'adds'} NET_RAW.`,
            };
          }),
  }),
];
