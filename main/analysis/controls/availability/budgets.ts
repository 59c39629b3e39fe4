/** How many pods may be missing while nodes are replaced: not all at once, and not none for ever. */
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../../snapshot/index.ts';
import { at, has } from '../../../snapshot/read.ts';
import { matchesSelector } from '../../../snapshot/selector.ts';
import { type Control, defineControl, fail, fix, pass, WORKLOAD_KINDS } from '../define.ts';
import { DISRUPTIONS, kubernetesDocs } from '../docs.ts';
import { isReplicated } from './replicas.ts';

const BUDGETS = 'policy/poddisruptionbudgets';

export const budgetControls: readonly Control[] = [
  defineControl({
    id: 'availability/no-disruption-budget',
    title: 'No PodDisruptionBudget',
    severity: 'low',
    rationale:
      'An upgrade of the nodes may stop all replicas at once, so that upgrades become outages and are put off, security fixes with them. A budget tells the drain how many pods must stay.',
    remediation: fix(
      'Add a PodDisruptionBudget.',
      'Allow one pod to be missing.',
      [0.5, 1, 2],
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels: {app: web}\n',
    ),
    references: [DISRUPTIONS],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:upgrading'],
    questions: ['workloads.redundant', 'deployment.node-replacement'],
    judges: ['apps/deployments', 'apps/statefulsets'],
    needs: [BUDGETS],
    *evaluate({ index, agents }) {
      for (const workload of index.workloads) {
        if (!isReplicated(workload)) continue;
        const agent = agents.of(workload);
        if (
          index
            .inNamespace(BUDGETS, workload.namespace)
            .some(
              (budget) =>
                has(budget, 'spec', 'selector') &&
                matchesSelector(at(budget, 'spec', 'selector'), workload.podLabels),
            )
        )
          yield pass(workload.ref, 'Has a budget.');
        else if (agent !== null)
          yield pass(workload.ref, `Recognised as ${agent.name}, whose makers decide this.`);
        else
          yield fail(workload.ref, `${workload.replicas} replicas and no PodDisruptionBudget.`, {
            path: 'spec.replicas',
            value: workload.replicas,
          });
      }
    },
  }),
  defineControl({
    id: 'availability/blocking-disruption-budget',
    title: 'PodDisruptionBudget that never lets a pod go',
    severity: 'medium',
    rationale:
      'A budget that allows no pod to be missing stops every drain of a node. Upgrades then wait for somebody to work around it or are given up, so that nodes keep their known holes, and a node that must be cut off after an intrusion cannot be emptied in order.',
    remediation: fix(
      'Allow one pod to be missing.',
      'Set maxUnavailable to 1, after making sure that there are at least two replicas.',
      [0.5, 1, 4],
      'spec:\n  maxUnavailable: 1\n',
    ),
    references: [
      DISRUPTIONS,
      kubernetesDocs('Safely drain a node', 'tasks/administer-cluster/safely-drain-node/'),
    ],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:upgrading'],
    questions: ['deployment.node-replacement', 'deployment.patch-monthly'],
    judges: [BUDGETS],
    needs: WORKLOAD_KINDS,
    *evaluate({ index, agents }) {
      for (const budget of index.all(BUDGETS)) {
        const ref = refOf(budget);
        const selected = selectedBy(index, budget);
        const block = blocking(budget, selected);
        const theirs = selected.length > 0 && selected.every((workload) => agents.of(workload) !== null);
        if (block === null) yield pass(ref, 'Lets a pod go.');
        else if (theirs) yield pass(ref, 'Belongs to a recognised agent, whose makers decide this.');
        else yield fail(ref, `Budget ${ref.name} ${block.says}.`, block);
      }
    },
  }),
];

function selectedBy(index: SnapshotIndex, budget: KubernetesObject): readonly Workload[] {
  const selector = at(budget, 'spec', 'selector');
  if (selector === undefined) return [];
  return index
    .workloadsNear(budget, refOf(budget).namespace ?? 'default')
    .filter(({ podLabels }) => matchesSelector(selector, podLabels));
}

interface Block {
  readonly says: string;
  readonly path: string;
  readonly value: unknown;
  readonly certain: boolean;
}

/** Why the budget allows nothing; null when it does, or selects nothing. */
function blocking(budget: KubernetesObject, selected: readonly Workload[]): Block | null {
  const most = at(budget, 'spec', 'maxUnavailable');
  if (most === 0 || most === '0' || most === '0%')
    return { says: 'allows no pod to be missing', path: 'spec.maxUnavailable', value: most, certain: true };
  const least = at(budget, 'spec', 'minAvailable');
  if (least === '100%')
    return { says: 'asks for all pods at all times', path: 'spec.minAvailable', value: least, certain: true };
  if (typeof least !== 'number' || least <= 0 || selected.length === 0) return null;
  const wanted = selected.reduce((sum, { replicas, pods }) => sum + (replicas ?? pods.length), 0);
  return wanted > 0 && least >= wanted
    ? {
        says: `asks for ${least} pods, and ${wanted === 1 ? 'only 1 runs' : `only ${wanted} run`}`,
        path: 'spec.minAvailable',
        value: least,
        certain: false,
      }
    : null;
}
