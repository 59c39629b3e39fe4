/** What a namespace may use of the cluster. */

import { WORKLOAD_KINDS } from '../../snapshot/coverage.ts';
import { type Control, defineControl, fail, fix, pass } from '../define.ts';
import { kubernetesDocs } from '../docs.ts';

export const quotaControls: readonly Control[] = [
  missingIn({
    id: 'tenancy/no-quota',
    title: 'Namespace without a quota',
    severity: 'low',
    kind: 'ResourceQuota',
    key: '/resourcequotas',
    rationale:
      'One compromised or faulty workload can consume the whole cluster, and a stolen pipeline token can start a thousand miners. A quota limits the damage to the share of one namespace, and with it the cloud bill.',
    remediation: fix(
      'Set a ResourceQuota.',
      'Take last month’s usage and double it.',
      [0.5, 1, 4],
      'apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: share\nspec:\n  hard:\n    limits.memory: 16Gi\n    pods: "50"\n',
    ),
    references: [kubernetesDocs('Resource quotas', 'concepts/policy/resource-quotas/')],
    mappings: ['nsa-cisa:resource-policies', 'mitre-attack:T1496', 'mitre-attack:T1499'],
  }),
  missingIn({
    id: 'tenancy/no-limit-range',
    title: 'Namespace without default limits',
    severity: 'info',
    kind: 'LimitRange',
    key: '/limitranges',
    rationale:
      'Without defaults, a container without limits may consume a whole node, or a quota rejects or ignores it. An attacker who can start a container sets no limits.',
    remediation: fix(
      'Set a LimitRange.',
      'Give containers without a limit a modest default.',
      [0.5, 1, 2],
      'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: defaults\nspec:\n  limits:\n    - type: Container\n      default: {memory: 512Mi}\n      defaultRequest: {cpu: 100m, memory: 256Mi}\n',
    ),
    references: [kubernetesDocs('Limit ranges', 'concepts/policy/limit-range/')],
    mappings: ['nsa-cisa:resource-policies', 'mitre-attack:T1499'],
  }),
];

/** Fails every namespace of the company with workloads that has no object of a kind. */
function missingIn({
  key,
  kind,
  ...words
}: Omit<Parameters<typeof defineControl>[0], 'judges' | 'needs' | 'evaluate'> & {
  readonly kind: string;
  readonly key: string;
}): Control {
  return defineControl({
    ...words,
    judges: ['/namespaces', ...WORKLOAD_KINDS],
    needs: [key],
    *evaluate({ index, isSystemNamespace }) {
      for (const { name, ref } of index.namespaces)
        if (index.workloadsIn(name).length > 0 && !isSystemNamespace(name))
          yield index.inNamespace(key, name).length > 0
            ? pass(ref, `Has a ${kind}.`)
            : fail(ref, `Namespace ${name} has no ${kind}.`, { path: 'metadata.name', value: name });
    },
  });
}
