/** Whether anything keeps the replicas of a workload apart: a rule that does not mean its own pods keeps nothing. */
import type { SnapshotIndex, Workload } from '../../snapshot/index.ts';
import { at, has, list, num, str, strings } from '../../snapshot/read.ts';
import { matchesSelector } from '../../snapshot/selector.ts';

export type Spread =
  | { readonly state: 'kept' | 'asked' }
  /** Nothing, or a rule that comes to nothing and why. */
  | {
      readonly state: 'none';
      readonly because: string | null;
      readonly path: string;
      readonly value: string;
    };

/** The strongest rule of a workload: one that the scheduler must keep, one that it tries, or none. */
export function spreadOf(workload: Workload, index: SnapshotIndex): Spread {
  const rules = [...constraints(workload), ...antiAffinity(workload, index)];
  if (rules.some(({ fault, must }) => fault === null && must)) return { state: 'kept' };
  if (rules.some(({ fault }) => fault === null)) return { state: 'asked' };
  const [first] = rules;
  return first === undefined
    ? {
        state: 'none',
        because: null,
        path: `${workload.specPath}.topologySpreadConstraints`,
        value: 'not set',
      }
    : { state: 'none', because: first.fault, path: first.path, value: first.value };
}

interface Rule {
  /** The scheduler may not put a pod where it breaks the rule. */
  readonly must: boolean;
  /** Why it means nothing for the workload's own pods. */
  readonly fault: string | null;
  readonly path: string;
  readonly value: string;
}

function constraints(workload: Workload): readonly Rule[] {
  return list(workload.podSpec, 'topologySpreadConstraints').map((one, i) => {
    const path = `${workload.specPath}.topologySpreadConstraints[${i}]`;
    const fault = keyFault(one) ?? selectorFault(one, workload);
    return {
      must: str(one, 'whenUnsatisfiable') !== 'ScheduleAnyway',
      fault,
      path,
      value: JSON.stringify(one).slice(0, 500),
    };
  });
}

function antiAffinity(workload: Workload, index: SnapshotIndex): readonly Rule[] {
  const away = at(workload.podSpec, 'affinity', 'podAntiAffinity');
  const base = `${workload.specPath}.affinity.podAntiAffinity`;
  const rule = (term: unknown, must: boolean, path: string): Rule => ({
    must,
    fault: keyFault(term) ?? selectorFault(term, workload) ?? namespaceFault(term, workload, index),
    path,
    value: JSON.stringify(term ?? null).slice(0, 500),
  });
  return [
    ...list(away, 'requiredDuringSchedulingIgnoredDuringExecution').map((term, i) =>
      rule(term, true, `${base}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`),
    ),
    ...list(away, 'preferredDuringSchedulingIgnoredDuringExecution').map((one, i) => {
      const path = `${base}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm`;
      const found = rule(at(one, 'podAffinityTerm'), false, path);
      return num(one, 'weight') === 0 ? { ...found, fault: 'has no weight' } : found;
    }),
  ];
}

function keyFault(term: unknown): string | null {
  return (str(term, 'topologyKey') ?? '') === '' ? 'names no topology key' : null;
}

/** Without a selector a rule means no pod at all. */
function selectorFault(term: unknown, { podLabels }: Workload): string | null {
  const selector = at(term, 'labelSelector');
  if (!has(term, 'labelSelector')) return 'selects no pods';
  return matchesSelector(selector, podLabels) ? null : 'does not select the workload’s own pods';
}

function namespaceFault(term: unknown, { namespace }: Workload, index: SnapshotIndex): string | null {
  const names = strings(term, 'namespaces');
  const bySelector = has(term, 'namespaceSelector');
  if ((names.length === 0 && !bySelector) || names.includes(namespace)) return null;
  const labels = new Map([
    ...(index.namespace(namespace)?.labels ?? []),
    ['kubernetes.io/metadata.name', namespace] as const,
  ]);
  return bySelector && matchesSelector(at(term, 'namespaceSelector'), labels)
    ? null
    : 'applies only to other namespaces';
}
