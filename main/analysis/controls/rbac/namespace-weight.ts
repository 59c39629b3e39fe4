/** What whoever owns a namespace owns besides: the accounts that work there, and what they may do elsewhere. */
import type { Cluster } from '../../cluster.ts';
import { sensitiveNamespaces } from '../../network/sensitive-namespaces.ts';
import { subjectText } from '../../rbac/grants.ts';
import { TAKEOVER } from '../../rbac/powers.ts';

/** One sentence on why a namespace weighs more than another; null for an ordinary one. */
export type NamespaceWeight = (namespace: string) => string | null;

/** The sentence that holds in every cluster: its own controllers have their accounts in kube-system. */
export const KUBE_SYSTEM =
  "The accounts of the cluster's own components live there, so this leads to the whole cluster.";

/** Looks nothing up before it is asked. */
export function namespaceWeights(cluster: Cluster): NamespaceWeight {
  let known: ReadonlyMap<string, string> | null = null;
  return (namespace) => {
    if (namespace === 'kube-system') return KUBE_SYSTEM;
    known ??= weights(cluster);
    return known.get(namespace) ?? null;
  };
}

function weights({ index, grants }: Cluster): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [namespace, { why }] of sensitiveNamespaces(index))
    found.set(namespace, `The namespace ${why}, which raises the severity.`);
  for (const { subject, namespace, judged } of grants.all) {
    if (subject.kind !== 'ServiceAccount' || subject.namespace === null || namespace !== null) continue;
    if ([...judged.keys()].some((power) => TAKEOVER.has(power)))
      found.set(
        subject.namespace,
        `${subjectText(subject)} there can take over the cluster, so this leads to the whole cluster.`,
      );
  }
  return found;
}
