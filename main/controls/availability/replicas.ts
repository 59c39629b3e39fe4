/** How many copies there are, where they run, and how they are replaced. */
import type { Workload } from '../../snapshot/index.ts';
import { at, has, str } from '../../snapshot/read.ts';
import { type Control, defineControl, fail, fix, found, pass, unknown } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';
import { AUTOSCALERS, askedReplicas } from './asked-replicas.ts';
import { spreadOf } from './spread.ts';

const DEPLOYMENTS = kubernetesDocs('Deployments', 'concepts/workloads/controllers/deployment/');

export const replicaControls: readonly Control[] = [
  defineControl({
    id: 'availability/single-replica',
    title: 'Single replica',
    severity: 'low',
    rationale:
      'When its node fails, is replaced or is isolated after an intrusion, the service is down. Teams that know this hesitate to isolate a compromised node, which gives the attacker time.',
    remediation: fix(
      'Run at least two replicas.',
      'Check that the application supports more than one instance.',
      [0.5, 2, 16],
      'spec:\n  replicas: 2\n',
    ),
    references: [DEPLOYMENTS, kubernetesDocs('Disruptions', 'concepts/workloads/pods/disruptions/')],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:resource-policies'],
    questions: ['workloads.redundant'],
    judges: ['apps/deployments'],
    needs: AUTOSCALERS,
    *evaluate({ index, agents }) {
      for (const workload of index.workloads) {
        if (workload.kind !== 'Deployment') continue;
        const agent = agents.of(workload);
        // No autoscaler changes that; where one might, the unknown of the workload itself says so.
        const { least, by } = askedReplicas(index, workload);
        if (workload.replicas !== 1 && by === null)
          yield found(workload.ref, 'More than one replica, or none.');
        else if (agent !== null)
          yield pass(workload.ref, `Recognised as ${agent.name}; its vendor decides this.`);
        else if (by !== null && least !== null && least >= 2)
          yield pass(workload.ref, `${by} keeps at least ${least} replicas.`);
        else if (workload.replicas !== 1) yield found(workload.ref, 'Sets more than one replica itself.');
        else
          yield fail(workload.ref, `Deployment ${workload.name} runs one replica.`, {
            path: 'spec.replicas',
            value: 1,
          });
      }
    },
  }),
  defineControl({
    id: 'availability/no-spread',
    title: 'Replicas may all run on one node',
    severity: 'info',
    rationale:
      'Replicas without a spread rule sooner or later run on one node or in one zone and fail together. The number of replicas then promises more resilience than there is, especially when a node must be isolated after an intrusion.',
    remediation: fix(
      'Spread the replicas across nodes and zones.',
      'Add topology spread constraints for the zone and for the node. ScheduleAnyway is a preference that never blocks a pod; DoNotSchedule is a guarantee.',
      [0.5, 1, 2],
      'topologySpreadConstraints:\n  - maxSkew: 1\n    topologyKey: topology.kubernetes.io/zone\n    whenUnsatisfiable: ScheduleAnyway\n    labelSelector:\n      matchLabels: {app: web}\n',
    ),
    references: [
      kubernetesDocs(
        'Pod topology spread constraints',
        'concepts/scheduling-eviction/topology-spread-constraints/',
      ),
    ],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:resource-policies'],
    questions: ['workloads.redundant', 'size.zones'],
    judges: ['apps/deployments', 'apps/statefulsets'],
    asksFor: ['/pods', 'apps/replicasets'],
    *evaluate({ index, agents }) {
      for (const workload of index.workloads) {
        if (!isReplicated(workload)) continue;
        const agent = agents.of(workload);
        const spread = spreadOf(workload, index);
        const unplaced = ['/pods', 'apps/replicasets']
          .map(index.availability)
          .find(({ reason }) => reason !== null);
        const nodes = new Set(workload.pods.map((pod) => str(pod, 'spec', 'nodeName') ?? ''));
        const together = workload.pods.length > 1 && nodes.size === 1 && !nodes.has('');
        if (spread.state === 'kept') yield pass(workload.ref, 'Its replicas are spread.');
        else if (agent !== null)
          yield pass(workload.ref, `Recognised as ${agent.name}; its vendor decides this.`);
        else if (spread.state === 'asked' && unplaced !== undefined)
          yield unknown(
            unplaced.reason ?? 'not-collected',
            `The scheduler is asked to spread its replicas; where they run is not known. ${unplaced.message}`,
            workload.ref,
          );
        else if (spread.state === 'asked' && !together)
          yield pass(
            workload.ref,
            'The scheduler is asked to spread its replicas and does so where possible.',
          );
        else {
          const {
            because = null,
            path,
            value,
          } = spread.state === 'none'
            ? spread
            : { path: `${workload.specPath}.topologySpreadConstraints`, value: 'preferred, not required' };
          const why =
            because === null
              ? spread.state === 'none'
                ? 'no rule spreads them'
                : 'the spread rule is only a preference'
              : `the spread rule ${because}`;
          yield fail(
            workload.ref,
            together
              ? `All ${workload.pods.length} pods of ${workload.name} run on node ${[...nodes].join()}, and ${why}.`
              : because === null
                ? `No rule spreads the ${workload.replicas} replicas of ${workload.name}.`
                : `No effective rule spreads the ${workload.replicas} replicas of ${workload.name}: ${why}.`,
            { path, value, ...(together ? { severity: 'low' as const } : {}) },
          );
        }
      }
    },
  }),
  defineControl({
    id: 'availability/no-rolling-update',
    title: 'Updates cause downtime or need manual action',
    severity: 'info',
    rationale:
      'If an update stops all pods first, or waits until somebody deletes each pod, teams postpone security updates. Published vulnerabilities stay open for that time.',
    remediation: fix(
      'Use rolling updates.',
      'Find out why it was configured: often a volume that only one pod can mount, or an application that must not run twice. Resolve that, then use RollingUpdate.',
      [0.5, 4, 24],
      'spec:\n  strategy:\n    type: RollingUpdate\n    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}\n',
    ),
    references: [
      DEPLOYMENTS,
      kubernetesDocs('Rolling update of a DaemonSet', 'tasks/manage-daemon/update-daemon-set/'),
    ],
    mappings: ['nsa-cisa:upgrading', 'mitre-attack:T1499'],
    questions: ['workloads.redundant', 'deployment.patch-monthly'],
    judges: ['apps/deployments', 'apps/statefulsets', 'apps/daemonsets'],
    *evaluate({ index, agents }) {
      for (const workload of index.workloads) {
        const stop = updateStop(workload);
        if (stop === undefined) continue;
        const agent = agents.of(workload);
        if (stop === null) yield pass(workload.ref, 'Updated pod by pod.');
        else if (agent !== null)
          yield pass(workload.ref, `Recognised as ${agent.name}; its vendor decides this.`);
        else yield fail(workload.ref, `${workload.kind} ${workload.name} ${stop.says}.`, stop);
      }
    },
  }),
];

