/** How many pods may be missing while nodes are replaced: not all at once, and not none for ever. */

import { count } from '../../../shared/in-words.ts';
import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type KubernetesObject, refOf, type SnapshotIndex, type Workload } from '../../snapshot/index.ts';
import { at, has } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';
import { type Control, defineControl, fail, fix, pass } from '../define.ts';
import { DISRUPTIONS, kubernetesDocs } from '../docs.ts';
import { AUTOSCALERS, askedReplicas } from './asked-replicas.ts';
import { isReplicated } from './replicas.ts';

const BUDGETS = 'policy/poddisruptionbudgets';

export const budgetControls: readonly Control[] = [
  defineControl({
    id: 'availability/no-disruption-budget',
    title: 'No PodDisruptionBudget',
    severity: 'low',
    rationale:
      'A node upgrade may stop all replicas at once. Upgrades then cause outages and are postponed, together with security fixes. A budget tells the drain how many pods must keep running.',
    remediation: fix(
      'Add a PodDisruptionBudget.',
      'Allow one pod to be unavailable.',
      [0.5, 1, 2],
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels: {app: web}\n',
    ),
    references: [DISRUPTIONS],
    mappings: ['mitre-attack:T1499', 'nsa-cisa:upgrading'],
    questions: ['workloads.redundant', 'deployment.node-replacement'],
    judges: ['apps/deployments', 'apps/statefulsets'],
    needs: [BUDGETS, ...AUTOSCALERS],
    *evaluate({ index, agents }) {
      for (const workload of index.workloads) {
        const { least, by } = askedReplicas(index, workload);
        if (!isReplicated(workload) && !(by !== null && (least ?? 0) >= 2)) continue;
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
          yield pass(workload.ref, `Recognised as ${agent.name}; its vendor decides this.`);
        else
          yield fail(
            workload.ref,
            by === null
              ? `${count(workload.replicas ?? 1, 'replica')} and no PodDisruptionBudget.`
              : `At least ${count(least ?? 0, 'replica')} by ${by}, and no PodDisruptionBudget.`,
            { path: 'spec.replicas', value: by === null ? workload.replicas : 'not set' },
          );
      }
    },
  }),
  defineControl({
    id: 'availability/blocking-disruption-budget',
    title: 'PodDisruptionBudget that blocks every eviction',
    severity: 'medium',
    rationale:
      'A budget that allows no pod to be unavailable blocks every node drain. Upgrades then need manual work or are abandoned, so nodes keep known vulnerabilities. A node that must be isolated after an intrusion cannot be drained.',
    remediation: fix(
      'Allow one pod to be unavailable.',
      'Make sure that there are at least two replicas, then set maxUnavailable to 1.',
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
    needs: [...WORKLOAD_KINDS, ...AUTOSCALERS],
    showsWhatIsThere: true,
    *evaluate({ index, agents }) {
      for (const budget of index.all(BUDGETS)) {
        const ref = refOf(budget);
        const selected = selectedBy(index, budget);
        const block = blocking(budget, selected, index);
        const theirs = selected.length > 0 && selected.every((workload) => agents.of(workload) !== null);
        if (block === null) yield pass(ref, 'Allows an eviction.');
        else if (theirs) yield pass(ref, 'Belongs to a recognised agent; its vendor decides this.');
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

/**
 * Why the budget allows nothing; null when it does, or selects nothing. A share counts as the disruption controller
 * counts it: rounded up, of the pods that the controllers ask for (pkg/controller/disruption). Where an autoscaler asks,
 * its minimum is what surely runs.
 */
function blocking(
  budget: KubernetesObject,
  selected: readonly Workload[],
  index: SnapshotIndex,
): Block | null {
  const most = at(budget, 'spec', 'maxUnavailable');
  if (most === 0 || most === '0' || most === '0%')
    return {
      says: 'allows no pod to be unavailable',
      path: 'spec.maxUnavailable',
      value: most,
      certain: true,
    };
  const least = at(budget, 'spec', 'minAvailable');
  if (least === '100%')
    return { says: 'requires all pods at all times', path: 'spec.minAvailable', value: least, certain: true };
  const share = typeof least === 'string' ? /^(\d{1,3})%$/.exec(least)?.[1] : undefined;
  if (selected.length === 0 || (share === undefined && typeof least !== 'number')) return null;
  const asked = selected.map((workload) => {
    const { least: minimum, by } = askedReplicas(index, workload);
    return { number: minimum ?? workload.pods.length, by };
  });
  const wanted = asked.reduce((sum, { number }) => sum + number, 0);
  const kept = share === undefined ? Number(least) : Math.ceil((Number(share) * wanted) / 100);
  if (kept <= 0 || wanted <= 0 || kept < wanted) return null;
  const by = asked.find((one) => one.by !== null)?.by;
  const runs =
    by === undefined || by === null
      ? `only ${count(wanted, 'is running', 'are running')}`
      : `${by} may scale down to ${wanted}`;
  const asks = share === undefined ? count(kept, 'pod') : `${share}% of the pods`;
  return { says: `requires ${asks}, and ${runs}`, path: 'spec.minAvailable', value: least, certain: false };
}
