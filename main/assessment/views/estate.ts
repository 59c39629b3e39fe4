/** The estate as shown and as reported: what people entered, and what only the evidence speaks of. */
import type { EstateEntry } from '../../../shared/engagement.ts';
import type { ClusterEvidence } from './evidence.ts';

/**
 * Every cluster and scheduler heard of. One that only the evidence knows counts as heard of like any other: it is
 * `suggested` until a person confirms it.
 */
export function estateView(
  entries: readonly EstateEntry[],
  clusters: readonly ClusterEvidence[],
): EstateEntry[] {
  return [...entries, ...suggestions(entries, clusters)];
}

/** Clusters that nobody has entered: where a GitOps controller deploys to. Each once, whoever speaks of it. */
function suggestions(entries: readonly EstateEntry[], clusters: readonly ClusterEvidence[]): EstateEntry[] {
  const suggested = new Map<string, EstateEntry>();
  for (const { clusterName, facts } of clusters) {
    const fact = facts?.['gitops.externalClusters'];
    const names = fact?.state === 'known' && Array.isArray(fact.value) ? fact.value : [];
    for (const name of names) {
      const key = name.toLowerCase();
      if (suggested.has(key) || entries.some((entry) => speaksOf(entry, key))) continue;
      suggested.set(key, {
        id: `suggested:${name}`,
        name,
        kind: 'kubernetes',
        purpose: '',
        provider: '',
        status: 'pending',
        heardFrom: `GitOps configuration in ${clusterName}`,
        note: '',
        clusterId: null,
        suggested: true,
        revision: 0,
      });
    }
  }
  return [...suggested.values()];
}

/** By its name, or by its note: whoever confirms a suggestion often gives it a better name. */
function speaksOf({ name, note }: EstateEntry, key: string): boolean {
  return (
    name.toLowerCase() === key ||
    note
      .toLowerCase()
      .split(/[\s,;]+/)
      .includes(key)
  );
}

/** A confirmed suggestion under a name of its own keeps the name that the evidence uses, so that it is not suggested again. */
export function noteOfConfirmed({
  id,
  name,
  note,
}: {
  readonly id: string | null;
  readonly name: string;
  readonly note: string;
}): string {
  const evidenceName = id?.startsWith(SUGGESTED) === true ? id.slice(SUGGESTED.length) : null;
  if (evidenceName === null || speaksOf({ ...BLANK, name, note }, evidenceName.toLowerCase())) return note;
  return [note, `In the evidence: ${evidenceName}`].filter((part) => part !== '').join('\n');
}

const SUGGESTED = 'suggested:';
const BLANK: EstateEntry = {
  id: '',
  name: '',
  kind: 'kubernetes',
  purpose: '',
  provider: '',
  status: 'pending',
  heardFrom: '',
  note: '',
  clusterId: null,
  suggested: false,
  revision: 0,
};