/** Deployments and StatefulSets that ask for at least two pods. */
export function isReplicated(workload: Workload): boolean {
  return ['Deployment', 'StatefulSet'].includes(workload.kind) && (workload.replicas ?? 0) >= 2;
}

/** What stops pods in an update; null when nothing does, undefined for kinds that have no update. */
function updateStop({
  kind,
  object,
  replicas,
}: Workload): { readonly says: string; readonly path: string; readonly value: unknown } | null | undefined {
  if (kind === 'Deployment') {
    if (str(object, 'spec', 'strategy', 'type') === 'Recreate')
      return {
        says: 'stops all pods before it starts new ones',
        path: 'spec.strategy.type',
        value: 'Recreate',
      };
    const most = at(object, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable');
    const all =
      most === '100%' || (typeof most === 'number' && replicas !== null && replicas > 1 && most >= replicas);
    return all
      ? { says: 'may stop all pods at once', path: 'spec.strategy.rollingUpdate.maxUnavailable', value: most }
      : null;
  }
  if (kind !== 'StatefulSet' && kind !== 'DaemonSet') return undefined;
  return has(object, 'spec', 'updateStrategy') && str(object, 'spec', 'updateStrategy', 'type') === 'OnDelete'
    ? {
        says: 'is updated only when somebody deletes its pods',
        path: 'spec.updateStrategy.type',
        value: 'OnDelete',
      }
    : null;
}
