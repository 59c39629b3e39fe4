/** Who shares what. */
import { type Control, defineControl, fail, fix, pass, WORKLOAD_KINDS } from './define.ts';
import { workloadControl } from './pod/workload-control.ts';

export const tenancyControls: readonly Control[] = [
  workloadControl({
    id: 'tenancy/workload-in-default',
    title: 'Workload in the default namespace',
    severity: 'low',
    rationale:
      'What lies in default belongs to nobody: no policy, quota or owner was thought of, and leftovers there are not missed.',
    remediation: fix('Move it to a namespace of its own, or delete it.', 'Ask who owns it.', [1, 2, 8]),
    mappings: ['cis:5.7.4'],
    passes: 'Not in the default namespace.',
    check: (workload) =>
      workload.namespace === 'default'
        ? {
            path: 'metadata.namespace',
            value: 'default',
            message: `${workload.kind} ${workload.name} runs in the default namespace.`,
          }
        : null,
  }),
  missingIn({
    id: 'tenancy/no-quota',
    title: 'Namespace without a quota',
    kind: 'ResourceQuota',
    key: '/resourcequotas',
    rationale: 'One taken-over or faulty workload can use up the whole cluster.',
    remediation: fix(
      'Set a ResourceQuota.',
      'Take the use of the last month and double it.',
      [0.5, 1, 4],
      'kind: ResourceQuota\nspec:\n  hard:\n    limits.memory: 16Gi\n',
    ),
  }),
  missingIn({
    id: 'tenancy/no-limit-range',
    title: 'Namespace without default limits',
    kind: 'LimitRange',
    key: '/limitranges',
    rationale:
      'Without defaults every container that names no limit may take a whole node, and a quota then refuses it or does not count it.',
    remediation: fix(
      'Set a LimitRange.',
      'Give containers that name no limit a modest default.',
      [0.5, 1, 2],
      'kind: LimitRange\nspec:\n  limits:\n    - type: Container\n      default: {memory: 512Mi}\n',
    ),
  }),
];

/** Fails every namespace with workloads that has no object of a kind. */
function missingIn({
  key,
  kind,
  ...words
}: Pick<Control, 'id' | 'title' | 'rationale' | 'remediation'> & {
  readonly kind: string;
  readonly key: string;
}): Control {
  return defineControl({
    ...words,
    severity: kind === 'LimitRange' ? 'info' : 'low',
    judges: ['/namespaces', ...WORKLOAD_KINDS],
    needs: [key],
    *evaluate({ index }) {
      for (const { name, ref } of index.namespaces)
        if (index.workloadsIn(name).length > 0 && name !== 'kube-system')
          yield index.inNamespace(key, name).length > 0
            ? pass(ref, `Has a ${kind}.`)
            : fail(ref, `Namespace ${name} has no ${kind}.`, { path: 'metadata.name', value: name });
    },
  });
}
