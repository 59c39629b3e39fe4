/** What a pod shares with its node: privilege, namespaces, ports. */
import { bool } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { PSS } from './words.ts';
import { standardsControl } from './workload-control.ts';

export const privilegeControls: readonly Control[] = [
  standardsControl({
    id: 'pod/privileged-container',
    title: 'Privileged container',
    severity: 'critical',
    rationale:
      'A privileged container shares every device and almost every right of its node. Anyone who compromises the program inside can mount the node’s disk and become root there within a minute. They then hold the tokens of every other pod on that node.',
    remediation: fix(
      'Run the container without privileges, with only the capabilities it demonstrably needs.',
      'Establish with the team what the program really needs: often one capability or one device. Remove `privileged`, add what is missing, and test it in a test namespace. To build images use a rootless builder.',
      [2, 6, 24],
      'securityContext:\n  privileged: false\n  allowPrivilegeEscalation: false\n  capabilities:\n    drop: ["ALL"]\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.2',
      'nsa-cisa:pod-security',
      'mitre-attack:T1611',
      'pod-security:baseline/privileged',
      'owasp-k8s:K01',
    ],
    questions: ['workloads.no-privileged'],
    agentNeed: 'privileged',
    passes: 'No container is privileged.',
    standard: 'privileged',
    says: (who) => `${who} is privileged`,
  }),
  ...(
    [
      [
        'hostPID',
        'host-pid',
        'host-pid',
        'high',
        'can see and signal every process on its node, and read their environment and open files',
      ],
      ['hostIPC', 'host-ipc', 'host-ipc', 'high', 'shares memory segments with the processes of its node'],
      [
        'hostNetwork',
        'host-network',
        'host-network',
        'high',
        'uses the node’s network, bypasses every NetworkPolicy, can capture node traffic and reaches services on localhost',
      ],
    ] as const
  ).map(([field, slug, need, severity, ability]) =>
    standardsControl({
      id: `pod/${slug}`,
      title: `Pod shares the node’s ${field === 'hostNetwork' ? 'network' : field.slice(4)} namespace`,
      severity,
      rationale: `A pod with ${field} ${ability}. This isolation is missing, and an attacker in the pod is close to controlling the node.`,
      remediation: fix(
        `Remove ${field} unless the program is a node agent.`,
        `Set ${field} to false. If the program needs only one port or one process, use a Service, a sidecar or a shared volume instead.`,
        [1, 3, 12],
        `spec:\n  ${field}: false\n`,
      ),
      references: [PSS],
      mappings: [
        field === 'hostPID' ? 'cis:5.2.3' : field === 'hostIPC' ? 'cis:5.2.4' : 'cis:5.2.5',
        'pod-security:baseline/hostNamespaces',
        'mitre-attack:T1611',
        'owasp-k8s:K01',
      ],
      questions: ['workloads.no-privileged'],
      agentNeed: need,
      passes: `${field} is not set.`,
      standard: 'hostNamespaces',
      counts: ({ path }) => path === `spec.${field}`,
      says: (who) => `${who} ${ability}, because ${field} is set`,
    }),
  ),
  standardsControl({
    id: 'pod/host-port',
    title: 'Container with a host port',
    severity: 'medium',
    rationale:
      'A host port listens on the address of every node where the pod runs, bypassing Services and often NetworkPolicy. A port meant for one team is then open to the whole node network.',
    remediation: fix(
      'Use a Service instead of the host port.',
      'Remove `hostPort` and publish the port with a Service of type ClusterIP, or with an Ingress for external access.',
      [1, 2, 8],
      'ports:\n  - containerPort: 8080\n',
    ),
    references: [PSS],
    mappings: [
      'cis:5.2.13',
      'pod-security:baseline/hostPorts',
      'nsa-cisa:network-separation',
      'owasp-k8s:K01',
    ],
    agentNeed: 'host-port',
    passes: 'No container uses a host port.',
    standard: 'hostPorts',
    // On the host network every port is one of the node; that finding says so.
    skip: (workload) => bool(workload.podSpec, 'hostNetwork') === true,
    says: (who, { value }) => `${who} opens port ${String(value)} on its node`,
  }),
  standardsControl({
    id: 'pod/windows-host-process',
    title: 'Windows HostProcess container',
    severity: 'critical',
    rationale:
      'A Windows HostProcess container is not isolated: it runs directly on the node under a node account, often SYSTEM. Anyone who compromises the program inside controls the machine, its credentials and every other pod on it.',
    remediation: fix(
      'Run the program in an ordinary Windows container.',
      'Find out what the program does on the node. Network and storage agents need this; applications do not. Remove `hostProcess`, and with it `hostNetwork`.',
      [2, 6, 24],
      'securityContext:\n  windowsOptions:\n    hostProcess: false\n',
    ),
    references: [
      PSS,
      {
        title: 'Create a Windows HostProcess Pod',
        url: 'https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/',
      },
    ],
    mappings: [
      'cis:5.2.11',
      'pod-security:baseline/windowsHostProcess',
      'mitre-attack:T1611',
      'owasp-k8s:K01',
    ],
    questions: ['workloads.no-privileged'],
    agentNeed: 'privileged',
    passes: 'No container runs as a process of its Windows node.',
    standard: 'windowsHostProcess',
    says: (who) => `${who} runs as a process of its Windows node`,
  }),
];
