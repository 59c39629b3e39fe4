/** What recovery rests on. */
import { at, has } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';
import { type Control, defineControl, fail, fix, pass } from './define.ts';
import { firstContainer, workloadControl } from './pod/workload-control.ts';

export const availabilityControls: readonly Control[] = [
  workloadControl({
    id: 'availability/no-limits',
    title: 'No memory limit',
    severity: 'low',
    rationale: 'One faulty or abused container takes the memory of its node, and its neighbours stop.',
    remediation: fix(
      'Set a memory limit.',
      'Take the highest use of a month and add a quarter.',
      [0.5, 1, 4],
      'resources:\n  limits:\n    memory: 512Mi\n',
    ),
    questions: ['workloads.limits'],
    agentsDecide: true,
    passes: 'Every container has a memory limit.',
    check: (workload) =>
      firstContainer(workload, ({ raw, name, role }) =>
        role !== 'container' || has(raw, 'resources', 'limits', 'memory')
          ? null
          : {
              path: 'resources.limits.memory',
              value: 'not set',
              message: `Container "${name}" has no memory limit.`,
            },
      ),
  }),
  workloadControl({
    id: 'availability/no-probes',
    title: 'No readiness probe',
    severity: 'info',
    rationale: 'Traffic reaches pods that cannot answer, and an update replaces good pods by broken ones.',
    remediation: fix(
      'Add a readiness probe.',
      'Point it at a path that answers only when the program can work.',
      [0.5, 1, 4],
      'readinessProbe:\n  httpGet: {path: /ready, port: 8080}\n',
    ),
    agentsDecide: true,
    passes: 'Probes are set, or the kind needs none.',
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
  defineControl({
    id: 'availability/single-replica',
    title: 'One replica only',
    severity: 'low',
    rationale: 'When its node fails or is replaced the service is down.',
    remediation: fix(
      'Run at least two.',
      'Check that the program can run twice.',
      [0.5, 2, 16],
      'spec:\n  replicas: 2\n',
    ),
    questions: ['workloads.redundant'],
    judges: ['apps/deployments'],
    *evaluate({ index }) {
      for (const workload of index.workloads)
        if (workload.kind === 'Deployment')
          yield workload.replicas === 1
            ? fail(workload.ref, `Deployment ${workload.name} asks for one replica.`, {
                path: 'spec.replicas',
                value: 1,
              })
            : pass(workload.ref, 'More than one replica.');
    },
  }),
  defineControl({
    id: 'availability/no-disruption-budget',
    title: 'No PodDisruptionBudget',
    severity: 'low',
    rationale: 'An upgrade of the nodes may stop all replicas at once.',
    remediation: fix(
      'Add a PodDisruptionBudget.',
      'Allow one pod to be missing.',
      [0.5, 1, 2],
      'kind: PodDisruptionBudget\nspec:\n  maxUnavailable: 1\n',
    ),
    judges: ['apps/deployments', 'apps/statefulsets'],
    needs: ['policy/poddisruptionbudgets'],
    *evaluate({ index }) {
      for (const workload of index.workloads) {
        if (!['Deployment', 'StatefulSet'].includes(workload.kind) || (workload.replicas ?? 0) < 2) continue;
        yield index
          .inNamespace('policy/poddisruptionbudgets', workload.namespace)
          .some((budget) => matchesSelector(at(budget, 'spec', 'selector'), workload.podLabels))
          ? pass(workload.ref, 'Has a budget.')
          : fail(workload.ref, `${workload.replicas} replicas and no PodDisruptionBudget.`, {
              path: 'spec.replicas',
              value: workload.replicas,
            });
      }
    },
  }),
];
