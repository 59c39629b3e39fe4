/** What whoever owns a namespace owns besides: the accounts that work there, and what they may do elsewhere. */
import type { Cluster } from '../../cluster/cluster.ts';
import { sensitiveNamespaces } from '../../cluster/network/sensitive-namespaces.ts';
import { type Subject, subjectText } from '../../cluster/permissions/grants.ts';
import { TAKEOVER } from '../../cluster/permissions/powers.ts';

/**
 * One sentence on why a namespace weighs more than another for a subject that owns it; null for an ordinary one. That the
 * subject itself works there adds nothing: what it may do elsewhere is told of it anyway.
 */
export type NamespaceWeight = (namespace: string, holder: Subject) => string | null;

/** The sentence that holds in every cluster: its own controllers have their accounts in kube-system. */
export const KUBE_SYSTEM =
  'The accounts of the cluster’s own components are there, so this leads to the whole cluster.';

/** Looks nothing up before it is asked. */
export function namespaceWeights(cluster: Cluster): NamespaceWeight {
  let known: Weights | null = null;
  return (namespace, holder) => {
    if (namespace === 'kube-system') return KUBE_SYSTEM;
    known ??= weights(cluster);
    const itself = subjectText(holder);
    const other = known.accounts.get(namespace)?.find((account) => account !== itself);
    if (other !== undefined)
      return `${other} there can take over the cluster, so this leads to the whole cluster.`;
    return known.sensitive.get(namespace) ?? null;
  };
}

interface Weights {
  /** By namespace, why it is sensitive. */
  readonly sensitive: ReadonlyMap<string, string>;
  /** By namespace, its accounts that can take over the cluster. */
  readonly accounts: ReadonlyMap<string, readonly string[]>;
}

function weights({ index, grants }: Cluster): Weights {
  const accounts = new Map<string, string[]>();
  for (const { subject, namespace, judged } of grants.all) {
    if (subject.kind !== 'ServiceAccount' || subject.namespace === null || namespace !== null) continue;
    if (![...judged.keys()].some((power) => TAKEOVER.has(power))) continue;
    const there = accounts.get(subject.namespace) ?? [];
    accounts.set(subject.namespace, there);
    if (!there.includes(subjectText(subject))) there.push(subjectText(subject));
  }
  return {
    accounts,
    sensitive: new Map(
      [...sensitiveNamespaces(index)].map(([namespace, { why }]) => [
        namespace,
        `The namespace ${why}, which raises the severity.`,
      ]),
    ),
  };
}
