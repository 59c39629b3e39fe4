/** What containers ask for and may take, and whether they tell that they work. */
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { has, list, str } from '../../snapshot/read.ts';
import { type Control, fix } from '../define.ts';
import { kubernetesDocs, RESOURCES } from '../docs.ts';
import { type Fault, firstContainer, workloadControl } from '../pod/workload-control.ts';

const LIMIT_RANGES = ['/limitranges'];

export const resourceControls: readonly Control[] = [
  workloadControl({
    id: 'availability/no-limits',
    title: 'No memory limit',
    severity: 'low',
    rationale:
      'One faulty or abused container can exhaust the memory of its node and stop its neighbours, including databases and monitoring agents. An attacker who sends large requests to one workload can bring down the whole node.',
    remediation: fix(
      'Set a memory limit.',
      'Take the highest usage of a month and add a quarter.',
      [0.5, 1, 4],
      'resources:\n  limits:\n    memory: 512Mi\n',
    ),
    references: [RESOURCES],
    mappings: ['nsa-cisa:resource-policies', 'mitre-attack:T1499', 'owasp-k8s:K01'],
    questions: ['workloads.limits'],
    needs: LIMIT_RANGES,
    agentsDecide: true,
    passes: 'Every container has a memory limit, either its own or the namespace default.',
    check: (workload, { index }) => lacking(workload, index, 'limits', ['memory'], 'memory limit'),
  }),
  workloadControl({
    id: 'availability/no-requests',
    title: 'No resource requests',
    severity: 'low',
    rationale:
      'Without requests the scheduler treats a pod as using nothing, so it may fill one node with the heaviest workloads. These pods are evicted first when memory runs short. Recovery after an incident fails if capacity was never reserved.',
    remediation: fix(
      'Request what is typically used.',
      'Use the typical usage of a month as the request, for memory and for CPU.',
      [0.5, 1, 4],
      'resources:\n  requests:\n    cpu: 100m\n    memory: 256Mi\n',
    ),
    references: [
      RESOURCES,
      kubernetesDocs('Quality of service of pods', 'tasks/configure-pod-container/quality-service-pod/'),
    ],
    mappings: ['nsa-cisa:resource-policies', 'mitre-attack:T1499'],
    questions: ['workloads.limits'],
    needs: LIMIT_RANGES,
    agentsDecide: true,
    passes: 'Every container requests CPU and memory, either itself or through the namespace default.',
    check: (workload, { index }) =>
      lacking(workload, index, 'requests', ['cpu', 'memory'], 'CPU or memory request'),
  }),
  workloadControl({
    id: 'availability/no-probes',
    title: 'No readiness probe',
    severity: 'info',
    rationale:
      'Traffic reaches pods that are not ready, and an update replaces working pods with broken ones. After an incident the cluster does not show which service works again.',
    remediation: fix(
      'Add a readiness probe.',
      'Use a path that responds only when the application is ready.',
      [0.5, 1, 4],
      'readinessProbe:\n  httpGet: {path: /ready, port: 8080}\n',
    ),
    references: [
      kubernetesDocs(
        'Configure liveness, readiness and startup probes',
        'tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
      ),
    ],
    mappings: ['mitre-attack:T1499'],
    questions: ['workloads.redundant'],
    agentsDecide: true,
    passes: 'Every container has a readiness probe, or the kind needs none.',
    check: (workload) =>
      ['Job', 'CronJob', 'Pod', 'DaemonSet'].includes(workload.controllerKind)
        ? null
        : firstContainer(workload, ({ raw, name, role }) =>
            role !== 'container' || has(raw, 'readinessProbe')
              ? null
              : {
                  path: 'readinessProbe',
                  value: 'not set',
                  message: `Container "${name}" has no readiness probe.`,
                },
          ),
  }),
];

/** The first container without one of the resources. A limit alone counts as the request; so do both of the pod as a whole. */
function lacking(
  workload: Workload,
  index: SnapshotIndex,
  field: 'limits' | 'requests',
  resources: readonly string[],
  what: string,
): Fault | null {
  const given = (holder: unknown, resource: string): boolean =>
    has(holder, 'resources', field, resource) ||
    (field === 'requests' && has(holder, 'resources', 'limits', resource));
  const missing = resources.filter(
    (resource) =>
      !given(workload.podSpec, resource) && !hasDefault(index, workload.namespace, field, resource),
  );
  return firstContainer(workload, ({ raw, name, role }) => {
    const first = role === 'container' ? missing.find((resource) => !given(raw, resource)) : undefined;
    return first === undefined
      ? null
      : {
          path: `resources.${field}.${first}`,
          value: 'not set',
          message: `Container "${name}" has no ${what}.`,
        };
  });
}

/**
 * What a LimitRange of the namespace gives to containers that name nothing. The server completes it when it is stored: a
 * limit falls back to the most that is allowed, a request to the limit and then to the least. Files show it before that.
 * Source: SetDefaults_LimitRangeItem in Kubernetes pkg/apis/core/v1/defaults.go.
 */
function hasDefault(
  index: SnapshotIndex,
  namespace: string,
  field: 'limits' | 'requests',
  resource: string,
): boolean {
  return index.inNamespace('/limitranges', namespace).some((range) =>
    list(range, 'spec', 'limits').some((entry) => {
      if (str(entry, 'type') !== 'Container') return false;
      return GIVING[field].some((from) => has(entry, from, resource));
    }),
  );
}

const GIVING = {
  limits: ['default', 'max'],
  requests: ['defaultRequest', 'default', 'max', 'min'],
} as const;
